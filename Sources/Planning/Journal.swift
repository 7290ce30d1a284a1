import Diagnostics
import Documents
import FileIO
import Hashing
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
    /// The definition that is deployed.
    public var definition: FilePath { path.appending("zarf.yaml") }
    /// Variables and values as they are now.
    public var variables: FilePath { path.appending("variables.json") }
    /// What the cluster is, with its credentials.
    public var state: FilePath { path.appending("state.json") }
    /// How many times the package has been deployed, with this one.
    public var generation: FilePath { path.appending("generation") }
    /// The plan as JSON.
    public var plan: FilePath { path.appending("plan.json") }
    /// The digest of what was given: definition, variables, values.
    public var inputs: FilePath { path.appending("inputs") }
    /// The digest of what the cluster adds to that.
    public var clusterInputs: FilePath { path.appending("cluster-inputs") }
    /// The components that an earlier deployment left as this one would, as JSON.
    private var unchanged: FilePath { path.appending("unchanged.json") }
    /// All that the files of a component became, as JSON.
    public func placed(_ component: String) -> FilePath { path.appending("placed").appending("\(component).json") }
    /// Where the charts of a component are.
    public func releases(of component: String) -> FilePath { path.appending("releases").appending(component) }
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
    /// A finished plan makes room for a new one, and one that has done nothing yet, and the removal of what a cluster knows:
    /// that is planned from what is left. The makefile is written last: a journal with one is whole.
    /// - returns: whether an unfinished run goes on.
    /// - throws: `PlanError.otherJournal` if another plan is there and not finished.
    @discardableResult
    public func prepare(_ plan: Plan, given settings: DeployVariables) throws -> Bool {
        try takeDirectory()
        let newMakefile = Array(plan.makefile.utf8)
        if fileExists(makefile), !isFinished {
            let isSame = try readFile(makefile, limit: Self.maximumByteCount) == newMakefile
            let makesRoom = try isUntouched() || (plan.operation == .remove && plan.usesCluster)
            guard isSame || makesRoom else {
                throw PlanError.otherJournal(path: path.string, reason: "another plan was begun there and not finished")
            }
            guard isSame, try !isUntouched() else { return try write(plan, newMakefile, given: settings) }
            let old = try DeployVariables(reading: given)
            let changed = settings.variables.filter { old.variables[$0.key] != $0.value }.map(\.key).sorted()
            guard changed.isEmpty else {
                let names = changed.joined(separator: ", ")
                throw PlanError.otherJournal(
                    path: path.string, reason: "it was begun with other values of \(names)")
            }
            guard old.values == settings.values else {
                throw PlanError.otherJournal(path: path.string, reason: "it was begun with other values of the package")
            }
            return true
        }
        return try write(plan, newMakefile, given: settings)
    }

    /// Whether nothing has been done but to look: the cluster is looked at before anything is touched.
    private func isUntouched() throws -> Bool {
        if !["begun", "remove-begun"].contains(where: { fileExists(path.appending($0)) }) { return true }
        let lines = String(decoding: try readFile(makefile, limit: Self.maximumByteCount), as: UTF8.self)
            .split(separator: "\n")
        return lines.contains { $0.hasPrefix("$(journal)/cluster:") } && !fileExists(path.appending("cluster"))
    }

    private func write(_ plan: Plan, _ newMakefile: [UInt8], given settings: DeployVariables) throws -> Bool {
        try clear()
        try settings.write(to: given)
        try writeFile(text, plan.text.utf8, mode: 0o600)
        try writeFile(self.plan, plan.jsonText.utf8, mode: 0o600)
        try writeFile(makefile, newMakefile, mode: 0o600)
        return false
    }

    /// Writes what the first step of a plan leaves: definition and variables. Variables that are there stay.
    public func begin(definition: [UInt8], variables: DeployVariables?) throws {
        try createDirectories(path.appending("placed"), mode: 0o700)
        try writeFile(self.definition, definition, mode: 0o600)
        guard let variables else { return }
        if !fileExists(self.variables) { try variables.write(to: self.variables) }
        try writeFile(inputs, try Self.digest(of: definition, variables).utf8, mode: 0o600)
    }

    /// The digest of a definition, which names the digest of all that is in the package, and of what was given with it.
    private static func digest(of definition: [UInt8], _ variables: DeployVariables) throws -> String {
        var parts = [Digest.sha256(definition).hex, Digest.sha256(variables.json).hex]
        for (name, entry) in variables.variables.sorted(by: { $0.key < $1.key }) where entry.isFile {
            let content = try? readFile(FilePath(entry.text), limit: DeployVariables.maximumFileByteCount)
            parts.append("\(name) \(content.map { Digest.sha256($0).hex } ?? "")")
        }
        return Digest.sha256(parts.joined(separator: "\n").utf8).description
    }

    /// Writes what the cluster adds to what was given.
    public func noteClusterInputs(_ builtins: [String: String], isConnected: Bool) throws {
        let lines = builtins.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } + ["\(isConnected)"]
        let digest = Digest.sha256(lines.joined(separator: "\n").utf8)
        try writeFile(clusterInputs, digest.description.utf8, mode: 0o600)
    }

    /// The digest of all that a deployment is made from; nil if it has not begun.
    public func allInputs() throws -> String? {
        guard fileExists(inputs) else { return nil }
        let files = [inputs] + (fileExists(clusterInputs) ? [clusterInputs] : [])
        return Digest.sha256(try files.flatMap { try readFile($0, limit: 1024) }).description
    }

    /// Writes which components are as this deployment would leave them.
    public func noteUnchanged(_ components: [String]) throws {
        try writeFile(unchanged, JSON.bytes(.array(components.map { .string($0) })), mode: 0o600)
    }

    /// Which components are as this deployment would leave them; nil if nobody has looked.
    public func unchangedComponents() throws -> Set<String>? {
        guard fileExists(unchanged) else { return nil }
        let list = try JSON.parse(try readFile(unchanged, limit: Self.maximumByteCount), file: unchanged.string)
        return Set((list.array ?? []).compactMap(\.string))
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
        "plan.txt", "plan.json", "inputs", "cluster-inputs", "placed", "given.json", "zarf.yaml", "variables.json",
        "state.json", "generation", "releases", "begun", "unchanged.json",
        "remove-begun", "cluster", "failed",
    ]
    private static let moments: Set = [
        "before", "files", "images", "repositories", "releases", "data", "health", "after", "onSuccess", "noted",
        "recorded", "chart", "manifest", "uninstall",
    ]

    /// Whether a name is one of those that a plan and its run leave.
    private static func isOurs(_ name: String) -> Bool {
        var moment = name.split(separator: ".").last.map(String.init) ?? ""
        if name.hasPrefix("."), moment == "partial" || moment == "lock" { return true }
        if moment.hasPrefix("remove-") { moment.removeFirst("remove-".count) }
        // Stamps of releases have a number.
        if let dash = moment.firstIndex(of: "-"), Int(moment[moment.index(after: dash)...]) != nil {
            moment = String(moment[..<dash])
        }
        return files.contains(name) || moments.contains(moment) || name == "temp" || name == "Makefile"
    }

    /// Removes all traces of a run; what is not ours stays, and then the directory, too.
    public func discard() throws {
        try clear()
        _ = path.withPlatformString { rmdir($0) }
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
