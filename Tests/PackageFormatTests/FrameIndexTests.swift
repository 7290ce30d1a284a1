import Archive
import Diagnostics
import FileIO
import PackageFormat
import PartsForTests
import Testing

/// Packages whose index says something else than the archive.
@Suite struct FrameIndexTests {
    /// A good package taken apart: data frames, the index's payload, and the sizes of the data frames.
    private struct Parts {
        var data: [UInt8]
        var payload: [UInt8]
        var frames: [SeekTable.Frame]

        init(_ bytes: [UInt8]) throws {
            let table = try SeekTable(fileByteCount: Int64(bytes.count), name: "p") {
                Array(bytes[Int($1)..<(Int($1) + $0)])
            }
            frames = try #require(table?.frames)
            let index = frames.removeLast()
            data = Array(bytes[..<Int(index.compressedOffset)])
            payload = Array(bytes[(Int(index.compressedOffset) + 8)...].prefix(Int(index.compressedByteCount) - 8))
        }

        /// The package with this payload and these sizes.
        func written() -> [UInt8] {
            var table = SeekTable()
            for frame in frames {
                table.append(compressedByteCount: frame.compressedByteCount, contentByteCount: frame.contentByteCount)
            }
            var index: [UInt8] = [0x5B, 0x2A, 0x4D, 0x18]
            appendLittleEndian(UInt32(payload.count), to: &index)
            index += payload
            table.append(compressedByteCount: Int64(index.count), contentByteCount: 0)
            return data + index + table.frame
        }

        /// Where the name of an entry stands in the payload.
        func offset(of name: String) -> Int {
            payload.indices.first { payload[$0...].starts(with: name.utf8) } ?? 0
        }
    }

    private func sample() throws -> Parts {
        var sample = try SamplePackage()
        sample.files.removeAll { $0.content.count > 400_000 }
        return try Parts(sample.written())
    }

    private func expectFalse(_ parts: Parts, _ comment: Comment, metadataOnly: Bool = true) throws {
        let directory = try scratch()
        let path = directory.path.appending("p.tar.zst")
        try writeFile(path, parts.written())
        do {
            let reader = try PackageReader(path)
            if metadataOnly { _ = try reader.verifiedMetadata() } else { try reader.verifyAll() }
            Issue.record("accepted: \(comment)")
        } catch let failure as any Failure {
            #expect(failure.kind == .untrusted, "\(comment): \(failure.message)")
            #expect(
                failure.message.contains("false index") || failure is ArchiveError, "\(comment): \(failure.message)")
        }
    }

    @Test func theTruthIsAccepted() throws {
        let directory = try scratch()
        let path = directory.path.appending("p.tar.zst")
        try writeFile(path, try sample().written())
        try PackageReader(path).verifyAll()
    }

    @Test func liesAreRefused() throws {
        var parts = try sample()
        let web = parts.offset(of: "components/web.tar")
        let zero = parts.offset(of: "components/zero.tar")
        parts.payload.replaceSubrange(web..<(web + 18), with: "components/xxx.tar".utf8)
        try expectFalse(parts, "another name")

        parts = try sample()
        parts.payload[web - 4] ^= 1
        try expectFalse(parts, "another mode")

        parts = try sample()
        parts.payload[web - 4 - 32 - 8] ^= 1
        try expectFalse(parts, "another size")

        parts = try sample()
        parts.payload[zero - 4 - 32 - 16] &+= 1
        try expectFalse(parts, "another frame")

        parts = try sample()
        parts.payload[zero - 4 - 32 - 12] &+= 1
        try expectFalse(parts, "more frames")

        parts = try sample()
        parts.payload[8] -= 1
        try expectFalse(parts, "fewer entries")

        parts = try sample()
        parts.payload[8] += 1
        try expectFalse(parts, "more entries")

        parts = try sample()
        parts.payload[7] = 2
        try expectFalse(parts, "another version")

        parts = try sample()
        parts.payload.replaceSubrange(web..<(web + 18), with: "../ponents/web.tar".utf8)
        try expectFalse(parts, "a name that leaves the package")

        parts = try sample()
        parts.payload.append(0)
        try expectFalse(parts, "more bytes")
    }

    /// Two files hidden as the content of a third: only the index calls them files.
    @Test func hiddenFilesAreNotSeen() throws {
        let hidden = try SamplePackage.write([("zarf.yaml", Array("metadata: {}".utf8))])
        let parts = try Parts(hidden)
        let outer = MemorySink()
        let frames = try ZstdFrameWriter(outer)
        // The header of a file that takes all of the hidden package's tar as its content.
        let content = parts.frames.reduce(0) { $0 + $1.contentByteCount }
        try frames.writeFrame(
            TarHeader.blocks(for: TarEntry(name: "checksums.txt", kind: .file, mode: 0o644, byteCount: content)))
        var whole = parts
        whole.data = outer.bytes + parts.data
        whole.frames = frames.table.frames + parts.frames
        // Two entries: an empty one before the hidden one, whose frames are one further on.
        var payload = Array(parts.payload[..<8]) + [2, 0, 0, 0]
        payload +=
            [1, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 40) + [0xa4, 1, 13, 0] + Array("checksums.txt".utf8)
        var entry = Array(parts.payload[12...])
        entry[0] += 1
        whole.payload = payload + entry
        try expectFalse(whole, "hidden files")
    }

    @Test func sizesOfFramesAreHeldAgainstTheFrames() throws {
        for index in 0..<8 {
            var parts = try sample()
            let frame = parts.frames[index]
            var table = SeekTable()
            table.append(compressedByteCount: frame.compressedByteCount, contentByteCount: frame.contentByteCount + 512)
            parts.frames[index] = table.frames[0]
            try expectFalse(parts, "frame \(index) longer", metadataOnly: false)
            table = SeekTable()
            table.append(
                compressedByteCount: frame.compressedByteCount, contentByteCount: max(0, frame.contentByteCount - 512))
            parts.frames[index] = table.frames[0]
            try expectFalse(parts, "frame \(index) shorter", metadataOnly: false)
        }
    }
}
