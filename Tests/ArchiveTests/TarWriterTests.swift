import Archive
import FileIO
import Hashing
import SystemPackage
import Testing

@Suite struct TarWriterTests {
    @Test func matchesUpstreamVector() throws {
        let directory = try TemporaryDirectory(in: "/tmp")
        let tree = directory.path.appending("tree")
        try createDirectories(tree, mode: 0o755)
        try writeFile(tree.appending("test.txt"), "hello world".utf8, mode: 0o600)
        let sink = MemorySink()
        let writer = TarWriter(sink)
        try writer.addTree(tree, as: "", isPrivate: true)
        try writer.finish()
        #expect(Digest.sha256(sink.bytes).hex == "c09d17f612f241cdf549e5fb97c9e063a8ad18ae7a9f3af066332ed6b38556ad")
    }
}
