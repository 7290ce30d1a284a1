import Archive
import Diagnostics
import FileIO
import Hashing
import PackageFormat
import PartsForTests
import SystemPackage
import Testing

@Suite struct PackageReaderTests {
    /// Writes a package file and opens it.
    private func reader(_ bytes: [UInt8], in directory: TemporaryDirectory) throws -> PackageReader {
        let path = directory.path.appending("p.tar.zst")
        try writeFile(path, bytes)
        return try PackageReader(path)
    }

    private func withReader(_ bytes: [UInt8], _ body: (PackageReader) throws -> Void) throws {
        let directory = try scratch()
        try body(try reader(bytes, in: directory))
    }

    @Test(arguments: [true, false]) func readsWhatWeWrite(isCompressed: Bool) throws {
        let sample = try SamplePackage()
        try withReader(try sample.written(isCompressed: isCompressed)) { reader in
            #expect(reader.entries.map(\.name) == sample.entries.map(\.name))
            for entry in sample.entries.reversed() + sample.entries {
                #expect(try reader.openVerified(entry.name).readAll(limit: 16 << 20, name: "") == entry.content)
            }
            try reader.verifyAll()
        }
    }

    @Test func readsAnyZstdOfThePackageWithoutIndex() throws {
        let directory = try scratch()
        let sample = try SamplePackage()
        try writeFile(directory.path.appending("p.tar"), try sample.written(isCompressed: false))
        _ = try judge(
            "sh",
            [
                "-c",
                "zstd -q p.tar -o p.tar.zst; split -b 200000 p.tar x.; for f in x.*; do zstd -qc $f; done >q.tar.zst",
            ], in: directory.path)
        for name in ["p.tar.zst", "q.tar.zst"] {
            let reader = try PackageReader(directory.path.appending(name))
            for entry in sample.entries + sample.entries.reversed() {
                #expect(try reader.openVerified(entry.name).readAll(limit: 16 << 20, name: "") == entry.content)
            }
            try reader.verifyAll()
        }
    }

    @Test func readsADirectoryAndAStream() throws {
        let directory = try scratch()
        let sample = try SamplePackage()
        for entry in sample.entries {
            let path = directory.path.appending("d/\(entry.name)")
            try createDirectories(path.removingLastComponent())
            try writeFile(path, entry.content)
        }
        try PackageReader(directory.path.appending("d")).verifyAll()
        let spooled = try PackageReader(spooling: MemorySource(try sample.written()), name: "stdin", in: directory.path)
        try spooled.verifyAll()
        #expect(try directoryEntries(directory.path) == ["d"])
    }

    @Test(
        .enabled(if: upstreamPackages != nil),
        arguments: [
            "beta-amd64-0.2.0.tar.zst", "everything-amd64-1.2.3-differential-1.3.0.tar.zst",
            "everything-amd64-1.2.3-vanilla.tar.zst",
            "everything-amd64-1.2.3.tar.zst", "plain-amd64-0.1.0.tar", "signed-amd64-0.1.0.tar.zst",
            "split-amd64-0.1.0.tar.zst.part000",
        ])
    func verifiesUpstreamPackages(name: String) throws {
        let path = try #require(upstreamPackages).appending("zarf-package-\(name)")
        let reader = try PackageReader(path)
        try reader.verifyAll()
        let metadata = try reader.verifiedMetadata()
        #expect(metadata.isSigned == name.hasPrefix("signed"))
        for entry in reader.entries.shuffled() { try reader.openVerified(entry.name).drain() }
    }

    @Test func metadataOfALargePackageNeedsFewBytes() throws {
        let directory = try scratch()
        let path = directory.path.appending("large.tar.zst")
        var sample = try SamplePackage()
        let blob = [0x1f, 0x8b] + noise(1 << 20)
        for number in 0..<40 { sample.files.append((PackageEntryName.blob(String(100 + number)), blob)) }
        sample.files.sort { PackageEntryName.precedes($0.name, $1.name) }
        try writeFile(path, try sample.written())
        let reader = try PackageReader(path)
        #expect(try reader.readMetadata("zarf.yaml").count > 0)
    }

    // MARK: bad packages

    private func expectUntrusted(_ bytes: [UInt8], _ comment: Comment) throws {
        let directory = try scratch()
        do {
            let reader = try reader(bytes, in: directory)
            try reader.verifyAll()
            Issue.record("accepted: \(comment)")
        } catch let failure as any Failure {
            #expect(failure.kind == .untrusted, "\(comment): \(failure.message)")
        }
    }

    @Test(arguments: [true, false]) func cutPackagesAreRefused(isCompressed: Bool) throws {
        var sample = try SamplePackage()
        sample.files.removeAll { $0.content.count > 10_000 }
        let bytes = try sample.written(isCompressed: isCompressed)
        for length in stride(from: 0, to: bytes.count - 1, by: 61) {
            try expectUntrusted(Array(bytes[..<length]), "cut after \(length) of \(bytes.count)")
        }
    }

    @Test func damagedBytesNeverGiveWrongContent() throws {
        var sample = try SamplePackage()
        sample.files.removeAll { $0.content.count > 10_000 }
        let good = try sample.written()
        let contents = Dictionary(uniqueKeysWithValues: sample.entries.map { ($0.name, $0.content) })
        for index in good.indices where index % 3 == 0 || index > good.count - 600 {
            var bytes = good
            bytes[index] ^= 0x10
            let directory = try scratch()
            do {
                let reader = try reader(bytes, in: directory)
                // zarf.yaml is the root of trust: what it says is true unless a signature says otherwise.
                guard try reader.verifiedMetadata().definition == contents["zarf.yaml"] else { continue }
                try reader.verifyAll()
                for entry in reader.entries {
                    let content = try reader.openVerified(entry.name).readAll(limit: 16 << 20, name: "")
                    #expect(content == contents[entry.name], "byte \(index)")
                }
            } catch let failure as any Failure {
                #expect(failure.kind == .untrusted, "byte \(index): \(failure.message)")
            }
        }
    }

    @Test func wrongSetsOfFilesAreRefused() throws {
        let sample = try SamplePackage()
        var extra = sample.entries
        extra.insert(("values.yaml", [1]), at: 2)
        try expectUntrusted(SamplePackage.write(extra), "extra file")
        try expectUntrusted(SamplePackage.write(Array(sample.entries.dropLast())), "missing file")
        var changed = sample.entries
        changed[3].content[5] ^= 1
        try expectUntrusted(SamplePackage.write(changed), "changed file")
        changed = sample.entries
        changed[1].content += [0x0a]
        try expectUntrusted(SamplePackage.write(changed), "changed checksums")
        try expectUntrusted(SamplePackage.write(Array(sample.entries.dropFirst())), "no definition")
        try expectUntrusted(SamplePackage.write([sample.entries[0]]), "no checksums")
        try expectUntrusted([], "nothing")
        try expectUntrusted(noise(4096), "noise")
    }

    @Test(arguments: [
        "metadata: {name: ../x,", "metadata: {version: a/b,", "metadata: {version: '..',",
        "build: {flavor: 'a\\b'}\nmetadata: {",
        "components: [{name: ../x}]\nmetadata: {", "components: [{charts: [{name: c, version: ../1}]}]\nmetadata: {",
        "components: [{manifests: [{name: a/b}]}]\nmetadata: {",
    ])
    func namesThatPathsAreMadeFromAreChecked(start: String) throws {
        let sample = try SamplePackage()
        var entries = sample.entries
        entries[0].content = Array("\(start) aggregateChecksum: \(sample.checksums.aggregate)}\n".utf8)
        try expectUntrusted(SamplePackage.write(entries), "\(start)")
    }

    @Test func linksAndEscapesAreRefused() throws {
        let sample = try SamplePackage()
        let bad = [
            TarEntry(name: "../zarf.yaml", kind: .file, mode: 0o644),
            TarEntry(name: "/etc/x", kind: .file, mode: 0o644),
            TarEntry(name: "values.yaml", kind: .symbolicLink, mode: 0o777, linkTarget: "zarf.yaml"),
            TarEntry(name: "values.yaml", kind: .hardLink, mode: 0o644, linkTarget: "zarf.yaml"),
            TarEntry(name: "zarf.yaml", kind: .file, mode: 0o644),
            TarEntry(name: "./zarf.yaml", kind: .file, mode: 0o644),
            TarEntry(name: "a\\b", kind: .file, mode: 0o644), TarEntry(name: "NUL.txt", kind: .directory, mode: 0o755),
        ]
        for entry in bad {
            let sink = MemorySink()
            let writer = TarWriter(sink)
            for file in sample.entries { try writer.addFile(file.name, mode: 0o644, bytes: file.content) }
            try writer.add(entry)
            try writer.finish()
            try expectUntrusted(sink.bytes, "\(entry.name)")
        }
    }

    @Test func bombsAreRefused() throws {
        let sink = MemorySink()
        // RFC 8878: a frame with a window of 1 MiB and run-length blocks, each 128 KiB of zeros in four bytes.
        var frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x50]
        let block: [UInt8] = [0x02, 0x00, 0x10, 0x00]
        for _ in 0..<1000 { frame += block }
        frame += [0x03, 0x00, 0x10, 0x00]
        try sink.write(frame)
        let limit = Int64(4 << 30) + Int64(frame.count) * 2000
        #expect(limit > 128 << 20)
        try expectUntrusted(sink.bytes, "zeros only")
    }
}
