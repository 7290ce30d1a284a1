import Packaging
import Testing

@Suite struct CompositionTests {
    @Test func importedComponentComesFirstAndImporterWins() throws {
        let folder = try DefinitionFolder([
            "zarf.yaml": """
            components:
            - name: web
              required: true
              only:
                flavor: blue
              import:
                path: base
                name: site
              images: [own:1]
              charts:
              - name: chart
                version: 2.0.0
                valuesFiles: [own.yaml]
              - name: other
                localPath: other
                namespace: web
              actions:
                onDeploy:
                  before:
                  - cmd: own
            """,
            "base/zarf.yaml": """
            components:
            - name: site
              description: theirs
              default: true
              only:
                cluster:
                  architecture: amd64
              files:
              - source: a.txt
                target: /a
              - source: https://example.com/b
                target: /b
              images: [theirs:1]
              charts:
              - name: chart
                version: 1.0.0
                url: oci://example.com/chart
                namespace: web
                valuesFiles: [../v.yaml, /abs.yaml]
              manifests:
              - name: m
                files: [m.yaml]
                kustomizations: [there, gone, "git@example.com:k"]
              actions:
                onCreate:
                  before:
                  - cmd: one
                  - cmd: two
                    dir: sub
                onDeploy:
                  defaults:
                    mute: true
                  before:
                  - cmd: theirs
            """,
            "base/there/kustomization.yaml": "",
        ])
        let text = try folder.text { $0.flavor = "blue" }
        #expect(
            text == """
                components:
                - name: web
                  description: theirs
                  required: true
                  only:
                    cluster:
                      architecture: amd64
                    flavor: blue
                  manifests:
                  - name: m
                    files:
                    - base/m.yaml
                    kustomizations:
                    - base/there
                    - gone
                    - git@example.com:k
                  charts:
                  - name: chart
                    version: 2.0.0
                    url: oci://example.com/chart
                    namespace: web
                    valuesFiles:
                    - v.yaml
                    - /abs.yaml
                    - own.yaml
                  - name: other
                    localPath: other
                    namespace: web
                  files:
                  - source: base/a.txt
                    target: /a
                  - source: https://example.com/b
                    target: /b
                  images:
                  - theirs:1
                  - own:1
                  actions:
                    onCreate:
                      before:
                      - dir: base
                        cmd: one
                      - dir: base/sub
                        cmd: two
                    onDeploy:
                      before:
                      - cmd: theirs
                      - cmd: own

                """)
    }

    @Test func variablesConstantsAndValuesAreUnited() throws {
        let folder = try DefinitionFolder([
            "zarf.yaml": """
            components:
            - name: a
              import: {path: one}
            - name: b
              import: {path: two/zarf.yaml}
            variables:
            - {name: V, default: own}
            values:
              files: [./own.yaml, shared.yaml]
            """,
            "one/zarf.yaml": """
            components:
            - name: a
            variables:
            - {name: V, default: one}
            - {name: W, default: one}
            constants:
            - {name: C, value: one}
            values:
              files: [v.yaml, ../shared.yaml]
              schema: s.json
            """,
            "two/zarf.yaml": """
            components:
            - name: b
            variables:
            - {name: W, default: two}
            constants:
            - {name: C, value: two}
            """,
            "one/s.json": "{}", "one/v.yaml": "a: 1", "own.yaml": "", "shared.yaml": "",
        ])
        let resolved = try folder.load()
        #expect(resolved.importedSchemas == ["one/s.json"])
        #expect(resolved.package.variables.map { "\($0.name)=\($0.defaultValue)" } == ["V=own", "W=one"])
        #expect(resolved.package.constants.map { "\($0.name)=\($0.text)" } == ["C=one"])
        #expect(resolved.package.values.files == ["one/v.yaml", "shared.yaml", "own.yaml"])
    }

    @Test func chainsAreFollowedAndFiltered() throws {
        let folder = try DefinitionFolder([
            "zarf.yaml": """
            components:
            - name: a
              import: {path: mid}
            - name: arm
              only: {cluster: {architecture: arm64}}
            """,
            "mid/zarf.yaml": """
            components:
            - name: a
              only: {flavor: red}
              import: {path: ../red}
            - name: a
              only: {flavor: blue}
              import: {path: ../blue, name: b}
            """,
            "red/zarf.yaml": "components:\n- name: a\n  images: [red]\n",
            "blue/zarf.yaml": "components:\n- name: b\n  images: [blue]\n",
        ])
        #expect(
            try folder.text { $0.flavor = "blue" }
                == "components:\n- name: a\n  only:\n    flavor: blue\n  images:\n  - blue\n")
        #expect(folder.refusal().contains("import from mid/zarf.yaml: no component \"a\" fits"))
    }

    @Test(arguments: [
        ("{path: ., name: b}", "imported in a cycle"),
        ("{path: loop}", "imported in a cycle"),
        ("{path: gone}", "import into component \"a\": read gone: no such file or directory"),
        ("{path: empty}", "read empty/zarf.yaml: no such file or directory"),
        ("{path: /tmp}", "path /tmp is absolute"),
        ("{path: two, url: \"oci://x/y\"}", "has both path and url"),
        ("{path: \"###ZARF_PKG_TMPL_X###\"}", "package templates do not work in path and url"),
        ("{path: two}", "import from two/zarf.yaml: 2 components \"a\" fit"),
        ("{path: two, name: none}", "no component \"none\" fits"),
        ("{path: broken}", "read broken/zarf.yaml:3:11: expected a list, found text"),
        ("{path: beta}", "read beta/zarf.yaml: no document has a known apiVersion"),
        ("{path: os}\n  only: {localOS: linux}", "only.localOS is darwin there and linux here"),
        ("{url: \"oci://example.com/x:1\"}", "skeleton packages need a registry"),
    ])
    func refuses(_ source: String, _ message: String) throws {
        let folder = try DefinitionFolder([
            "zarf.yaml": "components:\n- name: a\n  import: \(source)\n- name: b\n",
            "loop/zarf.yaml": "components:\n- name: a\n  import: {path: ../back}\n",
            "back/zarf.yaml": "components:\n- name: a\n  import: {path: ../loop}\n",
            "empty/readme": "",
            "two/zarf.yaml": "components:\n- name: a\n- name: a\n",
            "broken/zarf.yaml": "# broken\ncomponents: [{name: a,\n  images: text}]\n",
            "beta/zarf.yaml": "apiVersion: zarf.dev/v9\nkind: ZarfPackageConfig\n",
            "os/zarf.yaml": "components:\n- name: a\n  only: {localOS: darwin}\n",
        ])
        let refusal = folder.refusal()
        #expect(refusal.contains(message), "\(refusal)")
    }

    @Test func aFileThatImportsItselfEnds() throws {
        let folder = try DefinitionFolder(["self.yaml": "components:\n- name: a\n  import: {path: self.yaml}\n"])
        #expect(folder.refusal("self.yaml").contains("imported in a cycle"))
    }
}
