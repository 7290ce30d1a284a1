"""Records what Helm says of values that do not meet a schema, in Tests/Fixtures/json-schema/helm.json: rows of a schema, a value
and what is wrong with it, or null.

    record_schemas.py [--to FOLDER] [--seed NUMBER] [--count NUMBER]
"""

import argparse
import json
import pathlib
import random
import re
import tempfile

import helm_judge

FIXTURES = pathlib.Path(__file__).parent.parent / "Fixtures" / "json-schema"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"
INTRODUCTION = "Error: values don't meet the specifications of the schema(s) in the following chart(s):\nc:\n"

# Texts of each format, good ones and bad ones; the generator damages them.
FORMATS = {
    "json-pointer": ["", "/", "/a/b", "/a~0b~1", "/~", "/~2", "a", "#/a", "/é", "~0", "/a//b"],
    "relative-json-pointer": ["0", "1/a", "0#", "01/a", "12#", "1#a", "-1", "", "/a", "1a", "10/~2"],
    "uuid": ["2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2EB8AA08-AA98-11EA-B4AA-73B441D16380", "2eb8aa08aa9811eab4aa73b441d16380",
             "2eb8aa08-aa98-11ea-b4aa-73b441d1638", "geb8aa08-aa98-11ea-b4aa-73b441d16380", "2eb8aa0é-aa98-11ea-b4aa-73b441d16380", "----"],
    "duration": ["P1Y", "P1Y2M3DT4H5M6S", "P1W", "PW", "P1YW", "P", "PT", "P1DT", "P1", "PD", "P1D1Y", "P1S", "PT1D", "PT1S1H", "1D", "P1DT1HT1S", "P1é", "P1.5D", "p1d", "P2M1Y", "P1Y1Y", "P\n1D"],
    "period": ["P1D/2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z/P1D", "2024-02-29T00:00:00Z/2024-03-01T00:00:00Z", "P1D", "P/2024-02-29T00:00:00Z", "x/P1D",
               "2024-02-29T00:00:00Z/P", "2024-02-29T00:00:00Z/", "P1D/P1D", "/"],
    "ipv4": ["127.0.0.1", "256.0.0.1", "1.2.3", "01.2.3.4", "1..2.3", "a.b.c.d", "1.2.3.-4", "1.2.3.+4", "1.2.3.4.5", "", "...", "99999999999999999999.1.1.1", "1.2.3.é", "0x1.2.3.4", "1.2.3.4 "],
    "ipv6": ["::1", "::", "1:2:3:4:5:6:7:8", "1::8", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "::g", "::ffff:1.2.3.4", "::ffff:1.2.3", "::ffff:1.2.3.256", "fe80::1%eth0", "fe80::1%",
             "1", "1.2.3.4", ":", ":::", "1:::2", "::1::", "1:", ":1", "::1:", "::01.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3.4.5", "::é", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7::8", "%a:"],
    "hostname": ["a.test", "a.test.", "a..b", "-a", "a-", "a_b", "a" * 63, "a" * 64, ".".join(["a" * 60] * 5), "", ".", "é.test", "a b", "xn--x", "A1-b.C"],
    "email": ["a@b.test", "a@b", "a", "@b", "a@", "a@b@c", '"a b"@c', '"a\\"@c', '"a"b"@c', ".a@b", "a.@b", "a..b@c", "a@[127.0.0.1]", "a@[IPv6:::1]", "a@[IPv6:x]", "a@[1.2.3]", "a@-b", "é@b", "a b@c",
              "a" * 65 + "@b", "a@" + "b" * 260, '"@b', '"a@b', "a+b=c@d", "a@b_c"],
    "date": ["2024-02-29", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-32", "2024-1-01", "24-01-01", "2024-01-1", "2024/01/01", "2024-01-01x", "", "abcd-01-01", "1abc-01-01", "2024", "2024-", "2024-01",
             "2024-01-", "é024-01-01", "2024-01-01é\"", "2024-04-31", "0000-01-01", "2024-01-00"],
    "time": ["12:34:56Z", "12:34:56z", "12:34:56.789Z", "12:34:56+01:00", "24:00:00Z", "12:60:00Z", "23:59:60Z", "22:59:60Z", "22:59:60-01:00", "12:34:56", "12:34:56.Z", "12:34:56+0100", "12:34:56+24:00",
             "1234:56:Z", "ab:cd:efZ", "12:34:56 01:00", "12:34:56+ab:cd", "12:34:56+1:000", "-1:34:56Z", "12:-4:56Z", "+1:34:56Z", "12:34:61Z", "00:30:60+00:31", "12:34:56+-1:00"],
    "date-time": ["2024-02-29T12:34:56Z", "2024-02-29t12:34:56z", "2024-02-29 12:34:56Z", "2024-02-30T12:34:56Z", "2024-02-29T12:34Z", "2024-02-29T12:34:56.1+01:00", "2024-02-29T25:34:56Z", "x", "2024-02-29T12:34:56",
                  "2016-12-31T23:59:60Z", "2016-12-31T22:59:60Z", "é024-02-29T12:34:56Z"],
    "uri": ["http://a.test/b?c#d", "a", "/a", "//a", "mailto:a@b", "http://[::1]/", "http://[::1", "http://::1/", "http://a:b/", "http://a b/", "http://%zz/", "http://a/%zz", ":a", "1:a", "http:", "a:b", "", "#a",
            "http://a/#%z", "http://u:p@h:1/x", "http://u[@h", "http://a\\b", "\u007f", "a\u0001", "http://[fe80::1%25eth0]/", "http://[1:2]/", "http://a]b/", "http://[a]b/", "urn:a:b", "http://é/", "http://a<b>/", "?a:b",
            "http://a:1:2/", "http://a|b/", "*", "x://a^b", "http://[::1]:80/", "http://[::1]a/", "http://a%20b/", "http://a%41/"],
    "uri-reference": ["a", "a\\b", "a:b", ":a", "//[::1]", "//[x]", "%", "a%2", "", "#\\", "1:2", "//a:x", "//1:2:3/"],
    "uri-template": ["http://a/{b}", "http://a/{b", "http://a/b}", "http://a/{{b}}", "{a}/{b}", "%zz", "http://a/{b}%20", "/a/{b%}", "a:{", ""],
    "iri": ["http://é/", "é", "a b"],
    "iri-reference": ["é", "é\\", "%é"],
    "semver": ["1.2.3", "1.2", "01.2.3", "1.2.3-a.1", "1.2.3-01", "1.2.3-", "1.2.3+", "1.2.3+a..b", "1.2.3-a..b", "1.x.3", "1.2.3-é", "1.2.3+é", "..", "v1.2.3", "1.2.3-a+b-c", "1.2.3.4", "1.02.3", "1.2.03", "-", "+", "1..3"],
    "regex": ["a", "(", "[a", "a{2,1}", "\\", "(?<n>a)", "a**", "(?=a)", "\\p{x}", "a{1001}", "[b-a]", "(?i)a", "\\8", ")", "é(", "(?P<n>", "(?P<n>a)(?P<n>b)", "x{2}{3}", "*"],
    "unknown": ["a", ""],
}
TEXTS = ["", "a", "ab", "abc", "é", "A1", "a\u200bb", "\u00ad", "it's", '"q"', "\\", "x\\", "\u007f", "\u0001", "\n", "\u2028", "\ufeff", "\U0001fae8", "\U0001fae9", "\U000e0001", "a/b", "a~b", "<a&b>"]
KEYS = ["a", "b", "c", "a/b", "a~b", "é", "it's", "\u200b", ""]
PATTERNS = ["^[a-z]+$", "\\d", "^a", "é", "\"'", "\\\\", "a\u200b"]
TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"]


def damaged(choice, text):
    """One of its characters removed, doubled, changed or moved; mostly not at all."""
    for _ in range(choice.choice([0, 1, 1, 2])):
        at = choice.randrange(len(text) + 1)
        text = choice.choice([text[:at] + text[at + 1:], text[:at] + choice.choice("0129aZ:.-+/T%[]@~#\\ é\"") + text[at:], text[:at] + text[at:at + 1] + text[at:],
                              text[:at] + choice.choice("0129aZ:.-+/T%[]@~#\\ é\"") + text[at + 1:]])
    return text


def number(choice):
    return choice.choice([0, 1, -1, 2, 7, 12, 1000, 123456, 1000000, 1234567, 1.5, -2.5, 0.1, 1e21, 3.0, 2**53, 99.99, 1e-07])


def value(choice, depth=0):
    """A value as a values file may have it, without null in a map: Helm takes such keys away."""
    shape = choice.randrange(8 if depth < 2 else 5)
    if shape >= 6:
        made = {choice.choice(KEYS): value(choice, depth + 1) for _ in range(choice.randrange(4))}
        return {key: 0 if part is None else part for key, part in made.items()}
    if shape == 5:
        return [value(choice, depth + 1) for _ in range(choice.randrange(4))]
    return [None if depth else 0, choice.random() < 0.5, number(choice), choice.choice(TEXTS), choice.choice(TEXTS)][shape]


def schema(choice, depth=0):
    """A schema of one to three keywords."""
    if depth > 2 or choice.randrange(25) == 0:
        return choice.choice([True, False, {}, {"type": choice.choice(TYPES)}])

    def inner():
        return schema(choice, depth + 1)

    def some(count=3):
        return [inner() for _ in range(choice.randrange(1, count))]

    def keyed(keys):
        return {choice.choice(keys): inner() for _ in range(choice.randrange(1, 4))}

    def size():
        return choice.choice([0, 1, 2, 3, 1000, 2.0])

    keywords = {
        "type": lambda: choice.choice([choice.choice(TYPES), choice.sample(TYPES, choice.randrange(1, 4))]),
        "enum": lambda: [value(choice, 1) for _ in range(choice.randrange(1, 4))],
        "const": lambda: value(choice, 1),
        "minimum": lambda: number(choice), "maximum": lambda: number(choice),
        "exclusiveMinimum": lambda: number(choice), "exclusiveMaximum": lambda: number(choice),
        "multipleOf": lambda: choice.choice([2, 3, 0.5, 0.1, 7, 1000]),
        "minLength": size, "maxLength": size, "minItems": size, "maxItems": size, "minProperties": size, "maxProperties": size,
        "pattern": lambda: choice.choice(PATTERNS), "uniqueItems": lambda: choice.random() < 0.9,
        "items": inner, "contains": inner, "minContains": size, "maxContains": size, "prefixItems": some,
        "required": lambda: choice.sample(KEYS, choice.randrange(1, 4)),
        "properties": lambda: keyed(KEYS), "patternProperties": lambda: keyed(PATTERNS[:4]), "additionalProperties": inner,
        "propertyNames": inner, "additionalItems": inner,
        "dependentRequired": lambda: {choice.choice(KEYS): choice.sample(KEYS, choice.randrange(1, 3))},
        "dependentSchemas": lambda: keyed(KEYS), "dependencies": lambda: {choice.choice(KEYS): choice.choice([["a", "b"], {"required": ["c"]}])},
        "allOf": some, "anyOf": some, "oneOf": lambda: some(4), "not": inner, "if": inner, "then": inner, "else": inner,
        "unevaluatedProperties": inner, "unevaluatedItems": inner, "$ref": lambda: choice.choice(["#/$defs/x", "#/$defs/y", "#"]),
    }
    return {keyword: keywords[keyword]() for keyword in choice.choices(list(keywords), k=choice.choice([1, 1, 2, 2, 3, 4]))}


def left_over(choice, depth=0):
    """A schema whose keywords judge some properties or items, and mostly one for what is left of them."""

    def inner():
        return left_over(choice, depth + 1)

    def part():
        return choice.choice([True, True, {"type": choice.choice(["string", "integer"])}, False])

    def some(least):
        return [inner() for _ in range(choice.randrange(least, 4))]

    keywords = {
        "properties": lambda: {choice.choice("abc"): part() for _ in range(2)}, "patternProperties": lambda: {choice.choice(["^a", "[bc]"]): part()},
        "required": lambda: [choice.choice("abcd")], "prefixItems": lambda: [part() for _ in range(choice.randrange(1, 3))],
        "contains": part, "minContains": lambda: choice.randrange(3), "maxContains": lambda: choice.randrange(3),
    }
    rare = {"additionalProperties": part, "items": part, "const": lambda: {"a": 1}, "$ref": lambda: choice.choice(["#/$defs/p", "#/$defs/q"])}
    branching = {
        "allOf": lambda: some(1), "anyOf": lambda: some(2), "oneOf": lambda: some(2), "not": inner, "if": inner, "then": inner, "else": inner,
        "dependentSchemas": lambda: {choice.choice("abc"): inner()},
    }
    usable = keywords | (rare if choice.random() < 0.3 else {}) | (branching if depth < 2 else {})
    made = {keyword: usable[keyword]() for keyword in choice.choices(list(usable), k=choice.choice([1, 2, 2, 3]))}
    if choice.random() < (0.8, 0.3, 0.2)[depth]:
        made[choice.choice(["unevaluatedProperties", "unevaluatedItems"])] = choice.choice([False, False, part(), {"type": "string"}])
    return made


def cases(choice, count):
    """Schemas for the value `v`, and values."""
    rows = []
    for name, texts in FORMATS.items():
        made = texts + [damaged(choice, choice.choice(texts)) for _ in range(count // 40)]
        rows += [({"$schema": DRAFT_7, "properties": {"v": {"format": name}}}, {"v": text}) for text in dict.fromkeys(made)]
    definitions = {"x": {"type": "string"}, "y": {"minimum": 3, "type": ["number", "object"]}}
    for _ in range(count):
        named = choice.choice([{}, {}, {"$schema": DRAFT_7}])
        rows.append((named | {"properties": {"v": schema(choice)}, "$defs": definitions}, {"v": value(choice)}))
    definitions = {"p": {"properties": {"a": True}, "prefixItems": [True]}, "q": {"anyOf": [{"$ref": "#/$defs/p"}, {"required": ["b"], "properties": {"b": True}}]}}
    for _ in range(count // 2):
        named = choice.choice([{}, {}, {"$schema": "https://json-schema.org/draft/2019-09/schema"}])
        parts = [choice.choice([1, "x"]) for _ in range(choice.randrange(4))]
        values = choice.choice([parts, dict(zip(choice.sample("abcd", len(parts)), parts))])
        rows.append((named | {"properties": {"v": left_over(choice)}, "$defs": definitions}, {"v": values}))
    return rows


def complaint(folder, made, values):
    """What Helm says, without the lines that name the chart; None for what it takes."""
    (folder / "values.schema.json").write_text(json.dumps(made))
    # YAML has no pairs of surrogates.
    text = re.sub(r"\\u(d[89ab]..)\\u(d[c-f]..)", lambda pair: f"\\U{ord(json.loads(chr(34) + pair[0] + chr(34))):08x}", json.dumps(values))
    (folder / "values.yaml").write_text(text)
    _, error = helm_judge.template("demo", str(folder), [], "demo-ns")
    return error.removeprefix(INTRODUCTION) if error else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=pathlib.Path, default=FIXTURES)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=1000)
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    rows = []
    with tempfile.TemporaryDirectory() as directory:
        folder = pathlib.Path(directory)
        (folder / "templates").mkdir()
        (folder / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 1.0.0\n")
        for made, values in cases(random.Random(options.seed), options.count):
            # Helm walks its maps in any order: only what it says every time is kept. Of two keys, the second comes first
            # in one of eight runs.
            answers = {complaint(folder, made, values) for _ in range(3)}
            asked = 3
            while len(answers) == 1 and asked < 60 and any(answer and (answer.count("\n") > 1 or "', '" in answer) for answer in answers):
                answers.add(complaint(folder, made, values))
                asked += 1
            if len(answers) == 1:
                rows.append([made, values, *answers])
    (options.to / "helm.json").write_text("[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n")


if __name__ == "__main__":
    main()
