import Documents
import GoTemplate
import JSONSchema
import Sprig

private let yamlSeeds = [
    "a: 1\nb:\n- x\n- {c: d, e: [1, 2.5, ~]}\nf: |\n  text\n  more\ng: >-\n  folded\n  text\n",
    "x: &a {k: v}\ny: *a\n<<: *a\nz: !!str 12\n\"q\\u00e9\\n\": 'it''s'\n? complex\n: value\n",
    "- -0e02\n- 0x1F\n- 0777\n- 0b11\n- 1_000\n- .inf\n- -.NaN\n- yes\n- 12:30\n- 2001-01-01\n- 1e3\n- ''\n",
    "%YAML 1.1\n---\n!!binary aGk=\n...\n---\ntabs:\t# comment\n  - - nested\n    - |2+\n       keep\n\n",
    "\u{FEFF}k: \"long text with spaces that goes on past the eighty columns which the emitter folds at, and more\"\n",
]
private let yamlTokens = [
    ": ", "- ", "? ", "\n", "  ", "\t", "{", "}", "[", "]", ",", "&a ", "*a", "!!", "!!str ", "!!int ", "!!binary ",
    "!!merge ", "<<: ", "|", ">", "|-\n", ">+2\n", "'", "\"", "\\u", "\\x", "#", "---\n", "...\n", "%TAG ! !\n", "~",
    "null", "true", "0x", ".inf", ".nan", "1e400", "\u{85}", "\u{2028}", "\u{FEFF}", "\r\n",
]

extension FuzzTarget {
    /// Helm's YAML: what is read is written so that it reads as the same.
    static let helmYAML = FuzzTarget(name: "helm-yaml", seeds: yamlSeeds, tokens: yamlTokens) { bytes in
        guard let value = try? HelmYAML.read(bytes) else { return }
        guard let text = try? HelmYAML.text(value) else { return }
        let before = GoFormat.print(value)
        // Helm loses them, too: U+0085 is taken for a space on the way through JSON, or written raw and read as one;
        // a block that ends in U+2028 or U+2029 gets another line break.
        let breaks: Set<Unicode.Scalar> = ["\u{85}", "\u{2028}", "\u{2029}"]
        if (before.text + text.text).unicodeScalars.contains(where: breaks.contains) { return }
        // Helm cuts the newline off, even that of a block.
        guard let again = try? HelmYAML.read(text.bytes + [0x0A]) else { throw Finding("unreadable: \(text)") }
        let after = GoFormat.print(again)
        // A zero loses its sign, as in Helm.
        if before != after, !before.text.contains("-0") {
            throw Finding(GoFormat.sprintf("%q became %q by %q", [before, after, text].map { .string($0) }).text)
        }
        guard let second = try? HelmYAML.text(again), second == text else {
            throw Finding("\(text) is not written again")
        }
    }

    /// Definitions' YAML: the same.
    static let documents = FuzzTarget(name: "documents", seeds: yamlSeeds, tokens: yamlTokens) { bytes in
        for options in [YAMLReader.Options.definition, .helm] {
            guard let node = try? YAMLReader.document(bytes, file: "f", options: options) else { continue }
            guard let value = try? node.value(.core) else { continue }
            let text = YAMLWriter.text(value)
            guard let read = try? YAMLReader.document(Array(text.utf8), file: "f"), let again = try? read.value(.core)
            else { throw Finding("unreadable: \(text)") }
            // As text, since not a number is not itself.
            if JSON.text(again) != JSON.text(value) { throw Finding("\(value) became \(again)") }
        }
    }

    /// JSON, both readers: what is read is written so that it reads as the same.
    static let json = FuzzTarget(
        name: "json",
        seeds: [
            #"{"a": [1, -2.5e-7, 1e21, true, null, "t\u00e9\ud83d\ude00\n"], "b": {}, "": []}"#,
            #"[0, -0, 9223372036854775807, 9223372036854775808, 1E400, "\/\b\f"]"#,
        ],
        tokens: ["{", "}", "[", "]", ",", ":", "\"", "\\u", "\\ud800", "1e", "-", "0.", "true", "null", "\u{2028}"]
    ) { bytes in
        _ = try? HelmYAML.read(bytes)
        guard let value = try? JSON.parse(bytes, file: "f") else { return }
        for style in [JSON.Style.compact, .pretty] {
            let text = JSON.text(value, style: style)
            guard let again = try? JSON.parse(text, file: "f") else { throw Finding("unreadable: \(text)") }
            // A zero's sign is lost where the number has no fraction.
            if JSON.text(again, style: style) != text, !text.utf8.contains(UInt8(ascii: "-")) {
                throw Finding("\(text) became \(JSON.text(again))")
            }
        }
    }

    /// A schema, a zero byte, and what it judges.
    static let schemas = FuzzTarget(
        name: "schemas",
        seeds: [
            #"{"type":"object","properties":{"a":{"type":["string","null"],"pattern":"^a+$"}},"required":["b"]}"#
                + "\u{0}" + #"{"a":"aaa","c":1}"#,
            ##"{"$defs":{"n":{"minimum":1,"multipleOf":0.5}},"items":{"$ref":"#/$defs/n"},"uniqueItems":true}"##
                + "\u{0}[1,1.5,1]",
            #"{"if":{"const":1},"then":{"enum":[2]},"else":false,"unevaluatedProperties":false}"# + "\u{0}{\"x\":{}}",
            ##"{"$schema":"http://json-schema.org/draft-07/schema#","dependencies":{"a":["b"]},"##
                + ##""contains":{"not":{}},"$id":"urn:x","oneOf":[{},{"$ref":"#"}]}"## + "\u{0}{\"a\":[null]}",
            ##"{"$dynamicAnchor":"n","allOf":[{"$dynamicRef":"#n"}],"patternProperties":{"^.":"##
                + #"{"format":"date-time"}},"propertyNames":{"maxLength":3},"prefixItems":[true]}"#
                + "\u{0}{\"abc\":\"2020-01-01T00:00:00Z\"}",
        ],
        tokens: [
            "{", "}", "[", "]", ",", ":", "\"type\"", "\"object\"", "\"$ref\":\"#\"", "\"$id\"", "\"$anchor\"",
            "\"properties\":{", "\"anyOf\":[", "\"not\":{", "\"pattern\"", "\"format\":\"", "email", "ipv6", "uri",
            "duration", "true", "false", "1e308", "\"unevaluatedItems\"", "\"minContains\":2", "\"$recursiveRef\"",
            "\u{0}",
        ]
    ) { bytes in
        let (text, instance) = halves(bytes)
        guard let document = try? JSON.parse(text, file: "schema") else { return }
        let written = try JSON.parse(text, file: "schema", numbers: .texts)
        for assertsFormat in [false, true] {
            guard let schema = try? Schema(document, assertsFormat: assertsFormat, written: written) else { continue }
            let value = (try? JSON.parse(instance, file: "instance")) ?? nil
            let allows = schema.allows(value)
            if allows != schema.validate(value).isEmpty { throw Finding("two opinions: \(allows) and not") }
            _ = schema.explanation(of: value)
        }
    }
}
