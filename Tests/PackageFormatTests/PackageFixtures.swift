import Archive
import FileIO
import Glibc
import Hashing
import PackageFormat
import PartsForTests
import SystemPackage
import Testing

/// The contents of a small package, and what it takes to write it whole or broken.
struct SamplePackage {
    var files: [(name: String, content: [UInt8])]

    /// Two components, documentation and three blobs: one text, one compressed, one empty.
    init() throws {
        let tar = MemorySink()
        let writer = TarWriter(tar)
        try writer.addDirectory("web", mode: 0o755)
        try writer.addFile("web/files/0/hello.txt", mode: 0o600, bytes: Array("hello\n".utf8))
        try writer.finish()
        files = [
            ("components/web.tar", tar.bytes),
            ("components/zero.tar", [UInt8](repeating: 0, count: 1024)),
            ("documentation.tar", [UInt8](repeating: 0, count: 1024)),
            ("images/index.json", Array("{}".utf8)),
        ]
        for content in [[UInt8](repeating: 65, count: 9 << 20), [0x1f, 0x8b] + noise(300_000), []] {
            files.append((PackageEntryName.blob(Digest.sha256(content).hex), content))
        }
        files.sort { PackageEntryName.precedes($0.name, $1.name) }
    }

    var checksums: Checksums {
        var checksums = Checksums()
        for file in files { checksums.add(file.name, .sha256(file.content)) }
        return checksums
    }

    func definition(aggregate: String) -> [UInt8] {
        Array(
            """
            kind: ZarfPackageConfig
            metadata:
              name: sample
              aggregateChecksum: \(aggregate)
            build:
              architecture: amd64
              signed: false
            components:
            - name: web
            - name: zero
            - name: nothing

            """.utf8)
    }

    /// All entries with definition and checksums that fit them.
    var entries: [(name: String, content: [UInt8])] {
        let checksums = self.checksums
        return [("zarf.yaml", definition(aggregate: checksums.aggregate)), ("checksums.txt", checksums.encoded)] + files
    }

    func written(isCompressed: Bool = true) throws -> [UInt8] {
        try Self.write(entries, isCompressed: isCompressed)
    }

    static func write(_ entries: [(name: String, content: [UInt8])], isCompressed: Bool = true) throws -> [UInt8] {
        let sink = MemorySink()
        let writer = try PackageWriter(to: sink, isCompressed: isCompressed)
        for entry in entries { try writer.add(entry.name, bytes: entry.content) }
        try writer.finish()
        return sink.bytes
    }
}

/// The directory with packages made by upstream, or nil where it is not there.
let upstreamPackages: FilePath? = {
    let tests = FilePath(#filePath).removingLastComponent().removingLastComponent()
    let shared = getenv("ZARF_SHARED").map { FilePath(String(cString: $0)) }
    let path = (shared ?? tests.removingLastComponent().removingLastComponent().appending("shared"))
        .appending("rig/packages/made-by-zarf-0.84")
    return isDirectory(path) ? path : nil
}()
