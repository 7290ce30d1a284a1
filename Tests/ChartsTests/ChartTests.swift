import Archive
import Charts
import Diagnostics
import FileIO
import Glibc
import SystemPackage
import Testing

/// A folder with the given files, removed with the returned object.
func makeFolder(_ files: [String: String]) throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory(in: "/tmp", prefix: "zarf-charts")
    for (name, text) in files {
        let path = folder.path.appending(name)
        try createDirectories(path.removingLastComponent())
        try writeFile(path, text.utf8)
    }
    return folder
}

/// The entries of an archive: names and texts, in order.
func entries(_ archive: [UInt8]) throws -> [(name: String, text: String)] {
    let tar = TarReader(try GzipSource(MemorySource(archive), name: "test"), name: "test")
    var found: [(String, String)] = []
    while let entry = try tar.next() {
        found.append((entry.name, String(decoding: try tar.readAll(limit: 1 << 20, name: "test"), as: UTF8.self)))
    }
    return found
}

func packaged(_ path: FilePath) throws -> [UInt8] {
    let sink = MemorySink()
    try Chart.load(path).writeArchive(to: sink)
    return sink.bytes
}

@Suite struct ChartTests {
    @Test func entriesStandInHelmsOrder() throws {
        let folder = try makeFolder([
            "Chart.yaml": "version: 1.2.3\nname: web\napiVersion: v2\n", "values.yaml": "b: 1\n",
            "values.schema.json": "{}", "templates/b.yaml": "b", "templates/a.yaml": "a", "templates/.hidden": "x",
            "README.md": "readme", "Chart.lock": "generated: \"2020-01-01T00:00:00Z\"\ndigest: d\ndependencies: []\n",
            ".helmignore": "*.bak\n", "crds/x.yaml": "crd", "old.bak": "",
        ])
        let archive = try packaged(folder.path)
        #expect(
            try entries(archive).map(\.name) == [
                "web/Chart.yaml", "web/Chart.lock", "web/values.yaml", "web/values.schema.json", "web/templates/a.yaml",
                "web/templates/b.yaml", "web/.helmignore", "web/README.md", "web/crds/x.yaml",
            ])
        #expect(try entries(archive)[0].text == "apiVersion: v2\nname: web\nversion: 1.2.3\n")
        #expect(try packaged(folder.path) == archive)
    }

    /// What helm v4.2.3 wrote for this file.
    @Test func metadataIsWrittenAsHelmDoes() throws {
        let folder = try makeFolder([
            "Chart.yaml": """
            name: web
            version: 1.2.3
            appVersion: 1.10
            unknown: dropped
            description: "yes: it is"
            deprecated: false
            keywords: [b, "1", a]
            maintainers: [{url: "http://x", name: "Zoë"}]
            annotations: {b: "2", a10: "x", a2: "y\\nz\\n", empty: ""}
            dependencies: [{name: dep, version: ">=1", condition: dep.enabled, tags: [t], import-values: [data]}]
            icon: ""

            """,
            "charts/dep/Chart.yaml": "{name: dep, version: v1}",
        ])
        let text = try entries(try packaged(folder.path))[0].text
        // A chart without apiVersion is one of Helm 2, whose dependencies stand elsewhere.
        #expect(
            text == """
                annotations:
                  a2: |
                    y
                    z
                  a10: x
                  b: "2"
                  empty: ""
                apiVersion: v1
                appVersion: "1.1"
                description: 'yes: it is'
                keywords:
                - b
                - "1"
                - a
                maintainers:
                - name: Zoë
                  url: http://x
                name: web
                version: 1.2.3

                """)
    }

    /// What helm v4.2.3 makes of numbers where text is wanted.
    @Test(arguments: [
        ("72445e2", "7.2445e+06"), ("20240101.5", "2.0240102e+07"), ("0.00001", "1e-05"), ("7.5e2", "750"),
        ("-2.5", "-2.5"),
    ])
    func numbersAreTextAsGoWritesThem(number: String, text: String) throws {
        let folder = try makeFolder(["Chart.yaml": "{name: x, version: 1.0.0, appVersion: \(number)}"])
        #expect(try entries(try packaged(folder.path))[0].text.contains("\nappVersion: \"\(text)\"\n"))
        let versioned = try makeFolder(["Chart.yaml": "{name: x, version: \(number)}"])
        #expect((try? Chart.load(versioned.path)) == nil || text == "750")
    }

    @Test func dependenciesAreUnpackedIntoTheArchive() throws {
        let inner = try makeFolder(["Chart.yaml": "{name: inner, version: 1.0.0, apiVersion: v2}", "templates/i": "i"])
        let outer = try makeFolder([
            "Chart.yaml":
                "{name: outer, version: 1.0.0, apiVersion: v2, dependencies: [{name: inner, version: 1.x, repository: ''}]}",
            "charts/_not/Chart.yaml": "", "charts/README.md/x": "", "charts/inner-1.0.0.tgz.prov": "p",
        ])
        removeTree(outer.path.appending("charts/README.md"))
        try writeFile(outer.path.appending("charts/inner-1.0.0.tgz"), try packaged(inner.path))
        #expect(
            try entries(try packaged(outer.path)).map(\.name) == [
                "outer/Chart.yaml", "outer/charts/inner-1.0.0.tgz.prov", "outer/charts/inner/Chart.yaml",
                "outer/charts/inner/templates/i",
            ])
    }

    @Test func archivesAreLoadedToo() throws {
        let folder = try makeFolder(["Chart.yaml": "{name: web, version: 1.0.0}", "templates/a": "a"])
        let archive = try packaged(folder.path)
        try writeFile(folder.path.appending("web.tgz"), archive)
        #expect(try Chart.load(folder.path.appending("web.tgz")).metadata.name == "web")
        #expect(try packaged(folder.path.appending("web.tgz")) == archive)
        // The checksum may be missing, and the trailer, which is a few bytes before it.
        for count in stride(from: 0, to: archive.count - 20, by: 7) {
            try writeFile(folder.path.appending("cut.tgz"), archive[..<count])
            #expect(throws: (any Error).self) { try Chart.load(folder.path.appending("cut.tgz")) }
        }
    }

    @Test(arguments: [
        (["values.yaml": ""], "Chart.yaml is missing"),
        (
            ["Chart.yaml": "- a"],
            "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot"
        ),
        (
            ["Chart.yaml": "name: [a]\nversion: 1.0.0"],
            "unmarshal array into Go struct field Metadata.name of type string"
        ),
        (["Chart.yaml": "version: 1.0.0"], "validation: chart.metadata.name is required"),
        (["Chart.yaml": "name: ../x\nversion: 1.0.0"], "chart.metadata.name \"../x\" is invalid"),
        (["Chart.yaml": "name: x"], "validation: chart.metadata.version is required"),
        (["Chart.yaml": "name: x\nversion: one"], "chart.metadata.version \"one\" is invalid"),
        (["Chart.yaml": "name: x\nversion: 1.0.0\ntype: other"], "chart.metadata.type must be application or library"),
        (
            ["Chart.yaml": "name: x\nversion: 1.0.0\nkeywords: {}"],
            "cannot unmarshal object into Go struct field Metadata.keywords of type []string"
        ),
        (
            ["Chart.yaml": "name: x\nversion: 1.0.0\ndependencies: [{name: a}, {name: a}]"],
            "more than one dependency with name or alias \"a\""
        ),
        (
            ["Chart.yaml": "name: x\nversion: 1.0.0", ".helmignore": "ok\na/**\n"],
            "/.helmignore:2: double-star (**) syntax is not supported"
        ),
        (["Chart.yaml": "name: x\nversion: 1.0.0", ".helmignore": "[a"], "/.helmignore:1: syntax error in pattern"),
        (["Chart.yaml": "name: x\nversion: 1.0.0", "values.schema.json": "{"], "values.schema.json"),
        (
            ["Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\ndependencies: [{name: a}, {name: b}]"],
            "Chart.yaml names dependencies that charts/ does not hold: a, b"
        ),
        (
            ["Chart.yaml": "name: x\nversion: 1.0.0", "charts/a.tgz": "no gzip"],
            "error unpacking subchart a.tgz in x: unexpected EOF"
        ),
        (
            ["Chart.yaml": "name: x\nversion: 1.0.0", "charts/a/b": ""],
            "error unpacking subchart a in x: Chart.yaml file is missing"
        ),
    ])
    func badChartsAreRefused(_ files: [String: String], _ reason: String) throws {
        let folder = try makeFolder(files)
        do {
            _ = try packaged(folder.path)
            Issue.record("accepted")
        } catch let failure as any Failure {
            #expect(failure.message.contains(reason), "\(failure.message)")
        }
    }

    @Test func linksAreFollowedAndPipesRefused() throws {
        let folder = try makeFolder(["chart/Chart.yaml": "{name: x, version: 1.0.0}", "elsewhere/a": "text"])
        let chart = folder.path.appending("chart")
        #expect(symlink("../elsewhere", chart.appending("linked").string) == 0)
        #expect(try entries(try packaged(chart)).last?.name == "x/linked/a")
        #expect(symlink("../none/x", chart.appending("broken").string) == 0)
        let reason =
            "error evaluating symlink \(chart)/broken: lstat \(folder.path)/none: no such file or directory"
        #expect(throws: ChartError.refused(chart: chart.string, reason: reason)) { try packaged(chart) }
        #expect(unlink(chart.appending("broken").string) == 0)
        #expect(symlink(".", chart.appending("self").string) == 0)
        #expect(throws: ChartError.self) { try packaged(chart) }
        #expect(unlink(chart.appending("self").string) == 0)
        #expect(mkfifo(chart.appending("pipe").string, 0o600) == 0)
        let irregular = "cannot load irregular file \(chart)/pipe as it has file mode type bits set"
        #expect(throws: ChartError.refused(chart: chart.string, reason: irregular)) { try packaged(chart) }
    }

    @Test func largeFilesAreRefused() throws {
        let folder = try makeFolder(["Chart.yaml": "{name: x, version: 1.0.0}", "big": ""])
        let path = folder.path.appending("big").string
        #expect(truncate(path, 5 << 20) == 0)
        #expect(throws: Never.self) { try Chart.load(folder.path) }
        #expect(truncate(path, (5 << 20) + 1) == 0)
        #expect(throws: ChartError.tooLarge(chart: folder.path.string, file: "big", limit: 5 << 20)) {
            try Chart.load(folder.path)
        }
    }

    @Test(arguments: ["/x/Chart.yaml", "x/../../Chart.yaml", "Chart.yaml", "x/c:/Chart.yaml", "x\\..\\Chart.yaml"])
    func archivesCannotNameFilesOutside(_ name: String) throws {
        let sink = MemorySink()
        let gzip = try GzipSink(sink)
        let tar = TarWriter(gzip)
        try tar.addFile(name, mode: 0o644, bytes: Array("{name: x, version: 1.0.0}".utf8))
        try tar.finish()
        try gzip.finish()
        let folder = try makeFolder([:])
        try writeFile(folder.path.appending("x.tgz"), sink.bytes)
        #expect(throws: ChartError.self) { try Chart.load(folder.path.appending("x.tgz")) }
    }

    // MARK: Ends of archives

    private let metadata = Array("{apiVersion: v2, name: x, version: 1.0.0}".utf8)

    /// A chart's tar and where its trailer begins.
    private func tar() throws -> (bytes: [UInt8], trailer: Int) {
        let sink = MemorySink()
        let tar = TarWriter(sink)
        try tar.addFile("x/Chart.yaml", mode: 0o644, bytes: metadata)
        let trailer = sink.bytes.count
        try tar.finish()
        return (sink.bytes, trailer)
    }

    private func compressed(_ bytes: some Sequence<UInt8>) throws -> [UInt8] {
        let sink = MemorySink()
        let gzip = try GzipSink(sink)
        try gzip.write(bytes)
        try gzip.finish()
        return sink.bytes
    }

    private func fileCount(_ archive: [UInt8]) throws -> Int {
        try Chart.load(archive: MemorySource(archive), name: "x.tgz").files.count
    }

    /// Recorded from Helm v4.2.3, which takes them all.
    @Test func nobodyAsksForATrailerOrWhatIsBehindIt() throws {
        let (tar, trailer) = try tar()
        let archive = try compressed(tar)
        let padding = trailer - 512 + metadata.count
        let taken = [
            archive, archive + [0, 0, 0], archive + Array("xyz".utf8), archive + Array("more than a header".utf8),
            archive + archive, Array(archive.dropLast()), Array(archive.dropLast(8)),
            try compressed(tar + Array("more".utf8)), try compressed(tar[..<trailer]),
            try compressed(tar[..<(trailer + 512)]), try compressed(tar[..<(padding + 1)]),
            try compressed(tar[..<padding]),
        ]
        let count = try fileCount(archive)
        for (index, archive) in taken.enumerated() { #expect(try fileCount(archive) == count, "\(index)") }
        let second = MemorySink()
        let more = TarWriter(second)
        try more.addFile("x/templates/a.yaml", mode: 0o644, bytes: [])
        try more.finish()
        #expect(try fileCount(compressed(tar[..<trailer]) + compressed(second.bytes)) == count + 1)
    }

    @Test func whatEndsWithinAFileOrAHeaderIsRefused() throws {
        let (tar, trailer) = try tar()
        let content = trailer - 512
        let whole = try compressed(tar)
        let refused =
            try [1, 511, content - 1, content, content + metadata.count - 1, trailer + 1, trailer + 513].map {
                try compressed(tar[..<$0])
            } + [Array(whole[..<11]), Array(whole[..<30])]
        for (index, archive) in refused.enumerated() {
            #expect(throws: ChartError.refused(chart: "x.tgz", reason: "unexpected EOF"), "\(index)") {
                try fileCount(archive)
            }
        }
        #expect(throws: ArchiveError.self) { try fileCount(compressed(tar[..<(trailer + 512)] + tar)) }
        #expect(throws: ArchiveError.self) { try fileCount(compressed(tar[..<trailer]) + Array("xyz".utf8)) }
    }
}
