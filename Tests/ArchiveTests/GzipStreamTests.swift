import Archive
import FileIO
import PartsForTests
import Testing

@Suite struct GzipStreamTests {
    private func compressed(_ content: [UInt8]) throws -> [UInt8] {
        let sink = MemorySink()
        let gzip = try GzipSink(sink)
        try gzip.write(content)
        try gzip.finish()
        return sink.bytes
    }

    private func decompressed(_ bytes: [UInt8], step: Int = 1 << 20) throws -> [UInt8] {
        try GzipSource(TricklingSource(bytes, step: step), name: "test").readAll(limit: 64 << 20, name: "test")
    }

    @Test(arguments: [0, 1, 1000, 300_000]) func roundTrip(byteCount: Int) throws {
        for content in [text(byteCount), noise(byteCount)] {
            #expect(try decompressed(compressed(content)) == content)
            #expect(try decompressed(compressed(content), step: 5) == content)
        }
    }

    @Test func gzipReadsOursAndWeReadGzip() throws {
        let directory = try scratch()
        let content = text(100_000)
        try writeFile(directory.path.appending("x.gz"), try compressed(content))
        _ = try judge("gzip", ["-k", "-d", "x.gz"], in: directory.path)
        #expect(try readFile(directory.path.appending("x"), limit: 1 << 20) == content)
        _ = try judge(
            "sh", ["-c", "gzip -9 <x >y.gz; gzip <x >>y.gz; head -c 100 /dev/zero >>y.gz"], in: directory.path)
        #expect(try decompressed(readFile(directory.path.appending("y.gz"), limit: 1 << 20)) == content + content)
    }

    @Test func levelChangesOnTheWay() throws {
        let directory = try scratch()
        let parts: [(level: Int32, content: [UInt8])] = [
            (6, text(200_000)), (0, noise(300_000)), (0, noise(1)), (9, text(100_000)), (0, []), (1, text(70_000)),
        ]
        let sink = MemorySink()
        let gzip = try GzipSink(sink)
        for (level, content) in parts {
            try gzip.setLevel(level)
            try gzip.write(content)
        }
        try gzip.finish()
        // What is stored costs a few bytes for each 16 KiB at most; text gets much smaller.
        #expect((300_000...360_000).contains(sink.bytes.count))
        try writeFile(directory.path.appending("x.gz"), sink.bytes)
        _ = try judge("gzip", ["-d", "x.gz"], in: directory.path)
        #expect(try readFile(directory.path.appending("x"), limit: 1 << 20) == parts.flatMap(\.content))
    }

    @Test func headerHasNeitherTimeNorName() throws {
        #expect(try compressed([1])[..<9] == [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0])
    }

    @Test func cutAnywhereOrDamagedIsAnError() throws {
        let bytes = try compressed(text(300))
        for length in 0..<bytes.count {
            #expect(throws: ArchiveError.endedEarly(archive: "test")) { try decompressed(Array(bytes[..<length])) }
        }
        #expect(throws: ArchiveError.self) { try decompressed(bytes + [1]) }
        #expect(throws: ArchiveError.self) { try decompressed(bytes + [0, 0x1f]) }
        var damaged = bytes
        damaged[bytes.count - 6] ^= 1
        #expect(throws: ArchiveError.self) { try decompressed(damaged) }
    }
}
