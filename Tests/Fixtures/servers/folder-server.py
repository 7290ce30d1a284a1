#!/usr/bin/env python3
"""Serves a folder over HTTP.

usage: folder-server.py DIRECTORY [USER:PASSWORD]. Listens on a free port of loopback, prints it, and serves until its
standard input ends. With credentials, requests without them are refused.
"""
import base64
import functools
import os
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

wanted = "Basic " + base64.b64encode(sys.argv[2].encode()).decode() if len(sys.argv) > 2 else None


class Handler(SimpleHTTPRequestHandler):
    def do_GET(self):
        if wanted and self.headers.get("Authorization") != wanted:
            self.send_error(401)
        else:
            super().do_GET()

    def log_message(self, *_):
        pass


def end():
    sys.stdin.read()
    os._exit(0)


server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=sys.argv[1]))
threading.Thread(target=end, daemon=True).start()
print(server.server_address[1], flush=True)
server.serve_forever()
