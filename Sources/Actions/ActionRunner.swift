import Diagnostics
import Documents
import FileIO
import Glibc
import PackageModel
import SystemPackage
import Variables

/// Runs the actions of a list, one after the other.
public struct ActionRunner {
    /// What templates and the environment of actions hold; actions set some of it.
    public var variables = DeployVariables()
    /// Called after each action that set something, so that nothing is lost when the process is.
    public var saveVariables: ((DeployVariables) throws -> Void)?
    /// Waits for something in the cluster, so many seconds at most; nil where there is no cluster to wait for.
    public var waitForCluster: ((WaitCluster, Int) throws -> Void)?
    /// Evaluates a command that is a Go template; nil where there are none.
    public var evaluateTemplate: ((String, DeployVariables) throws -> String)?
    private let environment: [String]
    private let directory: FilePath
    private let frontDoor: String
    private let reporter: any Reporter

    /// - environment: what actions inherit, `NAME=value` each.
    /// - directory: what an action's `dir` is relative to: the package's folder at create, where the user is at deploy.
    /// - frontDoor: the command that `./zarf ` in an action stands for.
    /// - reporter: gets what actions print, a line at a time, and what is being waited for.
    public init(environment: [String], directory: FilePath, frontDoor: String = "zarf", reporter: any Reporter) {
        self.environment = environment
        self.directory = directory
        self.frontDoor = frontDoor
        self.reporter = reporter
    }

    /// Runs the list and stops at the first action that fails.
    ///
    /// - throws: `ActionError`; if an action is of a kind that this version cannot run, before any is run.
    public mutating func run(_ actions: [Action], defaults: ActionDefaults) throws {
        for action in actions {
            if let obstacle = obstacle(action) {
                throw ActionError.unsupported(action: action.displayName, reason: obstacle)
            }
        }
        for action in actions { try run(action, defaults) }
    }

    /// Why the action cannot be run here, or nil if it can.
    private func obstacle(_ action: Action) -> String? {
        if let cluster = action.wait?.cluster, waitForCluster == nil {
            return "waiting for \(cluster.kind) \(cluster.name) needs a cluster"
        }
        if action.template == true, evaluateTemplate == nil {
            return "it is a Go template, which there are none of here"
        }
        return nil
    }

    private mutating func run(_ action: Action, _ defaults: ActionDefaults) throws {
        let name = action.displayName
        reporter.report(.began(task: name, byteCount: nil))
        defer { reporter.report(.finished(task: name)) }
        guard let wait = action.wait else { return try runCommand(action, defaults) }
        // zarf v0.84 src/pkg/packager/actions/actions.go runWaitAction: 5 minutes, the set's defaults do not count.
        let given = action.maxTotalSeconds ?? 0
        let seconds = given > 0 ? given : 300
        if let cluster = wait.cluster, let waitForCluster { return try waitForCluster(filledIn(cluster), seconds) }
        guard let network = wait.network else {
            throw ActionError.malformed(action: name, reason: "\"wait\" has neither \"cluster\" nor \"network\"")
        }
        let variables = variables
        let networkWait = try NetworkWait(network, environment: environment) { variables.substituted(in: $0) }
        try networkWait.run(seconds: seconds)
    }

    /// What is waited for, variables filled in.
    private func filledIn(_ wait: WaitCluster) -> WaitCluster {
        var wait = wait
        for part in [\WaitCluster.kind, \.name, \.namespace, \.condition] {
            wait[keyPath: part] = variables.substituted(in: wait[keyPath: part])
        }
        return wait
    }

    // MARK: commands

    private mutating func runCommand(_ action: Action, _ defaults: ActionDefaults) throws {
        let name = action.displayName
        let settings = defaults.merged(with: action)
        let seconds = settings.maxTotalSeconds
        let deadline = seconds > 0 ? ContinuousClock.now.advanced(by: .seconds(seconds)) : nil
        let line =
            action.template == true ? try evaluateTemplate?(action.cmd, variables) ?? action.cmd : action.cmd
        let command = ShellCommand(
            line.replacingEach("./zarf ", with: shellQuoted(frontDoor) + " "), shell: settings.shell,
            environment: mergedEnvironment(settings.env), directory: workingDirectory(settings.dir))
        var attempt = RetryPause(tries: 1 + max(0, settings.maxRetries), deadline: deadline)
        while true {
            do {
                return try runOnce(command, of: action, isMuted: settings.isMuted, deadline: deadline, seconds: seconds)
            } catch let failure as ActionError where failure.kind != .timedOut && attempt.mayTryAgain {
                reporter.warn("\(failure.message); trying again")
                guard attempt.pause() else { throw ActionError.timedOut(action: name, seconds: seconds) }
            } catch ActionError.failed(_, let ending, _) {
                throw ActionError.failed(action: name, ending: ending, tries: attempt.count)
            }
        }
    }

    private mutating func runOnce(
        _ command: ShellCommand, of action: Action, isMuted: Bool, deadline: ContinuousClock.Instant?, seconds: Int
    ) throws {
        let name = action.displayName
        var lines = [OutputLines(), OutputLines()]
        var output: [UInt8] = []
        let keepsOutput = action.usesOutput
        let reporter = reporter
        func show(_ line: String) { if !isMuted { reporter.report(.note(line)) } }
        let outcome = try command.run(until: deadline) { stream, chunk in
            lines[stream.rawValue].take(chunk, show)
            guard keepsOutput, stream == .output else { return }
            output += chunk
            guard output.count <= ActionOutput.maximumByteCount else {
                throw ActionError.unusableOutput(
                    action: name, reason: "over the limit of \(ActionOutput.maximumByteCount) bytes")
            }
        }
        for index in lines.indices { lines[index].finish(show) }
        switch outcome {
        case .timedOut: throw ActionError.timedOut(action: name, seconds: seconds)
        case .ended(let ending) where !ending.isSuccess:
            throw ActionError.failed(action: name, ending: ending, tries: 1)
        case .ended: break
        }
        guard keepsOutput else { return }
        try ActionOutput(output).set(action, in: &variables)
        try saveVariables?(variables)
    }

    /// What the action's environment is: ours, the definition's, the variables', later ones winning.
    private func mergedEnvironment(_ own: [String]) -> [String] {
        var positions: [Substring: Int] = [:]
        var merged: [String] = []
        for entry in environment + own + variables.environment {
            let name = entry.prefix { $0 != "=" }
            if let position = positions[name] {
                merged[position] = entry
            } else {
                positions[name] = merged.count
                merged.append(entry)
            }
        }
        return merged
    }

    /// Differs: upstream puts an absolute `dir` below the working directory too, where nothing is.
    private func workingDirectory(_ dir: String) -> FilePath {
        dir.isEmpty ? directory : directory.pushing(FilePath(dir))
    }
}

/// How often a command is tried, and the pause between: a tenth of a second, doubling up to one.
///
/// Differs: upstream tries again at once, so that ten retries are over before what they wait for can come.
private struct RetryPause {
    let tries: Int
    let deadline: ContinuousClock.Instant?
    private(set) var count = 1
    private var milliseconds = 100

    init(tries: Int, deadline: ContinuousClock.Instant?) {
        self.tries = tries
        self.deadline = deadline
    }

    var mayTryAgain: Bool { count < tries }

    /// Waits; false if the deadline comes first.
    mutating func pause() -> Bool {
        count += 1
        let next = ContinuousClock.now.advanced(by: .milliseconds(milliseconds))
        if let deadline, next >= deadline { return false }
        usleep(UInt32(milliseconds) * 1000)
        milliseconds = min(1000, milliseconds * 2)
        return true
    }
}

extension ActionDefaults {
    /// The set's options with what the action itself says.
    // zarf v0.84 src/pkg/packager/actions/actions.go actionGetCfg.
    fileprivate func merged(with action: Action) -> ActionDefaults {
        var merged = self
        merged.isMuted = action.mute ?? isMuted
        merged.maxTotalSeconds = action.maxTotalSeconds ?? maxTotalSeconds
        merged.maxRetries = action.maxRetries ?? maxRetries
        merged.dir = action.dir ?? dir
        merged.env += action.env
        merged.shell = action.shell ?? shell
        return merged
    }
}

/// A word as a POSIX shell takes it, quoted where it must be.
public func shellQuoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_-./+:@%,=".utf8.contains(byte)
        }
    }
    guard !isPlain || word.isEmpty else { return word }
    return "'" + word.replacingEach("'", with: "'\\''") + "'"
}

extension String {
    /// Every occurrence of `part` replaced.
    func replacingEach(_ part: String, with replacement: String) -> String {
        var result = ""
        var rest = self[...]
        while let start = rest.firstRange(ofText: part) {
            result += rest[..<start.lowerBound] + replacement
            rest = rest[start.upperBound...]
        }
        return result + rest
    }
}

extension Substring {
    fileprivate func firstRange(ofText part: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].utf8.starts(with: part.utf8) {
                return start..<utf8.index(start, offsetBy: part.utf8.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}
