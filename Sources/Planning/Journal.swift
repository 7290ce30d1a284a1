import Diagnostics
import FileIO
import Glibc
import SystemPackage
import Variables

/// The directory in which a plan's run leaves its traces: the makefile, stamps, definition and variables.
///
/// It and everything in it belongs to the user alone: the variables hold secrets.
public struct Journal {
    /// Where it is.
    public let path: FilePath

    /// A journal at a path, there or not.
    public init(_ path: FilePath) { self.path = path }

    /// The makefile.
    public var makefile: FilePath { path.appending("Makefile") }
    /// The plan for people.
    public var text: FilePath { path.appending("plan.txt") }
    /// What the user gave and answered.
    public var given: FilePath { path.appending("given.json") }

    /// Makefiles and definitions are small; a larger one is not ours.
    private static let maximumByteCount = 64 << 20

    /// What was given when an unfinished plan was begun here, or nil if there is none.
    public func unfinishedSettings() throws -> DeployVariables? {
        guard fileExists(makefile), !isFinished, fileExists(given) else { return nil }
        return try DeployVariables(reading: given)
    }

    private var isFinished: Bool { Self.finishedNames.contains { fileExists(path.appending($0)) } }

    /// Writes a plan into the journal, or finds that the same plan is there and goes on with it.
    ///
    /// A finished plan makes room for a new one. The makefile is written last: a journal with one is whole.
    /// - returns: whether an unfinished run goes on.
    /// - throws: `PlanError.otherJournal` if another plan is there and not finished.
    @discardableResult
    public func prepare(_ plan: Plan, given settings: DeployVariables) throws -> Bool {
        try takeDirectory()
        let newMakefile = Array(plan.makefile.utf8)
        if fileExists(makefile), !isFinished {
            guard try readFile(makefile, limit: Self.maximumByteCount) == newMakefile else {
                throw PlanError.otherJournal(path: path.string, reason: "another plan was begun there and not finished")
            }
            let old = try DeployVariables(reading: given)
            let changed = settings.variables.filter { old.variables[$0.key] != $0.value }.map(\.key).sorted()
            guard changed.isEmpty else {
                let names = changed.joined(separator: ", ")
                throw PlanError.otherJournal(
                    path: path.string, reason: "it was begun with other values of \(names)")
            }
            return true
        }
        try clear()
        try settings.write(to: given)
        try writeFile(text, plan.text.utf8, mode: 0o600)
        try writeFile(makefile, newMakefile, mode: 0o600)
        return false
    }

    /// Writes what the first step of a plan leaves: definition and variables. Variables that are there stay.
    public func begin(definition: [UInt8], variables: DeployVariables?) throws {
        try createDirectories(path, mode: 0o700)
        try writeFile(path.appending("zarf.yaml"), definition, mode: 0o600)
        let file = path.appending("variables.json")
        if let variables, !fileExists(file) { try variables.write(to: file) }
    }

    /// Makes the directory, or takes one that is empty or a journal already; others must not read what we put there.
    private func takeDirectory() throws {
        try createDirectories(path, mode: 0o700)
        // What an interrupted removal or preparation left has no makefile any more, or not yet.
        let isOurs = fileExists(makefile) || isFinished
        guard try isOurs || directoryEntries(path).allSatisfy(Self.isOurs) else {
            throw PlanError.otherJournal(path: path.string, reason: "it is a directory with other files")
        }
        try systemCall("use journal", path.string) { path.withPlatformString { chmod($0, 0o700) } }
    }

    private static let finishedNames = ["deployed", "removed"]
    private static let files: Set = [
        "plan.txt", "given.json", "zarf.yaml", "variables.json", "begun", "remove-begun", "failed",
    ]
    private static let moments: Set = [
        "before", "files", "after", "onSuccess", "remove-before", "remove-after", "remove-onSuccess",
    ]

    /// Whether a name is one of those that a plan and its run leave.
    private static func isOurs(_ name: String) -> Bool {
        let moment = name.split(separator: ".").last.map(String.init) ?? ""
        return files.contains(name) || moments.contains(moment) || name == "temp" || name == "Makefile"
            || (name.hasPrefix(".") && (moment == "partial" || moment == "lock"))
    }

    /// Removes the traces of an earlier run, what makes it a finished one last; what is not ours stays.
    ///
    /// Interrupted at any point, it is done again: without a makefile, or with the last stamp, nothing is gone on with.
    private func clear() throws {
        for name in try directoryEntries(path) where Self.isOurs(name) && name != "Makefile" {
            removeTree(path.appending(name))
        }
        for name in ["Makefile"] + Self.finishedNames {
            _ = path.appending(name).withPlatformString { unlink($0) }
        }
    }
}
