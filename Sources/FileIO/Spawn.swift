import CLinux
import Diagnostics
import Glibc
import Synchronization
import SystemPackage

/// A program to run: no shell, arguments as they are.
public struct Command: Sendable {
    /// What a standard stream of the program is connected to.
    public enum Stream: Sendable {
        /// `/dev/null`.
        case null
        /// Our own stream of the same number.
        case inherited
        /// An open descriptor; it is not closed for the caller.
        case descriptor(Int32)
    }

    /// A name looked up on PATH, or a path.
    public var program: String
    /// Arguments after the program's name.
    public var arguments: [String]
    /// The whole environment of the program, `NAME=value` each.
    public var environment: [String]
    /// Its working directory; ours by default.
    public var directory: FilePath?
    /// Whether it leads a process group of its own, so that it and its children can be ended together.
    public var leadsGroup = false
    /// Standard input.
    public var input = Stream.null
    /// Standard output.
    public var output = Stream.null
    /// Standard error.
    public var error = Stream.null

    /// A command with all streams closed (`/dev/null`).
    public init(_ program: String, _ arguments: [String], environment: [String], directory: FilePath? = nil) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
    }

    /// Starts the program. Throws `FileError.programNotFound` or `.system`.
    public func start() throws(FileError) -> RunningProgram {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, stream) in [input, output, error].enumerated() {
            switch stream {
            case .null: posix_spawn_file_actions_addopen(&actions, Int32(number), "/dev/null", O_RDWR, 0)
            case .inherited: break
            case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
            }
        }
        if let directory { posix_spawn_file_actions_addchdir_np(&actions, directory.string) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var flags = Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK)
        if leadsGroup { flags |= Int16(POSIX_SPAWN_SETPGROUP) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, flags)
        posix_spawnattr_setpgroup(&attributes, 0)

        var process: pid_t = 0
        let code = withCStrings([program] + arguments) { arguments in
            withCStrings(environment) { environment in
                posix_spawnp(&process, program, &actions, &attributes, arguments, environment)
            }
        }
        if code == ENOENT, directory.map({ isDirectory($0) }) ?? true { throw .programNotFound(program) }
        guard code == 0 else { throw .system(operation: "run", path: program, errno: Errno(rawValue: code)) }
        if leadsGroup { ProgramGroups.register(process) }
        return RunningProgram(process: process, leadsGroup: leadsGroup)
    }

    /// Runs the program to its end and returns what it wrote, each stream at most `limit` bytes (the rest is dropped).
    public func capture(limit: Int = 16 << 20) throws -> (ending: ProgramEnding, output: [UInt8], error: [UInt8]) {
        let (outputEnd, outputStart) = try makePipe()
        let (errorEnd, errorStart) = try makePipe()
        var command = self
        command.output = .descriptor(outputStart.descriptor)
        command.error = .descriptor(errorStart.descriptor)
        let program = try command.start()
        try outputStart.close()
        try errorStart.close()
        var captured: [[UInt8]] = [[], []]
        try readConcurrently([outputEnd, errorEnd]) { index, bytes in
            captured[index].append(contentsOf: bytes.prefix(max(0, limit - captured[index].count)))
        }
        return (try program.wait(), captured[0], captured[1])
    }
}

/// How a program ended.
public enum ProgramEnding: Sendable, Equatable {
    /// It exited with a status.
    case exited(Int32)
    /// A signal ended it.
    case signalled(Int32)

    /// Whether it exited with status 0.
    public var isSuccess: Bool { self == .exited(0) }
    /// The status a shell would show: the exit status, or 128 and the signal's number.
    public var status: Int32 {
        switch self {
        case .exited(let status): status
        case .signalled(let signal): 128 + signal
        }
    }
}

/// A program that was started and must be waited for.
public struct RunningProgram: Sendable {
    /// Its process id.
    public let process: pid_t
    let leadsGroup: Bool

    /// Waits for the program to end.
    public func wait() throws(FileError) -> ProgramEnding {
        var status: Int32 = 0
        try systemCall("wait for", "process \(process)") { waitpid(process, &status, 0) }
        ProgramGroups.forget(process)
        return Self.ending(status)
    }

    /// How the program ended, or nil if it still runs.
    public func poll() throws(FileError) -> ProgramEnding? {
        var status: Int32 = 0
        let changed = try systemCall("wait for", "process \(process)") { waitpid(process, &status, WNOHANG) }
        guard changed != 0 else { return nil }
        ProgramGroups.forget(process)
        return Self.ending(status)
    }

    /// Sends a signal to the program, or to its whole group if it leads one.
    public func signal(_ number: Int32) { _ = kill(leadsGroup ? -process : process, number) }

    private static func ending(_ status: Int32) -> ProgramEnding {
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }
}

/// Programs that lead a process group: a terminal's Ctrl-C does not reach them, so a tool that is told to stop tells them.
public enum ProgramGroups {
    private static let leaders = Mutex<Set<pid_t>>([])

    static func register(_ process: pid_t) { leaders.withLock { _ = $0.insert(process) } }
    static func forget(_ process: pid_t) { leaders.withLock { _ = $0.remove(process) } }

    /// Sends `signal` to every group that was started and has not been waited for.
    public static func endAll(signal: Int32) {
        for leader in leaders.withLock({ $0 }) { _ = kill(-leader, signal) }
    }
}

/// A pipe: what is written to `writing` can be read from `reading`. Neither end is inherited by programs.
public func makePipe() throws(FileError) -> (reading: OpenFile, writing: OpenFile) {
    var ends: [Int32] = [0, 0]
    try systemCall("create", "pipe") { pipe2(&ends, O_CLOEXEC) }
    return (OpenFile(descriptor: ends[0], path: "pipe"), OpenFile(descriptor: ends[1], path: "pipe"))
}

/// Reads several pipes at once until all have ended, handing on each chunk with the index of its pipe.
public func readConcurrently(_ files: [OpenFile], _ take: (Int, ArraySlice<UInt8>) throws -> Void) throws {
    var polled = files.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while polled.contains(where: { $0.fd >= 0 }) {
        try systemCall("wait for", "output") { poll(&polled, nfds_t(polled.count), -1) }
        for index in polled.indices where polled[index].fd >= 0 && polled[index].revents != 0 {
            let count = try buffer.withUnsafeMutableBytes { try files[index].read(into: $0) }
            if count == 0 { polled[index].fd = -1 } else { try take(index, buffer[..<count]) }
        }
    }
}

/// Calls `body` with a NULL-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return body(&pointers)
}
