import Actions
import Diagnostics
import FileIO
import PackageModel
import Synchronization
import SystemPackage

/// Keeps what actions print and what the runner warns of.
final class RecordingReporter: Reporter {
    private let held = Mutex<(notes: [String], warnings: [String])>(([], []))
    var notes: [String] { held.withLock { $0.notes } }
    var warnings: [String] { held.withLock { $0.warnings } }
    func report(_ event: ReportEvent) {
        held.withLock {
            switch event {
            case .note(let text): $0.notes.append(text)
            case .warning(let text): $0.warnings.append(text)
            default: break
            }
        }
    }
}

/// A runner in a directory of its own.
struct Bench {
    let directory: TemporaryDirectory
    let reporter = RecordingReporter()
    var runner: ActionRunner

    init(frontDoor: String = "zarf", environment: [String] = ["PATH=/usr/bin:/bin", "FROM_US=ours"]) throws {
        directory = try TemporaryDirectory(in: "/tmp")
        runner = ActionRunner(
            environment: environment, directory: directory.path, frontDoor: frontDoor, reporter: reporter)
    }

    mutating func run(_ cmd: String, _ defaults: ActionDefaults = .init(), _ change: (inout Action) -> Void = { _ in })
        throws
    {
        var action = Action(cmd: cmd)
        change(&action)
        try runner.run([action], defaults: defaults)
    }

    func text(of name: String) throws -> String {
        String(decoding: try readFile(directory.path.appending(name), limit: 1 << 20), as: UTF8.self)
    }
}

/// A variable that an action sets.
func variable(_ name: String, _ change: (inout Variable) -> Void = { _ in }) -> Variable {
    var variable = Variable()
    variable.name = name
    change(&variable)
    return variable
}
