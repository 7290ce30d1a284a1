import FileIO
import Glibc
import PackageModel
import SystemPackage

/// A command line for a shell, run once.
struct ShellCommand {
    /// What a run came to.
    enum Outcome: Equatable {
        case ended(ProgramEnding)
        case timedOut
    }

    /// Which of its streams the program wrote to.
    enum Stream: Int { case output, error }

    let command: Command

    /// - line: what the shell runs.
    // zarf v0.84 src/pkg/utils/exec/exec.go GetOSShell, for Linux.
    init(_ line: String, shell preference: Shell, environment: [String], directory: FilePath) {
        let shell = preference.linux.isEmpty ? "sh" : preference.linux
        let isPowerShell = shell == "powershell" || shell == "pwsh"
        let options = isPowerShell ? ["-Command", "$ErrorActionPreference = 'Stop';"] : ["-e", "-c"]
        var command = Command(shell, options + [line], environment: environment, directory: directory)
        // A group of its own, so that a timeout ends what the shell started too.
        command.leadsGroup = true
        self.command = command
    }

    /// Runs the command and hands on what it writes.
    ///
    /// Differs: upstream waits until every process that inherited the output has closed it, so that a server started in
    /// the background hangs the deployment; here the shell's end is the end.
    func run(until deadline: ContinuousClock.Instant?, _ take: (Stream, ArraySlice<UInt8>) throws -> Void) throws
        -> Outcome
    {
        let (outputEnd, outputStart) = try makePipe()
        let (errorEnd, errorStart) = try makePipe()
        var command = command
        command.output = .descriptor(outputStart.descriptor)
        command.error = .descriptor(errorStart.descriptor)
        let program = try command.start()
        try outputStart.close()
        try errorStart.close()
        do {
            return try Self.follow(program, [outputEnd, errorEnd], until: deadline, take)
        } catch {
            Self.end(program)
            throw error
        }
    }

    /// How long output may be silent, once the shell has ended, before what is left of it is given up.
    private static let lateOutputMilliseconds: Int32 = 200
    /// How long to sleep between looks at a program that still runs.
    private static let pauseMilliseconds: Int32 = 20
    /// How long a group that was told to stop has until it is killed.
    private static let graceMilliseconds = 2000

    private static func follow(
        _ program: RunningProgram, _ pipes: [OpenFile], until deadline: ContinuousClock.Instant?,
        _ take: (Stream, ArraySlice<UInt8>) throws -> Void
    ) throws -> Outcome {
        var polled = pipes.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var ending: ProgramEnding?
        while true {
            let isOpen = polled.contains { $0.fd >= 0 }
            if let ending, !isOpen { return .ended(ending) }
            let pause = ending == nil ? pauseMilliseconds : lateOutputMilliseconds
            let ready = try systemCall("wait for", "output") { poll(&polled, nfds_t(polled.count), pause) }
            for index in polled.indices where polled[index].fd >= 0 && polled[index].revents != 0 {
                let count = try buffer.withUnsafeMutableBytes { try pipes[index].read(into: $0) }
                if count == 0 {
                    polled[index].fd = -1
                } else if let stream = Stream(rawValue: index) {
                    try take(stream, buffer[..<count])
                }
            }
            if let ending, ready == 0 { return .ended(ending) }
            if ending == nil { ending = try program.poll() }
            if ending == nil, let deadline, ContinuousClock.now >= deadline {
                end(program)
                return .timedOut
            }
        }
    }

    /// Tells the program's whole group to stop, and kills what does not.
    private static func end(_ program: RunningProgram) {
        program.signal(SIGTERM)
        var hasEnded = false
        for _ in 0..<(graceMilliseconds / 10) {
            if !hasEnded { hasEnded = ((try? program.poll()) ?? nil) != nil }
            // ESRCH: nobody of the group is left.
            if hasEnded, kill(-program.process, 0) != 0 { return }
            usleep(10_000)
        }
        program.signal(SIGKILL)
        if !hasEnded { _ = try? program.wait() }
    }
}
