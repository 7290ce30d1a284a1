import Archive
import Diagnostics
import FileIO
import PartsForTests
import SystemPackage
import Testing

@Suite struct ExtractionTests {
    private func tar(_ entries: [TarEntry], content: [UInt8] = []) throws -> [UInt8] {
        let sink = MemorySink()
        let writer = TarWriter(sink)
        for entry in entries {
            if entry.kind == .file {
                try writer.addFile(entry.name, mode: entry.mode, bytes: content)
            } else {
                try writer.add(entry)
            }
        }
        try writer.finish()
        return sink.bytes
    }

    private func file(_ name: String, mode: UInt32 = 0o644) -> TarEntry {
        TarEntry(name: name, kind: .file, mode: mode)
    }
    private func directory(_ name: String, mode: UInt32 = 0o755) -> TarEntry {
        TarEntry(name: name, kind: .directory, mode: mode)
    }
    private func link(_ name: String, _ target: String) -> TarEntry {
        TarEntry(name: name, kind: .symbolicLink, mode: 0o777, linkTarget: target)
    }
    private func hardLink(_ name: String, _ target: String) -> TarEntry {
        TarEntry(name: name, kind: .hardLink, mode: 0o644, linkTarget: target)
    }

    @Test func extractsFilesDirectoriesAndLinks() throws {
        let scratch = try scratch()
        let bytes = try tar(
            [
                directory("."), directory("a", mode: 0o500), file("a/b/c", mode: 0o4755), file("./d", mode: 0o400),
                link("a/up", "../d"),
                link("a/b/deep", "../../a/b/c"), link("winding", "a/../d"), hardLink("e", "a/b/c"), directory("a/b"),
                link("dangling", "none"),
            ], content: [1, 2, 3])
        let out = scratch.path.appending("out")
        try extractTar(MemorySource(bytes), name: "x.tar", to: out)
        #expect(try readFile(out.appending("a/b/deep"), limit: 9) == [1, 2, 3])
        #expect(try readFile(out.appending("winding"), limit: 9) == [1, 2, 3])
        #expect(try FileInformation(of: out.appending("a/b/c")).mode == 0o755)
        #expect(try FileInformation(of: out.appending("d")).mode == 0o400)
        #expect(try FileInformation(of: out.appending("a")).mode == 0o700)
        #expect(try readLink(out.appending("dangling")) == "none")
        #expect(try directoryEntries(scratch.path) == ["out"])
    }

    @Test func refusesWhatLeavesTheDirectory() throws {
        let special = TarEntry(name: "dev", kind: .file, mode: 0o644)
        let cases: [[TarEntry]] = [
            [file("../x")], [file("/tmp/x")], [file("a/../../x")], [directory("..")], [file("a/../x")],
            [link("l", "/etc/passwd")], [link("l", "..")], [link("a/l", "../../x")], [link("l", "a/../..")],
            // A chain: each link looks harmless to who only compares texts.
            [directory("d/e"), link("d/e/l", "../.."), link("m", "d/e/l/../../x")],
            [link("l", "."), file("l/x")], [link("l", "d"), directory("d"), file("l/x")],
            [directory("d"), link("d", "e")],
            [link("d", "e"), directory("d")], [link("d", "e"), file("d")], [file("d"), file("d/x")],
            [hardLink("h", "../x")], [hardLink("h", "/etc/passwd")], [hardLink("h", "none")],
            [link("l", "x"), hardLink("h", "l")], [directory("d"), hardLink("h", "d")],
            [file("x"), file("x")], [file("x"), file("./x")], [file("a:b")], [file("a\\b")], [file("a./b")],
            [file("com1.txt")],
            [file("a\u{1b}b")], [special, special],
        ]
        for entries in cases {
            let scratch = try scratch()
            let bytes = try tar(entries)
            let error = #expect(throws: ArchiveError.self, "\(entries.map(\.name))") {
                try extractTar(MemorySource(bytes), name: "x.tar", to: scratch.path.appending("out"))
            }
            #expect(error?.kind == .untrusted)
            #expect(try directoryEntries(scratch.path).isEmpty, "\(entries.map(\.name))")
        }
    }

    @Test func devicesAreRefused() throws {
        let scratch = try scratch()
        _ = try judge("sh", ["-c", "mkfifo p && tar -cf x.tar p && rm p"], in: scratch.path)
        let error = #expect(throws: ArchiveError.self) {
            try extractTar(
                FileSource(path: scratch.path.appending("x.tar")), name: "x.tar", to: scratch.path.appending("out"))
        }
        #expect(error?.message == "extract x.tar: entry \"p\": a device or a named pipe")
    }

    @Test func limitsHold() throws {
        let scratch = try scratch()
        let bytes = try tar([file("a"), file("b"), file("c")], content: [UInt8](repeating: 1, count: 100))
        let out = scratch.path.appending("out")
        for limits in [ExtractionLimits(entryCount: 2), ExtractionLimits(byteCount: 299)] {
            #expect(throws: ArchiveError.self) {
                try extractTar(MemorySource(bytes), name: "x.tar", to: out, limits: limits)
            }
        }
        try extractTar(
            MemorySource(bytes), name: "x.tar", to: out, limits: ExtractionLimits(entryCount: 3, byteCount: 300))
    }

    @Test func outputMustBeNewOrEmpty() throws {
        let scratch = try scratch()
        let out = scratch.path.appending("out")
        try createDirectories(out)
        try extractTar(MemorySource(tar([file("a")])), name: "x.tar", to: out)
        #expect(throws: FileError.system(operation: "create", path: out.string, errno: .fileExists)) {
            try extractTar(MemorySource(tar([file("b")])), name: "x.tar", to: out)
        }
        #expect(try directoryEntries(out) == ["a"])
    }

    @Test func stepwiseOpeningFollowsNoLink() throws {
        let scratch = try scratch()
        _ = try judge("sh", ["-c", "mkdir -p d/e && touch d/e/f && ln -s e d/l && ln -s f d/e/g"], in: scratch.path)
        let root = try OpenFile.open(reading: scratch.path)
        let flags: Int32 = 0o400000  // O_NOFOLLOW, as openBeneath adds it
        _ = try openStepwise(root, "d/e/f", flags: flags, mode: 0, verb: "open")
        for path in ["d/l/f", "d/e/g"] {
            #expect(throws: FileError.self) { try openStepwise(root, path, flags: flags, mode: 0, verb: "open") }
            #expect(throws: FileError.self) { try openBeneath(root, path, flags: 0) }
        }
        for path in ["", "..", "d/../d", "/etc", "d//e", "./d"] {
            #expect(throws: FileError.self) { try openBeneath(root, path, flags: 0) }
        }
    }
}
