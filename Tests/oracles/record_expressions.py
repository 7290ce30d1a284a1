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


# Functions by what they take: s text, i whole number, f number, b truth, l list, m map, k key, t time, d duration,
# p layout of a time, u address, r expression, w path, y document, v any value. What is not here is chance, or a fault of the order of Go's maps.
FUNCTIONS = """
abbrev is|abbrevboth iis|trunc is|trim s|upper s|lower s|title s|untitle s|substr iis|repeat is|trimall ss|trimAll ss|trimSuffix ss
trimPrefix ss|nospace s|initials s|swapcase s|snakecase s|camelcase s|kebabcase s|wrap is|wrapWith iss|contains ss|hasPrefix ss
hasSuffix ss|quote vv|squote vv|cat vvv|indent is|nindent is|replace sss|plural ssi|sha1sum s|sha256sum s|sha512sum s|adler32sum s
toString v|atoi s|int64 v|int v|float64 v|seq iii|toDecimal v|toStrings l|until i|untilStep iii|split ss|splitList ss|splitn sis
add1 v|add vv|sub vv|div vv|mod vv|mul vv|add1f v|addf vv|subf vv|divf vv|mulf vv|biggest vv|max vv|min vv|maxf vv|minf vv|ceil v
floor v|round vi|round vif|join sv|sortAlpha l|default vv|empty v|coalesce vvv|all vv|any vv|compact l|mustCompact l|ternary vvb
toPrettyJson v|toRawJson v|mustToPrettyJson v|mustToRawJson v|mustFromJson y|deepCopy v|mustDeepCopy v|typeOf v|typeIs sv|typeIsLike sv
kindOf v|kindIs sv|deepEqual vv|base w|dir w|clean w|ext w|isAbs w|osBase w|osClean w|osDir w|osExt w|osIsAbs w|b64enc s|b64dec s
b32enc s|b32dec s|tuple vv|list vv|dict kvkv|get mk|set mkv|unset mk|hasKey mk|pluck km|pick mkk|omit mkk|merge mm|mergeOverwrite mm
mustMerge mm|mustMergeOverwrite mm|append lv|push lv|prepend lv|first l|rest l|last l|initial l|reverse l|uniq l|without lvv|has vl
slice lii|concat ll|dig kvm|dig kkvm|chunk il|mustAppend lv|mustPush lv|mustPrepend lv|mustFirst l|mustRest l|mustLast l|mustInitial l
mustReverse l|mustUniq l|mustWithout lv|mustHas vl|mustSlice li|mustChunk il|semver s|semverCompare ss|regexMatch rs|mustRegexMatch rs
regexFind rs|regexFindAll rsi|regexReplaceAll rss|regexReplaceAllLiteral rss|regexSplit rsi|regexQuoteMeta s|urlParse u|urlJoin m
dateInZone pts|date_in_zone pts|toDate ps|mustToDate ps|duration v|durationRound d|htmlDateInZone ts|unixEpoch t|dateModify dt|hello
toYaml v|toYamlPretty v|fromYaml y|fromYamlArray y|toJson v|fromJson y|fromJsonArray y|toToml v|fromToml y|mustToYaml v|mustToJson v
mustToToml v|html v|js v|urlquery v|print vv|println vv|len v|index vv|not v|and vv|or vv|eq vv|ne vv|lt vv|le vv|gt vv|ge vv
"""
ARGUMENTS = {
    "s": ['"text"', '""', '"a,b c"', '"é日本😀x"', '"Hello World-foo_barBaz"', '"  padded\\t"', '"line\\nline\\n\\nend"', '"$1"', '","', '"a"', ".Values.s",
          '"UTC"', '"string"', '"map"', '"x y  z"', '"ßŉǆ"', '"<a href=\\"x\\">&\'"', '"1.2.3"', '">=1"'],
    "i": ["0", "1", "2", "3", "5", "-1", "-3", "20", "(int64 7)", '"3"', "'a'"],
    "f": ["0.5", "1.5", "-2.5", "1e3", ".Values.f", "0.49999"],
    "b": ["true", "false", ".Values.b"],
    "l": ["(list 1 2 3)", '(list "b" "a" "b" "")', "(list)", '(list nil 0 "" false 1.5)', '(list (dict "a" 1) (dict "a" 1) (list 1))', ".Values.l",
          '(list 3 "a" 1.0 (int64 3))', '(tuple "x")', '(splitList "," "p,q")', "(until 4)"],
    "m": ["(dict)", '(dict "a" 1 "b" (dict "c" 2))', '(dict "a" nil "x" "" "k" (list 1))', "(deepCopy .Values.m)", '(dict "b" 2 "b" 3)', '(dict "scheme" "http" "host" "h:1" "path" "/p")',
          '(dict "a" (dict "b" 5 "d" 6))'],
    "k": ['"a"', '"b"', '"c"', '"none"', '""', "1"],
    "t": ['(toDate "2006-01-02" "2024-02-29")', '(toDate "2006-01-02T15:04:05Z07:00" "2001-02-03T04:05:06+07:00")', "0", "1700000000", "(int64 -1)", "(int64 1e9)"],
    "d": ['"1h30m"', '"90s"', '"-1.5h"', '"720h"', '"9000h"', '"x"', '""', "3600", '"95"', "1.5"],
    "p": ['"2006-01-02"', '"2006-01-02T15:04:05Z07:00"', '"Mon Jan _2 3:04PM 2006 MST"', '"02/1/06 .000 -0700"', '""', '"day 2"', '"__2 002 January"'],
    "u": ['"http://u:p@h.test:80/a/b?q=1#f"', '"//h/p"', '"mailto:a@b"', '"a b"', '"http://[::1]:x/"', '"%zz"', '""', '"/p?x=%20"', '"h:1"'],
    "r": ['"a+"', '"(a)(b)?"', '"["', '""', '"\\\\s+"', '"(?i)HELLO"', '"^.*$"'],
    "w": ['"/a/b/../c.txt"', '""', '"."', '"a//b/"', '".."', '"/"', '"x.tar.gz"', '"../../a"', '"a/.."'],
    "y": ['"a: 1"', '"{\\"a\\": [1, 2.5e3, null]}"', '"- x\\n- {y: 0x1F}"', '"a = 1\\n[b]\\nc = [1, 2.0]\\nd = 1979-05-27"', '"{"', '""', '"null"', '"[1, \\"a\\"]"', '"a: &x {b: 1}\\nc: *x"',
          '"x = \'lit\'\\ny = \\"e\\\\u00e9\\""', '"true"', '"12"'],
}
# A text where a time should be is now; a large number here is the end of the judge's memory.
LOOPS = {"until", "untilStep", "seq", "repeat", "indent", "nindent"}
# No text with a fraction: for whole numbers the library's cast takes 0 of it, upstream Zarf's newer one the whole part.
NUMBERS = ["9223372036854775807", "-9223372036854775808", ".Values.i", '"010"', '"0x10"', '"1_000"', '" 5"', '"1e3"', '"-7"', '"true"', "1000000", "123456789.75", "0.1", "1e-7", "1e21"]


def functions(seed=3):
    choice = random.Random(seed)

    def any_value():
        return choice.choice(choice.choice(list(ARGUMENTS.values()) + [NUMBERS, ["nil", ".Values.n", "true"]]))

    def argument(name, kind):
        if kind == "v" or kind != "t" and name not in LOOPS and choice.randrange(8) == 0:
            return any_value()
        return choice.choice(ARGUMENTS[kind])

    rows = []
    for entry in FUNCTIONS.replace("\n", "|").strip("|").split("|"):
        name, _, kinds = entry.partition(" ")
        for _ in range(4 + 5 * len(kinds)):
            taken = [argument(name, kind) for kind in kinds]
            if choice.randrange(12) == 0:
                taken = taken[:-1] if choice.randrange(2) else taken + [any_value()]
            rows.append(" ".join([name, *taken]))
    rows += [f"chunk {size} {of}" for size in [-1, -2, 0] for of in ["(list)", '(list "x")', '(list "x" "y" "z")']]
    rows += [f'urlParse "{text}"' for text in ["http://::1/", "//1:2:3/", "http://[x]/", "http://[1.2.3.4]/", "http://[::1]a/", "http://a b/#%z", "http://a/#%z", "x://a:1:2"]]
    return rows


GROUPS = {"functions": functions, "semanticVersions": semantic_versions, "encodings": encodings, "regularExpressions": regular_expressions}


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
