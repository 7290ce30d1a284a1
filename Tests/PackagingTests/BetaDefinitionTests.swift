import PackageModel
import Packaging
import Testing

@Suite struct BetaDefinitionTests {
    static let head =
        "apiVersion: zarf.dev/v1beta1\nkind: ZarfPackageConfig\nmetadata:\n  name: test\n  architecture: amd64\n"
    static let config = "apiVersion: zarf.dev/v1beta1\nkind: ZarfComponentConfig\nmetadata:\n  name: c\n"

    @Test func importedComponentsAreMergedAndPrintedInTheirForm() throws {
        let folder = try DefinitionFolder([
            "zarf.yaml": Self.head + """
                components:
                - name: app
                  optional: true
                  import:
                    local:
                    - path: parts/amd.yaml
                    - path: parts/arm.yaml
                  images:
                  - name: own:1
                  repositories:
                  - url: https://example.com/r.git@v1
                values:
                  files: [own.yaml]
                """,
            "parts/amd.yaml": Self.config + """
                component:
                  selector: {architecture: amd64}
                  files:
                  - {source: a.txt, destination: /a}
                  charts:
                  - name: web
                    namespace: web
                    local: {path: chart}
                    valuesFiles: [{path: v.yaml, enableTemplating: true}]
                  actions:
                    onCreate:
                      defaults: {}
                      before: [{cmd: x}]
                values:
                  files: [v.yaml]
                """,
            "parts/arm.yaml": Self.config + "component:\n  selector: {architecture: arm64}\n",
        ])
        #expect(
            try folder.text() == Self.head + """
                components:
                - name: app
                  optional: true
                  selector:
                    architecture: amd64
                  charts:
                  - name: web
                    local:
                      path: parts/chart
                    namespace: web
                    valuesFiles:
                    - path: parts/v.yaml
                      enableTemplating: true
                  files:
                  - source: parts/a.txt
                    destination: /a
                  images:
                  - name: own:1
                  repositories:
                  - url: https://example.com/r.git
                    ref:
                      tag: v1
                  actions:
                    onCreate:
                      before:
                      - dir: parts
                        cmd: x
                values:
                  files:
                  - parts/v.yaml
                  - own.yaml

                """)
    }

    @Test func olderFormIsDerived() throws {
        let folder = try DefinitionFolder([
            "zarf.yaml": Self.head + """
                  annotations: {metadata.url: u, other: o}
                components:
                - name: app
                  service: registry
                  charts:
                  - {name: a, namespace: web, oci: {url: "oci://r/c", ref: {digest: "sha256:1"}}}
                  - {name: b, namespace: web, git: {url: "https://g/r.git", path: p, ref: {branch: main}}}
                  manifests:
                  - {name: m, kustomize: {files: [k]}, enableTemplating: true}
                  repositories:
                  - {url: "https://g/r.git", ref: {branch: main}}
                  actions:
                    onDeploy:
                      before: [{cmd: x, silent: true, retries: 2}]
                """
        ])
        let package = try folder.load().package
        #expect(package.isInit)
        #expect(package.metadata.url == "u")
        #expect(package.metadata.annotations == ["other": "o"])
        #expect(package.metadata.allowNamespaceOverride == true)
        let component = try #require(package.components.first)
        #expect(component.required == true)
        #expect(component.charts.map(\.url) == ["oci://r/c@sha256:1", "https://g/r.git@refs/heads/main"])
        #expect(component.manifests.first?.kustomizations == ["k"])
        #expect(component.manifests.first?.template == true)
        #expect(component.repos == ["https://g/r.git@refs/heads/main"])
        #expect(component.actions.onDeploy.before.first?.maxRetries == 2)
    }

    @Test(arguments: [
        ("- name: a\n  required: true\n", "component \"a\": unknown key \"required\""),
        ("- name: a\n  charts: [{name: c, namespace: web}]\n", "needs exactly one of helmRepository, git, local, oci"),
        ("- name: a\n  charts: [{name: c, local: {path: p}}]\n", "chart \"c\": missing key \"namespace\""),
        ("- name: a\n  import: {remote: [{url: oci://x}]}\n", "import.remote does not work yet"),
        ("- name: a\n  import: {local: [{path: self.yaml}]}\n", "imported in a cycle"),
        ("- name: a\n  import: {local: [{path: .}]}\n", "is a folder"),
        ("- name: a\n  import: {local: [{path: package.yaml}]}\n", "is no ZarfComponentConfig"),
        ("- name: a\n  import: {local: [{path: arm.yaml}]}\n", "0 of the imported variants fit"),
        ("- name: a\n  actions: {onCreate: {before: [{cmd: x, setValues: [{key: .a}]}]}}\n", "setValues do not work"),
        (
            "- name: a\n  repositories: [{url: u, ref: {tag: a, branch: b}}]\n",
            "needs exactly one of tag, branch, commit"
        ),
    ])
    func refuses(_ components: String, _ message: String) throws {
        let folder = try DefinitionFolder([
            "zarf.yaml": Self.head + "components:\n" + components,
            "self.yaml": Self.config + "component: {import: {local: [{path: self.yaml}]}}\n",
            "package.yaml": Self.head + "components: [{name: a}]\n",
            "arm.yaml": Self.config + "component: {selector: {architecture: arm64}}\n",
        ])
        let refusal = folder.refusal()
        #expect(refusal.contains(message), "\(refusal)")
    }

    @Test func theNewerOfTwoDocumentsWins() throws {
        let beta = Self.head + "components:\n- name: beta\n"
        let folder = try DefinitionFolder([
            "zarf.yaml": beta + "---\n" + DefinitionFolder.head + "components:\n- name: old\n"
        ])
        #expect(try folder.text() == beta)
    }
}
