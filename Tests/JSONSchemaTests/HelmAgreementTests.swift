import Documents
import FileIO
import JSONSchema
import PartsForTests
import SystemPackage
import Testing

/// What Helm said, recorded by Tests/oracles/record_schemas.py; `ZARF_ANSWERS` names a folder of other answers.
@Suite struct HelmAgreementTests {
    /// Why the schema is none, or why it forbids the value; nil if it allows it.
    private func answer(_ schema: Value, written: Value?, _ value: Value) throws -> String? {
        if let fault = try Schema.fault(ofSchema: schema) {
            return "\"file:///values.schema.json#\" is not valid against metaschema: \(fault.dropLast())"
        }
        let compiled = try Schema(schema, written: written)
        let explanation = compiled.explanation(of: value)
        #expect(compiled.allows(value) == (explanation == nil))
        #expect(compiled.validate(value).isEmpty == (explanation == nil))
        return explanation
    }

    @Test func saysWhatHelmSays() throws {
        let file = answers.appending("json-schema/helm.json")
        let bytes = try readFile(file, limit: 64 << 20)
        let rows = try JSON.parse(bytes, file: "helm.json").array ?? []
        let written = try JSON.parse(bytes, file: "helm.json", numbers: .texts).array ?? []
        #expect(rows.count > 1000)
        var differences: [String] = []
        for (row, writtenRow) in zip(rows, written) {
            guard let parts = row.array, parts.count == 3 else { continue }
            let (schema, value, expected) = (parts[0], parts[1], parts[2].string)
            let answer = try answer(schema, written: writtenRow.array?.first, value)
            if answer != expected {
                let asked = "\(String(decoding: JSON.bytes(schema), as: UTF8.self)) \(value)"
                differences.append("\(asked)\n  \(answer ?? "nothing")\n  \(expected ?? "nothing")")
            }
        }
        #expect(
            differences.isEmpty,
            "\(differences.count) of \(rows.count) differ:\n\(differences.prefix(20).joined(separator: "\n"))")
    }
}
