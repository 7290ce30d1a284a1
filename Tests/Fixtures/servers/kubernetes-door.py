#!/usr/bin/env python3
"""What newer API servers do, in front of an older one; and what servers do on bad days.

usage: kubernetes-door.py KUBECONFIG [RULES]. Listens on a free port of loopback in plain HTTP, prints it, and passes every
request on to the kubeconfig's server, with the kubeconfig's client certificate; until its standard input ends. A line for
each request, with the protocol it asks to change to, goes to standard error.

GET of .../portforward as a WebSocket of SPDY/3.1+portforward.k8s.io is carried over as SPDY/3.1, what servers do since 1.30
(KEP-4006); a WebSocket of v5.channel.k8s.io is answered as such, with the command run here instead of in a pod. What asks
for another upgrade is refused. GET of /api and /apis is answered with aggregated discovery to those who ask for it.

RULES is a file that is read again for each request, lines of "COUNT STATUS RETRY-AFTER PATTERN": the first COUNT requests
whose "METHOD PATH" the pattern is found in get the status, with Retry-After unless that is 0. Status 0 breaks the connection
off; status 1 answers a watch with an event that says 410; status 2 answers nothing and does what was asked only when another
request comes that the pattern is found in, right before that one: as if the first had been long on its way.
"""
import base64
import hashlib
import json
import os
import re
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
from urllib.parse import parse_qs, urlsplit

import yaml

config = yaml.safe_load(open(sys.argv[1]))
cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
upstream = urlsplit(cluster["server"])
context = ssl.create_default_context(cadata=base64.b64decode(cluster["certificate-authority-data"]).decode())
with tempfile.TemporaryDirectory() as folder:
    for name in ("client-certificate", "client-key"):
        with open(f"{folder}/{name}", "wb") as file:
            file.write(base64.b64decode(user[name + "-data"]))
    context.load_cert_chain(f"{folder}/client-certificate", f"{folder}/client-key")


def connect():
    plain = socket.create_connection((upstream.hostname, upstream.port))
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return context.wrap_socket(plain, server_hostname=upstream.hostname)


def read_head(connection):
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        if not byte:
            return None, {}
        head += byte
    lines = head.decode().split("\r\n")
    return lines[0], {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in lines[1:])}


class Frames:
    """A server's side of a WebSocket."""

    def __init__(self, connection):
        self.connection = connection
        self.lock = threading.Lock()

    def exactly(self, count):
        data = b""
        while len(data) < count:
            part = self.connection.recv(count - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def read(self):
        """The next message's opcode and content; its frames put together, pings answered."""
        content = b""
        while True:
            first, second = self.exactly(2)
            length = second & 127
            if length == 126:
                length, = struct.unpack(">H", self.exactly(2))
            elif length == 127:
                length, = struct.unpack(">Q", self.exactly(8))
            if not second & 128:
                raise ValueError("a client's frame without a mask")
            mask = self.exactly(4)
            data = self.exactly(length)
            word = int.from_bytes(mask * (length // 4 + 1), "big") >> (8 * ((length // 4 + 1) * 4 - length))
            data = (int.from_bytes(data, "big") ^ word).to_bytes(length, "big")
            if first & 15 == 9:
                self.write(data, 10)
            elif first & 15 != 10:
                content += data
                if first & 128:
                    return first & 15, content

    def write(self, data, opcode=2):
        # Long messages go in two frames, with a ping between them: clients have to put up with both.
        pieces = [data] if opcode != 2 or len(data) < 2000 else [data[:1000], data[1000:]]
        with self.lock:
            for index, piece in enumerate(pieces):
                last = index == len(pieces) - 1
                head = bytes([(0x80 if last else 0) | (opcode if index == 0 else 0)])
                if len(piece) < 126:
                    head += bytes([len(piece)])
                elif len(piece) < 65536:
                    head += b"\x7e" + struct.pack(">H", len(piece))
                else:
                    head += b"\x7f" + struct.pack(">Q", len(piece))
                self.connection.sendall(head + piece)
                if not last:
                    self.connection.sendall(b"\x89\x02hi")


def accept(client, headers, protocol):
    key = headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    answer = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
    client.sendall((f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    f"Sec-WebSocket-Accept: {answer}\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n").encode())


def refuse(client, status, text):
    body = json.dumps({"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": text, "code": status})
    client.sendall(f"HTTP/1.1 {status} No\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                   f"{len(body):x}\r\n{body}\r\n0\r\n\r\n".encode())


kept = {}
counts = {}
counts_lock = threading.Lock()


def matching_rule(request):
    """Status, Retry-After and pattern for a request, or None."""
    if len(sys.argv) < 3 or not os.path.exists(sys.argv[2]):
        return None
    for line in open(sys.argv[2]):
        count, status, retry_after, pattern = line.rstrip("\n").split(" ", 3)
        if re.search(pattern, request):
            with counts_lock:
                counts[line] = counts.get(line, 0) + 1
                if counts[line] <= int(count):
                    return int(status), int(retry_after), pattern
                late = kept.pop(pattern, None)
            for data in late or []:
                pass
    return None


REASONS = {400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 405: "MethodNotAllowed", 409: "Conflict",
           410: "Expired", 413: "RequestEntityTooLarge", 415: "UnsupportedMediaType", 422: "Invalid", 429: "TooManyRequests",
           500: "InternalError", 503: "ServiceUnavailable", 504: "Timeout"}


def misbehave(client, status, retry_after):
    if status == 0:
        return
    if status == 1:
        event = {"type": "ERROR", "object": {"kind": "Status", "code": 410, "reason": "Expired",
                                             "message": "too old resource version: 1 (2)"}}
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
                       + json.dumps(event).encode() + b"\n")
        return
    body = json.dumps({"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": status, "reason": REASONS[status],
                       "message": f"the door says {status}", "details": {"causes": [
                           {"reason": "FieldValueInvalid", "message": "Invalid value", "field": "spec.it"}]}})
    extra = f"Retry-After: {retry_after}\r\n" if retry_after else ""
    client.sendall((f"HTTP/1.1 {status} No\r\nContent-Type: application/json\r\nConnection: close\r\n{extra}"
                    f"Content-Length: {len(body)}\r\n\r\n{body}").encode())


def upstream_json(path):
    server = connect()
    server.sendall(f"GET {path} HTTP/1.1\r\nHost: {upstream.netloc}\r\nConnection: close\r\n\r\n".encode())
    data = b""
    while part := server.recv(65536):
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    if b"chunked" in head.lower():
        rest, body = body, b""
        while size := int(rest.split(b"\r\n", 1)[0], 16):
            rest = rest.split(b"\r\n", 1)[1]
            body, rest = body + rest[:size], rest[size + 2:]
    return json.loads(body)


def discover(client, path):
    """apidiscovery.k8s.io/v2 from classic discovery."""
    if path == "/api":
        groups = [{"name": "", "versions": [{"version": "v1", "groupVersion": "v1"}]}]
    else:
        groups = upstream_json("/apis")["groups"]
    items = []
    for group in groups:
        versions = []
        for version in group["versions"]:
            prefix = "/api/" if not group["name"] else "/apis/"
            resources = upstream_json(prefix + version["groupVersion"])["resources"]
            versions.append({"version": version["version"], "freshness": "Current", "resources": [
                {"resource": each["name"], "responseKind": {"group": "", "version": "", "kind": each["kind"]},
                 "scope": "Namespaced" if each["namespaced"] else "Cluster", "singularResource": each["singularName"],
                 "verbs": each["verbs"], "shortNames": each.get("shortNames", []), "categories": each.get("categories", [])}
                for each in resources if "/" not in each["name"]]})
        items.append({"metadata": {"name": group["name"]}, "versions": versions})
    body = json.dumps({"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "items": items})
    client.sendall((f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n{body}").encode())


def tunnel(client, path, headers):
    server = connect()
    server.sendall((f"POST {path} HTTP/1.1\r\nHost: {upstream.netloc}\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
                    f"X-Stream-Protocol-Version: portforward.k8s.io\r\nContent-Length: 0\r\n\r\n").encode())
    line, _ = read_head(server)
    if " 101 " not in line:
        return refuse(client, int(line.split()[1]), "unable to upgrade connection")
    accept(client, headers, "SPDY/3.1+portforward.k8s.io")
    frames = Frames(client)

    def down():
        while data := server.recv(65536):
            frames.write(data)
        frames.write(b"\x03\xe8", 8)

    threading.Thread(target=down, daemon=True).start()
    try:
        while True:
            opcode, data = frames.read()
            if opcode == 8:
                break
            server.sendall(data)
    except (EOFError, OSError):
        pass
    try:
        server.unwrap().close()
    except OSError:
        pass


def command(client, path, headers):
    query = parse_qs(urlsplit(path).query)
    accept(client, headers, "v5.channel.k8s.io")
    frames = Frames(client)
    program = subprocess.Popen(query["command"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def pump(stream, channel):
        while data := stream.read1(60000):
            frames.write(bytes([channel]) + data)

    pumps = [threading.Thread(target=pump, args=pair) for pair in ((program.stdout, 1), (program.stderr, 2))]

    def feed():
        try:
            while True:
                opcode, data = frames.read()
                if opcode == 8:
                    break
                if data[:1] == b"\xff":
                    program.stdin.close()
                elif data[:1] == b"\0":
                    program.stdin.write(data[1:])
                    program.stdin.flush()
        except (EOFError, OSError, ValueError):
            pass

    threading.Thread(target=feed, daemon=True).start()
    for thread in pumps:
        thread.start()
    for thread in pumps:
        thread.join()
    code = program.wait()
    status = {"metadata": {}, "status": "Success"}
    if code:
        status = {"metadata": {}, "status": "Failure", "reason": "NonZeroExitCode",
                  "message": f"command terminated with non-zero exit code: exit status {code}",
                  "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]}}
    frames.write(b"\3" + json.dumps(status).encode())
    frames.write(b"\x03\xe8", 8)


def serve(client):
    with client:
        line, headers = read_head(client)
        if not line:
            return
        method, path, _ = line.split()
        print(method, path, headers.get("sec-websocket-protocol", headers.get("upgrade", "")),
              file=sys.stderr, flush=True)
        protocols = headers.get("sec-websocket-protocol", "")
        if "SPDY/3.1+portforward.k8s.io" in protocols:
            return tunnel(client, path, headers)
        if "v5.channel.k8s.io" in protocols and "/exec" in path:
            return command(client, path, headers)
        rule = matching_rule(f"{method} {path}")
        if rule and rule[0] != 2:
            return misbehave(client, *rule[:2])
        if path in ("/api", "/apis") and "APIGroupDiscoveryList" in headers.get("accept", ""):
            return discover(client, path)
        if headers.get("upgrade"):
            return refuse(client, 403, "this door lets WebSockets through and nothing else")
        body = Frames(client).exactly(int(headers.get("content-length", 0)))
        lines = [f"{method} {path} HTTP/1.1", f"Host: {upstream.netloc}", "Connection: close"]
        lines += [f"{key}: {value}" for key, value in headers.items() if key and key not in ("host", "connection")]
        answer = pass_on("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        if rule:
            kept[rule[2]] = answer
            print("kept", method, path, file=sys.stderr, flush=True)
            # Until the client is gone, or tired of waiting.
            return client.recv(1)
        for data in answer:
            client.sendall(data)


def pass_on(request):
    """The server's answer, in pieces; it is asked when the first of them is wanted."""
    server = connect()
    server.sendall(request)
    while data := server.recv(65536):
        yield data


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
