import FileIO
import SystemPackage
import Testing

@Test func aFileAppearsWholeOrNotAtAll() throws {
    let directory = try TemporaryDirectory(in: "/tmp")
    let path = directory.path.appending("result")
    do {
        let abandoned = try AtomicFile(path)
        try abandoned.write("half")
        #expect(!fileExists(path))
    }
    #expect(try directoryEntries(directory.path).isEmpty)

    try writeFile(path, "whole".utf8, mode: 0o600)
    #expect(try readFile(path, limit: 100) == Array("whole".utf8))
    #expect(try FileInformation(of: path).mode == 0o600)
    #expect(try directoryEntries(directory.path) == ["result"])
}

@Test func anAbandonedFileHarmsNoOlderOne() throws {
    let directory = try TemporaryDirectory(in: "/tmp")
    let path = directory.path.appending("result")
    try writeFile(path, "old".utf8)
    do { try AtomicFile(path).write("new") }
    #expect(try readFile(path, limit: 100) == Array("old".utf8))
}

@Test func aMissingDirectoryIsNamed() {
    let error = #expect(throws: FileError.self) { try writeFile("/nonexistent/x", "".utf8) }
    #expect(error?.message == "create /nonexistent/x: no such file or directory")
}
