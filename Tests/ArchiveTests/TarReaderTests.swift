import Archive
import Diagnostics
import FileIO
import PartsForTests
import SystemPackage
import Testing

@Suite struct TarReaderTests {
    private func entries(_ bytes: [UInt8], step: Int = 1 << 20) throws -> [TarEntry] {
        let reader = TarReader(TricklingSource(bytes, step: step), name: "x.tar")
        var entries: [TarEntry] = []
        while let entry = try reader.next() { entries.append(entry) }
        return entries
    }

    private let awkward = [
        TarEntry(name: "a", kind: .file, mode: 0o600), TarEntry(name: "dir", kind: .directory, mode: 0o755),
        TarEntry(name: String(repeating: "n", count: 300), kind: .file, mode: 0o4755),
        TarEntry(name: "d/" + String(repeating: "s", count: 99), kind: .file, mode: 0o644),
        TarEntry(name: "café/ü", kind: .file, mode: 0o644),
        TarEntry(name: "l", kind: .symbolicLink, mode: 0o777, linkTarget: String(repeating: "t/", count: 90) + "t"),
        TarEntry(name: "h", kind: .hardLink, mode: 0o644, linkTarget: "a"),
    ]

    @Test func readsWhatWeWrite() throws {
        let sink = MemorySink()
        let writer = TarWriter(sink)
        for entry in awkward { try writer.add(entry) }
        try writer.finish()
        #expect(try entries(sink.bytes) == awkward)
        #expect(try entries(sink.bytes, step: 100) == awkward)
    }

    @Test(arguments: ["gnu", "pax", "ustar", "oldgnu", "posix"]) func readsWhatGNUTarWrites(format: String) throws {
        let directory = try scratch()
        let long = format == "ustar" ? 90 : 200
        let script = """
            mkdir t && echo one >t/one && ln -s one t/link && ln t/one t/hard && mkdir t/sub && touch t/sub/\(String(repeating: "x", count: long))
            tar -c --format=\(format) --sort=name -C t -f x.tar .
            """
        _ = try judge("sh", ["-c", script], in: directory.path)
        let found = try entries(readFile(directory.path.appending("x.tar"), limit: 1 << 20))
        #expect(
            found.map(\.name).sorted() == [
                ".", "./hard", "./link", "./one", "./sub", "./sub/" + String(repeating: "x", count: long),
            ])
        #expect(found.filter { $0.kind == .file }.reduce(0) { $0 + $1.byteCount } == 4)
    }

    @Test func readsBigSizes() throws {
        let big = TarEntry(name: "big", kind: .file, mode: 0o644, byteCount: 9 << 30)
        for header in [try TarHeader.blocks(for: big), base256(big)] {
            let reader = TarReader(MemorySource(header), name: "x.tar")
            #expect(try reader.next() == big)
        }
    }

    /// The same header as GNU tar writes it: the size in base-256.
    private func base256(_ entry: TarEntry) -> [UInt8] {
        var block = (try? TarHeader.blocks(for: TarEntry(name: entry.name, kind: .file, mode: entry.mode))) ?? []
        block.replaceSubrange(
            124..<136, with: [0x80, 0, 0, 0] + withUnsafeBytes(of: entry.byteCount.bigEndian) { Array($0) })
        return sealed(block)
    }

    /// Puts the right checksum into a header that was changed.
    private func sealed(_ block: [UInt8]) -> [UInt8] {
        var block = block
        block.replaceSubrange(148..<156, with: Array("        ".utf8))
        let digits = String(block[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
        let field = String(repeating: "0", count: 6 - digits.utf8.count) + digits + "\0 "
        block.replaceSubrange(148..<156, with: Array(field.utf8))
        return block
    }

    @Test func cutAnywhereIsAnError() throws {
        let sink = MemorySink()
        let writer = TarWriter(sink)
        try writer.addFile("one", mode: 0o644, bytes: text(700))
        for entry in awkward.dropFirst() { try writer.add(entry) }
        try writer.finish()
        for length in 0..<sink.bytes.count {
            #expect(throws: ArchiveError.endedEarly(archive: "x.tar")) { try entries(Array(sink.bytes[..<length])) }
        }
        #expect(try entries(sink.bytes + [UInt8](repeating: 0, count: 10_000)).count == 7)
    }

    @Test func contentIsExactAndSkippable() throws {
        let sink = MemorySink()
        let writer = TarWriter(sink)
        for index in 0..<5 {
            try writer.addFile("f\(index)", mode: 0o644, bytes: noise(index * 511, seed: UInt64(index) + 1))
        }
        try writer.finish()
        let reader = TarReader(TricklingSource(sink.bytes, step: 300), name: "x.tar")
        for index in 0..<5 {
            let entry = try #require(try reader.next())
            if index % 2 == 0 {
                #expect(
                    try reader.readAll(limit: 1 << 20, name: entry.name) == noise(index * 511, seed: UInt64(index) + 1))
            }
        }
        #expect(try reader.next() == nil)
        #expect(try reader.next() == nil)
    }

    /// One header with a field changed, then a trailer.
    private func changed(_ entry: TarEntry, at offset: Int, to bytes: [UInt8], isSealed: Bool = true) throws -> [UInt8]
    {
        var block = try TarHeader.blocks(for: entry)
        block.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
        return (isSealed ? sealed(block) : block) + [UInt8](repeating: 0, count: 1024)
    }

    /// An extended header of some kind, then a file `a`, then a trailer.
    private func extended(_ kind: Character, _ data: String, repeated count: Int = 1) throws -> [UInt8] {
        var block = try TarHeader.blocks(
            for: TarEntry(name: "x", kind: .file, mode: 0, byteCount: Int64(data.utf8.count)))
        block[156] = kind.asciiValue ?? 0
        let padded = Array(data.utf8) + [UInt8](repeating: 0, count: TarFormat.padding(after: Int64(data.utf8.count)))
        let one = sealed(block) + padded
        let entry = try TarHeader.blocks(for: TarEntry(name: "a", kind: .file, mode: 0o644))
        return (0..<count).flatMap { _ in one } + entry + [UInt8](repeating: 0, count: 1024)
    }

    @Test func malformedHeadersAreRefused() throws {
        let file = TarEntry(name: "file", kind: .file, mode: 0o644)
        let bad: [(String, [UInt8])] = [
            ("checksum", try changed(file, at: 148, to: Array("0000000".utf8), isSealed: false)),
            ("size", try changed(file, at: 124, to: Array("0000000000x".utf8))),
            ("negative size", try changed(file, at: 124, to: [0xff] + [UInt8](repeating: 0xff, count: 11))),
            ("huge size", try changed(file, at: 124, to: [0x80, 0xff] + [UInt8](repeating: 0xff, count: 10))),
            ("magic", try changed(file, at: 257, to: Array("tsarus".utf8))),
            ("kind", try changed(file, at: 156, to: Array("Z".utf8))),
            ("sparse", try changed(file, at: 156, to: Array("S".utf8))),
            ("no name", try changed(file, at: 0, to: [0, 0, 0, 0])),
            ("slash after a file", try changed(file, at: 0, to: Array("dir/".utf8))),
            (
                "directory with content",
                try changed(TarEntry(name: "d", kind: .directory, mode: 0), at: 124, to: Array("00000001000".utf8))
            ),
            ("link without target", try changed(file, at: 156, to: Array("2".utf8))),
            ("not UTF-8", try changed(file, at: 0, to: [0xff])),
            ("one block of zeros", [UInt8](repeating: 0, count: 512) + (try changed(file, at: 0, to: []))),
            ("data after the end", try changed(file, at: 0, to: []) + [UInt8](repeating: 0, count: 512) + [1]),
        ]
        for (what, bytes) in bad {
            let error = #expect(throws: ArchiveError.self, "\(what)") { try entries(bytes) }
            #expect(error?.kind == .untrusted)
        }
    }

    @Test(arguments: [
        "11 path=abc\n", "13 path=abc\n", "x path=abc\n", "0 path=abc\n", "12 path_abc\n", "12 path=abcd", "9 =value\n",
        "99999999999999999999 path=abc\n", "22 GNU.sparse.major=1\n", "12 path=abc\n12 path=abd\n", "11 size=1x\n",
        "8 path=\n",
        "11 path=a\0b\n",
    ])
    func malformedPAXRecordsAreRefused(record: String) throws {
        #expect(throws: ArchiveError.self) { try entries(extended("x", record)) }
    }

    @Test func extensionsApplyOnceAndUnambiguously() throws {
        #expect(try entries(extended("x", "12 path=abc\n")).map(\.name) == ["abc"])
        #expect(try entries(extended("x", "30 mtime=1350244992.023960108\n")).map(\.name) == ["a"])
        #expect(try entries(extended("g", "16 comment=text\n")).map(\.name) == ["a"])
        #expect(try entries(extended("L", "long\0")).map(\.name) == ["long"])
        #expect(throws: ArchiveError.self) { try entries(extended("g", "12 path=abc\n")) }
        #expect(throws: ArchiveError.self) { try entries(extended("x", "12 path=abc\n", repeated: 2)) }
        #expect(throws: ArchiveError.self) { try entries(extended("L", "lo\0ng\0")) }
        let limit = ArchiveError.overLimit(archive: "x.tar", limit: "4096 bytes in a name")
        #expect(throws: limit) { try entries(extended("L", String(repeating: "n", count: 4097))) }
        #expect(try entries(extended("L", String(repeating: "n", count: 4096))).count == 1)
    }

    @Test func twoSizesAreRefused() throws {
        // What one reader takes for content, another would take for headers.
        var bytes = try extended("x", "10 size=0\n")
        let header = try TarHeader.blocks(for: TarEntry(name: "a", kind: .file, mode: 0o644, byteCount: 512))
        bytes.replaceSubrange(1024..<1536, with: header)
        #expect(throws: ArchiveError.self) { try entries(bytes) }
    }
}
