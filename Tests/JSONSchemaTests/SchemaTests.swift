import Documents
import FoundationEssentials
import JSONSchema
import Testing

@Suite struct SchemaTests {
    private func schema(_ json: String, dialect: Dialect = .draft2020) throws -> Schema {
        try Schema(JSON.parse(json, file: "schema"), dialect: dialect)
    }

    private func messages(_ json: String, _ value: Value, dialect: Dialect = .draft2020) throws -> [String] {
        try schema(json, dialect: dialect).validate(value).map(\.description)
    }

    /// PyPI's jsonschema answered these.
    @Test func agreesWithAnotherImplementation() throws {
        let path =
            String(#filePath.dropLast("JSONSchemaTests/SchemaTests.swift".count)) + "Fixtures/json-schema/expected.json"
        let recorded = try JSON.parse([UInt8](Data(contentsOf: URL(fileURLWithPath: path))), file: path)
        let values = try #require(recorded["values"]?.array)
        for entry in try #require(recorded["cases"]?.array) {
            let dialect = try #require(entry["draft"]?.integer.flatMap { Dialect(rawValue: Int($0)) })
            let text = try #require(entry["schema"])
            let schema = try Schema(text, dialect: dialect)
            let invalid = values.indices.filter { !schema.validate(values[$0]).isEmpty }
            let expected = entry["invalid"]?.array?.compactMap { $0.integer.map(Int.init) }
            #expect(invalid == expected, "\(dialect) \(JSON.text(text))")
            #expect(values.indices.allSatisfy { schema.allows(values[$0]) != invalid.contains($0) })
        }
    }

    @Test(
        arguments: [
            (##"{"type":"integer"}"##, "x", "/: expected integer, found string"),
            (
                ##"{"properties":{"image":{"properties":{"tag":{"type":"string"}}}}}"##, ["image": ["tag": 1]],
                "/image/tag: expected string, found integer"
            ),
            (
                ##"{"properties":{"port":{}},"additionalProperties":false}"##, ["prt": 1],
                "/prt: unknown property \"prt\", did you mean \"port\""
            ),
            (##"{"required":["a"]}"##, [:], "/: lacks property \"a\""),
            (##"{"enum":["a","b"]}"##, "c", #"/: must be "a" or "b""#),
            (##"{"items":{"minimum":2}}"##, [2, 1], "/1: must be at least 2"),
            (##"{"uniqueItems":true}"##, [1, 2, 1], "/: items 0 and 2 are equal"),
            (##"{"pattern":"^a$"}"##, "b", "/: does not match the pattern ^a$"),
            (##"{"not":{}}"##, 1, "/: must not match what is excluded here"),
            (##"{"dependentRequired":{"a":["b"]}}"##, ["a": 1], "/: lacks property \"b\", which property \"a\" needs"),
            (
                ##"{"anyOf":[{"type":"string"},{"properties":{"a":{"type":"null"}}}]}"##, ["a": 1],
                "/: matches none of 2 alternatives; the nearest: at /a: expected null, found integer"
            ),
            (##"{"oneOf":[{},true,false]}"##, 1, "/: matches alternatives 0 and 1 but must match only one"),
            (##"{"unevaluatedProperties":false}"##, ["a/b": 1], "/a~1b: unknown property \"a/b\""),
        ] as [(String, Value, String)])
    func messages(json: String, value: Value, expected: String) throws {
        #expect(try messages(json, value) == [expected])
    }

    @Test func pathsLeadToTheKeyword() throws {
        let text = ##"{"$defs":{"p":{"minimum":1}},"properties":{"a":{"items":{"$ref":"#/$defs/p"}}}}"##
        let violation = try #require(try schema(text).validate(["a": [1, 0]]).first)
        #expect(violation.instancePath == ["a", "1"])
        #expect(violation.keywordPath == ["properties", "a", "items", "$ref", "minimum"])
        #expect(violation.keyword == "minimum")
    }

    @Test(arguments: [
        (##"{"$ref":"other.json"}"##, "read schema at /$ref: reference \"other.json\" leaves the schema"),
        (
            ##"{"$ref":"file:///etc/passwd"}"##,
            "read schema at /$ref: reference \"file:///etc/passwd\" leaves the schema"
        ),
        (
            ##"{"items":{"$ref":"https://x.test/s#/a"}}"##,
            "read schema at /items/$ref: reference \"https://x.test/s#/a\" leaves the schema"
        ),
        (##"{"$ref":"#/$defs/none"}"##, "read schema at /$ref: reference \"#/$defs/none\" leads nowhere"),
        (##"{"$ref":"#none"}"##, "read schema at /$ref: reference \"#none\" leads nowhere"),
        (##"{"pattern":"("}"##, "read schema at /pattern: error parsing regexp: missing closing ): `(`"),
        (
            ##"{"patternProperties":{"(?=a)":true}}"##,
            "read schema at /patternProperties/(?=a): error parsing regexp: invalid or unsupported Perl syntax: `(?=`"
        ),
        (##"{"type":1}"##, "read schema at /type: must be a list of strings"),
        (##"{"properties":{"a":1}}"##, "read schema at /properties/a: a schema must be an object or a boolean"),
        (##"{"minLength":-1}"##, "read schema at /minLength: must be a whole number, at least 0"),
        ("[]", "read schema at /: a schema must be an object or a boolean"),
        (##"{"multipleOf":0}"##, "read schema at /multipleOf: must be a number above 0"),
    ])
    func refused(json: String, message: String) {
        do {
            _ = try schema(json)
            Issue.record("accepted")
        } catch {
            #expect("\(error)" == message)
        }
    }

    @Test func formats() throws {
        let good = [
            "date-time": "2024-02-29T23:59:60Z", "date": "2024-02-29", "time": "08:30:06.28+02:00",
            "duration": "P1Y2M3DT4H5M6S", "email": "me@example.com",
            "hostname": "a-b.example", "ipv4": "127.0.0.1", "ipv6": "::ffff:1.2.3.4", "uri": "http://x.test/a?b#c",
            "uuid": "2EB8AA08-AA98-11EA-B4AA-73B441D16380",
            "json-pointer": "/a~0b/c", "regex": "^a$", "uri-reference": "../a", "unknown": "whatever",
            "relative-json-pointer": "1/a",
        ]
        let bad = [
            "date-time": "2024-02-30T00:00:00Z", "date": "2023-02-29", "time": "24:00:00Z", "duration": "P",
            "email": "me", "hostname": "-a", "ipv4": "256.0.0.1",
            "ipv6": "1::2::3", "uri": "//x", "uuid": "2eb8aa08", "json-pointer": "a", "regex": "(",
            "uri-reference": "\\a", "relative-json-pointer": "-1",
        ]
        for (name, text) in good {
            #expect(try messages(##"{"format":"\##(name)"}"##, .string(text), dialect: .draft7) == [], "\(name)")
        }
        for (name, text) in bad {
            #expect(
                try messages(##"{"format":"\##(name)"}"##, .string(text), dialect: .draft7) == [
                    "/: is no valid \(name)"
                ])
            #expect(try messages(##"{"format":"\##(name)"}"##, .string(text)) == [])
        }
    }

    @Test func hostileSchemasEnd() throws {
        #expect(try messages(##"{"$ref":"#"}"##, 1) == ["/: the schema refers to itself without end"])
        #expect(try messages(##"{"allOf":[{"$ref":"#"},{"$ref":"#"}]}"##, 1).count == 2)
        let levels = (0..<60).map {
            ##""l\##($0)":{"allOf":[{"$ref":"#/$defs/l\##($0 + 1)"},{"$ref":"#/$defs/l\##($0 + 1)"}]}"##
        }
        let bomb = ##"{"$ref":"#/$defs/l0","$defs":{\##(levels.joined(separator: ",")),"l60":{"type":"string"}}}"##
        #expect(try schema(bomb).allows(1) == false)
        var value: Value = 1
        for _ in 0..<510 { value = ["a": value] }
        #expect(try messages(##"{"properties":{"a":{"$ref":"#"}},"type":["object","integer"]}"##, value) == [])
    }
}
