import Documents
import JSONSchema
import PackageModel
import Testing

@Suite struct DefinitionSchemaTests {
    private static let good = """
        kind: ZarfPackageConfig
        x-any: [1]
        metadata: {name: a, version: 1.0.0, annotations: {a: b}, yolo: false}
        components:
        - name: a
          required: true
          x-note: {}
          only: {localOS: linux, cluster: {architecture: amd64, distros: [k3s]}}
          charts:
          - {name: c, url: u, version: 1.0.0, namespace: web, values: [{sourcePath: ., targetPath: .a-b._c}]}
          files: [{source: a, target: b, template: false}]
          actions: {onDeploy: {before: [{cmd: x, maxRetries: 1, setValues: [{key: a, value: {b: ~}}]}]}}
        variables: [{name: V_1, type: file}]
        documentation: {a: b}
        """

    /// Each replacement breaks the definition in one place.
    private static let breaks: [(String, String)] = [
        ("ZarfPackageConfig", "Other"), ("name: a,", "name: A,"), ("name: a,", ""), ("1.0.0, ann", "1/0, ann"),
        ("{a: b}, yolo", "{a: 1}, yolo"), ("yolo: false", "yolo: ~"), ("yolo: false", "yoyo: false"),
        ("required: true", "required: yes"), ("localOS: linux", "localOS: Linux"), ("[k3s]", "k3s"), ("[k3s]", "[1]"),
        ("sourcePath: .,", "sourcePath: a,"), ("sourcePath: .,", ""), ("._c", "..c"), ("target: b", "targets: b"),
        ("maxRetries: 1", "maxRetries: 1.5"), ("maxRetries: 1", "maxRetries: '1'"), ("V_1", "v_1"),
        ("type: file", "type: files"), ("documentation: {a: b}", "documentation: [a]"), ("cmd: x", "cmd: {}"),
        ("documentation: {a: b}", "documentation: {a: ~}"), ("kind: ZarfPackageConfig\\n", ""),
    ]

    private func problems(_ text: String) throws -> (ours: [DefinitionProblem], theirs: [Violation]) {
        let node = try YAMLReader.document(Array(text.utf8), file: "zarf.yaml")
        let schema = try Schema(DefinitionSchema.document)
        return (DefinitionSchema.problems(of: node), schema.validate(try node.value(.core)))
    }

    @Test func goodDefinitionsPass() throws {
        let found = try problems(Self.good)
        #expect(found.ours.isEmpty)
        #expect(found.theirs.isEmpty)
    }

    /// The check that gives places and suggestions says what the schema that is shipped says.
    @Test(arguments: breaks) func schemaAndCheckAgree(_ old: String, _ new: String) throws {
        let found = try problems(Self.good.replacing(old.replacing("\\n", with: "\n"), with: new))
        #expect(!found.ours.isEmpty)
        #expect(!found.theirs.isEmpty)
    }

    @Test func newerFormHasASchemaToo() throws {
        let schema = try Schema(DefinitionSchema.betaDocument)
        func check(_ ref: String) throws -> (Bool, Bool) {
            let text = """
                apiVersion: zarf.dev/v1beta1
                kind: ZarfPackageConfig
                components:
                - name: a
                  service: registry
                  repositories: [{url: u, ref: \(ref)}]
                """
            let node = try YAMLReader.document(Array(text.utf8), file: "zarf.yaml")
            let problems = DefinitionSchema.problems(of: node, as: V1Beta1.Package.self)
            return (problems.isEmpty, schema.allows(try node.value(.core)))
        }
        #expect(try check("{tag: v1}") == (true, true))
        #expect(try check("{tag: v1, branch: main}") == (false, false))
        #expect(try check("{}") == (false, false))
    }
}
