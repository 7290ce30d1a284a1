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


class Side(asyncio.Protocol):
    """One side of a connection: what it receives leaves on the other side `delay` later."""

    def __init__(self, other=None):
        self.loop = asyncio.get_running_loop()
        self.other = other
        self.early = []

    def connection_made(self, transport):
        global count
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.other:
            self.other.join(self)
        else:
            count += 1
            self.loop.create_task(self.loop.create_connection(lambda: Side(self), host, int(port)))

    def join(self, other):
        self.other = other
        for action, *arguments in self.early:
            self.later(action, *arguments)

    def later(self, action, *arguments):
        if not self.other:
            self.early.append((action, *arguments))
        else:
            self.loop.call_later(delay, self.other.perform, action, *arguments)

    def perform(self, action, *arguments):
        try:
            getattr(self.transport, action)(*arguments)
        except OSError:
            # Who has gone need not be told.
            pass

    def data_received(self, data):
        self.later("write", data)

    def eof_received(self):
        self.later("write_eof")
        return True

    def connection_lost(self, error):
        self.later("close")


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Side, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    print(count, flush=True)
    # Connections that are open are nobody's concern any more.
    os._exit(0)


asyncio.run(main())
