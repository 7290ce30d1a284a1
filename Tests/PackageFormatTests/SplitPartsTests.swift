import Diagnostics
import FileIO
import Hashing
import PackageFormat
import PartsForTests
import SystemPackage
import Testing

@Suite struct SplitPartsTests {
    // zarf v0.84 src/internal/split/split_test.go.
    @Test(arguments: [
        (UInt8(0x10), 2048, Int64(16), 128, 16, "93ecad679eff0df493aaf5d7d615211b0f1d7a919016efb15c98f0b8efb1ba43"),
        (UInt8(0x0A), 2048, Int64(10), 205, 8, "fe8460f4d53d3578aa37191acf55b3db7bbcb706056f4b6b02a0c70f24b0d95a"),
    ])
    func matchesUpstreamVectors(byte: UInt8, total: Int, size: Int64, count: Int, last: Int, hex: String) throws {
        let directory = try scratch()
        let path = directory.path.appending("p.tar.zst")
        let sink = try SplitPartsSink(path, partByteCount: size)
        for start in stride(from: 0, to: total, by: 77) {
            try sink.write([UInt8](repeating: byte, count: min(77, total - start)))
        }
        let header = try sink.commit()
        #expect(header == SplitParts.path(of: path, part: 0))
        let text = String(decoding: try readFile(header, limit: 999), as: UTF8.self)
        #expect(text == #"{"Sha256Sum":"\#(hex)","Bytes":\#(total),"Count":\#(count)}"#)
        #expect(try directoryEntries(directory.path).count == count + 1)
        #expect(try FileInformation(of: SplitParts.path(of: path, part: 1)).byteCount == size)
        #expect(try FileInformation(of: SplitParts.path(of: path, part: count)).byteCount == Int64(last))
    }

    @Test func smallPackagesStayWholeAndStalePartsGo() throws {
        let directory = try scratch()
        let path = directory.path.appending("p.tar.zst")
        func write(_ byteCount: Int) throws -> FilePath {
            let sink = try SplitPartsSink(path, partByteCount: 10)
            try sink.write([UInt8](repeating: 1, count: byteCount))
            return try sink.commit()
        }
        func names() throws -> [String] { try directoryEntries(directory.path) }
        #expect(try write(35).string.hasSuffix("p.tar.zst.part000"))
        #expect(try names() == (0...4).map { "p.tar.zst.part00\($0)" })
        #expect(try write(15).string.hasSuffix(".part000"))
        #expect(try names() == (0...2).map { "p.tar.zst.part00\($0)" })
        #expect(try write(10) == path)
        #expect(try names() == ["p.tar.zst"])
        _ = try write(11)
        #expect(try names() == (0...2).map { "p.tar.zst.part00\($0)" })
    }

    @Test func thousandPartsAreRefusedAndLeaveNothing() throws {
        let directory = try scratch()
        do {
            let sink = try SplitPartsSink(directory.path.appending("p"), partByteCount: 1)
            try sink.write([UInt8](repeating: 0, count: 999))
            #expect(throws: PackageError.self) { try sink.write([0]) }
        }
        #expect(try directoryEntries(directory.path).isEmpty)
    }

    @Test func partsAreReadInPlace() throws {
        let directory = try scratch()
        let path = directory.path.appending("p.tar.zst")
        let sample = try SamplePackage()
        let sink = try SplitPartsSink(path, partByteCount: 1000)
        try sink.write(try sample.written())
        let header = try sink.commit()
        let before = try directoryEntries(directory.path)
        let reader = try PackageReader(header)
        try reader.verifyAll()
        for entry in sample.entries {
            #expect(try reader.openVerified(entry.name).readAll(limit: 16 << 20, name: "") == entry.content)
        }
        #expect(try directoryEntries(directory.path) == before)
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"Sha256Sum":"x","Bytes":1,"Count":1}"#,
        #"{"Sha256Sum":"fe8460f4d53d3578aa37191acf55b3db7bbcb706056f4b6b02a0c70f24b0d95a","Bytes":-1,"Count":1}"#,
        #"{"Sha256Sum":"fe8460f4d53d3578aa37191acf55b3db7bbcb706056f4b6b02a0c70f24b0d95a","Bytes":1,"Count":1000}"#,
        #"{"Sha256Sum":"fe8460f4d53d3578aa37191acf55b3db7bbcb706056f4b6b02a0c70f24b0d95a","Bytes":1,"Count":1}"#,
    ])
    func badHeadersAreRefused(header: String) throws {
        let directory = try scratch()
        let path = directory.path.appending("p.part000")
        try writeFile(path, header.utf8)
        do {
            _ = try PackageReader(path)
            Issue.record("accepted")
        } catch let failure as any Failure {
            #expect(failure.kind == .untrusted)
        }
    }
}
