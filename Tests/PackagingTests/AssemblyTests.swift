import Archive
import Charts
import Diagnostics
import FileIO
import Glibc
import Hashing
import PackageModel
import Packaging
import PartsForTests
import SystemPackage
import Testing

/// A definition's folder with the given files.
private func folder(_ files: [String: String]) throws -> TemporaryDirectory {
    let folder = try scratch()
    for (name, text) in files {
        let path = folder.path.appending(name)
        try createDirectories(path.removingLastComponent())
        try writeFile(path, text.utf8, mode: 0o644)
    }
    return folder
}

private func file(_ source: String, _ target: String, _ change: (inout ComponentFile) -> Void = { _ in })
    -> ComponentFile
{
    var file = ComponentFile()
    file.source = source
    file.target = target
    change(&file)
    return file
}

private func component(_ change: (inout Component) -> Void) -> Component {
    var component = Component()
    component.name = "app"
    change(&component)
    return component
}

@Suite struct AssemblyTests {
    @Test func filesAreLaidOutAsUpstreams() throws {
        let folder = try folder(["run.sh": "#!/bin/sh\n", "dir/a.txt": "a", "dir/sub/b": "b", "data": "d"])
        #expect(chmod(folder.path.appending("dir/sub/b").string, 0o600) == 0)
        #expect(symlink("sub/b", folder.path.appending("dir/link").string) == 0)
        #expect(symlink("run.sh", folder.path.appending("alias").string) == 0)
        let digest = Digest.sha256("#!/bin/sh\n".utf8).hex
        let assembled = try AssembledComponent(
            component {
                $0.files = [
                    file("run.sh", "/usr/bin/run") {
                        $0.isExecutable = true; $0.shasum = digest
                    }, file("dir", "out/dir"),
                    file("alias", "~/x/alias.txt"),
                ]
                var injection = DataInjection()
                injection.source = "data"
                injection.target.path = "/var/lib/data"
                $0.dataInjections = [injection]
            }, in: folder.path)
        #expect(
            try assembled.listing() == [
                "drwx------ 0 app", "drwx------ 0 app/data", "drwx------ 0 app/data/0", "-rw-r--r-- 1 app/data/0/data",
                "drwx------ 0 app/files", "drwx------ 0 app/files/0", "-rwx------ 10 app/files/0/run",
                "drwx------ 0 app/files/1", "drwx------ 0 app/files/1/dir", "-rw-r--r-- 1 app/files/1/dir/a.txt",
                "lrwxrwxrwx 0 app/files/1/dir/link -> sub/b", "drwxr-xr-x 0 app/files/1/dir/sub",
                "-rw------- 1 app/files/1/dir/sub/b", "drwx------ 0 app/files/2", "-rw------- 10 app/files/2/alias.txt",
            ])
        #expect(try assembled.text("app/files/2/alias.txt") == "#!/bin/sh\n")
    }

    @Test func chartsComeWithTheirValues() throws {
        let folder = try folder([
            "web/Chart.yaml": """
            {name: web, version: 1.0.0, apiVersion: v2, dependencies: [{name: lib, version: 1.x, repository: 'file://../lib'}]}
            """,
            "lib/Chart.yaml": "{name: lib, version: 1.2.0, apiVersion: v2}", "lib/templates/x": "x", "a": "a", "b": "b",
        ])
        var chart = ComponentChart()
        chart.name = "site"
        chart.version = "9"
        chart.localPath = "web"
        chart.valuesFiles = ["a", "b"]
        chart.templatedValuesFiles = ["a"]
        var plain = ComponentChart()
        plain.name = "plain"
        plain.localPath = "lib.tgz"
        let archive = MemorySink()
        try Chart.load(folder.path.appending("lib")).writeArchive(to: archive)
        try writeFile(folder.path.appending("lib.tgz"), archive.bytes)
        let assembled = try AssembledComponent(component { $0.charts = [chart, plain] }, in: folder.path)
        #expect(
            try assembled.listing().map { $0.split(separator: " ").last ?? "" } == [
                "app", "app/charts", "app/charts/plain.tgz", "app/charts/site-9.tgz", "app/values",
                "app/values/site-9-0", "app/values/site-9-1", "app/values/site-9-2",
            ])
        #expect(try assembled.text("app/values/site-9-2") == "a")
        #expect(try readFile(assembled.extracted.appending("app/charts/plain.tgz"), limit: 1 << 20) == archive.bytes)
        let names = try judge("tar", ["-tzf", "app/charts/site-9.tgz"], in: assembled.extracted)
        #expect(names == "web/Chart.yaml\nweb/charts/lib/Chart.yaml\nweb/charts/lib/templates/x\n")
        // Nothing was written into the author's folder.
        #expect(try directoryEntries(folder.path.appending("web")) == ["Chart.yaml"])
    }

    @Test func nothingToCarryGivesNoTar() throws {
        let folder = try folder([:])
        #expect(try AssembledComponent(component { _ in }, in: folder.path).tar == nil)
        #expect(try AssembledComponent(component { $0.images = ["nginx"] }, in: folder.path).tar == nil)
    }

    @Test func partsOfArchivesAreTakenOut() throws {
        let folder = try folder(["tree/bin/tool": "tool", "tree/share/doc/a": "a", "tree/share/doc/b/c": "c"])
        for arguments in [["-czf", "a.tgz"], ["-cJf", "a.tar.xz"]] {
            _ = try judge("tar", arguments + ["-C", "tree", "."], in: folder.path)
        }
        _ = try judge("python3", ["-m", "zipfile", "-c", "a.zip", "tree/bin"], in: folder.path)
        let assembled = try AssembledComponent(
            component {
                $0.files = [
                    file("a.tgz", "t/renamed") {
                        $0.extractPath = "bin/tool"; $0.isExecutable = true
                    },
                    file("a.tar.xz", "docs") { $0.extractPath = "share/doc" },
                    file("a.zip", "z") { $0.extractPath = "bin/tool" },
                ]
            }, in: folder.path)
        #expect(
            try assembled.listing().dropFirst(2) == [
                "drwx------ 0 app/files/0", "-rwx------ 4 app/files/0/renamed", "drwx------ 0 app/files/1",
                "drwx------ 0 app/files/1/docs", "-rw-r--r-- 1 app/files/1/docs/a", "drwxr-xr-x 0 app/files/1/docs/b",
                "-rw-r--r-- 1 app/files/1/docs/b/c", "drwx------ 0 app/files/2", "-rw------- 4 app/files/2/z",
            ])
        let missing = component { $0.files = [file("a.tgz", "x") { $0.extractPath = "bin/other" }] }
        #expect(
            refusal { _ = try AssembledComponent(missing, in: folder.path) }.hasSuffix("a.tgz: it holds no bin/other"))
    }

    @Test func sameSourcesGiveTheSameBytes() throws {
        let files = ["dir/a": "a", "dir/b/c": "c"]
        let first = try folder(files)
        let second = try folder(files)
        for (path, mode) in [("dir", 0o500), ("dir/a", 0o444), ("dir/b", 0o775), ("dir/b/c", 0o664)] {
            #expect(chmod(second.path.appending(path).string, mode_t(mode)) == 0)
        }
        let component = component { $0.files = [file("dir", "out/dir")] }
        #expect(
            try AssembledComponent(component, in: first.path).tar == AssembledComponent(component, in: second.path).tar)
    }

    @Test(arguments: [
        (file("nope", "x"), "nope is not there"), (file("pipe", "x"), "pipe: neither file, folder nor symbolic link"),
        (file("holder", "x"), "holder/pipe: neither file, folder nor symbolic link"),
        (file("links", "x"), "links/out: a symbolic link that leads out of its folder, to ../../x"),
        (file("colon", "x"), "pack \"app/files/0/x/a:b\": a colon in the name"),
        (file("control", "x"), "a control character in the name"),
        (file("ok", "x/.."), "target \"x/..\" names no file"),
        (file("ok", "a\u{7}"), "a control character in the name"),
        (file("ok", "con.txt"), "the name of a Windows device"),
        (
            file("ok", "x") { $0.shasum = String(repeating: "0", count: 64) },
            "shasum is 2689367b205c16ce32ed4200942b8b8b1e262dfc70d9bc9fbc77c49699a4f1df"
        ),
        (file("links", "x") { $0.shasum = "0" }, "leads out"),
        (file("folder", "x") { $0.shasum = "0" }, "a folder can have no shasum"),
        (file("ok", "x") { $0.extractPath = "a" }, "read /"),
    ])
    func badFilesAreRefused(_ bad: ComponentFile, _ reason: String) throws {
        let folder = try folder([
            "ok": "ok", "colon/a:b": "", "control/a\u{1b}b": "", "links/a": "", "folder/a": "", "holder/a": "",
        ])
        #expect(symlink("../../x", folder.path.appending("links/out").string) == 0)
        #expect(mkfifo(folder.path.appending("pipe").string, 0o600) == 0)
        #expect(mkfifo(folder.path.appending("holder/pipe").string, 0o600) == 0)
        let message = refusal { _ = try AssembledComponent(component { $0.files = [bad] }, in: folder.path) }
        #expect(message.contains(reason) || bad.shasum == "0" && message.contains("shasum"), "\(message)")
        #expect(message.utf8.allSatisfy { $0 >= 0x20 })
    }
}

@Suite struct KustomizationTests {
    private static let kubectl = "/usr/bin:/usr/local/bin"

    private func manifest(_ change: (inout ComponentManifest) -> Void = { _ in }) -> Component {
        var manifest = ComponentManifest()
        manifest.name = "settings"
        manifest.kustomizations = ["base"]
        change(&manifest)
        return component { $0.manifests = [manifest] }
    }

    /// Programs of our own stand for the real ones: what they are told is what is tested.
    private func environment(_ folder: FilePath, _ name: String, _ script: String) throws -> [String] {
        try createDirectories(folder.appending("programs"))
        try writeFile(folder.appending("programs/\(name)"), "#!/bin/sh\n\(script)\n".utf8, mode: 0o755)
        return ["PATH=\(folder.appending("programs"))"]
    }

    @Test func theProgramIsToldWhatIsAllowed() throws {
        let folder = try folder(["m.yaml": "a: 1\n", "base/kustomization.yaml": ""])
        for (name, verb) in [("kubectl", "kustomize"), ("kustomize", "build")] {
            let environment = try environment(folder.path, name, "printf '%s\\n' \"$@\"")
            let assembled = try AssembledComponent(
                manifest {
                    $0.files = ["m.yaml"]
                    $0.enableKustomizePlugins = true
                    $0.kustomizeAllowAnyDirectory = true
                }, in: folder.path, environment: environment)
            #expect(
                try assembled.text("app/manifests/kustomization-settings-0.yaml") == """
                    \(verb)
                    --load-restrictor
                    LoadRestrictionsNone
                    --enable-alpha-plugins
                    --
                    \(folder.path)/base

                    """)
            let byteCount = try assembled.text("app/manifests/kustomization-settings-0.yaml").utf8.count
            #expect(
                try assembled.listing().suffix(2) == [
                    "-rw------- \(byteCount) app/manifests/kustomization-settings-0.yaml",
                    "-rw-r--r-- 5 app/manifests/settings-0.yaml",
                ])
        }
    }

    @Test func itsComplaintsAreShown() throws {
        let folder = try folder(["base/kustomization.yaml": ""])
        let script = "echo working; echo 'Error: accumulating\u{1b}[31m resources' >&2; exit 3"
        let environment = try environment(folder.path, "kubectl", script)
        let message = refusal { _ = try AssembledComponent(manifest(), in: folder.path, environment: environment) }
        #expect(
            message == """
                collect manifest "settings" of component "app": build kustomization \(folder.path)/base: \
                kubectl: Error: accumulating [31m resources
                """)
    }

    @Test func longComplaintsAreCut() throws {
        let folder = try folder(["base/kustomization.yaml": ""])
        let script = "i=0; while [ $i -lt 9000 ]; do echo line$i >&2; i=$((i+1)); done; exit 1"
        let environment = try environment(folder.path, "kustomize", script)
        let message = refusal { _ = try AssembledComponent(manifest(), in: folder.path, environment: environment) }
        #expect(message.hasSuffix("line8999") && message.utf8.count < 1400)
    }

    @Test func aMissingProgramIsNamed() throws {
        let folder = try folder(["base/kustomization.yaml": ""])
        let message = refusal {
            _ = try AssembledComponent(manifest(), in: folder.path, environment: ["PATH=\(folder.path)"])
        }
        #expect(message.hasSuffix("build kustomizations: neither kustomize nor kubectl is on PATH"))
    }
}
