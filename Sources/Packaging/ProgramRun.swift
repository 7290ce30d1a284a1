import FileIO
import Glibc
import SystemPackage

/// Runs a helper program whose silence is watched and whose words are kept short.
package struct ProgramRun {
    /// The program, its arguments, environment and directory.
    let command: Command
    /// Seconds without any output after which it is ended.
    let idleSeconds: Int
    /// Bytes of standard output kept; more is an error that names the program.
    let outputLimit: Int

    package init(command: Command, idleSeconds: Int, outputLimit: Int = 64 << 20) {
        self.command = command
        self.idleSeconds = idleSeconds
        self.outputLimit = outputLimit
    }

    /// What a program did.
    package struct Result {
        package let ending: ProgramEnding
        package let output: [UInt8]
        /// The last lines of standard error, progress left out.
        package let complaint: String
    }

    /// Runs to the end. With `sink`, standard output goes there; otherwise it is kept.
    ///
    /// - task: what it is run for, for messages: `<verb> <object>`.
    package func run(task: String, into sink: (any ByteSink)? = nil) throws -> Result {
        let (outputEnd, outputStart) = try makePipe()
        let (errorEnd, errorStart) = try makePipe()
        var command = command
        command.output = .descriptor(outputStart.descriptor)
        command.error = .descriptor(errorStart.descriptor)
        command.leadsGroup = true
        let program = try command.start()
        try outputStart.close()
        try errorStart.close()
        do {
            var output: [UInt8] = []
            var complaint = Complaint()
            try readUntilSilent([outputEnd, errorEnd], task: task) { index, bytes in
                guard index == 0 else { return complaint.add(bytes) }
                if let sink { return try sink.write(bytes) }
                output.append(contentsOf: bytes)
                guard output.count <= outputLimit else {
                    throw FileError.tooLarge(path: "output of \(command.program)", limit: outputLimit)
                }
            }
            return Result(ending: try program.wait(), output: output, complaint: complaint.text)
        } catch {
            program.signal(SIGKILL)
            _ = try? program.wait()
            throw error
        }
    }

    private func readUntilSilent(
        _ files: [OpenFile], task: String, _ take: (Int, ArraySlice<UInt8>) throws -> Void
    ) throws {
        var polled = files.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let milliseconds = Int32(clamping: idleSeconds * 1000)
        while polled.contains(where: { $0.fd >= 0 }) {
            let ready = try systemCall("wait for", command.program) {
                poll(&polled, nfds_t(polled.count), milliseconds)
            }
            guard ready > 0 else {
                throw PackagingError.programStalled(task: task, program: command.program, seconds: idleSeconds)
            }
            for index in polled.indices where polled[index].fd >= 0 && polled[index].revents != 0 {
                let count = try buffer.withUnsafeMutableBytes { try files[index].read(into: $0) }
                if count == 0 { polled[index].fd = -1 } else { try take(index, buffer[..<count]) }
            }
        }
    }
}

/// The end of what a program says on standard error, fit to be shown.
struct Complaint {
    /// As much of a stranger's words as a message may hold.
    static let limit = 1 << 10
    private var bytes: [UInt8] = []

    mutating func add(_ more: ArraySlice<UInt8>) {
        bytes.append(contentsOf: more)
        if bytes.count > 64 << 10 { bytes.removeFirst(bytes.count - (32 << 10)) }
    }

    /// Lines joined by semicolons: progress, which ends in a carriage return, left out, control characters as spaces.
    var text: String {
        let lines = bytes.split(separator: 0x0a).compactMap { line -> String? in
            let last = line.split(separator: 0x0d, omittingEmptySubsequences: false).last { !$0.isEmpty } ?? []
            let isProgress = line.contains(0x0d)
            let text = String(decoding: last.map { $0 < 0x20 || $0 == 0x7f ? 0x20 : $0 }, as: UTF8.self)
            let trimmed = text.drop { $0 == " " }
            return isProgress || trimmed.isEmpty ? nil : String(trimmed)
        }
        let joined = lines.joined(separator: "; ")
        return joined.utf8.count <= Self.limit ? joined : "…" + String(joined.suffix(Self.limit))
    }
}

/// The path of a program on the PATH of an environment; nil if it is not there.
func findProgram(_ name: String, environment: [String]) -> String? {
    let path = environment.last { $0.hasPrefix("PATH=") }?.dropFirst("PATH=".count) ?? ""
    for directory in path.split(separator: ":") {
        let candidate = FilePath(String(directory)).appending(name)
        let information = try? FileInformation(of: candidate)
        if let information, information.kind == .file, information.mode & 0o111 != 0 { return candidate.string }
    }
    return nil
}
