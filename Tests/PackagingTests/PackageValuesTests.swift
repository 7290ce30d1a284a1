import Documents
import Packaging
import Testing

@Suite struct PackageValuesTests {
    private func folder(_ files: [String: String], schema: Bool = true) throws -> DefinitionFolder {
        let head = "components:\n- name: a\nvalues:\n  files: [v.yaml, w.yml]\n" + (schema ? "  schema: s.json\n" : "")
        return try DefinitionFolder(["zarf.yaml": head, "v.yaml": "", "w.yml": ""].merging(files) { $1 })
    }

    @Test func laterFilesWin() throws {
        let folder = try folder(["v.yaml": "a: {b: 1, c: [1]}\nd: x\n", "w.yml": "a: {c: [2], e: ~}\n"], schema: false)
        #expect(JSON.text(try folder.load().mergedValues()) == #"{"a":{"b":1,"c":[2],"e":null},"d":"x"}"#)
        #expect(try folder.load().mergedValuesSchema() == nil)
    }

    @Test(arguments: [
        (["s.json": #"{"properties": {"a": {"type": "integer"}}, "required": ["z"]}"#, "v.yaml": "a: 1\n"], ""),
        (["s.json": #"{"properties": {"a": {"type": "integer"}}}"#, "v.yaml": "a: x\n"], "check package values: /a: "),
        (["s.json": "[]"], "s.json: a schema must be an object"),
        (["s.json": #"{"type": 1}"#], "read s.json: "),
        (["s.json": #"{"properties": {"a": {"$ref": "other.json"}}}"#], "s.json: refers to other.json"),
        (["s.json": "{"], "s.json"),
        (["s.json": "{}", "v.yaml": "- a\n"], "read v.yaml:1:1: expected a mapping, found a list"),
        (["s.json": "{}", "v.yaml": "a: 1\na: 2\n"], "duplicate key"),
        ([:], "s.json: no such file or directory"),
    ])
    func checks(_ files: [String: String], _ message: String) throws {
        let refusal = try folder(files).refusal()
        #expect(message.isEmpty ? refusal.isEmpty : refusal.contains(message), "\(refusal)")
    }

    @Test func otherNamesAreRefused() throws {
        let folder = try DefinitionFolder([
            "zarf.yaml": "components:\n- name: a\nvalues: {files: [v.json], schema: s.json}\n", "s.json": "{}",
            "v.json": "{}",
        ])
        #expect(folder.refusal().contains("v.json: the name must end in .yaml or .yml"))
    }

    @Test func importedSchemasAreMergedBelowTheOwn() throws {
        let draft = "\"$schema\": \"http://json-schema.org/draft-07/schema#\""
        var files = [
            "zarf.yaml": """
            components:
            - name: a
              import: {path: one}
            values: {files: [v.yaml], schema: s.json}
            """,
            "one/zarf.yaml": "components:\n- name: a\nvalues: {schema: s.json}\n", "v.yaml": "a: 1\nb: x\n",
            "s.json": "{\(draft), \"properties\": {\"a\": {\"type\": \"integer\"}}, \"required\": [\"a\"]}",
            "one/s.json": "{\(draft), \"properties\": {\"a\": {\"type\": \"string\", \"title\": \"t\"}, "
                + "\"b\": {\"type\": \"string\"}}, \"required\": [\"b\", \"a\"]}",
        ]
        let folder = try DefinitionFolder(files)
        let schema = try #require(try folder.load().mergedValuesSchema())
        #expect(schema["properties"]?["a"] == ["type": "integer", "title": "t"])
        #expect(schema["properties"]?["b"] == ["type": "string"])
        #expect(schema["required"] == ["a", "b"])
        files["v.yaml"] = "b: 1\n"
        #expect(try DefinitionFolder(files).refusal().contains("check package values: /b: "))
        files["one/s.json"] = "{}"
        #expect(try DefinitionFolder(files).refusal().contains("one/s.json: schemas that are merged need $schema"))
        files["one/s.json"] = "{\"$schema\": \"http://json-schema.org/draft-04/schema#\"}"
        #expect(try DefinitionFolder(files).refusal().contains("one/s.json: $schema is"))
    }
}
