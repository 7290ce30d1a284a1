#!/usr/bin/env python3
"""An admission webhook that refuses what has the label "refuse", in HTTPS.

usage: admission-server.py DIRECTORY. Makes ca.crt and server.crt there, for 127.0.0.1, with openssl. Listens on a free port of
loopback, prints it, and serves until its standard input ends.
"""
import json
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

directory = sys.argv[1]


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=directory)


openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=webhook authority", "-days", "2", "-keyout", "ca.key",
        "-out", "ca.crt")
open(directory + "/names", "w").write("subjectAltName=IP:127.0.0.1\n")
openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=webhook", "-keyout", "server.key", "-out", "server.csr")
openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
        "-extfile", "names", "-out", "server.crt")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_POST(self):
        review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        request = review["request"]
        labels = (request.get("object") or {}).get("metadata", {}).get("labels") or {}
        response = {"uid": request["uid"], "allowed": "refuse" not in labels}
        if "refuse" in labels:
            response["status"] = {"code": 403, "message": f"no {labels['refuse']} here"}
        body = json.dumps({"apiVersion": review["apiVersion"], "kind": "AdmissionReview", "response": response}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(directory + "/server.crt", directory + "/server.key")
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
