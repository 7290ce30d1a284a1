#!/usr/bin/env python3
"""A registry that misbehaves; the repository says how. Listens on a free port of loopback, prints it, and serves until
its standard input ends. Good content: manifest GOOD with config {} and one layer of LAYER; `GET /seen` lists requests.
"""
import hashlib
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

LAYER = bytes((i * 13 + i // 256) & 255 for i in range(2_000_000))
CONFIG = b"{}"
TYPE = "application/vnd.oci.image.manifest.v1+json"


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


GOOD = json.dumps({
    "schemaVersion": 2, "mediaType": TYPE,
    "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": digest(CONFIG), "size": 2},
    "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": digest(LAYER), "size": len(LAYER)}],
}).encode()
BLOBS = {digest(CONFIG): CONFIG, digest(LAYER): LAYER, digest(GOOD): GOOD}
SEEN = []
COUNTS = {}
LOCK = threading.Lock()


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

    def error(self, status, code, message, headers=()):
        self.reply(status, json.dumps({"errors": [{"code": code, "message": message}]}).encode(), headers)

    def handle_any(self):
        url = urlsplit(self.path)
        parts = url.path.strip("/").split("/")
        port = self.server.server_address[1]
        here = f"http://127.0.0.1:{port}"
        other = f"http://localhost:{port}"
        SEEN.append([self.command, self.path, self.headers.get("Host"), self.headers.get("Authorization")])
        if url.path == "/seen":
            self.reply(200, json.dumps(SEEN).encode())
        elif url.path == "/v2/":
            self.reply(200)
        elif url.path == "/v2/_catalog":
            self.reply(200, b'{"repositories": ["a", "b"]}')
        elif parts[0] == "elsewhere":
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.command == "GET":
                self.reply(200, BLOBS.get(parts[1], b""))
            else:
                self.reply(201, b"", [("Docker-Content-Digest", parse_qs(url.query)["digest"][0])])
        elif parts[0] == "token":
            self.reply(200, b'{"token": "abc"}')
        elif parts[0] == "v2":
            self.registry(parts[1], parts[2:], url, here, other)
        else:
            self.reply(404)

    def registry(self, name, rest, url, here, other):
        statuses = {
            "unauthorized": (401, "UNAUTHORIZED", "authentication required"),
            "denied": (403, "DENIED", "requested access\r\n\x1b[31m is denied"),
            "missing": (404, "MANIFEST_UNKNOWN", "manifest unknown"),
            "limited": (429, "TOOMANYREQUESTS", "slow down"),
        }
        realms = {
            "realm-metadata": "http://169.254.169.254/latest/token", "realm-file": "file:///etc/passwd",
            "realm-nowhere": "http://0.0.0.0:1/token", "realm-other": other + "/token",
        }
        if name in statuses:
            self.error(*statuses[name])
        elif name == "broken":
            self.reply(500, b"<html>" + b"x" * 5000)
        elif name in realms and not (self.headers.get("Authorization") or "").startswith("Bearer"):
            challenge = f'Bearer realm="{realms[name]}",service="test"'
            self.error(401, "UNAUTHORIZED", "token needed", [("WWW-Authenticate", challenge)])
        elif name == "basic" and not self.headers.get("Authorization"):
            self.error(401, "UNAUTHORIZED", "password needed", [("WWW-Authenticate", 'Basic realm="r"')])
        elif rest[0] == "manifests":
            self.manifest(name, rest[1])
        elif rest[0] == "tags":
            links = {"link-away": other + "/v2/x/tags/list", "link-circle": self.path, "link-file": "file:///etc/passwd"}
            headers = [("Link", f'<{links[name]}>; rel="next"')] if name in links else []
            self.reply(200, b"not json" if name == "garbage" else b'{"tags": ["1", "2"]}', headers)
        elif rest[0] == "blobs" and rest[1] == "uploads":
            self.upload(name, rest, url, here, other)
        elif rest[0] == "blobs":
            self.blob(name, rest[1], here, other)
        else:
            self.reply(404)

    def manifest(self, name, target):
        if name == "wrong-digest":
            self.reply(200, GOOD + b" ", [("Content-Type", TYPE)])
        elif name == "wrong-header":
            self.reply(200, GOOD, [("Content-Type", TYPE), ("Docker-Content-Digest", digest(b""))])
        elif name == "wrong-type":
            self.reply(200, GOOD, [("Content-Type", "application/vnd.oci.image.index.v1+json")])
        elif name == "endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b" " * 65536)
            except OSError:
                self.close_connection = True
        elif name == "slow":
            time.sleep(30)
        elif name == "garbage":
            self.reply(200, b"<html>not a registry</html>", [("Content-Type", "text/html")])
        else:
            self.reply(200, GOOD, [("Content-Type", TYPE), ("Docker-Content-Digest", digest(GOOD))])

    def blob(self, name, wanted, here, other):
        data = BLOBS.get(wanted)
        if data is None:
            self.error(404, "BLOB_UNKNOWN", "blob unknown")
        elif self.command == "HEAD" and name.startswith("push"):
            self.reply(404)
        elif name == "wrong-blob":
            self.reply(200, bytes(len(data)))
        elif name == "slow-blob" and len(data) > 100 and self.command == "GET":
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[:1000])
            self.wfile.flush()
            time.sleep(30)
            self.close_connection = True
        elif name == "short-blob":
            self.reply(200, data[:-1])
        elif name == "redirected" and self.command == "GET":
            self.reply(307, b"", [("Location", f"{other}/elsewhere/{wanted}?signature=secret")])
        elif name == "redirected-badly" and self.command == "GET":
            self.reply(307, b"", [("Location", "http://169.254.169.254/latest?signature=secret")])
        elif name in ("cut", "cut-once") and len(data) > 100 and self.command == "GET":
            asked = self.headers.get("Range")
            start = int(asked[6:-1]) if asked else 0
            if asked and name == "cut-once":
                span = f"bytes {start}-{len(data) - 1}/{len(data)}"
                self.reply(206, data[start:], [("Content-Range", span)])
                return
            self.send_response(206 if asked else 200)
            if asked:
                self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
            self.send_header("Content-Length", str(len(data) - start))
            self.end_headers()
            self.wfile.write(data[start:start + (len(data) - start) // 2])
            self.close_connection = True
        else:
            self.reply(200, data)

    def upload(self, name, rest, url, here, other):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.command == "POST":
            location = {
                "push-elsewhere": other + "/elsewhere/upload?state=secret", "push-nowhere": None,
                "push-metadata": "http://169.254.169.254/upload",
                "push-absolute": here + f"/v2/{name}/blobs/uploads/1?state=a",
            }.get(name, f"/v2/{name}/blobs/uploads/1")
            self.reply(202, b"", [("Location", location)] if location else [])
        elif name == "push-lost" and count(name) == 1:
            self.error(404, "BLOB_UPLOAD_UNKNOWN", "upload unknown")
        elif name == "push-hang-up" and count(name) < 3:
            self.close_connection = True
        elif name == "push-corrupt":
            self.error(400, "DIGEST_INVALID", "provided digest did not match uploaded content")
        elif name == "push-lying":
            self.reply(201, b"", [("Docker-Content-Digest", digest(b"something else"))])
        else:
            wanted = parse_qs(url.query)["digest"][0]
            if digest(body) == wanted:
                self.reply(201, b"", [("Docker-Content-Digest", wanted)])
            else:
                self.error(400, "DIGEST_INVALID", "provided digest did not match uploaded content")

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
