import Archive
import FileIO
import Hashing
import PackageFormat
import PartsForTests
import Testing

@Suite struct PackageWriterTests {
    @Test func tarAndZstdReadWhatWeWrite() throws {
        let directory = try scratch()
        let sample = try SamplePackage()
        try writeFile(directory.path.appending("p.tar.zst"), try sample.written())
        try writeFile(directory.path.appending("p.tar"), try sample.written(isCompressed: false))
        let names = sample.entries.map(\.name).joined(separator: "\n") + "\n"
        #expect(try judge("tar", ["--zstd", "-tf", "p.tar.zst"], in: directory.path) == names)
        #expect(try judge("tar", ["-tf", "p.tar"], in: directory.path) == names)
        _ = try judge("zstd", ["-q", "-t", "p.tar.zst"], in: directory.path)
        _ = try judge("sh", ["-c", "zstd -dcq p.tar.zst | cmp - p.tar"], in: directory.path)
        try createDirectories(directory.path.appending("out"))
        _ = try judge("tar", ["--zstd", "-xf", "../p.tar.zst"], in: directory.path.appending("out"))
        for entry in sample.entries {
            #expect(try readFile(directory.path.appending("out/\(entry.name)"), limit: 16 << 20) == entry.content)
        }
        let listed = try judge(
            "python3", ["-c", "import tarfile; print('\\n'.join(tarfile.open('p.tar').getnames()))"], in: directory.path
        )
        #expect(listed == names)
    }

    @Test func sameEntriesGiveSameBytes() throws {
        #expect(try SamplePackage().written() == SamplePackage().written())
    }

    @Test func framesHoldEightMebibytesAtMostAndCompressedContentIsStored() throws {
        let sample = try SamplePackage()
        let bytes = try sample.written()
        let table = try SeekTable(fileByteCount: Int64(bytes.count), name: "p") {
            Array(bytes[Int($1)..<(Int($1) + $0)])
        }
        let frames = try #require(table?.frames)
        #expect(frames.allSatisfy { $0.contentByteCount <= 8 << 20 })
        #expect(frames.contains { $0.contentByteCount == 8 << 20 && $0.compressedByteCount < 4096 })
        #expect(frames.contains { $0.contentByteCount == 300_002 && $0.compressedByteCount == 300_002 + 9 + 4 + 9 })
    }

    @Test func contentMustHaveTheAnnouncedSize() throws {
        for byteCount in [2, 4] {
            let writer = try PackageWriter(to: NullSink())
            #expect(throws: (any Error).self) {
                try writer.add("zarf.yaml", byteCount: Int64(byteCount), from: MemorySource([1, 2, 3]))
            }
        }
    }

    @Test func orderPutsTrustFirst() {
        let names = [
            "images/blobs/sha256/b", "images/index.json", "components/b.tar", "values.yaml", "documentation.tar",
            "zarf.bundle.sig",
            "components/a.tar", "images/oci-layout", "sboms.tar", "checksums.txt", "images/blobs/sha256/a", "zarf.yaml",
        ]
        let sorted = [
            "zarf.yaml", "checksums.txt", "zarf.bundle.sig", "values.yaml", "components/a.tar", "components/b.tar",
            "sboms.tar",
            "documentation.tar", "images/oci-layout", "images/index.json", "images/blobs/sha256/a",
            "images/blobs/sha256/b",
        ]
        #expect(names.sorted(by: PackageEntryName.precedes) == sorted)
    }
}
