import Documents
import JSONSchema
import Testing

/// What Helm's validator says about schemas that are none.
struct MetaschemaTests {
    private func fault(_ schema: String) throws -> String? {
        try Schema.fault(ofSchema: try JSON.parse(Array(schema.utf8), file: "schema"))
    }

    @Test(arguments: [
        (
            ##"{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"required":true}}}"##,
            "draft-07",
            "- at '/properties/a/required': got boolean, want array\n"
        ),
        (
            ##"{"$schema":"http://json-schema.org/draft-07/schema#","enum":[]}"##, "draft-07",
            "- at '/enum': minItems: got 0, want 1\n"
        ),
        (
            ##"{"$schema":"http://json-schema.org/draft-04/schema#","exclusiveMinimum":true}"##, "draft-04",
            "- at '': properties 'minimum' required, if 'exclusiveMinimum' exists\n"
        ),
        (
            ##"{"$schema":"http://json-schema.org/draft-06/schema#","minLength":-1}"##, "draft-06",
            "- at '/minLength': 'allOf' failed\n  - at '/minLength': minimum: got -1, want 0\n"
        ),
    ])
    func oldDialects(_ schema: String, _ draft: String, _ text: String) throws {
        let head = "jsonschema validation failed with 'http://json-schema.org/\(draft)/schema#'\n"
        #expect(try fault(schema) == head + text)
    }

    @Test(arguments: [
        (
            #"{"type":"foo"}"#, "2020-12",
            """
            - at '/type': 'anyOf' failed
                - at '/type': value must be one of 'array', 'boolean', 'integer', 'null', 'number', 'object', 'string'
                - at '/type': got string, want array

            """
        ),
        (
            #"{"$schema":"https://json-schema.org/draft/2019-09/schema","required":true}"#, "2019-09",
            "- at '/required': got boolean, want array\n"
        ),
    ])
    func newDialects(_ schema: String, _ draft: String, _ text: String) throws {
        let head = "jsonschema validation failed with 'https://json-schema.org/draft/\(draft)/schema#'\n"
        #expect(try fault(schema) == head + "- at '': 'allOf' failed\n  " + text)
    }

    @Test(arguments: [
        "true", "{}", ##"{"$schema":"http://json-schema.org/draft-04/schema#","id":"a b","required":["a"]}"##,
        ##"{"$schema":"http://json-schema.org/draft-07/schema#","if":{"const":null},"then":false}"##,
        ##"{"$schema":"https://json-schema.org/draft/2019-09/schema","$defs":{"a":{"$recursiveRef":"#"}}}"##,
        #"{"$id":"https://x.y/z","$defs":{"a":{"prefixItems":[true],"unevaluatedItems":false}},"deprecated":true}"#,
    ])
    func schemasAreFine(_ schema: String) throws { #expect(try fault(schema) == nil) }
}
