#!/usr/bin/env python3
"""An HTTP proxy that knows CONNECT only. Listens on a free port of loopback, prints it, and serves until its standard input
ends; a line for each connection, with where it leads, goes to standard error.
"""
import socket
import sys
import threading


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def serve(client):
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = client.recv(1)
        if not byte:
            return
        head += byte
    method, place, _ = head.decode().split("\r\n")[0].split()
    print(method, place, file=sys.stderr, flush=True)
    if method != "CONNECT":
        client.sendall(b"HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n")
        return
    host, port = place.rsplit(":", 1)
    server = socket.create_connection((host, int(port)))
    client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    threading.Thread(target=pump, args=(client, server), daemon=True).start()
    pump(server, client)


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)


def accept():
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
sys.stdin.read()
