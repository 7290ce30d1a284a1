"""Measures zarf-helm, one process a chart, against Helm's library in a process that is warm already.

    bench_helm.py --tool FILE [--runs N] [--corpus DIR --cache DIR]

The charts are made here: a small one, a large one of 120 templates, an umbrella of 120 subcharts that use `tpl` and
`include` throughout. With a corpus, a sample of its charts is rendered with the library started anew for each, too.
"""

import argparse
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

import conformance
import helm_judge

HELPERS = """{{- define "NAME.fullname" -}}
{{- printf "%s-%s" .Release.Name (default .Chart.Name .Values.nameOverride) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- define "NAME.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- with .Values.commonLabels }}
{{ tpl (toYaml .) $ }}
{{- end }}
{{- end }}
"""
WORKLOAD = """{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "NAME.fullname" . }}-ITEM
  namespace: {{ .Release.Namespace | quote }}
  labels: {{- include "NAME.labels" . | nindent 4 }}
spec:
  replicas: {{ int .Values.replicas }}
  selector:
    matchLabels: {{- include "NAME.labels" . | nindent 6 }}
  template:
    metadata:
      annotations:
        checksum/config: {{ toYaml .Values.config | sha256sum }}
    spec:
      {{- with .Values.nodeSelector }}
      nodeSelector: {{- tpl (toYaml .) $ | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ tpl .Values.containerName . }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          args:
            {{- range $key, $value := .Values.config }}
            - {{ printf "--%s=%s" $key (tpl (toString $value) $) | quote }}
            {{- end }}
          resources: {{- toYaml .Values.resources | nindent 12 }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ include "NAME.fullname" . }}-ITEM
  labels: {{- include "NAME.labels" . | nindent 4 }}
spec:
  ports:
    {{- range .Values.ports }}
    - name: {{ .name }}
      port: {{ .port }}
    {{- end }}
  selector: {{- include "NAME.labels" . | nindent 4 }}
{{- end }}
"""
VALUES = """enabled: true
replicas: 2
image: {repository: registry.test/app, tag: ""}
containerName: "{{ .Chart.Name }}-{{ .Release.Name }}"
commonLabels: {team: "{{ .Release.Namespace }}", tier: backend}
nodeSelector: {zone: "{{ .Values.replicas }}"}
ports: [{name: http, port: 80}, {name: metrics, port: 9090}]
resources:
  requests: {cpu: 100m, memory: 128Mi}
  limits: {cpu: 500m, memory: 512Mi}
config:
"""


def make_chart(folder, name, templates, settings):
    """A chart of some templates that use its own helpers, and values with so many settings."""
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: 1.0.0\nappVersion: 2.0.0\n")
    lines = [f'  setting-{number}: "{{{{ .Release.Name }}}}-{number}"\n' for number in range(settings)]
    (folder / "values.yaml").write_text(VALUES + "".join(lines))
    (folder / "templates" / "_helpers.tpl").write_text(HELPERS.replace("NAME", name))
    for number in range(templates):
        text = WORKLOAD.replace("NAME", name).replace("ITEM", str(number))
        (folder / "templates" / f"part-{number}.yaml").write_text(text)


def make_charts(root):
    make_chart(root / "small", "small", 1, 4)
    make_chart(root / "large", "large", 120, 40)
    make_chart(root / "umbrella", "umbrella", 1, 4)
    for number in range(120):
        make_chart(root / "umbrella" / "charts" / f"part-{number}", f"part-{number}", 4, 10)


def run_tool(tool, case):
    """Seconds of one run."""
    start = time.perf_counter()
    subprocess.run(conformance.command(tool, case), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def memory_of(tool, case):
    """KiB of one run. Measured by time(1), as Linux counts what a process had before it became the tool."""
    command = ["/usr/bin/time", "-f", "%M", *conformance.command(tool, case)]
    return int(subprocess.run(command, capture_output=True).stderr.split()[-1])


def warm_library(chart):
    """Seconds of one call in this process, hooks and all."""
    start = time.perf_counter()
    text, error = helm_judge.template("demo", str(chart), namespace="demo-ns")
    if error:
        sys.exit(f"bench: error: {chart}: {error}")
    return time.perf_counter() - start, text


def row(name, ours, theirs, memory, limit):
    print(f"{name:44} {ours * 1000:9.1f} ms {theirs * 1000:9.1f} ms {theirs / ours:7.2f}x {memory / 1024:7.1f} MiB   {limit}")


def compare(name, tool, chart, runs, limit):
    """Both in turn, so that what else the machine does hits both; medians."""
    case = conformance.Case(name, chart, [])
    _, expected = warm_library(chart)
    printed = subprocess.run(conformance.command(tool, case), capture_output=True).stdout
    if printed != expected.encode("utf-8", "surrogateescape"):
        name += " (DIFFERS)"
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(run_tool(tool, case))
        theirs.append(warm_library(chart)[0])
    row(name, statistics.median(ours), statistics.median(theirs), memory_of(tool, case), limit)


def sample_corpus(tool, cases, count):
    """The library started anew for each chart, as we are."""
    random.Random(3).shuffle(cases)
    judge = pathlib.Path(__file__).with_name("helm_judge.py")
    ours = theirs = memory = 0
    for case in sorted(cases[:count]):
        ours, memory = ours + run_tool(tool, case), max(memory, memory_of(tool, case))
        start = time.perf_counter()
        command = [sys.executable, str(judge), "demo", str(case.chart), "-n", "demo-ns"]
        command += [word for file in case.files for word in ("-f", str(file))]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        theirs += time.perf_counter() - start
    row(f"{min(count, len(cases))} cases of the corpus, a process each", ours, theirs, memory, "at least 5x")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--corpus", type=pathlib.Path)
    parser.add_argument("--cache", type=pathlib.Path, help="where conformance.py keeps the corpus")
    options = parser.parse_args()
    print(f"{'rendering':44} {'zarf-helm':>12} {'Helm, warm':>12} {'ratio':>8} {'memory':>11}   wanted")
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        make_charts(root)
        compare("a small chart, the whole process", options.tool, root / "small", options.runs * 3, "25 ms")
        compare("a large chart, 120 templates", options.tool, root / "large", options.runs, "at least 1x, 80 MiB")
        compare("an umbrella of 120 charts", options.tool, root / "umbrella", options.runs, "at least 3x")
    if options.corpus:
        sample_corpus(options.tool, conformance.prepare(options.corpus, options.cache)[0], 60)


if __name__ == "__main__":
    main()
