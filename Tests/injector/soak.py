#!/usr/bin/env python3
"""A crowd: soak.py PORT DIGEST FILE CONNECTIONS. Stalls, resets, half requests, slow readers and honest pulls, at random but from
a fixed seed. Prints how many of each, and ends with status 1 if an honest pull did not get its blob whole."""
import random
import socket
import struct
import sys
import threading
import time

PORT, DIGEST, FILE, TOTAL = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
CONTENT = open(FILE, 'rb').read()
BLOB = f'GET /v2/a/blobs/{DIGEST} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'.encode()
counts = {'stalled': 0, 'reset': 0, 'half': 0, 'slow': 0, 'nonsense': 0, 'pulled': 0, 'failed': 0, 'refused': 0}
lock = threading.Lock()
work = iter(range(TOTAL))
parked = []


def count(what):
    with lock:
        counts[what] += 1


def connect():
    return socket.create_connection(('127.0.0.1', PORT), 30)


def park(client):
    """Leaves a connection open until many others are; then it goes without a word."""
    with lock:
        parked.append(client)
        old = parked.pop(0) if len(parked) > 600 else None
    if old:
        old.close()


def pull():
    """What a container runtime does: it tries again when it is turned away."""
    for _ in range(20):
        try:
            with connect() as client:
                client.sendall(BLOB)
                data = bytearray()
                while piece := client.recv(1 << 18):
                    data += piece
            if data.endswith(CONTENT):
                return count('pulled')
        except OSError:
            pass
        count('refused')
        time.sleep(0.2)
    count('failed')


def one(number):
    chance = random.Random(number).random()
    if chance < 0.03:
        return pull()
    client = connect()
    if chance < 0.35:
        count('stalled')
        return park(client)
    if chance < 0.65:
        count('reset')
        client.sendall(BLOB)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    elif chance < 0.85:
        count('half')
        client.sendall(BLOB[:random.Random(number).randrange(1, len(BLOB))])
        return park(client)
    elif chance < 0.9:
        count('slow')
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(BLOB)
        return park(client)
    else:
        count('nonsense')
        client.sendall(random.Random(number).randbytes(100))
    client.close()


def worker():
    while True:
        with lock:
            number = next(work, None)
        if number is None:
            return
        try:
            one(number)
        except OSError:
            count('refused')


threads = [threading.Thread(target=worker) for _ in range(24)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for client in parked:
    client.close()
print(' '.join(f'{what} {number}' for what, number in counts.items()))
sys.exit(1 if counts['failed'] or not counts['pulled'] else 0)
