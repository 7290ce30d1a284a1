#!/usr/bin/env python3
"""An HTTPS server with an authority of its own.

usage: tls-server.py DIRECTORY [mutual]. Makes there, with openssl: ca.crt, server.crt and server.key for 127.0.0.1,
client.crt and client.key. Listens on a free port of loopback, prints it, and serves until its standard input ends. With
`mutual`, clients must show a certificate of the authority. GET /redirect?to=URL redirects; everything else is answered
with the names of the request's header fields.
"""
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

directory = sys.argv[1]


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=directory)


openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test authority", "-days", "2",
        "-keyout", "ca.key", "-out", "ca.crt")
open(directory + "/names", "w").write("subjectAltName=IP:127.0.0.1\n")
for name in ("server", "client"):
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
    openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "names", "-out", f"{name}.crt")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        url = urlsplit(self.path)
        body = " ".join(self.headers.keys()).encode()
        self.send_response(302 if url.path == "/redirect" else 200)
        if url.path == "/redirect":
            self.send_header("Location", parse_qs(url.query)["to"][0])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(directory + "/server.crt", directory + "/server.key")
if "mutual" in sys.argv[2:]:
    context.load_verify_locations(directory + "/ca.crt")
    context.verify_mode = ssl.CERT_REQUIRED
server = Server(("127.0.0.1", 0), Handler)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
