import Documents
import FileIO
import JSONSchema
import PartsForTests
import SystemPackage
import Testing

/// What Helm said, recorded by Tests/oracles/record_schemas.py; `ZARF_ANSWERS` names a folder of other answers.
@Suite struct HelmAgreementTests {
    /// Why the schema is none, or why it forbids the value; nil if it allows it.
    private func answer(_ schema: Value, _ numberTexts: [[String]: String], _ value: Value) throws -> String? {
        if let fault = try Schema.fault(ofSchema: schema) {
            return "\"file:///values.schema.json#\" is not valid against metaschema: \(fault.dropLast())"
        }
        let compiled = try Schema(schema, numberTexts: numberTexts)
        let explanation = compiled.explanation(of: value)
        #expect(compiled.allows(value) == (explanation == nil))
        #expect(compiled.validate(value).isEmpty == (explanation == nil))
        return explanation
    }

    @Test func saysWhatHelmSays() throws {
        let file = answers.appending("json-schema/helm.json")
        let (document, allNumberTexts) = try JSON.parseKeepingNumberTexts(
            readFile(file, limit: 64 << 20), file: "helm.json")
        let rows = document.array ?? []
        // Those of a row's schema stand below its index and 0.
        let numberTexts = Dictionary(grouping: allNumberTexts) { $0.key.prefix(2) }
        #expect(rows.count > 1000)
        var differences: [String] = []
        for (index, row) in rows.enumerated() {
            guard let parts = row.array, parts.count == 3 else { continue }
            let (schema, value, expected) = (parts[0], parts[1], parts[2].string)
            let texts = (numberTexts[[String(index), "0"]] ?? []).map { (Array($0.key.dropFirst(2)), $0.value) }
            let answer = try answer(schema, Dictionary(uniqueKeysWithValues: texts), value)
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
