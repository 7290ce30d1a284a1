import FileIO
import Glibc
import SystemPackage

/// Reads objects of a repository one after another from one `git cat-file --batch`.
final class GitObjectReader {
    private let program: RunningProgram
    private let requests: OpenFile
    private let answers: OpenFile
    private let name: String

    init(_ git: GitProgram) throws {
        let (requestEnd, requestStart) = try makePipe()
        let (answerEnd, answerStart) = try makePipe()
        var command = git.localCommand(["cat-file", "--batch"])
        command.input = .descriptor(requestEnd.descriptor)
        command.output = .descriptor(answerStart.descriptor)
        command.leadsGroup = true
        program = try command.start()
        requests = requestStart
        answers = answerEnd
        name = git.repository.string
    }

    deinit {
        // At the end of its input git ends.
        try? requests.close()
        try? answers.close()
        _ = try? program.wait()
    }

    /// The content of an object. It must be read to its end before the next one is asked for.
    func open(_ object: String) throws -> any ByteSource {
        try Array("\(object)\n".utf8).withUnsafeBytes { try requests.write($0) }
        var header: [UInt8] = []
        while header.last != 0x0a {
            guard header.count < 256 else { throw FileError.endedEarly(path: name) }
            header.append(try readByte())
        }
        let fields = header.dropLast().split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        guard fields.count == 3, fields[0] == object, let byteCount = Int64(fields[2]) else {
            throw FileError.endedEarly(path: "object \(object) of \(name)")
        }
        return GitObjectSource(reader: self, byteCount: byteCount)
    }

    fileprivate func readByte() throws -> UInt8 {
        var byte: UInt8 = 0
        let count = try withUnsafeMutableBytes(of: &byte) { try answers.read(into: $0) }
        guard count == 1 else { throw FileError.endedEarly(path: name) }
        return byte
    }

    fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try answers.read(into: buffer)
        guard count > 0 else { throw FileError.endedEarly(path: name) }
        return count
    }
}

/// The bytes of one object; the newline after them is taken at the end.
private final class GitObjectSource: ByteSource {
    private let reader: GitObjectReader
    private var remaining: Int64
    private var isAtEnd = false

    init(reader: GitObjectReader, byteCount: Int64) {
        self.reader = reader
        remaining = byteCount
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard remaining > 0 else {
            if !isAtEnd { _ = try reader.readByte() }
            isAtEnd = true
            return 0
        }
        guard buffer.count > 0 else { return 0 }
        let wanted = Int(min(Int64(buffer.count), remaining))
        let count = try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        remaining -= Int64(count)
        return count
    }
}
