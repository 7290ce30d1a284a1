#!/usr/bin/env python3
"""Passes TCP connections on, each byte so many milliseconds late, both ways: a server that is far away.

usage: delaying-proxy.py HOST:PORT MILLISECONDS. Listens on a free port of loopback, prints it, and serves until its standard
input ends; then prints how many connections there were.
"""
import asyncio
import os
import socket
import sys

host, port = sys.argv[1].rsplit(":", 1)
delay = float(sys.argv[2]) / 1000
count = 0


async def carry(reader, writer):
    """Bytes leave `delay` after they came, in their order; reading goes on meanwhile."""
    loop = asyncio.get_running_loop()
    pending = asyncio.Queue(maxsize=1024)

    async def send():
        while True:
            due, data = await pending.get()
            if due > loop.time():
                await asyncio.sleep(due - loop.time())
            if not data:
                break
            writer.write(data)
            await writer.drain()

    sender = asyncio.create_task(send())
    try:
        while data := await reader.read(65536):
            await pending.put((loop.time() + delay, data))
    except ConnectionError:
        pass
    await pending.put((loop.time() + delay, b""))
    try:
        await sender
        writer.write_eof()
    except (ConnectionError, OSError):
        pass


async def serve(reader, writer):
    global count
    count += 1
    up_reader, up_writer = await asyncio.open_connection(host, int(port))
    for each in (writer, up_writer):
        each.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    await asyncio.gather(carry(reader, up_writer), carry(up_reader, writer))
    for each in (writer, up_writer):
        each.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    print(count, flush=True)
    # Connections that are open are nobody's concern any more.
    os._exit(0)


asyncio.run(main())
