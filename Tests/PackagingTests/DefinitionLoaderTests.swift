import PackageModel
import Packaging
import Testing

@Suite struct DefinitionLoaderTests {
    @Test func templatesAreFilled() throws {
        let folder = try DefinitionFolder([
            "zarf.yaml": """
            components:
            - name: web
              description: "###ZARF_PKG_TMPL_TEXT### for ###ZARF_PKG_ARCH###"
              images: ["r/###ZARF_COMPONENT_NAME###:###ZARF_PKG_VAR_TAG###"]
            """
        ])
        let text = try folder.text { $0.templates = ["text": "say \"hi\"", "TAG": "1"] }
        #expect(text == "components:\n- name: web\n  description: say \"hi\" for amd64\n  images:\n  - r/web:1\n")
        #expect(
            folder.refusal { $0.templates = ["TAG": "1"] }
                == "read zarf.yaml: no value for template ###ZARF_PKG_TMPL_TEXT###")
        let warnings = try folder.load { $0.templates = ["text": "x", "TAG": "1"] }.warnings
        #expect(warnings.contains { $0.contains("PKG_VAR_TAG") })
    }

    @Test func templatesMayStandInPlainText() throws {
        let folder = try DefinitionFolder([
            "zarf.yaml": "components:\n- name: a\n  description: x###ZARF_PKG_TMPL_N###\n"
        ])
        #expect(try folder.text { $0.templates = ["n": "5"] } == "components:\n- name: a\n  description: x5\n")
    }

    @Test func architectureComesFromOptionThenDefinition() throws {
        let folder = try DefinitionFolder([
            "zarf.yaml": "components:\n- name: a\n- name: b\n  only: {cluster: {architecture: arm64}}\n"
        ])
        #expect(try folder.load().package.components.map(\.name) == ["a"])
        let arm = try folder.load { $0.architecture = "arm64" }
        #expect(arm.package.metadata.architecture == "arm64")
        #expect(arm.package.components.map(\.name) == ["a", "b"])
    }

    @Test func scriptsAndSetVariableBecomeActions() throws {
        let folder = try DefinitionFolder([
            "zarf.yaml": """
            components:
            - name: a
              scripts:
                retry: true
                timeoutSeconds: 5
                prepare: [p]
                after: [x]
              actions:
                onDeploy:
                  before:
                  - cmd: c
                    setVariable: V
            """
        ])
        #expect(
            try folder.text() == """
                components:
                - name: a
                  scripts:
                    timeoutSeconds: 5
                    retry: true
                    prepare:
                    - p
                    after:
                    - x
                  actions:
                    onCreate:
                      defaults:
                        mute: true
                        maxTotalSeconds: 5
                        maxRetries: 10000
                      before:
                      - cmd: p
                    onDeploy:
                      defaults:
                        mute: true
                        maxTotalSeconds: 5
                        maxRetries: 10000
                      before:
                      - cmd: c
                        setVariable: V
                        setVariables:
                        - name: V
                      after:
                      - cmd: x

                """)
    }

    @Test(arguments: [
        ("- name: web\n  chart: []\n", "read zarf.yaml:7:3: component \"web\": unknown key \"chart\""),
        ("- name: Web\n", "\"name\" must be lower-case letters, digits and dashes"),
        ("- name: ..\n", "\"name\" must be lower-case"),
        ("- name: \"a\\u0007\"\n", "a letter or digit first, found \"a?\""),
        ("- description: x\n", "missing key \"name\""),
        ("- name: a\n  required: yes\n", "7:13: component \"a\": \"required\" must be true or false, found text"),
        ("- name: a\n  description: 1.0\n", "component \"a\": \"description\" must be text, found a number"),
        ("- name: a\n  images:\n", "\"images\" must be a list, found nothing"),
        ("- name: a\n  only: {localOS: plan9}\n", "\"localOS\" must be linux, darwin, windows, found \"plan9\""),
        ("- name: a\n  name: b\n", "duplicate key"),
        ("  []\n", "\"components\" must not be empty"),
        ("- name: a\n- name: a\n", "component \"a\": the name is used twice"),
        ("- name: a\n  only: {flavor: x}\n", "no component fits"),
        ("- name: a\n  required: true\n  default: true\n", "both required and default"),
        ("- name: a\n  required: true\n  group: g\n- name: b\n  group: g\n", "both required and in a group"),
        ("- name: a\n  group: g\n", "group \"g\" has one component only"),
        (
            "- {name: a, group: g, default: true}\n- {name: b, group: g, default: true}\n",
            "more than one default: \"b\""
        ),
        ("- name: a\n  charts: [{name: c, namespace: n}]\n", "chart \"c\": needs either url or localPath"),
        ("- name: a\n  charts: [{name: c, namespace: n, url: u, localPath: l}]\n", "needs either url or localPath"),
        ("- name: a\n  charts: [{name: c, namespace: n, url: u}]\n", "missing key \"version\""),
        ("- name: a\n  charts: [{name: c, localPath: u}]\n", "missing key \"namespace\""),
        (
            "- name: a\n  charts: [{name: c, namespace: n, localPath: u}, {name: c, namespace: n, localPath: u}]\n",
            "chart name \"c\" is used twice"
        ),
        ("- name: a\n  charts: [{name: C, namespace: n, localPath: u}]\n", "release name \"C\" is no DNS label"),
        (
            "- name: a\n  charts: [{name: \(String(repeating: "c", count: 41)), namespace: n, localPath: u}]\n",
            "longer than 40 characters"
        ),
        (
            "- name: a\n  charts:\n  - {name: c, namespace: n, localPath: u, "
                + "values: [{sourcePath: .a, targetPath: ., excludePaths: [.ab]}]}\n",
            "excludePath .ab is not below sourcePath .a"
        ),
        ("- name: a\n  charts: [{name: c/d, namespace: n, localPath: u}]\n", "\"name\" must be text without /"),
        ("- name: a\n  manifests: [{name: m}]\n", "manifest \"m\": needs at least one file or kustomization"),
        (
            "- name: a\n  manifests: [{name: m, files: [x]}, {name: m, files: [x]}]\n",
            "manifest name \"m\" is used twice"
        ),
        (
            "- name: a\n  actions: {onDeploy: {before: [{cmd: x, wait: {network: {protocol: tcp, address: a}}}]}}\n",
            "has both cmd and wait"
        ),
        ("- name: a\n  actions: {onDeploy: {before: [{wait: {}}]}}\n", "exactly one of cluster and network"),
        (
            "- name: a\n  actions: {onRemove: {before: [{cmd: x, setVariables: [{name: V}]}]}}\n",
            "setVariables work in onDeploy only"
        ),
        (
            "- name: a\n  actions: {onCreate: {after: [{cmd: x, template: true}]}}\n",
            "template does not work in onCreate"
        ),
        (
            "- name: a\n  actions: {onDeploy: {before: [{cmd: x, setVariables: [{name: v}]}]}}\n",
            "\"name\" must be upper-case"
        ),
        ("- name: a\nmetadata: {name: a}\n", "duplicate key \"metadata\""),
        ("- name: a\nconstants: [{name: C, value: x, pattern: ^y$}]\n", "constant C: value does not match pattern ^y$"),
        ("- name: a\nconstants: [{name: C, value: x, pattern: \"(\"}]\n", "constant C: bad pattern ("),
    ])
    func refuses(_ components: String, _ message: String) throws {
        let refusal = try DefinitionFolder(["zarf.yaml": "components:\n" + components]).refusal()
        #expect(refusal.contains(message), "\(refusal)")
    }

    @Test func extensionsAreLetBe() throws {
        let folder = try DefinitionFolder([
            "zarf.yaml": "components:\n- name: a\n  x-note: {any: thing}\nx-more: [1]\n"
        ])
        #expect(try folder.text() == "components:\n- name: a\n")
    }

    @Test func hintsAtTheRightKey() throws {
        let folder = try DefinitionFolder(["zarf.yaml": "components:\n- name: web\n  chart: []\n"])
        let failure = #expect(throws: DefinitionError.self) { try folder.load() }
        #expect(failure?.hints == ["did you mean \"charts\"?"])
    }

    @Test func hintsAtTheFlavorsThereAre() throws {
        let folder = try DefinitionFolder([
            "zarf.yaml": "components:\n- name: a\n  only: {flavor: red}\n- name: a\n  only: {flavor: blue}\n",
            "importer/zarf.yaml": "components:\n- name: a\n  import: {path: ..}\n",
        ])
        let hint = ["choose a flavor with --flavor: blue, red"]
        #expect(#expect(throws: DefinitionError.self) { try folder.load() }?.hints == hint)
        #expect(#expect(throws: CompositionError.self) { try folder.load("importer") }?.hints == hint)
    }

    @Test func asksForTheTemplatesThatWereNotGiven() throws {
        let folder = try DefinitionFolder([
            "zarf.yaml":
                "components:\n- name: a\n  description: '###ZARF_PKG_TMPL_A### ###ZARF_PKG_TMPL_B### ###ZARF_PKG_VAR_C###'\n"
        ])
        var options = DefinitionLoader.Options()
        options.templates = ["b": "given"]
        options.askForTemplate = { "<\($0)>" }
        let package = try DefinitionLoader(options).load(folder.path).package
        #expect(package.components.map(\.description) == ["<A> given <C>"])
    }

    @Test func filesAreFound() throws {
        let folder = try DefinitionFolder([
            "zarf.gen.yaml": "components:\n- name: a\n", "sub/other.yaml": "components:\n- name: b\n",
        ])
        #expect(try folder.load().package.components.map(\.name) == ["a"])
        #expect(try folder.load("sub/other.yaml").directory.hasSuffix("/sub"))
        #expect(folder.refusal("sub").hasSuffix("sub/zarf.yaml: no such file or directory"))
    }

    @Test(arguments: [
        ("", "no package definition found"), ("\u{FEFF}kind: ZarfPackageConfig\n", "starts with a byte order mark"),
        ("# nothing\n", "no package definition found"),
        ("a: [\n", "read zarf.yaml:"), ("- a\n", "expected a mapping, found a list"),
        ("apiVersion: zarf.dev/v2\nkind: ZarfPackageConfig\n", "no document has a known apiVersion"),
        (
            "kind: ZarfPackageConfig\n---\nkind: ZarfPackageConfig\n",
            "second document with apiVersion zarf.dev/v1alpha1"
        ),
        ("metadata: {name: a}\ncomponents: [{name: a}]\n", "missing key \"kind\""),
        (
            (1...7).reduce("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n") { text, level in
                text + "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
                    + "]\n"
            }, "over the limit"
        ),
    ])
    func refusesDocuments(_ text: String, _ message: String) throws {
        let refusal = try DefinitionFolder(["zarf.yaml": text]).refusal()
        #expect(refusal.contains(message), "\(refusal)")
    }
}
