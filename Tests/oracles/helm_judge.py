"""The real Helm as a judge: what `helm template` prints, from the Helm SDK in PyPI's helm-python-sdk. No cluster.

    helm_judge.py RELEASE CHART [-n NAMESPACE] [-f FILE]...
    helm_judge.py --serve     answers requests, a JSON array [RELEASE, CHART, NAMESPACE, FILE...] on each line of standard
                              input, with lines {"text": …, "error": …, "seconds": …}

Differs from Helm's own command line: hooks are rendered a second time, so random values differ between them and the rest.
"""

import argparse
import json
import re
import sys
import time

from helm_python import Chart, Config, HelmError, _native, values_from_yaml

# The order in which helm template prints kinds: helm v4.2 pkg/release/v1/util/kind_sorter.go InstallOrder.
KINDS = (
    "PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount "
    "Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole "
    "ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet "
    "Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress "
    "APIService MutatingWebhookConfiguration ValidatingWebhookConfiguration"
).split()
EVENTS = {f"{when}-{what}" for when in ("pre", "post") for what in ("install", "delete", "upgrade", "rollback")}
EVENTS |= {"test", "test-success"}

# Go's white space in regular expressions, and in strings.TrimSpace.
SEPARATOR = re.compile(r"(?:\A|[\t\n\f\r ]*\n)---[\t\n\f\r ]*")
SPACE = "\t\n\v\f\r \u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))

# Errors from before and after rendering, to which Helm adds no advice.
PLAIN_ERROR = re.compile(
    r"release name check failed|type mismatch on|chart dependencies processing failed|values don.t meet|"
    r"cluster reachability|unable to build kubernetes"
)


def merge(below, above):
    """Maps merge, everything else replaces."""
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = merge(merged[key], value) if both else value
    return merged


def read_values(paths):
    """Values files as `-f` takes them: later over earlier, documents of one file too."""
    values = {}
    for path in paths:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            text = file.read()
        for document in re.split(r"(?m)^---[ \t\r]*\n", text):
            if not document:
                continue
            # Helm's reader of lines ends the last one.
            document += "" if document.endswith("\n") else "\n"
            try:
                values = merge(values, values_from_yaml(document) or {})
            except HelmError as error:
                raise HelmError(f"failed to parse {path}: cannot unmarshal yaml document: {reason(error)}") from error
    return values


def reason(error):
    """What the library says, without what its binding puts around it."""
    return getattr(error, "detail", None) or str(error)


def hook_documents(rendered):
    """The hooks among rendered files, as (path, text), in the order in which they are printed."""
    found = []
    for path in sorted(rendered, key=lambda name: name.encode()):
        if "helm.sh/hook" not in rendered[path] or path.endswith("NOTES.txt"):
            continue
        for text in SEPARATOR.split(rendered[path].lstrip(SPACE)):
            if "helm.sh/hook" not in text:
                continue
            text = text.lstrip(SPACE)
            try:
                document = values_from_yaml(text)
            except HelmError:
                continue
            annotations = (document.get("metadata") or {}).get("annotations") or {}
            events = annotations.get("helm.sh/hook")
            if events is None or not all(event.strip(SPACE).lower() in EVENTS for event in events.split(",")):
                continue
            kind = document.get("kind") or ""
            rank = (KINDS.index(kind), "") if kind in KINDS else (len(KINDS), kind)
            found.append((rank, path, text))
    return [(path, text) for _, path, text in sorted(found, key=lambda hook: hook[0])]


def check(chart):
    """What helm template refuses before it renders."""
    metadata = chart.metadata
    if metadata.get("type", "") not in ("", "application"):
        raise HelmError(f"{metadata['type']} charts are not installable")
    declared = [entry["name"] for entry in metadata.get("dependencies") or []]
    present = {entry.get("name") for entry in chart.dependencies} if declared else set()
    missing = [name for name in declared if name not in present]
    if missing:
        raise HelmError(
            "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch "
            "missing dependencies: found in Chart.yaml, but missing in charts/ directory: " + ", ".join(missing)
        )


def manifest_of(chart, release, namespace, values):
    """The manifest of a dry run, hooks left out."""
    options = {"namespace": namespace, "dry_run": "client", "replace": True}
    with Config(namespace=namespace, storage_driver="memory") as config:
        try:
            arguments = (chart._raw(), None, release, values, json.dumps(options))
            found = _native.call_string("helm_install", config._raw(), _native.HANDLE(0), *arguments)
        except HelmError as error:
            text = reason(error)
            advice = "" if PLAIN_ERROR.match(text) else "\n\nUse --debug flag to render out invalid YAML"
            raise HelmError(text + advice) from error
    return json.loads(found).get("manifest", "")


def template(release, path, files=(), namespace="default"):
    """What `helm template` prints and what it says when it fails: (text, None) or ("", "Error: …")."""
    try:
        values = json.dumps(read_values(files))
        with Chart.load(path) as chart:
            check(chart)
            text = manifest_of(chart, release, namespace, values).strip(SPACE) + "\n"
            options = json.dumps({"name": release, "namespace": namespace})
            rendered = json.loads(_native.call_string("helm_render", chart._raw(), values, options))
        return text + "".join(f"---\n# Source: {source}\n{hook}\n" for source, hook in hook_documents(rendered)), None
    except HelmError as error:
        return "", "Error: " + reason(error)


def serve():
    """One warm library for many charts."""
    for line in sys.stdin:
        release, chart, namespace, *files = json.loads(line)
        start = time.perf_counter()
        text, error = template(release, chart, files, namespace)
        print(json.dumps({"text": text, "error": error, "seconds": time.perf_counter() - start}), flush=True)


def main():
    if sys.argv[1:] == ["--serve"]:
        return serve()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release")
    parser.add_argument("chart")
    parser.add_argument("-n", "--namespace", default="default")
    parser.add_argument("-f", "--values", action="append", default=[])
    options = parser.parse_args()
    text, error = template(options.release, options.chart, options.values, options.namespace)
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
    if error:
        sys.exit(error)


if __name__ == "__main__":
    main()
