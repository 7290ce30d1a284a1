import Charts
import FileIO
import Glibc
import Hashing
import OCI
import PackageModel
import Packaging
import Registry
import PartsForTests
import SystemPackage
import Testing

@Suite struct ChartDownloadTests {
    private let folder: TemporaryDirectory
    private var archive: [UInt8] { get throws { try readFile(folder.path.appending("web.tgz"), limit: 1 << 20) } }

    init() throws {
        folder = try scratch()
        let chart = folder.path.appending("charts/web")
        try createDirectories(chart.appending("templates"))
        try writeFile(chart.appending("Chart.yaml"), "{name: web, version: 1.0.0+b1, apiVersion: v2}".utf8)
        try writeFile(chart.appending("templates/a"), "a\r\n".utf8)
        try writeFile(folder.path.appending(".gitattributes"), "* text eol=lf\n*.x filter=evil\n".utf8)
        let sink = MemorySink()
        try Chart.load(chart).writeArchive(to: sink)
        try writeFile(folder.path.appending("web.tgz"), sink.bytes)
    }

    private func component(_ url: String, _ change: (inout ComponentChart) -> Void = { _ in }) -> Component {
        var chart = ComponentChart()
        chart.name = "web"
        chart.version = "1.0.0+b1"
        chart.url = url
        change(&chart)
        var component = Component()
        component.name = "app"
        component.charts = [chart]
        return component
    }

    private func fetched(_ component: Component, registry: RegistryClient? = nil) throws -> [UInt8] {
        let assembled = try AssembledComponent(component, in: folder.path, registry: registry)
        return try readFile(assembled.extracted.appending("app/charts/web-1.0.0+b1.tgz"), limit: 1 << 20)
    }

    @Test func chartsComeFromGit() throws {
        for arguments in [
            ["init", "-q", "-b", "main", "web.git"], ["-C", "web.git", "config", "core.autocrlf", "false"],
        ] {
            _ = try judge("git", arguments, in: folder.path)
        }
        let repository = folder.path.appending("web.git")
        _ = try judge("cp", ["-r", "charts", ".gitattributes", "web.git"], in: folder.path)
        let identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
        // The carriage return is in the repository: git must not have taken it out.
        try createDirectories(repository.appending(".git/info"))
        try writeFile(repository.appending(".git/info/attributes"), "* -text\n".utf8)
        _ = try judge("git", ["add", "-A"], in: repository)
        _ = try judge("git", identity + ["commit", "-q", "-m", "one"], in: repository)
        _ = try judge("git", ["tag", "1.0.0+b1"], in: repository)
        let commit = try judge("git", ["rev-parse", "HEAD"], in: repository).prefix(40)
        let url = "file://\(repository)"
        for suffix in ["", "@1.0.0+b1", "@refs/heads/main", "@\(commit)"] {
            #expect(try fetched(component(url + suffix) { $0.gitPath = "charts/web" }) == archive, "\(suffix)")
        }
        #expect(refusal { _ = try fetched(component(url)) }.hasSuffix("Chart.yaml is missing"))
        #expect(
            refusal { _ = try fetched(component(url) { $0.gitPath = "../.." }) }
                .hasSuffix("gitPath leads out of the repository"))
        #expect(refusal { _ = try fetched(component(url) { $0.version = "2" }) }.hasSuffix("it has no ref \"2\""))
    }

    @Test func chartsComeFromHelmRepositories() throws {
        let digest = Digest.sha256(try archive).hex
        let server = try ScriptServer("folder-server.py", [folder.path.string, "me:secret"])
        func index(_ entry: String) throws {
            try writeFile(folder.path.appending("index.yaml"), "apiVersion: v1\nentries:\n  web:\n\(entry)\n".utf8)
        }
        let url = "http://me:secret@\(server.address)"
        try index("  - {version: 2.0.0, urls: [x.tgz]}\n  - {version: v1.0.0+b1, urls: [web.tgz], digest: \(digest)}")
        #expect(try fetched(component(url)) == archive)
        #expect(
            try fetched(
                component(url + "/") {
                    $0.name = "web"; $0.repoName = "web"
                }) == archive)
        for range in ["1.x", "~1.0.0", ">=0.9 <2", "1.0.0"] {
            let assembled = try AssembledComponent(
                component(url) { $0.version = range }, in: folder.path, registry: nil)
            #expect(
                try readFile(assembled.extracted.appending("app/charts/web-\(range).tgz"), limit: 1 << 20) == archive)
        }
        #expect(
            refusal { _ = try fetched(component(url) { $0.version = "new one" }) }
                .hasSuffix("no version new one; the repository has 2.0.0, v1.0.0+b1"))
        let message = refusal { _ = try fetched(component(url) { $0.version = "3" }) }
        #expect(message.hasSuffix("no version 3; the repository has 2.0.0, v1.0.0+b1") && !message.contains("secret"))
        #expect(
            refusal { _ = try fetched(component(url) { $0.repoName = "db" }) }
                .hasSuffix("the repository has no such chart"))
        #expect(refusal { _ = try fetched(component("http://\(server.address)")) }.contains("401"))
        try index("  - {version: 1.0.0+b1, urls: [web.tgz], digest: \(String(repeating: "0", count: 64))}")
        #expect(refusal { _ = try fetched(component(url)) }.contains("expected sha256:0000"))
        try index("  - {version: 1.0.0+b1, urls: [index.yaml]}")
        #expect(!refusal { _ = try fetched(component(url)) }.isEmpty)
        // Credentials stay with the repository that they were given for.
        let other = try ScriptServer("folder-server.py", [folder.path.string, "me:secret"])
        try index("  - {version: 1.0.0+b1, urls: ['http://\(other.address)/web.tgz']}")
        #expect(refusal { _ = try fetched(component(url)) }.contains("401"))
    }

    @Test func dependenciesAreFetchedToo() throws {
        let server = try ScriptServer("folder-server.py", [folder.path.string])
        try writeFile(
            folder.path.appending("index.yaml"),
            "{apiVersion: v1, entries: {web: [{version: 1.0.0+b1, urls: [web.tgz]}, {version: 2.0.0, urls: [x]}]}}\n"
                .utf8)
        let outer = folder.path.appending("outer")
        try createDirectories(outer)
        let url = "http://\(server.address)"
        func write(version: String, lock: Bool) throws {
            let head = "{name: outer, version: 1.0.0, apiVersion: v2, dependencies: "
            try writeFile(
                outer.appending("Chart.yaml"), "\(head)[{name: web, version: '\(version)', repository: '\(url)'}]}".utf8
            )
            removeTree(outer.appending("Chart.lock"))
            guard lock else { return }
            let text =
                "dependencies:\n- {name: web, repository: '\(url)', version: 1.0.0+b1}\ndigest: x\ngenerated: y\n"
            try writeFile(outer.appending("Chart.lock"), text.utf8)
        }
        let local = component("") { $0.localPath = "outer" }
        for (version, lock) in [("1.0.0+b1", false), ("^1.0.0", true), ("1.x", false)] {
            try write(version: version, lock: lock)
            try writeFile(folder.path.appending("fetched.tgz"), try fetched(local))
            let names = try judge("tar", ["-tzf", "fetched.tgz"], in: folder.path)
            #expect(names.hasSuffix("outer/charts/web/Chart.yaml\nouter/charts/web/templates/a\n"))
        }
        try write(version: "^3.0.0", lock: false)
        #expect(refusal { _ = try fetched(local) }.hasSuffix("no version ^3.0.0; the repository has 2.0.0, 1.0.0+b1"))
        let registry = "{name: web, version: ^1.0.0, repository: 'oci://\(server.address)/charts'}"
        try writeFile(
            outer.appending("Chart.yaml"),
            "{name: outer, version: 1.0.0, apiVersion: v2, dependencies: [\(registry)]}".utf8)
        #expect(refusal { _ = try fetched(local) }.hasSuffix("no Chart.lock says which version to fetch"))
        #expect(try directoryEntries(outer) == ["Chart.yaml"])
    }

    @Test func chartsComeFromRegistries() throws {
        let server = try DockerRegistry()
        let registry = try RegistryClient(client: quickClient(), credentials: FixedCredentials.anonymous)
        let reference = try Reference("\(server.address)/charts/web:1.0.0_b1")
        let config = Descriptor(of: [0x7b, 0x7d], mediaType: MediaType("application/vnd.cncf.helm.config.v1+json"))
        let bytes = try archive
        let layer = Descriptor(
            of: bytes, mediaType: MediaType("application/vnd.cncf.helm.chart.content.v1.tar+gzip"))
        try registry.pushBlob(config, to: reference) { MemorySource([0x7b, 0x7d]) }
        try registry.pushBlob(layer, to: reference) { MemorySource(bytes) }
        try registry.push(.manifest(Manifest(config: config, layers: [layer])), to: reference)
        let empty = try Reference("\(server.address)/charts/empty:1.0.0_b1")
        try registry.pushBlob(config, to: empty) { MemorySource([0x7b, 0x7d]) }
        try registry.push(.manifest(Manifest(config: config, layers: [config])), to: empty)

        #expect(try fetched(component("oci://\(server.address)/charts/web"), registry: registry) == archive)
        let message = refusal {
            _ = try fetched(component("oci://\(server.address)/charts/empty"), registry: registry)
        }
        #expect(message.hasSuffix("it holds no chart"))
        #expect(
            refusal { _ = try fetched(component("oci://\(server.address)/charts/no"), registry: registry) }
                .contains("404"))
    }

    @Test(arguments: [
        ("ftp://host/x", "1.0.0", "charts come from https://, oci:// or a git address that ends in .git"),
        ("ext://host/x.git", "1.0.0", "only https, http, ssh, git and file are allowed"),
        ("https://user:secret@host/x", "", "from https://user@host/x: it needs a version"),
        ("https://host/x.git", "", "neither a ref nor a version"), ("oci://Host:bad/x y", "1.0.0", "Host:bad"),
    ])
    func chartsOutOfReachAreRefused(_ url: String, _ version: String, _ reason: String) {
        let message = refusal { _ = try fetched(component(url) { $0.version = version }) }
        #expect(message.contains(reason) && !message.contains("secret"), "\(message)")
    }
}
