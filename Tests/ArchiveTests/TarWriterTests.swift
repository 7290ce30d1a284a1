import Archive
import FileIO
import Hashing
import PartsForTests
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

    /// Headers that Go 1.27 archive/tar writes for such entries (Fixtures/go-tar-headers.go prints them).
    private static let goHeaders: [(TarEntry, String)] = [
        (file(r("a", 99)), "a2b355aa1d40a14c9fe0a59786c851ceb243b25ea81cbb7649b31021ee24b911"),
        (file(r("a", 100)), "b6d87ea93ec30195272470f86d901b692ff5836db5888adda60e46a0a00384e6"),
        (file(r("a", 101), 0o600), "b689ab7d6972cd7605e91c30ebfca04286e114dcd2e43160787505506cbfdf4e"),
        (file(r("d", 60) + "/" + r("f", 60)), "9f783365a7ba713649aa346e6bdb2df8e3546dbdd922648e553f6cc7a882a64f"),
        (file(r("d", 155) + "/" + r("f", 100)), "180d54ff861a7499ab1c54383bea74c0a2f6c0367278b82ecca4824436b172db"),
        (file(r("d", 156) + "/" + r("f", 100)), "9c4391c08769539246fe6bd28c0d97f128bfd403c45882ece29db71bb42e5770"),
        (file(r("d", 155) + "/" + r("f", 101)), "d611385ff735e3d1d71051856e829ce24a5f365761b57f96b43035b5318e924b"),
        (file(r("ab/", 60) + "x"), "8723e3f1511f4ef23f0141551212d76c616dcf1744f532c238406b26d3548caf"),
        (file(r("ab/", 100) + "x", 0o755), "d978df5e5bb6b348606045029eababa08b2bf35db5d92a801166edabef43d761"),
        (file("caf\u{e9}/\u{fc}.txt"), "8dff26aece6e62f8c0c38fd776d25f41fa27e5c6e45292405fd5342ac36f387f"),
        (link("l", r("t", 100)), "fb21a72c45af41ae163a5972368e19c335b9a9e34333607d80c85df4d324b380"),
        (link("l", r("t", 101)), "565c4ad93dafa20ed9d96b5013734b598767f09fb9ea01a68c203a2be138d7d2"),
        (
            link(r("d", 60) + "/" + r("f", 60), r("t/", 60)),
            "afa67ae3b3936ae86ef1355a036741baec1cd7af8678deb441ba2795f4dfaee8"
        ),
        (link("l", "caf\u{e9}"), "71083efa7dc9e57ef9ff4168438559849da5fd8ce415038701333f7845c63dfc"),
        (file("big", size: (8 << 30) - 1), "391fe18c154625620a9f4106c3d3f4d861aaae3dc562950e9ba30d905cd6e95d"),
        (file("big", size: 8 << 30), "17d96f133b60826f0e4950a557763433c264c08eafe87e0c8458faaee0ca3edd"),
        (
            file(r("d", 60) + "/" + r("f", 60), size: 9 << 30),
            "9a77ad5c76c4833976bb27fb5f2543e240f9a8000c69b06a1a18407efed8b3a6"
        ),
        (directory("dir"), "3ff7feb58328e003918ec7b69dcd4a27f5fc3d91c94f1279ae305976e4a19cbd"),
        (directory(r("d", 101)), "0d6fa643221758f63669aabca9d9548ff5d326c2f632116b6d6f85e2cd7fcb4f"),
        (
            file(r("x/", 49) + "yy/" + r("z", 50), 0o4755),
            "d7f497f902aacf8034a31395fcdb7ac8cd537e115f341f27de3a8e913cfd93df"
        ),
        (link(r("n", 84), r("m", 985)), "fd332628439e327272ec8a07467872eb40bc35dbc2ad8babae224f30ec1dbd6c"),
        (
            hardLink(r("d", 60) + "/" + r("f", 60), r("d", 60) + "/" + r("g", 60)),
            "e79a3b4e967245c4794c7afcd18dfca26492a05a4f5e4480cd6d411fc6a0ac75"
        ),
    ]

    @Test func headersAreThoseOfGo() throws {
        for (entry, hex) in Self.goHeaders {
            #expect(Digest.sha256(try TarHeader.blocks(for: entry)).hex == hex, "\(entry)")
        }
    }

    @Test func whatNoTarCanHoldIsRefused() throws {
        let bad = [
            file(""), file("a\0b"), file(r("n", 4097)), link("l", r("t", 4097)), file("a", size: -1),
            TarEntry(name: "d", kind: .directory, mode: 0, byteCount: 1), TarEntry(name: "p", kind: .special, mode: 0),
        ]
        for entry in bad { #expect(throws: ArchiveError.self) { try TarHeader.blocks(for: entry) } }
    }

    @Test(arguments: [2, 4]) func contentMustHaveTheAnnouncedSize(byteCount: Int64) throws {
        #expect(throws: (any Error).self) {
            try TarWriter(NullSink()).addFile("a", mode: 0, byteCount: byteCount, from: MemorySource([1, 2, 3]))
        }
    }

    @Test func othersReadWhatWeWrite() throws {
        let directory = try scratch()
        _ = try judge(
            "sh",
            [
                "-c",
                "mkdir -p t/sub/empty && echo one >t/one && ln -s one t/link && echo two >t/sub/$(printf %0200d 1)",
            ], in: directory.path)
        let sink = MemorySink()
        let writer = TarWriter(sink)
        try writer.addTree(directory.path.appending("t"), as: "t")
        try writer.finish()
        try writeFile(directory.path.appending("x.tar"), sink.bytes)
        _ = try judge("sh", ["-c", "mkdir out && tar -xf x.tar -C out && diff -r t out/t"], in: directory.path)
        let script = "import tarfile; print(','.join(m.name[:9] for m in tarfile.open('x.tar')))"
        #expect(
            try judge("python3", ["-c", script], in: directory.path) == "t,t/link,t/one,t/sub,t/sub/000,t/sub/emp\n")
    }
}

private func r(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
private func file(_ name: String, _ mode: UInt32 = 0o644, size: Int64 = 0) -> TarEntry {
    TarEntry(name: name, kind: .file, mode: mode, byteCount: size)
}
private func directory(_ name: String) -> TarEntry { TarEntry(name: name, kind: .directory, mode: 0o700) }
private func link(_ name: String, _ target: String) -> TarEntry {
    TarEntry(name: name, kind: .symbolicLink, mode: 0o777, linkTarget: target)
}
private func hardLink(_ name: String, _ target: String) -> TarEntry {
    TarEntry(name: name, kind: .hardLink, mode: 0o644, linkTarget: target)
}
