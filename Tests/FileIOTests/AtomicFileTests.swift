import FileIO
import Glibc
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

@Test func whatIsNoFileIsNotReplaced() throws {
    let directory = try TemporaryDirectory(in: "/tmp")
    let (pipe, link) = (directory.path.appending("pipe"), directory.path.appending("link"))
    #expect(pipe.withPlatformString { mkfifo($0, 0o600) } == 0)
    #expect(symlink(pipe.string, link.string) == 0)
    #expect(symlink("/proc/self/fd/1", directory.path.appending("stdout").string) == 0)
    for name in ["pipe", "link", "stdout"] {
        let path = directory.path.appending(name)
        let error = #expect(throws: FileError.self) { try writeFile(path, "x".utf8) }
        #expect(error?.message == "create \(path): what is there is no file, and stays")
    }
    #expect(try directoryEntries(directory.path) == ["link", "pipe", "stdout"])
    #expect(try FileInformation(of: pipe).kind == .other)
}

@Test func aLinkToAFileIsReplaced() throws {
    let directory = try TemporaryDirectory(in: "/tmp")
    let (old, link) = (directory.path.appending("old"), directory.path.appending("link"))
    try writeFile(old, "old".utf8)
    #expect(symlink(old.string, link.string) == 0)
    try writeFile(link, "new".utf8)
    #expect(try readFile(old, limit: 100) == Array("old".utf8))
    #expect(try FileInformation(of: link, followingLinks: false).kind == .file)
}

@Test func aMissingDirectoryIsNamed() {
    let error = #expect(throws: FileError.self) { try writeFile("/nonexistent/x", "".utf8) }
    #expect(error?.message == "create /nonexistent/x: no such file or directory")
}
