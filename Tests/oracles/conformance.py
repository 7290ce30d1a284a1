"""Renders public charts with zarf-helm and with Helm itself, and counts where they agree byte for byte.

    conformance.py --tool FILE --corpus DIR [--cache DIR] [--filter REGEX] [--jobs N] [--list STATE] [--again]

DIR holds chart repositories, each a git directory, a clone or a plain folder; nothing there is written to. Every chart
in them is a case with its default values, and one more with each values file of its `ci` folder. Dependencies that are
not in `charts/` are taken from the other charts of DIR; nothing is fetched.
"""

import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import time

import yaml

JUDGE = pathlib.Path(__file__).with_name("helm_judge.py")
RELEASE, NAMESPACE = "demo", "demo-ns"
# Certificates and keys made by chance; their lengths vary.
PEM = re.compile(r"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----", re.DOTALL)
NETWORK = re.compile(r"dial tcp|no such host|i/o timeout")
Case = collections.namedtuple("Case", "name chart files")
Answer = collections.namedtuple("Answer", "text error")


def git_directory(repository):
    """The git directory of a clone or a bare repository; None for a plain folder."""
    for place in (repository / ".git", repository, repository / "repo", repository / "repo" / ".git"):
        if (place / "HEAD").is_file() and (place / "objects").is_dir():
            return place
    return None


def outermost(folders):
    """Those that are not inside another one."""
    kept = []
    for folder in sorted(folders):
        if not any(folder.startswith(other + "/") or other == "." for other in kept):
            kept.append(folder)
    return kept


def copy_repository(repository, target):
    """The charts of a repository's newest commit, or of a folder, copied to where they may be changed."""
    git = git_directory(repository)
    if git is None:
        folders = outermost(str(path.parent.relative_to(repository)) for path in repository.rglob("Chart.yaml"))
        for folder in folders:
            shutil.copytree(repository / folder, target / folder, symlinks=True, dirs_exist_ok=True)
        return
    program = ["git", f"--git-dir={git}"]
    listing = subprocess.run([*program, "ls-tree", "-r", "-z", "--name-only", "HEAD"], capture_output=True, check=True)
    names = [os.fsdecode(name) for name in listing.stdout.split(b"\0")]
    folders = outermost(os.path.dirname(name) or "." for name in names if os.path.basename(name) == "Chart.yaml")
    target.mkdir(parents=True, exist_ok=True)
    for folder in folders:
        archive = subprocess.Popen([*program, "archive", "HEAD", "--", folder], stdout=subprocess.PIPE)
        subprocess.run(["tar", "-x", "-C", target], stdin=archive.stdout, check=True)
        if archive.wait() != 0:
            print(f"conformance: skipped {repository.name}/{folder}: parts of it are not in the repository")
            shutil.rmtree(target / folder, ignore_errors=True)


def metadata(chart):
    """What Chart.yaml says, with the dependencies of the older form; an empty map if it cannot be read."""
    found = {}
    for name in ("requirements.yaml", "Chart.yaml"):
        try:
            document = yaml.safe_load((chart / name).read_text(encoding="utf-8", errors="replace"))
        except (OSError, yaml.YAMLError, ValueError):
            continue
        found.update(document if isinstance(document, dict) else {})
    return found


def find_charts(root):
    """Every chart below a folder that is not in another chart's charts folder."""
    charts = []
    for folder, names, files in os.walk(root):
        names.sort()
        if "Chart.yaml" in files:
            charts.append(pathlib.Path(folder))
            names[:] = [name for name in names if name not in ("charts", "templates")]
    return charts


def likely(wanted, versions):
    """Whether a version range speaks of a version: the same numbers as far as the range gives them."""
    numbers = re.findall(r"\d+", str(wanted))
    return numbers[:1] == re.findall(r"\d+", str(versions))[:1]


class Dependencies:
    """Fills the charts folders from the other charts."""

    def __init__(self, charts):
        self.metadata = {chart: metadata(chart) for chart in charts}
        self.by_name = collections.defaultdict(list)
        for chart, about in self.metadata.items():
            self.by_name[about.get("name")].append(chart)
        self.missing = {}

    def fill(self, chart, above=()):
        """The names of the dependencies that are nowhere; each chart is filled once."""
        if chart in self.missing or chart in above:
            return self.missing.get(chart, [])
        here = {path.name for path in (chart / "charts").iterdir()} if (chart / "charts").is_dir() else set()
        missing = []
        for entry in self.metadata.get(chart, metadata(chart)).get("dependencies") or []:
            name = entry.get("name") if isinstance(entry, dict) else None
            if not name or name in here or any(other.startswith(f"{name}-") and other.endswith(".tgz") for other in here):
                continue
            source = self.source(chart, name, entry)
            if source is None or self.fill(source, (*above, chart)):
                missing.append(str(name))
                continue
            shutil.copytree(source, chart / "charts" / name, dirs_exist_ok=True, ignore_dangling_symlinks=True)
            here.add(name)
        self.missing[chart] = missing
        return missing

    def source(self, chart, name, entry):
        """Where a dependency is: the folder it names, or the chart of that name that suits best."""
        repository = str(entry.get("repository") or "")
        if repository.startswith("file://"):
            folder = (chart / repository[len("file://") :]).resolve()
            if (folder / "Chart.yaml").is_file():
                return folder
        found = [other for other in self.by_name[name] if other != chart and chart not in other.parents]
        suits = lambda other: likely(entry.get("version"), self.metadata[other].get("version"))
        return max(found, key=lambda other: (suits(other), str(self.metadata[other].get("version"))), default=None)


def place(corpus, cache):
    """Where the copies of a corpus and the judge's answers are."""
    return cache / hashlib.sha256(str(corpus.resolve()).encode()).hexdigest()[:12]


def prepare(corpus, cache):
    """Copies the charts once, and lists the cases and what is left out."""
    cache = place(corpus, cache)
    root = cache / "charts"
    if not (cache / "prepared").is_file():
        for repository in sorted(corpus.iterdir()):
            if repository.is_dir():
                copy_repository(repository, root / repository.name)
        dependencies = Dependencies(find_charts(root))
        missing = {str(chart): dependencies.fill(chart) for chart in list(dependencies.metadata)}
        (cache / "missing.json").write_text(json.dumps(missing))
        (cache / "prepared").touch()
    missing = json.loads((cache / "missing.json").read_text())
    cases, skipped = [], collections.Counter()
    for chart in find_charts(root):
        if missing.get(str(chart)):
            skipped["dependencies are not in the corpus"] += 1
        elif metadata(chart).get("type") == "library":
            skipped["library chart"] += 1
        else:
            name = str(chart.relative_to(root))
            cases.append(Case(name, chart, []))
            cases += [Case(f"{name} {file.name}", chart, [file]) for file in sorted(chart.glob("ci/*.y*ml"))]
    return cases, skipped


class Judge:
    """A warm process of Helm's library, started again when it dies."""

    def __init__(self):
        self.process = None

    def ask(self, case):
        """The judge's answer, or None if the library took its process down."""
        if self.process is None:
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
            self.process = subprocess.Popen([sys.executable, str(JUDGE), "--serve"], text=True, **pipes)
        request = json.dumps([RELEASE, str(case.chart), NAMESPACE, *map(str, case.files)])
        try:
            self.process.stdin.write(request + "\n")
            self.process.stdin.flush()
            reply = json.loads(self.process.stdout.readline())
        except (OSError, ValueError):
            self.process.kill()
            self.process = None
            return None
        return Answer(reply["text"], reply["error"])


class Expectations:
    """The judge's answers, two for each case, kept from run to run."""

    def __init__(self, folder):
        self.folder = folder
        self.mine = threading.local()
        folder.mkdir(parents=True, exist_ok=True)

    def asked_now(self, case):
        self.mine.judge = getattr(self.mine, "judge", None) or Judge()
        return self.mine.judge.ask(case)

    def of(self, case):
        file = self.folder / hashlib.sha256(case.name.encode()).hexdigest()
        if file.is_file():
            found = json.loads(file.read_text())
        else:
            found = [self.asked_now(case), self.asked_now(case)]
            file.write_text(json.dumps(found))
        return [answer and Answer(*answer) for answer in found]


def same_but_for_chance(ours, *answers):
    """Whether we say what the judge says wherever it says the same each time; None if its lines cannot be compared."""
    if len(set(answers)) > 1:
        ours, *answers = [PEM.sub(r"\1", text) for text in (ours, *answers)]
    mine, *theirs = [text.split("\n") for text in (ours, *answers)]
    if len(set(map(len, theirs))) > 1:
        return None
    if len(mine) != len(theirs[0]):
        return False
    return all(line == others[0] or len(set(others)) > 1 for line, *others in zip(mine, *theirs))


def first_difference(ours, theirs):
    pairs = zip(ours.split("\n"), theirs.split("\n"))
    for number, (mine, other) in enumerate(pairs, 1):
        if mine != other:
            return f"line {number}: {mine[:100]!r} should be {other[:100]!r}"
    return "one is longer than the other"


def command(tool, case):
    """How our tool renders a case."""
    words = [tool, "template", RELEASE, str(case.chart), "--namespace", NAMESPACE]
    return words + [word for file in case.files for word in ("-f", str(file))]


def run(case, tool, expectations):
    """The state of a case, and why."""
    first, second = expectations.of(case)
    if first is None or second is None:
        return "skipped", "the judge crashed"
    try:
        done = subprocess.run(command(tool, case), capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return "failed", "no end after 60 seconds"
    text = done.stdout.decode("utf-8", "replace")
    error = done.stderr.decode("utf-8", "replace")
    error = error[max(error.rfind("Error: "), 0) :].rstrip("\n")
    if done.returncode not in (0, 1):
        return "failed", f"status {done.returncode}"
    if first.error:
        if done.returncode == 0:
            return "different", "rendered what Helm refuses: " + first.error
        if error == first.error.rstrip("\n"):
            return "identical", ""
        if NETWORK.search(first.error):
            return "skipped", "Helm asks the network, and we never do"
        return ("skipped", "Helm's error changes") if first != second else ("different", f"{error} | {first.error}")
    if done.returncode:
        return "failed", error
    same = text == first.text or same_but_for_chance(text, first.text, second.text)
    if same is False:
        # Twice within a second, or days ago: what follows the clock is seen now.
        third = expectations.asked_now(case)
        same = third is not None and same_but_for_chance(text, first.text, second.text, third.text)
    if same is None:
        return "skipped", "Helm's own output changes from run to run"
    return ("identical", "") if same else ("different", first_difference(text, first.text))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--corpus", required=True, type=pathlib.Path)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("--filter", default="", help="only cases whose name this regular expression finds")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--list", action="append", default=[], help="also list the cases of a state; may be repeated")
    parser.add_argument("--again", action="store_true", help="forget the copied charts and the judge's answers")
    options = parser.parse_args()
    cache = place(options.corpus, options.cache)
    if options.again:
        shutil.rmtree(cache, ignore_errors=True)
    cases, skipped = prepare(options.corpus, options.cache)
    cases = [case for case in cases if re.search(options.filter, case.name)]
    expectations, start, states = Expectations(cache / "expected"), time.time(), collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for case, (state, why) in zip(cases, pool.map(lambda case: run(case, options.tool, expectations), cases)):
            states[state] += 1
            if state == "skipped":
                skipped[why] += 1
            if state in ("different", "failed") or state in options.list:
                print(f"{state}: {case.name}: {why}")
    charts = len({case.chart for case in cases})
    print(f"{len(cases)} cases of {charts} charts in {time.time() - start:.0f} s")
    for state in ("identical", "different", "failed", "skipped"):
        print(f"{state:10} {states[state]:6}")
    for why, count in skipped.most_common():
        print(f"  skipped: {why}: {count}")
    sys.exit(1 if states["different"] or states["failed"] or not cases else 0)


if __name__ == "__main__":
    main()
