#!/usr/bin/env python3
"""A token server for a distribution registry: signs tokens with a key of its own.

usage: token-server.py DIRECTORY. Makes token.key and token.crt there (openssl), listens on a free port of loopback,
prints it, and serves until its standard input ends. User alice with password secret may do everything, her identity
token is "alice-identity"; anonymous may pull what begins with public/. GET /count says how many tokens were given.
"""
import base64
import json
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

directory = sys.argv[1]
key, certificate = directory + "/token.key", directory + "/token.crt"
subprocess.run(
    ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=tokens", "-days", "2",
     "-keyout", key, "-out", certificate], check=True, capture_output=True)
chain = "".join(line for line in open(certificate).read().splitlines() if "-----" not in line)
COUNT = [0]


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def token(subject, access):
    now = int(time.time())
    header = {"typ": "JWT", "alg": "RS256", "x5c": [chain]}
    claims = {"iss": "tokens", "sub": subject, "aud": "registry", "exp": now + 300, "nbf": now - 10, "iat": now,
              "jti": str(time.time_ns()), "access": access}
    text = encoded(json.dumps(header).encode()) + b"." + encoded(json.dumps(claims).encode())
    signed = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key], input=text, capture_output=True, check=True)
    return (text + b"." + encoded(signed.stdout)).decode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def reply(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self, user, scopes):
        access = []
        for scope in scopes:
            kind, name, actions = scope.split(":")
            allowed = actions.split(",") if user else (["pull"] if name.startswith("public/") else [])
            access.append({"type": kind, "name": name, "actions": allowed})
        COUNT[0] += 1
        self.reply(200, {"token": token(user, access), "expires_in": 300})

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path == "/count":
            self.reply(200, {"count": COUNT[0]})
            return
        given = self.headers.get("Authorization")
        if given not in (None, "Basic " + base64.b64encode(b"alice:secret").decode()):
            self.reply(401, {"errors": [{"code": "UNAUTHORIZED", "message": "wrong user or password"}]})
            return
        self.answer("alice" if given else "", parse_qs(url.query).get("scope", []))

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if form.get("refresh_token") != ["alice-identity"] or form.get("grant_type") != ["refresh_token"]:
            self.reply(401, {"error": "invalid_grant"})
            return
        self.answer("alice", form.get("scope", [""])[0].split())


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
