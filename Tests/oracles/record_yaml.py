"""Records what Helm's YAML and JSON functions answer, in Tests/Fixtures/yaml: documents and values made from a fixed seed.

    record_yaml.py [--to FOLDER] [--seed NUMBER] [--count NUMBER]

    read.json    documents, and what fromYaml makes of them, as JSON
    write.json   values, and what toYaml, toYamlPretty, toJson, toPrettyJson and toRawJson make of them, in base 64
"""

import argparse
import base64
import json
import pathlib
import random
import tempfile

import helm_judge

FIXTURES = pathlib.Path(__file__).parent.parent / "Fixtures" / "yaml"

PIECES = [
    "a", "b", "key", "value", "Some words", "x" * 30, "word " * 25, "long" * 30, " ", "  ", "\n", "\n\n", "\t", ": ", " #",
    "- ", ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", '"', "%", "@", "`", "?", ":", "-", "---", "...", "é", "ü",
    "日本", "\u00a0", "\u0085", "\u2028", "\ufeff", "😀", "\x07", "\x7f", "\r", "\r\n", "\\", "0", "1", "12", "1.5", "true",
    "yes", "no", "On", "off", "y", "n", "null", "~", "0x1F", "0o17", "017", "0b11", "1_000", "1e3", ".5", "-1", "+1", "12:30",
    "190:20:30", "2001-12-14", "2001-1-2 3:4:5", "2001-12-14t21:59:43.10-05:00", ".inf", ".nan", "<<", "=", "1,000", "10Mi",
    "a:b", "a: b", "NaN", "1e", "1.2.3", "<a&b>", "{{ x }}", "/path/to", "http://a.test/?b=c#d", "$HOME", "a=b",
]
NUMBERS = [
    0, 1, -1, 5.0, 1.5, 1e6, 999999, 1234567, 1e20, 1e21, 1e22, 123456789.123, 1e-5, 1e-6, 1e-7, 0.1, -0.0, 9223372036854775807,
    9223372036854775808, 18446744073709551615, 18446744073709551616, -9223372036854775808, -9223372036854775809, 2**53, 2**53 + 1,
    4.35, 1 / 3, 1e300, 5e-324, 1.7976931348623157e308, 100000.5, 1e15, 1e16, 1.5e300, 65536, 3.0e-5,
]


def scalar(choice):
    kind = choice.randrange(10)
    if kind == 0:
        return choice.choice(NUMBERS)
    if kind == 1:
        return choice.choice([None, True, False, "", [], {}])
    return "".join(choice.choice(PIECES) for _ in range(choice.choice([1, 1, 2, 3, 5, 8])))


def value(choice, depth=0):
    kind = choice.randrange(6)
    if depth > 3 or kind > 2:
        return scalar(choice)
    if kind == 0:
        return [value(choice, depth + 1) for _ in range(choice.randrange(4))]
    return {key(choice): value(choice, depth + 1) for _ in range(choice.randrange(5))}


def key(choice):
    if choice.randrange(4) == 0:
        return "".join(choice.choice(PIECES) for _ in range(choice.choice([1, 1, 2])))
    return "".join(choice.choice("abAB12.-_/é0") for _ in range(choice.randrange(1, 6)))


def document(choice):
    """A text that is nearly YAML: lines in a few shapes, sometimes damaged."""
    lines, indent = [], 0
    for _ in range(choice.randrange(1, 9)):
        text = "".join(choice.choice(PIECES) for _ in range(choice.choice([1, 1, 1, 2])))
        shape = choice.randrange(12)
        lead = "  " * indent
        lines.append(lead + [
            f"k{choice.randrange(5)}: {text}", f"k{choice.randrange(5)}:", f"- {text}", f"{text}: v", f"? {text}", f"- k: {text}",
            f"k{choice.randrange(5)}: &a{choice.randrange(3)} {text}", f"k{choice.randrange(5)}: *a{choice.randrange(3)}",
            f"k{choice.randrange(5)}: |\n{lead}  {text}\n{lead}   more", f"k{choice.randrange(5)}: >-\n{lead}  {text}\n\n{lead}  more",
            f"k{choice.randrange(5)}: {{a: {text}, b: [1, {text}]}}", f"k{choice.randrange(5)}: \"{text}\"",
        ][shape])
        if shape == 1:
            indent += 1
        elif choice.randrange(3) == 0:
            indent = max(0, indent - 1)
    return "\n".join(lines) + choice.choice(["", "\n"])


WRITTEN_OUT = [
    "", "~", "a: 1\nb: [x, y]\n", "- 1\n- 2\n", "text", "5", "true", "a: b: c", "a: [", "a:\n\t- b", "\ta: b", "a: 1\na: 2", "y: 1\nn: 2\non: 3",
    "1: a\n1.5: b\n0x10: c\n1e3: d\n.5: e", "~: x", "? [a]\n: b", "? {a: b}\n: c", "a: &x {b: 1}\nc: *x\nd: *y", "a: &x\n  b: *x",
    "base: &b {x: 1, y: 2}\nd: {<<: *b, y: 3}\ne: {y: 3, <<: *b}", "b: &b {x: 1}\nc: &c {x: 2, z: 1}\nd: {<<: [*b, *c]}", "d: {<<: 5}", "d: {<<: [5]}",
    "a: !!binary aGVsbG8=", "a: !!binary ?", "a: !!binary /w==", "a: !!int '5'", "a: !!int x", "a: !!str 5", "a: !!float 5", "a: !!bool yes", "a: !!bool 5",
    "a: !!null ''", "a: !x 5", "a: ! 5", "a: !!set {b}", "a: .inf", "a: -.inf", "a: .nan", "a: 1e400", "a: 0777", "a: 0o17", "a: 08", "a: 1_000", "a: 0b11", "a: -0b11",
    "a: 190:20:30", "a: 2001-12-14", "a: 2001-12-14T21:59:43Z", "a: 18446744073709551616", "a: -0", "a: -0.0", "a: +5", "a: 1.", "a: .5", "a: 0x8000000000000000",
    "---\na: 1\n---\nb: 2\n", "a: 1\n...\nrubbish: [", "%YAML 1.1\n---\na: 1", "%YAML 2.0\n---\na: 1", "%TAG ! x:\n---\na: !y 1", "\ufeffa: 1", "a: \ufeffx", "a: 'it''s'",
    'a: "\\x41\\u00e9\\U0001F600\\n\\/\\e"', 'a: "\\q"', 'a: "x\n  y\n\n  z"', "a: 'x\n  y'", "a: x\n  y", "a: |\n x\n  y\n", "a: |2\n   x\n", "a: |+\n x\n\n", "a: >\n x\n y\n\n z\n",
    "a: |9\n x", "a: |0\n x", "a: @x", "a: `x", "a: %x", "a: 'x", 'a: "x', "a: [1, 2", "a: {b: 1", "a: ]", "a: }", "- a\nb: c", "a: 1\n  b: 2", "a\nb: c", "a: *", "a: &", "a: &x", "*x : 1",
    "a: b #c", "a:b", "a: b:c", "a: 'b' c", "? a\n? b\n", "- - - 1", "a:\n- b\n- c", "{a: 1, b: 2}", "[a, b]", "{a, b: }", "[a: b]", "a: [b, ]", "a: {,}", "a: !<tag:yaml.org,2002:int> 5",
    "a: \x01", "a: \x7f", "a: \x85b", "a: 'b\u2028c'", "é: ü", "a: x\r\nb: y\r\n", "a: x\rb: y", "x: &a [1]\ny: [*a, *a]", "a: <<", "<<: {a: 1}", "a: =", "a: !!merge <<",
    "? 0:\n", "? {true: 1, 1.5: x, y: [1]}\n: z", "? On: \nk: yes", "a: [\n? +1\nb: null\n? c", "a: &a {\nb?: v", "a: [? 1, ? 2: 3]",
    "a: \"it\\'s\"", 'a: "\\/"', "!x,y: v", "a: ![ b", "a:\n[\n\n more\nb: c", "a:\n{\n  b: 1\n}\nc: d", "{b: v\n? c d\n- e", "[a\nb: c",
    "{a: !, b: 1}", "{a: !!str, b: 1}", "{a: !x,y z}", "[!a, b]", "{a: !<x,y> z}", "{a: !<x>, b: 1}", "a:\n- {a: !<x>, b: 1}", "{a: &x !t, b: 1}", "{a: !t &x, b: 1}", "[!!str,, b]",
    "{!a, b: 1}", "a:\n- {a: !b,c, d: 1}", "{a: ! , b: 1}", "[!!map,{a: 1}]", "[!!seq,b]", "{a: !b%2c, d: 1}", "{a: !!float,1: 2}", "[? !a, b]", "[!a,\n]",
    "a: 1\n\ufeffb: 2\n", "\ufeff\ufeffa: 1\n", "---\n\ufeffa: 1\n", "a: 1\n\ufeff# comment\nb: 2\n", "a: |\n  x\n\ufeffb: \ue000\ufeff\n", "a:\n\ufeff  b: 1\n", "\ufeff- a\n\ufeff- b\n",
    "a:\n[", "a: 0b-1\nb: 0b+1\nc: .1_0\nd: 0B-1\ne: -0b1",
    "a: " + "[" * 300 + "]" * 300, "&a a: 1\nb: *a", "a: ''", 'a: ""', "a: null\nb: Null\nc: NULL\nd: nULL", "a: True\nb: TRUE\nc: tRUE",
]


def render(files, template):
    with tempfile.TemporaryDirectory() as directory:
        chart = pathlib.Path(directory)
        (chart / "templates").mkdir()
        (chart / "cases").mkdir()
        (chart / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 1.0.0\n")
        (chart / "templates" / "t.txt").write_text(template)
        for name, text in files.items():
            (chart / "cases" / name).write_bytes(text.encode("utf-8", "surrogatepass"))
        text, error = helm_judge.template("demo", str(chart), [], "demo-ns")
        if error:
            raise SystemExit(error)
        return text


def each(files, expression):
    """What an expression answers for each file, `$f` being its text; 200 at a time."""
    names, answers = sorted(files), {}
    for start in range(0, len(names), 200):
        some = {name: files[name] for name in names[start:start + 200]}
        text = render(some, "kind: X\n{{ range $p, $b := .Files.Glob \"cases/*\" }}{{ $f := toString $b }}"
                      "# {{ base $p }} {{ " + expression + " | b64enc }}\n{{ end }}")
        for line in text.splitlines():
            if line.startswith("# ") and not line.startswith("# Source"):
                name, _, answer = line[2:].partition(" ")
                answers[name] = base64.b64decode(answer).decode("utf-8", "replace")
    return answers


def steady(files, expression):
    """The same, without files for which Helm does not always answer the same: it sorts what has no order, and of several
    faults names any."""
    answers = each(files, expression)
    for attempt in range(8):
        asked = {name: files[name] for name, answer in answers.items() if attempt < 2 or "rror" in answer}
        again = each(asked, expression)
        answers = {name: answer for name, answer in answers.items() if again.get(name, answer) == answer}
    return answers


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=pathlib.Path, default=FIXTURES)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--count", type=int, default=1500, help="of documents, and of values")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    choice = random.Random(options.seed)
    documents = WRITTEN_OUT + [document(choice) for _ in range(options.count)]
    files = {f"{number:05}": text for number, text in enumerate(documents)}
    read = steady(files, "fromYaml $f | toJson")
    arrays = steady(files, "fromYamlArray $f | toJson")
    (options.to / "read.json").write_text(json.dumps(
        [[files[name], read[name], arrays[name]] for name in sorted(read.keys() & arrays.keys())],
        ensure_ascii=True, indent=0) + "\n")
    values = [value(choice) for _ in range(options.count)] + NUMBERS + PIECES + [{piece: 1} for piece in PIECES]
    values += [{"k" * 127: 1, "k" * 128: 2, "k" * 129: 3, "k\nl": 4}, {f"a{n}": n for n in range(12)}, {"a1b": 1, "a1.5": 2, "a01": 3, "a1": 4, "a_b": 5, "aB": 6}]
    values += ["a\u0085--- b", "a\u0085---", "a\u0085---\u0085b", "a\u0085... b", "a\u0085...b", "a\u0085\u0085--- ", "\u0085--- ", "a\u0085 --- b"]
    values += [{"0b-1": 1}, {"0b+1": "0b-1"}, ".1_0", {".1_0": ".1_"}, "0_b-0"]
    files = {f"{number:05}": json.dumps({"v": made}) for number, made in enumerate(values)}
    functions = ["toYaml", "toYamlPretty", "toJson", "toPrettyJson", "toRawJson"]
    answers = {function: steady(files, f"(fromJson $f).v | {function}") for function in functions}
    names = sorted(set.intersection(*(set(some) for some in answers.values())))
    (options.to / "write.json").write_text(json.dumps(
        [[files[name]] + [answers[function][name] for function in functions] for name in names], indent=0) + "\n")


if __name__ == "__main__":
    main()
