#!/usr/bin/env python3
"""An HTTP server that misbehaves on request. Listens on a free port of loopback, prints it, and serves until its
standard input ends.

Paths say what happens; a word after it keeps the counters of tests apart.
"""
import hashlib
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

COUNTS = {}
LOCK = threading.Lock()
BODY = bytes((i * 7 + i // 251) & 255 for i in range(3_000_000))


def count(key):
    with LOCK:
        COUNTS[key] = COUNTS.get(key, 0) + 1
        return COUNTS[key]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def reply(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def request_body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def cut(self, start=0):
        """Announces everything, sends a third of what is left, and hangs up."""
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(BODY) - 1}/{len(BODY)}")
        self.send_header("Content-Length", str(len(BODY) - start))
        self.end_headers()
        self.wfile.write(BODY[start:start + (len(BODY) - start) // 3])
        self.close_connection = True

    def handle_any(self):
        url = urlsplit(self.path)
        parts = unquote(url.path).strip("/").split("/")
        query = parse_qs(url.query)
        action = parts[0]
        if action == "early-refusal":
            self.reply(401, b"no")
            self.close_connection = True
            return
        if action == "cut-upload":
            self.rfile.read(100_000)
            self.close_connection = True
            return
        body = self.request_body()
        if action == "echo":
            answer = {
                "method": self.command, "path": self.path, "length": len(body),
                "sha256": hashlib.sha256(body).hexdigest(), "headers": dict(self.headers.items()),
            }
            self.reply(200, json.dumps(answer).encode(), [("X-Answer", "yes")])
        elif action == "status":
            self.reply(int(parts[1]), b"E" * 5000)
        elif action == "flaky":
            number = count(self.path)
            self.reply(int(parts[2]) if number <= int(parts[3]) else 200, str(number).encode())
        elif action == "later":
            number = count(self.path)
            headers = [("Retry-After", parts[2])]
            self.reply(429 if number == 1 else 200, str(number).encode(), headers if number == 1 else [])
        elif action == "hang-up":
            if count(self.path) <= int(parts[2]):
                self.close_connection = True
            else:
                self.reply(200, b"at last")
        elif action == "whole":
            self.reply(200, BODY)
        elif action == "cut":
            number = count(self.path)
            asked = self.headers.get("Range", "")
            start = int(asked[6:-1]) if asked.startswith("bytes=") and parts[2] == "range" else 0
            if number <= int(parts[3]):
                self.cut(start)
            elif start:
                span = f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"
                self.reply(206, BODY[start:], [("Content-Range", span)])
            else:
                self.reply(200, BODY)
        elif action == "wrong-range":
            if self.headers.get("Range"):
                self.reply(206, BODY[5:], [("Content-Range", f"bytes 5-{len(BODY) - 1}/{len(BODY)}")])
            else:
                self.cut()
        elif action == "redirect":
            self.reply(int(query["code"][0]) if "code" in query else 302, b"", [("Location", query["to"][0])])
        elif action == "loop":
            self.reply(302, b"", [("Location", "/loop")])
        elif action == "silent":
            time.sleep(30)
        elif action == "many-headers":
            self.reply(200, b"", [(f"X-{i}", "x" * 1000) for i in range(200)])
        elif action == "endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                pass
            self.close_connection = True
        else:
            self.reply(404, b"nothing here")

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any


class Server(ThreadingHTTPServer):
    daemon_threads = True
    # A client that hangs up is what the tests are about.
    def handle_error(self, request, client_address):
        pass


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
