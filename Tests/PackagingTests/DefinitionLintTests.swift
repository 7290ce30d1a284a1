import Packaging
import Testing

@Suite struct DefinitionLintTests {
    private func findings(_ components: String) throws -> [String] {
        let folder = try DefinitionFolder(["zarf.yaml": "components:\n" + components])
        return try DefinitionLint.findings(at: folder.path, DefinitionLoader.Options()).map(\.text)
            .map { $0.replacing(folder.path + "/", with: "") }
    }

    @Test func findsWhatIsNotPinned() throws {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        #expect(
            try findings(
                """
                - name: a
                  repos: ["https://h/r.git", "https://h/r.git@v1"]
                  images:
                  - nginx:1
                  - r.test/a@\(digest)
                  - r.test/a:sha256-x.sig
                  - localhost/x:1@\(digest)
                  - "Not an image"
                  files:
                  - {source: "https://h/f", target: /f}
                  - {source: "https://h/f", target: /f, shasum: x}
                  - {source: f, target: /f}
                  imageArchives:
                  - {path: a.tar, images: ["r.test/a:1", "zarf.internal:5000/a:1"]}
                """) == [
                    "warning: .components.[0].repos.[0]: repository without a tag or commit: https://h/r.git",
                    "warning: .components.[0].images.[0]: image without a digest: nginx:1",
                    "warning: .components.[0].images.[4]: image reference that cannot be read: Not an image",
                    "warning: .components.[0].files.[0]: remote file without a shasum: https://h/f",
                    "warning: .components.[0].images.[0]: image reference without a registry: nginx:1",
                    "warning: .components.[0].images.[4]: image reference without a registry: Not an image",
                    "warning: .components.[0].imageArchives.[0].images.[0]: image of an archive outside .internal, "
                        + "which might be taken for a public one: r.test/a:1",
                ])
    }

    @Test func longReferencesAreShownWhole() throws {
        let image = "registry.test/" + String(repeating: "team/", count: 20) + "app:1.0.0"
        #expect(
            try findings("- name: a\n  images: [\(image)]\n")
                == ["warning: .components.[0].images.[0]: image without a digest: \(image)"])
    }

    @Test func schemaProblemsAreErrors() throws {
        #expect(
            try findings("- name: a\n  imports: {}\n  images: [1, x/y@z]\n") == [
                "error: .components.[0]: zarf.yaml:7:3: component \"a\": unknown key \"imports\"",
                "error: .components.[0].images.[0]: zarf.yaml:8:12: component \"a\": \"images\" must be text, found a number",
            ])
    }

    @Test func otherTroubleIsThrown() {
        #expect(throws: CompositionError.self) { try findings("- name: a\n  import: {path: .}\n") }
    }
}
