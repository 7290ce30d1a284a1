#!/usr/bin/env python3
"""Clients that behave badly, or well in ways that curl does not: clients.py PORT DIGEST FILE. Prints `ok NAME` or `failed NAME`."""
import socket
import sys
import time

PORT, DIGEST, FILE = int(sys.argv[1]), sys.argv[2], sys.argv[3]
CONTENT = open(FILE, 'rb').read()


def connect(timeout=10):
    return socket.create_connection(('127.0.0.1', PORT), timeout)


def read_to_end(client):
    data = b''
    try:
        while piece := client.recv(65536):
            data += piece
    except (ConnectionResetError, TimeoutError):
        pass
    return data


def ask(request, timeout=10):
    with connect(timeout) as client:
        client.sendall(request)
        return read_to_end(client)


def check(name, truth):
    print('ok' if truth else 'failed', name, flush=True)


def status(answer):
    return answer.split(b' ')[1].decode() if answer.startswith(b'HTTP/1.1 ') else 'none'


GET = b'GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\n'
LAST = b'GET /v2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

answer = ask(GET * 3 + f'GET /v2/a/blobs/{DIGEST} HTTP/1.1\r\nHost: x\r\n\r\n'.encode() + GET + LAST)
check('pipelined requests are answered in order',
      answer.count(b'HTTP/1.1 200') == 6 and CONTENT in answer and answer.endswith(b'{}'))
check('pipelined HEAD has no body', ask(b'HEAD' + GET[3:] + LAST).count(b'{}') == 1)
with connect() as client:
    for byte in LAST:
        client.sendall(bytes([byte]))
    check('a request byte by byte', status(read_to_end(client)) == '200')
check('HTTP/1.0 closes', status(ask(b'GET /v2/ HTTP/1.0\r\n\r\n')) == '200')
check('absolute form', status(ask(b'GET http://x/v2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')) == '200')
for name, head, expected in [
    ('no host', b'GET /v2/ HTTP/1.1\r\n\r\n', '400'),
    ('two hosts', b'GET /v2/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', '400'),
    ('no target', b'GET\r\n\r\n', '400'),
    ('a relative target', b'GET v2 HTTP/1.1\r\nHost: x\r\n\r\n', '400'),
    ('another version', b'GET /v2/ HTTP/2.0\r\nHost: x\r\n\r\n', '505'),
    ('no version', b'GET /v2/ FTP\r\nHost: x\r\n\r\n', '400'),
    ('a header without a colon', b'GET /v2/ HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n', '400'),
    ('a folded header', b'GET /v2/ HTTP/1.1\r\nHost: x\r\n more\r\n\r\n', '400'),
    ('a space before the colon', b'GET /v2/ HTTP/1.1\r\nHost : x\r\n\r\n', '400'),
    ('a zero byte', b'GET /v2/\0 HTTP/1.1\r\nHost: x\r\n\r\n', '400'),
    ('a TLS hello', b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', '400'),
    ('an endless head', b'GET /v2/ HTTP/1.1\r\nHost: x\r\nX: ' + b'y' * 5000, '431'),
]:
    check(f'{name}: {expected}', status(ask(head, 3)) == expected)
body = b'PUT /v2/a/manifests/x HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\n' + GET
check('a body is never taken for a request', ask(body).count(b'HTTP/1.1') == 1)

# More silent connections than there are places, half of them within a request.
silent = []
for number in range(1500):
    client = connect()
    if number % 2:
        client.sendall(b'GET /v2/ HTT')
    silent.append(client)
    if number % 256 == 255:
        time.sleep(1.1)
time.sleep(1.1)
check('silent connections make room', status(ask(LAST)) == '200')
readers = [connect() for _ in range(20)]
for client in readers:
    client.sendall(f'GET /v2/a/blobs/{DIGEST} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'.encode())
check('clients that read nothing hold nobody up', status(ask(LAST)) == '200')
check('and get their blob when they do read', all(read_to_end(client).endswith(CONTENT) for client in readers))
for client in silent:
    # Closing with unread input resets the connection.
    client.close()
for number in range(2000):
    client = connect()
    client.sendall(f'GET /v2/a/blobs/{DIGEST} HTTP/1.1\r\nHost: x\r\n\r\n'.encode())
    if number % 3 == 0:
        client.recv(100)
    client.close()
check('it lives after 2,000 resets', status(ask(LAST)) == '200')
