import Documents
import JSONSchema
import Testing

/// Recorded from Helm v4.2.3's validator: a schema for `v`, a value, whether it is draft 7, and what is said.
@Suite struct ExplanationTests {
    static let cases: [(schema: String, value: String, isDraft7: Bool, text: String)] = [
        (
            #"{"minimum": 1000000}"#, #"5"#, false,
            ##"""
            - at '/v': minimum: got 5, want 1×10⁰⁶
            """##
        ),
        (
            #"{"maximum": 1.5}"#, #"1234567"#, false,
            ##"""
            - at '/v': maximum: got 1.234567×10⁰⁶, want 1.5
            """##
        ),
        (
            #"{"multipleOf": 3}"#, #"1000000.0"#, false,
            ##"""
            - at '/v': multipleOf: got 1×10⁰⁶, want 3
            """##
        ),
        (
            #"{"minLength": 2000}"#, #""a""#, false,
            ##"""
            - at '/v': minLength: got 1, want 2,000
            """##
        ),
        (
            #"{"minItems": 2}"#, #"[1]"#, false,
            ##"""
            - at '/v': minItems: got 1, want 2
            """##
        ),
        (
            #"{"maxItems": 0}"#, #"[1, 2]"#, false,
            ##"""
            - at '/v': maxItems: got 2, want 0
            """##
        ),
        (
            #"{"uniqueItems": true}"#, #"[1, 2, 1]"#, false,
            ##"""
            - at '/v': items at 0 and 2 are equal
            """##
        ),
        (
            #"{"const": "x"}"#, #""y""#, false,
            ##"""
            - at '/v': value must be 'x'
            """##
        ),
        (
            #"{"const": 5}"#, #"6"#, false,
            ##"""
            - at '/v': value must be 5
            """##
        ),
        (
            #"{"const": {"a": 1}}"#, #"6"#, false,
            ##"""
            - at '/v': 'const' failed
            """##
        ),
        (
            #"{"enum": [1, 2.5, null, true, "a'b\""]}"#, #"6"#, false,
            ##"""
            - at '/v': value must be one of 1, 2.5, <nil>, true, 'a\'b"'
            """##
        ),
        (
            #"{"enum": [[1]]}"#, #"6"#, false,
            ##"""
            - at '/v': 'enum' failed
            """##
        ),
        (
            #"{"enum": [1]}"#, #"6"#, false,
            ##"""
            - at '/v': value must be 1
            """##
        ),
        (
            #"{"enum": [1.50, 1e-07, 1E5, -0.0, -0, 12345678901234567890123, 1e2, 0.10, 1.0]}"#, #"6"#, false,
            ##"""
            - at '/v': value must be one of 1.50, 1e-07, 1E5, -0.0, -0, 12345678901234567890123, 1e2, 0.10, 1.0
            """##
        ),
        (
            #"{"const": 1e+2}"#, #"6"#, false,
            ##"""
            - at '/v': value must be 1e+2
            """##
        ),
        (
            #"{"minProperties": 2}"#, #"{"a": 1}"#, false,
            ##"""
            - at '/v': minProperties: got 1, want 2
            """##
        ),
        (
            #"{"maxProperties": 0}"#, #"{"a": 1}"#, false,
            ##"""
            - at '/v': maxProperties: got 1, want 0
            """##
        ),
        (
            #"{"required": ["a", "b"]}"#, #"{}"#, false,
            ##"""
            - at '/v': missing properties 'a', 'b'
            """##
        ),
        (
            #"{"additionalProperties": false}"#, #"{"a": 1}"#, false,
            ##"""
            - at '/v': additional properties 'a' not allowed
            """##
        ),
        (
            #"{"propertyNames": {"pattern": "^b"}}"#, #"{"a": 1}"#, false,
            ##"""
            - at '': invalid propertyName 'a'
              - at '': 'a' does not match pattern '^b'
            """##
        ),
        (
            #"{"dependentRequired": {"a": ["b", "c"]}}"#, #"{"a": 1}"#, false,
            ##"""
            - at '/v': properties 'b', 'c' required, if 'a' exists
            """##
        ),
        (
            #"{"not": {}}"#, #"1"#, false,
            ##"""
            - at '/v': 'not' failed
            """##
        ),
        (
            #"{"anyOf": [{"type": "string"}, {"minimum": 5}]}"#, #"1"#, false,
            ##"""
            - at '/v': 'anyOf' failed
              - at '/v': got number, want string
              - at '/v': minimum: got 1, want 5
            """##
        ),
        (
            #"{"oneOf": [{"minimum": 1}, {"minimum": 0}]}"#, #"5"#, false,
            ##"""
            - at '/v': 'oneOf' failed, subschemas 0, 1 matched
            """##
        ),
        (
            #"{"allOf": [{"minimum": 9}]}"#, #"5"#, false,
            ##"""
            - at '/v': 'allOf' failed
              - at '/v': minimum: got 5, want 9
            """##
        ),
        (
            #"{"if": {"minimum": 1}, "then": {"maximum": 2}}"#, #"5"#, false,
            ##"""
            - at '/v': maximum: got 5, want 2
            """##
        ),
        (
            #"{"contains": {"type": "string"}}"#, #"[1]"#, false,
            ##"""
            - at '/v': no items match contains schema
              - at '/v/0': got number, want string
            """##
        ),
        (
            #"{"contains": {"type": "string"}, "minContains": 2}"#, #"["a"]"#, false,
            ##"""
            - at '/v': min 2 items required to match contains schema, but matched 1 items at 0
            """##
        ),
        (
            #"{"contains": {"type": "string"}, "maxContains": 1}"#, #"["a", "b"]"#, false,
            ##"""
            - at '/v': max 1 items required to match contains schema, but matched 2 items at 0 1
            """##
        ),
        (
            #"{"contains": {"type": "string"}, "minContains": 1}"#, #"[1]"#, false,
            ##"""
            - at '/v': min 1 items required to match contains schema, but none matched
              - at '/v/0': got number, want string
            """##
        ),
        (
            #"{"contains": {"type": "string"}, "minContains": 3, "maxContains": 1}"#, #"["a", "b"]"#, false,
            ##"""
            - at '/v': min 3 items required to match contains schema, but matched 2 items at 0 1
            - at '/v': max 1 items required to match contains schema, but matched 2 items at 0 1
            """##
        ),
        (
            #"""
            {"minProperties": 3, "dependencies": {"a": ["b", "c"], "d": ["e"], "f": {"required": ["g"]}}}
            """#,
            #"{"a": 1, "d": 1}"#, false,
            ##"""
            - at '/v': minProperties: got 2, want 3
            - at '/v': properties 'b', 'c' required, if 'a' exists
            - at '/v': properties 'e' required, if 'd' exists
            """##
        ),
        (
            #"""
            {"minProperties": 5, "dependencies": {"b": ["a"], "f": {"required": ["g"], "minProperties": 4}}}
            """#,
            #"{"a": 1, "f": 1}"#, false,
            ##"""
            - at '/v': minProperties: got 2, want 5
            - at '/v': validation failed
              - at '/v': minProperties: got 2, want 4
              - at '/v': missing property 'g'
            """##
        ),
        (
            #"false"#, #"1"#, false,
            ##"""
            - at '/v': false schema
            """##
        ),
        (
            ##"{"$ref": "#/$defs/x"}"##, #"1"#, false,
            ##"""
            - at '/v': got number, want string
            """##
        ),
        (
            #"{"items": {"type": "string"}}"#, #"[1, 2]"#, false,
            ##"""
            - at '/v/0': got number, want string
            - at '/v/1': got number, want string
            """##
        ),
        (
            #"{"prefixItems": [{"type": "string"}], "items": false}"#, #"["a", 2, 3]"#, false,
            ##"""
            - at '/v/0': false schema
            - at '/v/1': false schema
            """##
        ),
        (
            #"{"type": ["string", "null"]}"#, #"1"#, false,
            ##"""
            - at '/v': got number, want null or string
            """##
        ),
        (
            #"{"type": "integer"}"#, #"1.5"#, false,
            ##"""
            - at '/v': got number, want integer
            """##
        ),
        (
            #"{"pattern": "^a\\d\"'$"}"#, #""b\n'\u00e9""#, false,
            ##"""
            - at '/v': 'b\n\'é' does not match pattern '^a\\d"\'$'
            """##
        ),
        (
            #"{"exclusiveMinimum": 5}"#, #"5"#, false,
            ##"""
            - at '/v': exclusiveMinimum: got 5, want 5
            """##
        ),
        (
            #"{"exclusiveMaximum": 5}"#, #"5"#, false,
            ##"""
            - at '/v': exclusiveMaximum: got 5, want 5
            """##
        ),
        (
            #"{"unevaluatedProperties": false}"#, #"{"a": 1}"#, false,
            ##"""
            - at '/v/a': false schema
            """##
        ),
        // What matches against a rule's will is judged all the same; what does not is judged no further.
        (
            #"{"not": {"properties": {"a": true}}, "unevaluatedProperties": false}"#, #"{"a": 1}"#, false,
            ##"""
            - at '/v': 'not' failed
            """##
        ),
        (
            #"""
            {"oneOf": [{"properties": {"a": {"type": "string"}}}, {"required": ["b"], "unevaluatedProperties": false}]}
            """#,
            #"{"a": 1}"#, false,
            ##"""
            - at '/v': 'oneOf' failed, none matched
              - at '/v/a': got number, want string
              - at '/v': validation failed
                - at '/v': missing property 'b'
                - at '/v/a': false schema
            """##
        ),
        (
            #"{"oneOf": [{}, {}, {"properties": {"a": true}}], "unevaluatedProperties": false}"#, #"{"a": 1}"#, false,
            ##"""
            - at '/v': 'oneOf' failed, subschemas 0, 1 matched
            - at '/v/a': false schema
            """##
        ),
        (
            #"{"minLength": 3, "pattern": "^z"}"#, #""ab""#, false,
            ##"""
            - at '/v': minLength: got 2, want 3
            - at '/v': 'ab' does not match pattern '^z'
            """##
        ),
        (
            #"{"type": "object", "properties": {"a": {"type": "string", "minLength": 3, "pattern": "x"}, "b": {"minimum": 4}}}"#,
            #"{"a": "q", "b": 1}"#, false,
            ##"""
            - at '/v/a': validation failed
              - at '/v/a': minLength: got 1, want 3
              - at '/v/a': 'q' does not match pattern 'x'
            - at '/v/b': minimum: got 1, want 4
            """##
        ),
        (
            #"{"dependencies": {"a": ["b"]}}"#, #"{"a": 1}"#, true,
            ##"""
            - at '/v': properties 'b' required, if 'a' exists
            """##
        ),
        (
            #"{"items": [{"type": "string"}], "additionalItems": false}"#, #"["a", 2, 3]"#, true,
            ##"""
            - at '/v': last 2 additionalItem(s) not allowed
            """##
        ),
        (
            #"{"format": "email"}"#, #""x""#, true,
            ##"""
            - at '/v': 'x' is not valid email: missing @
            """##
        ),
        (
            #"{"format": "uri"}"#, #""x y""#, true,
            ##"""
            - at '/v': 'x y' is not valid uri: relative url
            """##
        ),
        (
            #"{"format": "ipv4"}"#, #""x""#, true,
            ##"""
            - at '/v': 'x' is not valid ipv4: expected four decimals
            """##
        ),
        (
            #"{"format": "hostname"}"#, #""_x""#, true,
            ##"""
            - at '/v': '_x' is not valid hostname: invalid character '_'
            """##
        ),
        (
            #"{"format": "regex"}"#, #""(""#, true,
            ##"""
            - at '/v': '(' is not valid regex: error parsing regexp: missing closing ): `(`
            """##
        ),
        (
            #"{"format": "duration"}"#, #""x""#, true,
            ##"""
            - at '/v': 'x' is not valid duration: must start with P
            """##
        ),
        (
            #"{"format": "ipv6"}"#, #""x""#, true,
            ##"""
            - at '/v': 'x' is not valid ipv6: missing colon
            """##
        ),
        (
            #"{"format": "uri"}"#, #""x""#, true,
            ##"""
            - at '/v': 'x' is not valid uri: relative url
            """##
        ),
        (
            #"{"format": "time"}"#, #""x""#, true,
            ##"""
            - at '/v': 'x' is not valid time: less than 9 characters long
            """##
        ),
        (
            #"{"format": "json-pointer"}"#, #""x""#, true,
            ##"""
            - at '/v': 'x' is not valid json-pointer: not starting with /
            """##
        ),
        (
            ##"{"$ref": "#/definitions/x", "type": "string"}"##, #"5"#, true,
            ##"""
            - at '/v': minimum: got 5, want 9
            """##
        ),
    ]

    @Test(arguments: cases.indices) func saysWhatHelmSays(_ index: Int) throws {
        let (schema, value, isDraft7, text) = Self.cases[index]
        let named = isDraft7 ? #""$schema": "http://json-schema.org/draft-07/schema#", "# : ""
        let definitions =
            isDraft7
            ? #""definitions": {"x": {"minimum": 9}}"#
            : ##""$defs": {"x": {"type": "string", "$ref": "#/$defs/y"}, "y": {"minimum": 3, "type": "boolean"}}"##
        let whole = Array(#"{\#(named)"properties": {"v": \#(schema)}, \#(definitions)}"#.utf8)
        let compiled = try Schema(
            JSON.parse(whole, file: "schema"), written: JSON.parse(whole, file: "schema", numbers: .texts))
        let explanation = compiled.explanation(of: try JSON.parse(#"{"v": \#(value)}"#, file: "values"))
        #expect(explanation == text + "\n")
    }

    @Test func allowedValuesNeedNoExplanation() throws {
        #expect(try Schema(.object(["type": "string"])).explanation(of: "text") == nil)
    }

    /// Recorded from Helm v4.2.3 with the value `{"a": 1, "b": {"c": 2}}`.
    @Test(
        arguments: [
            (
                ##"{"$ref": "#"}"##,
                ##"""
                - at '': both /$ref and  resolve to "file:///values.schema.json#" causing reference cycle

                """##
            ),
            (
                ##"{"anyOf": [{"type": "string"}, {"$ref": "#"}]}"##,
                ##"""
                - at '': 'anyOf' failed
                  - at '': got object, want string
                  - at '': both /anyOf/1/$ref and  resolve to "file:///values.schema.json#" causing reference cycle

                """##
            ),
            (
                ##"""
                {"properties": {"b": {"$ref": "#/$defs/x"}},
                 "$defs": {"x": {"$ref": "#/$defs/y"}, "y": {"$ref": "#/$defs/x"}}}
                """##,
                ##"""
                - at '/b': both /properties/b/$ref/$ref/$ref and /properties/b/$ref resolve to \##
                "file:///values.schema.json#/$defs/x" causing reference cycle

                """##
            ),
            (##"{"if": {"$ref": "#"}, "then": true, "else": false}"##, "- at '': false schema\n"),
            (##"{"oneOf": [{}, {"$ref": "#"}]}"##, nil), (##"{"not": {"$ref": "#"}}"##, nil),
            (##"{"properties": {"b": {"$ref": "#"}}}"##, nil),
        ] as [(String, String?)])
    func cycles(schema: String, text: String?) throws {
        let schema = try Schema(try JSON.parse(schema, file: "schema"))
        let value = try JSON.parse(#"{"a": 1, "b": {"c": 2}}"#, file: "values")
        #expect(schema.explanation(of: value) == text)
        #expect(schema.allows(value) == (text == nil))
        #expect(schema.validate(value).isEmpty == (text == nil))
    }
}
