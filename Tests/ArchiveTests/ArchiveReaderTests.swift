import Archive
import Diagnostics
import FileIO
import PartsForTests
import SystemPackage
import Testing

@Suite struct ArchiveReaderTests {
    @Test func readsTheUsualFormats() throws {
        let scratch = try scratch()
        let script = """
            mkdir -p t/sub && echo one >t/café.txt && echo two >t/sub/two && chmod 750 t/sub/two && ln -s sub/two t/link
            for c in gzip bzip2 xz zstd; do tar -cf x.tar.$c --$c -C t . || tar -cf x.tar.$c -I $c -C t .; done
            tar -cf x.tar -C t .
            python3 -c 'import shutil; shutil.make_archive("x", "zip", "t")'
            """
        _ = try judge("sh", ["-c", script], in: scratch.path)
        for name in ["x.tar", "x.tar.gzip", "x.tar.bzip2", "x.tar.xz", "x.tar.zstd", "x.zip"] {
            let out = try AtomicDirectory(scratch.path.appending("\(name).out"))
            let extraction = Extraction(into: try out.open(), archive: name)
            try extraction.extractAll(try ArchiveReader(scratch.path.appending(name)))
            try extraction.finish()
            try out.commit()
            #expect(try readFile(out.path.appending("café.txt"), limit: 9) == Array("one\n".utf8), "\(name)")
            #expect(try readFile(out.path.appending("sub/two"), limit: 9) == Array("two\n".utf8), "\(name)")
            #expect(try FileInformation(of: out.path.appending("sub/two")).mode == 0o750, "\(name)")
        }
    }

    @Test func refusesWhatIsNoArchiveOrCut() throws {
        let scratch = try scratch()
        let path = scratch.path.appending("x")
        try writeFile(path, noise(5000))
        #expect(throws: ArchiveError.self) { try ArchiveReader(path).next() }
        #expect(throws: FileError.self) { try ArchiveReader(scratch.path.appending("none")) }
        _ = try judge(
            "sh", ["-c", "head -c 50000 /dev/urandom >f; tar -czf y f; head -c 30000 y >x"], in: scratch.path)
        #expect(throws: ArchiveError.self) {
            let reader = try ArchiveReader(path)
            while try reader.next() != nil { try reader.drain() }
        }
    }
}
