import PackageModel
import PackageRendering
import Testing
import Variables

@Suite struct PackageGoTemplatesTests {
    private func render(_ text: String) throws -> String {
        var package = Package()
        (package.metadata.name, package.metadata.version) = ("shop", "1.2.0")
        package.build.architecture = "amd64"
        var component = Component()
        (component.name, component.images) = ("web", ["docker.io/library/nginx:1"])
        package.components = [component]
        var variables = DeployVariables()
        variables.setVariable("COLOUR", .init("red"))
        variables.setConstant("SITE", .init("north"))
        variables.values = ["app": ["replicas": 3, "name": "web", "tags": ["a", "b"]]]
        return try PackageGoTemplates(package, state: ["Registry": ["Address": "127.0.0.1:31999"]])
            .text(text, name: "t", variables)
    }

    @Test(arguments: [
        ("{{ .Values.app.replicas }} {{ .Values.app.name | upper }}", "3 WEB"),
        ("{{ .Variables.COLOUR }} in the {{ .Constants.SITE }}", "red in the north"),
        (
            "{{ .Metadata.Name }} {{ .Metadata.Version }}{{ .Metadata.URL }} {{ .Build.Architecture }}",
            "shop 1.2.0 amd64"
        ),
        ("{{ .State.Registry.Address }}", "127.0.0.1:31999"),
        ("{{ (.Pkg.GetComponent \"web\").Images | first }}", "docker.io/library/nginx:1"),
        ("{{ .Pkg.Metadata.Name }}", "shop"), ("{{ range .Values.app.tags }}-{{ . }}{{ end }}", "-a-b"),
        ("{{ .Values.app.tags | toJson }}", "[\"a\",\"b\"]"), ("no template", "no template"),
    ])
    func templatesSeeWhatUpstreamShows(text: String, expected: String) throws {
        #expect(try render(text) == expected)
    }

    @Test(arguments: [
        "{{ .Values.app.nmae }}", "{{ .Nothing }}", "{{ .Variables.NONE }}", "{{ .Pkg.GetComponent \"x\" }}",
        "{{ env \"HOME\" }}", "{{ if }}", "{{",
    ])
    func whatIsNotThereIsAnError(text: String) { #expect(throws: (any Error).self) { try render(text) } }
}
