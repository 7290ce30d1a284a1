#!/usr/bin/env python3
"""The real Helm on the releases of a cluster: the library that scripts/helm-judge installs.

helm_releases.py VERB NAMESPACE [key=JSON]...   install, upgrade, rollback, uninstall, list, status, history; prints JSON
helm_releases.py compare A/NAME/REVISION B/NAME/REVISION <SECRETS   how two records of `zarf-kube get secret -o json` differ
"""
import base64
import gzip
import json
import re
import sys


def act(verb, namespace, name=None, chart=None, values=None, **options):
    from helm_python import Config, _native

    config = Config(namespace=namespace)
    handle = config._raw()
    if verb in ("install", "upgrade"):
        options.setdefault("namespace", namespace)
        none = _native.HANDLE(0)
        return json.loads(_native.call_string(
            f"helm_{verb}", handle, none, none, chart, name, None if values is None else json.dumps(values),
            json.dumps(options)))
    payload = json.dumps(options) if options else None
    if verb == "rollback":
        return _native.call_status("helm_rollback", handle, name, payload)
    if verb == "list":
        return json.loads(_native.call_string("helm_list", handle, payload))
    return json.loads(_native.call_string(f"helm_{verb}", handle, name, payload))


def record(secrets, place):
    namespace, name, revision = place.split("/")
    for item in secrets["items"]:
        metadata = item["metadata"]
        if (metadata["namespace"], metadata["name"]) == (namespace, f"sh.helm.release.v1.{name}.v{revision}"):
            data = base64.b64decode(base64.b64decode(item["data"]["release"]))
            labels = {key: value for key, value in metadata["labels"].items() if key not in ("createdAt", "modifiedAt")}
            return {"type": item["type"], "labels": labels, "release": json.loads(gzip.decompress(data))}
    sys.exit(f"no record {place}")


def differences(one, other, path=""):
    if isinstance(one, dict) and isinstance(other, dict):
        if path in ("/release", "/release/chart") and list(one) != list(other) and set(one) == set(other):
            yield f"{path}: order {list(one)} {list(other)}"
        for key in sorted(set(one) | set(other)):
            if key not in one or key not in other:
                yield f"{path}/{key}: {one.get(key, 'missing')!r} {other.get(key, 'missing')!r}"
            else:
                yield from differences(one[key], other[key], f"{path}/{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other)):
            yield from differences(*pair, f"{path}[{index}]")
    elif one != other:
        # When something was done differs; when a file was last changed must not.
        times = [isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value) for value in (one, other)]
        if not (all(times) and "modtime" not in path):
            yield f"{path}: {one!r} {other!r}"


def main():
    if sys.argv[1] == "compare":
        secrets = json.load(sys.stdin)
        for line in differences(record(secrets, sys.argv[2]), record(secrets, sys.argv[3])):
            print(line)
        return
    options = {}
    for argument in sys.argv[3:]:
        key, value = argument.split("=", 1)
        try:
            options[key] = json.loads(value)
        except ValueError:
            options[key] = value
    try:
        print(json.dumps(act(sys.argv[1], sys.argv[2], **options)))
    except Exception as error:  # what Helm says is the answer, too
        sys.exit(f"Error: {error}")


main()
