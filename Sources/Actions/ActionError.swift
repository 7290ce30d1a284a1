import Diagnostics
import FileIO

/// Why an action, or a list of them, did not succeed. Values of variables never appear.
public enum ActionError: Failure {
    /// The command ended badly, `tries` times.
    case failed(action: String, ending: ProgramEnding, tries: Int)
    /// The command was ended because its time was up.
    case timedOut(action: String, seconds: Int)
    /// What was waited for did not come; `last` is the last answer.
    case waitTimedOut(target: String, seconds: Int, last: String)
    /// The command succeeded, its result cannot be used.
    case unusableOutput(action: String, reason: String)
    /// The action needs what this version does not have; nothing was run.
    case unsupported(action: String, reason: String)
    /// The action's definition makes no sense.
    case malformed(action: String, reason: String)

    public var message: String {
        switch self {
        case .failed(let action, let ending, let tries):
            "run action \"\(action)\": \(ending.text)" + (tries > 1 ? ", tried \(tries) times" : "")
        case .timedOut(let action, let seconds): "run action \"\(action)\": timed out after \(seconds) s"
        case .waitTimedOut(let target, let seconds, let last):
            "wait for \(target): timed out after \(seconds) s" + (last.isEmpty ? "" : ": \(last)")
        case .unusableOutput(let action, let reason): "use the output of action \"\(action)\": \(reason)"
        case .unsupported(let action, let reason): "run action \"\(action)\": \(reason)"
        case .malformed(let action, let reason): "read action \"\(action)\": \(reason)"
        }
    }

    public var kind: FailureKind {
        switch self {
        case .timedOut, .waitTimedOut: .timedOut
        case .malformed: .untrusted
        case .failed, .unusableOutput, .unsupported: .failed
        }
    }
}

extension ProgramEnding {
    /// How the program ended, in words.
    var text: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .signalled(let signal): "ended by signal \(signal)"
        }
    }
}
