import FileIO
import SystemPackage
import Testing

@Test func copyingMovesEveryByte() throws {
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let sink = MemorySink()
    #expect(try sink.copy(from: MemorySource(bytes)) == 3_000_000)
    #expect(sink.bytes == bytes)
}

@Test func readingStopsAtTheLimit() {
    #expect(throws: FileError.tooLarge(path: "x", limit: 3)) {
        try MemorySource([1, 2, 3, 4]).readAll(limit: 3, name: "x")
    }
    #expect(throws: Never.self) { try MemorySource([1, 2, 3]).readAll(limit: 3, name: "x") }
}

@Test func anExactSourceGivesItsBytesAndNoMore() throws {
    let base = MemorySource(Array("headbody".utf8))
    #expect(try ExactSource(base, byteCount: 4, name: "head").readAll(limit: 10, name: "head") == Array("head".utf8))
    #expect(try base.readAll(limit: 10, name: "rest") == Array("body".utf8))
    #expect(throws: FileError.endedEarly(path: "short")) {
        try ExactSource(MemorySource([1]), byteCount: 2, name: "short").drain()
    }
}

@Test func aRangeOfAFileIsReadWithoutMovingItsPosition() throws {
    let directory = try TemporaryDirectory(in: "/tmp")
    let path = directory.path.appending("f")
    try writeFile(path, "0123456789".utf8)
    let file = try OpenFile.open(reading: path)
    #expect(try FileSource(file, range: 3..<6).readAll(limit: 10, name: "f") == Array("345".utf8))
    #expect(try FileSource(file).readAll(limit: 20, name: "f") == Array("0123456789".utf8))
    #expect(throws: FileError.endedEarly(path: path.string)) { try FileSource(file, range: 8..<12).drain() }
}
