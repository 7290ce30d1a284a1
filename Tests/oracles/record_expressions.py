"""Records what Helm's template functions answer, in Tests/Fixtures/expressions/GROUP.json: rows of an expression and what it
gives, or "error: " and what Helm says. Expressions are made by the functions below, from fixed seeds.

    record_expressions.py [--to FOLDER] [--seed NUMBER] [GROUP]...
"""

import argparse
import itertools
import json
import pathlib
import random
import sys
import tempfile

import helm_judge

FIXTURES = pathlib.Path(__file__).parent.parent / "Fixtures" / "expressions"
VALUES = """\
s: text
e: ""
i: 5
f: 1.5
b: true
n: null
l: [a, 1, null, {x: 1}]
m: {a: 1, b: {c: [1, 2]}}
"""


def render(expressions):
    """One text for all, or an error."""
    with tempfile.TemporaryDirectory() as directory:
        chart = pathlib.Path(directory)
        (chart / "templates").mkdir()
        (chart / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 1.0.0\n")
        (chart / "values.yaml").write_text(VALUES)
        lines = [f"# {number} {{{{ printf \"%v\" ({expression}) | b64enc }}}}" for number, expression in enumerate(expressions)]
        (chart / "templates" / "t.yaml").write_text("kind: X\n" + "\n".join(lines) + "\n")
        return helm_judge.template("demo", str(chart), [], "demo-ns")


def answers(expressions):
    """What each gives; as many at a time as go without an error."""
    import base64

    text, error = render(expressions)
    if error and len(expressions) > 1:
        middle = len(expressions) // 2
        return answers(expressions[:middle]) + answers(expressions[middle:])
    if error:
        return ["error: " + error]
    found = {}
    for line in text.splitlines():
        if line.startswith("# ") and not line.startswith("# Source"):
            number, _, answer = line[2:].partition(" ")
            found[int(number)] = base64.b64decode(answer).decode("utf-8", "replace")
    return [found[number] for number in range(len(expressions))]


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def semantic_versions(seed=1):
    choice = random.Random(seed)
    versions = ["1.2.3", "v1.2.3", "1.2", "1", "0.0.0", "0.0.3", "0.1.0", "0.2.3", "2.0.0", "1.2.4", "1.3.0", "11.1.0", "1.2.3-alpha", "1.2.3-alpha.1",
                "1.2.3-beta.2", "1.2.3-0", "1.2.3+build", "1.2.3-rc.1+b.5", "01.2.3", "1.2.3-01", "1.2.3.4", "", "x", "1.x", "v", "1.2.3-", "1.2.3+",
                "99999999999999999999.0.0", "1.28.0-gke.100", "v1.36.0", " 1.2.3", "1.2.3 ", "1.2.3-é"]
    signs = ["", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^", "> ", "~ ", "^v"]
    parts = ["1.2.3", "1.2", "1", "0", "0.0", "0.0.0", "0.0.3", "0.1", "0.1.x", "1.x", "1.2.x", "x", "*", "X", "1.*", "1.2.3-0", "1.2.3-alpha", "1.2-0",
             "1-0", "2", "v1.2", "11", "1.2.3+b", ">=1.20-0"]
    constraints = [sign + part for sign in signs for part in parts]
    joined = [choice.choice([", ", " ", " || ", "||", ",", " , "]).join(choice.sample(constraints, choice.choice([2, 2, 3]))) for _ in range(300)]
    joined += ["1.2 - 1.4", "1.2.3 - 1.4.5", "1.2 - 1.4 || 2", "1.2 -1.4", "1 - 2 - 3", "", " ", "||", "a", ">", "1,", ",1", ">=1.2,<2", ">= 1.2 < 2", "1 2", "1.2.3.4"]
    rows = [f"semver {quoted(version)}" for version in versions]
    rows += [f"(semver {quoted(version)}).{field}" for version in versions[:6] for field in
             ["Major", "Minor", "Patch", "Prerelease", "Metadata", "Original", "IncMajor", "IncMinor", "IncPatch"]]
    rows += [f"(semver {quoted(first)}).Compare (semver {quoted(second)})" for first, second in itertools.product(versions[:18], versions[:18])]
    for constraint in constraints + joined:
        rows += [f"semverCompare {quoted(constraint)} {quoted(version)}" for version in choice.sample(versions, 6)]
    return rows + ["semverCompare 5 \"1\"", "semver .Values.n", "semver .Values.i"]


def encodings(seed=0):
    texts = ["", "a", "ab", "abc", "abcd", "hello, world", "é日本😀", "\n", "\0", "x" * 100]
    coded = ["", "=", "a", "ab", "abc", "abcd", "aGk=", "aGk", "a===", "aG==k", "aGk=\n", "a\nGk=", "aGk=x", "!!!!", "aG=k", "YQ==", "YQ=", "YQ", "MFRGG===", "MFRGGZA=", "MFRA====", "mfra====",
             "MFRA===", "M=======", "MF======", "MF=====", "MFRA====X", "MFRGGZDFMY======", "MFR1===="]
    rows = [f"{function} {quoted(text)}" for text in texts for function in ["b64enc", "b32enc", "sha1sum", "sha256sum", "sha512sum", "adler32sum"]]
    return rows + [f"{function} {quoted(text)}" for text in coded for function in ["b64dec", "b32dec"]] + ["b64enc .Values.i", "sha256sum .Values.n", "b64enc \"a\" \"b\"", "b64enc"]


def regular_expressions(seed=2):
    patterns = ["a", "a+", "^a", "a$", "(a)(b)?", "(?P<n>b+)", "[a-c]*", "", "x*", "\\\\d+", "(?i)A", ".", "a|b", "[", "(", "a{2}", "a{1001}", "(?=a)", "\\\\b", "\\\\pL", "é", "^$", "\\\\s", "(?s).+", "(?m)^b"]
    texts = ["", "a", "aa", "abc", "bab", "xaxbx", "a1b22", "日本é", "a b\\nb", "AbA"]
    replacements = ["", "x", "$1", "${1}x", "$1x", "$n", "${n}!", "$$", "$", "$0", "${", "\\\\1"]
    rows = []
    for pattern, text in itertools.product(patterns, texts):
        for function in ["regexMatch", "mustRegexMatch", "regexFind", "mustRegexFind"]:
            rows.append(f'{function} "{pattern}" "{text}"')
        for count in [-1, 0, 1, 2]:
            rows.append(f'regexFindAll "{pattern}" "{text}" {count} | toJson')
            rows.append(f'regexSplit "{pattern}" "{text}" {count} | toJson')
        rows.append(f'regexReplaceAllLiteral "{pattern}" "{text}" "$1"')
    for pattern, replacement in itertools.product(patterns, replacements):
        rows.append(f'regexReplaceAll "{pattern}" "xaabbAé" "{replacement}"')
    choice = random.Random(seed)
    return choice.sample(rows, 1500) + [f'regexQuoteMeta "{text}"' for text in ["", "a.b", "[x]", "a+b*c", "\\\\", "é-_"]]


GROUPS = {"semanticVersions": semantic_versions, "encodings": encodings, "regularExpressions": regular_expressions}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=pathlib.Path, default=FIXTURES)
    parser.add_argument("--seed", type=int, help="another one than each group's own")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(GROUPS))
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    for name in options.groups or GROUPS:
        made = GROUPS[name]() if options.seed is None else GROUPS[name](options.seed)
        rows, found = list(dict.fromkeys(made)), []
        for start in range(0, len(rows), 64):
            found += answers(rows[start:start + 64])
        text = ",\n".join(json.dumps([row, answer]) for row, answer in zip(rows, found))
        (options.to / f"{name}.json").write_text(f"[\n{text}\n]\n")


if __name__ == "__main__":
    main()
