import Documents
import PackageModel
import Testing

@Suite struct DefinitionDecodingTests {
    private func package(_ text: String) throws -> Package {
        try Package(reading: Array(text.utf8), file: "zarf.yaml")
    }

    /// What goccy/go-yaml 1.19.2 puts into a field that holds text.
    @Test(arguments: [
        ("1", "1"), ("1.0", "1"), ("1.50", "1.5"), ("1.20.0", "1.20.0"), ("0x1F", "31"), ("017", "15"),
        ("1_000", "1000"),
        ("1e3", "1e3"), ("true", "true"), ("True", "true"), ("yes", "yes"), ("~", ""), ("null", ""), ("", ""),
        ("'1'", "1"), ("12:30", "12:30"), ("2024-01-01", "2024-01-01"), (".inf", "+Inf"), ("1.5e300", "1.5e+300"),
        ("9223372036854775808", "9223372036854775808"), ("+5", "5"), ("!!str 1", "1"), ("|\n    a\n    b", "a\nb\n"),
    ])
    func textFields(_ written: String, _ expected: String) throws {
        #expect(try package("metadata:\n  description: \(written)\n").metadata.description == expected)
    }

    @Test(arguments: ["[a]", "{a: b}"])
    func textFieldsRefuse(_ written: String) {
        #expect(throws: DefinitionError.self) { try package("metadata:\n  description: \(written)\n") }
    }

    @Test func nullsInListsAreEmptyAndNullsElsewhereChangeNothing() throws {
        let package = try package(
            "components:\n- name: a\n  images: [x, ~]\n  required: ~\n  files: ~\n- ~\nmetadata: ~\nvariables: []\n")
        #expect(package.components.map(\.name) == ["a", ""])
        #expect(package.components[0].images == ["x", ""])
        #expect(package.components[0].required == nil)
    }

    @Test func numbersAreCutToWholeOnes() throws {
        let action = "components: [{name: a, actions: {onDeploy: {before: [{maxRetries: 2.9, maxTotalSeconds: '7'}]}}}]"
        let first = try package(action).components[0].actions.onDeploy.before[0]
        #expect(first.maxRetries == 2)
        #expect(first.maxTotalSeconds == 7)
    }

    @Test func optionalFalseAndEmptyAreKept() throws {
        let text = """
            kind: ZarfPackageConfig
            metadata:
              name: a
              allowNamespaceOverride: false
            components:
            - name: a
              required: false
              actions:
                onDeploy:
                  before:
                  - mute: false
                    maxRetries: 0
                    dir: ""
                    shell: {}
                    wait: {}

            """
        #expect(DefinitionText.text(of: try package(text)) == text.replacing("\n\n", with: "\n"))
    }

    @Test func everyPrefixIsReadOrRefused() throws {
        let text = Array(
            """
            kind: ZarfPackageConfig
            metadata: {name: a, annotations: {x: y}}
            components:
            - name: a
              only: {cluster: {distros: [k3s]}}
              actions: {onDeploy: {before: [{cmd: "x", setValues: [{key: .a, value: {b: [1]}}]}]}}
            variables: [{name: V, default: 'é'}]
            """.utf8)
        for count in text.indices {
            guard let documents = try? DefinitionDocuments(Array(text[..<count]), file: "zarf.yaml") else { continue }
            _ = try? DefinitionDecoder.decode(documents.nodes[0], as: Package.self)
            _ = DefinitionSchema.problems(of: documents.nodes[0])
        }
    }

    @Test func blocksLoseSpacesAsUpstreamsDo() {
        var package = Package()
        package.metadata.description = "two lines\nof text" + String(repeating: " ", count: 5) + "\n"
        // Four of the five: the description stands four columns in.
        #expect(DefinitionText.text(of: package).contains("of text \ncomponents"))
    }
}
