#!/usr/bin/env python3
"""What scripts/bench-inject needs beside the tools: bench_inject.py VERB ARGUMENT…

ready SERVER CA CERT KEY          a node's part: tells the API server that pod zarf/injector is ready as soon as it is there
sequential SERVER CA CERT KEY FILE COUNT
                                  upstream's way: COUNT parts of 768 KiB, one after the other, 250 ms between; prints seconds
blob URL COUNT                    reads a URL so often over one connection; prints seconds
"""
import base64
import http.client
import json
import ssl
import sys
import time
from urllib.parse import urlsplit


def api(server, ca, cert, key):
    context = ssl.create_default_context(cafile=ca)
    context.load_cert_chain(cert, key)
    address = urlsplit(server)
    connection = http.client.HTTPSConnection(address.hostname, address.port, context=context)

    def ask(method, path, body=None, kind='application/json'):
        connection.request(method, path, body and json.dumps(body), {'Content-Type': kind})
        answer = connection.getresponse()
        return answer.status, answer.read()
    return ask


def ready(*access):
    ask = api(*access)
    path = '/api/v1/namespaces/zarf/pods/injector'
    done = None
    while True:
        status, text = ask('GET', path)
        pod = json.loads(text)
        if status == 200 and pod['metadata']['uid'] != done:
            ask('PATCH', path + '/status', {'status': {'conditions': [{'type': 'Ready', 'status': 'True'}]}},
                'application/strategic-merge-patch+json')
            done = pod['metadata']['uid']
        time.sleep(0.02)


def sequential(server, ca, cert, key, file, count):
    ask = api(server, ca, cert, key)
    began = time.monotonic()
    with open(file, 'rb') as content:
        for number in range(int(count)):
            name = f'sequential-{number:03d}'
            part = base64.b64encode(content.read(768 * 1024)).decode()
            status, text = ask('PATCH', f'/api/v1/namespaces/zarf/configmaps/{name}?fieldManager=bench&force=true', {
                'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': name, 'namespace': 'zarf'},
                'binaryData': {name: part}}, 'application/apply-patch+yaml')
            assert status in (200, 201), text
            time.sleep(0.25)
    print(f'{time.monotonic() - began:.3f}')


def blob(url, count):
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port)
    buffer = bytearray(1 << 20)
    began = time.monotonic()
    for _ in range(int(count)):
        connection.request('GET', address.path)
        answer = connection.getresponse()
        assert answer.status == 200
        while answer.readinto(buffer):
            pass
    print(f'{time.monotonic() - began:.3f}')


{'ready': ready, 'sequential': sequential, 'blob': blob}[sys.argv[1]](*sys.argv[2:])
