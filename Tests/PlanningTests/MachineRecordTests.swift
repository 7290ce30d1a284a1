import FileIO
import Glibc
import PackageModel
import Planning
import SystemPackage
import Testing

@Suite struct MachineRecordTests {
    private let folder: TemporaryDirectory
    private let file: FilePath

    init() throws {
        folder = try TemporaryDirectory(in: "/tmp")
        file = folder.path.appending("file")
        try writeFile(file, Array("one".utf8), mode: 0o600)
        var record = try MachineRecord(of: "sample", in: folder.path)
        record.note("app", in: "/here", inputs: "sha256:1", files: [file])
        record.note("host", in: "/here", inputs: "sha256:1", files: [])
        try record.save()
    }

    private func record() throws -> MachineRecord { try MachineRecord(of: "sample", in: folder.path) }
    private func standing(in directory: FilePath = "/here", inputs: String = "sha256:1") throws -> Standing {
        try record().standing(of: "app", in: directory, inputs: inputs)
    }

    @Test func whatIsAsItWasLeftIsDone() throws {
        #expect(try standing() == .unchanged)
        #expect(try standing(inputs: "sha256:2") == .changed("package, variables or values are others"))
        #expect(try standing(in: "/elsewhere") == .unknown)
        #expect(
            try MachineRecord(of: "other", in: folder.path).standing(of: "app", in: "/here", inputs: "") == .unknown)
    }

    @Test func everyChangeOfAFileIsSeen() throws {
        try writeFile(file, Array("two".utf8), mode: 0o600)
        #expect(try standing() == .changed("\(file) was changed"))
        _ = file.withPlatformString { unlink($0) }
        #expect(try standing() == .changed("\(file) is gone"))
        try createDirectories(file)
        #expect(try standing() == .changed("\(file) was changed"))
    }

    @Test func aModeIsAChange() throws {
        _ = file.withPlatformString { chmod($0, 0o640) }
        #expect(try standing() == .changed("\(file) was changed"))
    }

    @Test func whatIsForgottenIsForgottenEverywhere() throws {
        var changed = try record()
        changed.note("app", in: "/there", inputs: "sha256:1", files: [])
        changed.forget(["app"])
        try changed.save()
        #expect(try standing() == .unknown && standing(in: "/there") == .unknown)
        #expect(try record().standing(of: "host", in: "/here", inputs: "sha256:1") == .unchanged)
        changed.forget(["host"])
        try changed.save()
        #expect(!fileExists(folder.path.appending("deployed-sample.json")))
    }

    @Test func aDamagedRecordIsNone() throws {
        try writeFile(folder.path.appending("deployed-sample.json"), Array("{".utf8), mode: 0o600)
        #expect(try standing() == .unknown)
    }
}
