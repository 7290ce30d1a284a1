"""Records what Helm prints for the charts of Tests/Fixtures/charts, in Tests/Fixtures/renderings.

Each chart is rendered with its default values, and with each values file of its `ci` folder. A rendering is
`CHART.yaml` or `CHART+VALUES.yaml`; what Helm refuses has its message in a file that ends in `.error` instead.
"""

import os
import pathlib
import shutil

import helm_judge

FIXTURES = pathlib.Path(__file__).parent.parent / "Fixtures"


def record(name, chart, files):
    text, error = helm_judge.template("demo", str(chart), [str(file) for file in files], "demo-ns")
    target = FIXTURES / "renderings" / (name.replace("/", "-") + (".error" if error else ".yaml"))
    target.write_bytes((error + "\n" if error else text).encode("utf-8", "surrogateescape"))


def main():
    os.environ["TZ"] = "UTC"
    os.chdir(FIXTURES / "charts")
    shutil.rmtree(FIXTURES / "renderings", ignore_errors=True)
    (FIXTURES / "renderings").mkdir()
    charts = [*pathlib.Path().glob("*/Chart.yaml"), *pathlib.Path().glob("*/*/Chart.yaml")]
    for chart in sorted(path.parent for path in charts):
        record(str(chart), chart, [])
        for file in sorted(chart.glob("ci/*-values.yaml")):
            record(f"{chart}+{file.name.removesuffix('-values.yaml')}", chart, [file])


if __name__ == "__main__":
    main()
