import Archive
import Diagnostics
import FileIO
import PartsForTests
import Testing

@Suite struct ZstdStreamTests {
    private func compressed(_ content: [UInt8]) throws -> [UInt8] {
        let sink = MemorySink()
        let zstd = try ZstdSink(sink, contentByteCount: Int64(content.count))
        try zstd.write(content)
        try zstd.finish()
        return sink.bytes
    }

    private func frames(_ pieces: [(content: [UInt8], isStored: Bool)]) throws -> (bytes: [UInt8], table: SeekTable) {
        let sink = MemorySink()
        let writer = try ZstdFrameWriter(sink)
        for piece in pieces { try writer.writeFrame(piece.content, isStored: piece.isStored) }
        try writer.writeSkippableFrame(magic: 0x184D_2A5B, Array("not content".utf8))
        try writer.writeSeekTable()
        return (sink.bytes, writer.table)
    }

    private func decompressed(_ bytes: [UInt8], step: Int = 1 << 20) throws -> [UInt8] {
        try ZstdSource(TricklingSource(bytes, step: step), name: "test").readAll(limit: 64 << 20, name: "test")
    }

    @Test(arguments: [0, 1, 1000, 300_000]) func roundTrip(byteCount: Int) throws {
        for content in [text(byteCount), noise(byteCount)] {
            #expect(try decompressed(compressed(content)) == content)
            #expect(try decompressed(compressed(content), step: 7) == content)
        }
    }

    @Test func zstdReadsStoredAndCompressedFrames() throws {
        let directory = try scratch()
        let pieces = [
            (text(5000), false), (noise(131_072), true), (noise(400_001), true), ([], true), ([], false),
            (noise(3), true),
        ]
        let (bytes, table) = try frames(pieces)
        try writeFile(directory.path.appending("x.zst"), bytes)
        _ = try judge("zstd", ["-q", "-t", "x.zst"], in: directory.path)
        _ = try judge("zstd", ["-q", "-d", "x.zst", "-o", "x"], in: directory.path)
        let content = pieces.flatMap(\.0)
        #expect(try readFile(directory.path.appending("x"), limit: 1 << 20) == content)
        #expect(try decompressed(bytes) == content)
        #expect(table.contentByteCount == Int64(content.count))
    }

    @Test func seekTableReadsItselfAndFramesStandAlone() throws {
        let pieces = [(text(5000), false), (noise(131_073), true)]
        let (bytes, table) = try frames(pieces)
        let read = try SeekTable(fileByteCount: Int64(bytes.count), name: "test") {
            Array(bytes[Int($1)..<(Int($1) + $0)])
        }
        #expect(read == table)
        for (frame, piece) in zip(table.frames, pieces) {
            let start = Int(frame.compressedOffset)
            #expect(try decompressed(Array(bytes[start..<(start + Int(frame.compressedByteCount))])) == piece.0)
        }
    }

    @Test func seekTableMayBeAbsentButNotFalse() throws {
        func table(_ bytes: [UInt8]) throws -> SeekTable? {
            try SeekTable(fileByteCount: Int64(bytes.count), name: "test") { Array(bytes[Int($1)..<(Int($1) + $0)]) }
        }
        #expect(try table(compressed(text(100))) == nil)
        #expect(try table([]) == nil)
        let good = try frames([(text(100), false)]).bytes
        for index in (good.count - 34)..<good.count {
            var bad = good
            bad[index] ^= 0x41
            if let read = try? table(bad) { #expect(read.frames.count == 2) }
        }
    }

    @Test func cutAnywhereIsAnError() throws {
        let bytes = try frames([(text(300), false), (noise(200), true)]).bytes
        let ends = Set(
            try frames([(text(300), false), (noise(200), true)]).table.frames.map { Int($0.compressedOffset) })
        for length in 1..<bytes.count where !ends.contains(length) && length < bytes.count - 42 {
            #expect(throws: ArchiveError.endedEarly(archive: "test")) { try decompressed(Array(bytes[..<length])) }
        }
    }

    @Test func damageIsAnError() throws {
        var bytes = try frames([(noise(5000), true)]).bytes
        bytes[2000] ^= 1
        #expect(throws: ArchiveError.self) { try decompressed(bytes) }
    }

    @Test func hugeWindowIsRefusedBeforeItIsAllocated() throws {
        // Frame header with a window descriptor of 512 MiB: exponent 19, mantissa 0.
        let bytes: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 19 << 3, 0x01, 0x00, 0x00]
        let limit = ArchiveError.overLimit(archive: "test", limit: "128 MiB for a zstd window")
        #expect(throws: limit) { try decompressed(bytes) }
        #expect(limit.kind == .untrusted)
    }
}
