import Documents
import GoTemplate
import RegularExpressions
import Releases
import Sprig

let statusCommand = Command(
    name: "status", operands: "RELEASE_NAME", summary: "display the status of the named release", operandCount: 1...1,
    flags: { flags in
        flags.add("revision", nil, .number, help: "display the status of this revision")
        flags.addOutput()
    },
    run: { call in
        try StatusPrinter(
            call: call, release: try call.release(), showsEverything: call.isDebugging
        ).print(as: try call.outputFormat())
    })

// helm v4.2 pkg/cmd/history.go.
let historyCommand = Command(
    name: "history", aliases: ["hist"], operands: "RELEASE_NAME", summary: "fetch release history",
    operandCount: 1...1,
    flags: { flags in
        flags.add("max", nil, .number, help: "maximum number of revisions to include; default: 256")
        flags.addOutput()
    },
    run: { call in
        let format = try call.outputFormat()
        let limit = call.flags.text("max").flatMap { Int($0) } ?? 256
        let all = try helmFailures { try call.actions().store.history(of: call.operands[0]) }
        let releases = Array(all.suffix(max(limit, 0)))
        let value = Value.array(
            releases.map { release in
                var entry: Value.Object = ["revision": .integer(Int64(release.revision))]
                if !release.info.lastDeployed.isEmpty { entry["updated"] = .string(release.info.lastDeployed) }
                entry["status"] = .string(release.info.status.rawValue)
                entry["chart"] = .string(release.chartTitle)
                entry["app_version"] = .string(release.appVersion)
                entry["description"] = .string(release.info.description)
                return .object(entry)
            })
        try call.write(value, as: format) {
            let rows = releases.map { release in
                [
                    "\(release.revision)", (Timestamp(release.info.lastDeployed) ?? .zero).ansiText,
                    release.info.status.rawValue, release.chartTitle, release.appVersion, release.info.description,
                ]
            }
            try call.writeTable([["REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION"]] + rows)
        }
    })

// helm v4.2 pkg/cmd/list.go.
let listCommand = Command(
    name: "list", aliases: ["ls"], summary: "list releases", operandCount: 0...0,
    flags: { flags in
        flags.add("short", "q", .toggle, help: "output short (quiet) listing format")
        flags.add("no-headers", nil, .toggle, help: "no headers in the table")
        flags.add("time-format", help: "format of times, as Go's: 2006-01-02 15:04:05Z0700")
        flags.add("date", "d", .toggle, help: "sort by release date")
        flags.add("reverse", "r", .toggle, help: "reverse the sort order")
        for status in ["uninstalled", "superseded", "uninstalling", "deployed", "failed", "pending"] {
            flags.add(status, nil, .toggle, help: "show \(status) releases")
        }
        flags.add("all", "a", .toggle, help: "accepted: all states are shown anyway")
        flags.add("all-namespaces", "A", .toggle, help: "list releases across all namespaces")
        flags.add("max", "m", .number, help: "maximum number of releases; default: 256")
        flags.add("offset", nil, .number, help: "releases to leave out at the start")
        flags.add("filter", "f", help: "a regular expression that names have to match")
        flags.add("selector", "l", help: "labels that records have to have: key=value, key==value, key!=value")
        flags.addOutput()
    },
    run: { call in try ReleaseListing(call).print() })

/// One run of `list`.
private struct ReleaseListing {
    let call: Invocation
    private var flags: FlagSet { call.flags }

    init(_ call: Invocation) { self.call = call }

    func print() throws {
        let format = try call.outputFormat()
        let releases = page(sorted(try chosen()))
        if flags.isOn("short") {
            let names = Value.array(releases.map { .string($0.name) })
            return try call.write(names, as: format) {
                for release in releases { try call.streams.writeLine(release.name) }
            }
        }
        let rows = releases.map { release in
            [
                release.name, release.namespace, "\(release.revision)", updated(release),
                release.info.status.rawValue, release.chartTitle, release.appVersion,
            ]
        }
        let keys = ["name", "namespace", "revision", "updated", "status", "chart", "app_version"]
        let value = Value.array(
            rows.map { row in .object(Value.Object(uniqueKeysWithValues: zip(keys, row.map { .string($0) }))) })
        try call.write(value, as: format) {
            let header = ["NAME", "NAMESPACE", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION"]
            try call.writeTable((flags.isOn("no-headers") ? [] : [header]) + rows)
        }
    }

    private func updated(_ release: Release) -> String {
        guard let time = Timestamp(release.info.lastDeployed) else { return "-" }
        let layout = flags.text("time-format") ?? ""
        return layout.isEmpty ? time.goText : time.text(layout)
    }

    // helm v4.2 pkg/action/list.go Run.
    private func chosen() throws -> [Release] {
        let pattern = try (flags.text("filter") ?? "").isEmpty ? nil : pattern(flags.text("filter") ?? "")
        let all = try helmFailures {
            let actions = try call.actions()
            let namespace = flags.isOn("all-namespaces") ? nil : actions.namespace
            return try ReleaseStore(actions.cluster, namespace: namespace).all()
        }.filter { release in pattern.map { $0.matches(release.name) } ?? true }
        let states = states
        let latest =
            states == [.superseded]
            ? all
            : Array(
                Dictionary(all.map { ("\($0.namespace)/\($0.name)", $0) }) { $0.revision > $1.revision ? $0 : $1 }
                    .values)
        let selector = try LabelSelector(flags.text("selector") ?? "")
        return latest.filter { states.contains($0.info.status) && selector.matches($0) }
    }

    private func pattern(_ text: String) throws -> RegularExpression {
        do {
            return try RegularExpression(text)
        } catch {
            throw HelmFailure(error.message)
        }
    }

    private var states: Set<Release.Status> {
        var states: Set<Release.Status> = []
        for status in Release.Status.allCases where flags.isOn(status.rawValue) && status != .unknown {
            states.insert(status)
        }
        if flags.isOn("pending") { states.formUnion([.pendingInstall, .pendingUpgrade, .pendingRollback]) }
        return states.isEmpty ? Set(Release.Status.allCases) : states
    }

    private func sorted(_ releases: [Release]) -> [Release] {
        func seconds(_ release: Release) -> Int64 { Timestamp(release.info.lastDeployed)?.seconds ?? Int64.min }
        let byName = releases.sorted { ($0.name, $0.namespace) < ($1.name, $1.namespace) }
        let sorted =
            flags.isOn("date")
            ? byName.sorted { (seconds($0), $0.name, $0.namespace) < (seconds($1), $1.name, $1.namespace) } : byName
        return flags.isOn("reverse") ? sorted.reversed() : sorted
    }

    private func page(_ releases: [Release]) -> [Release] {
        let offset = flags.text("offset").flatMap { Int($0) } ?? 0
        let limit = flags.text("max").flatMap { Int($0) } ?? 256
        let rest = releases.dropFirst(max(offset, 0))
        return Array(limit > 0 ? rest.prefix(limit) : rest)
    }
}

/// Which labels records have to have.
private struct LabelSelector {
    private let terms: [(key: String, value: String, isEqual: Bool)]

    init(_ text: String) throws {
        terms = try text.split(separator: ",").map { term in
            for (sign, isEqual) in [("!=", false), ("==", true), ("=", true)] {
                guard let range = term.firstRange(of: sign) else { continue }
                let key = String(term[..<range.lowerBound]).trimmingWhiteSpace
                return (key, String(term[range.upperBound...]).trimmingWhiteSpace, isEqual)
            }
            throw HelmFailure("unable to parse requirement: \"\(term)\": only =, == and != are known")
        }
    }

    func matches(_ release: Release) -> Bool {
        var labels = release.labels
        labels["name"] = release.name
        labels["owner"] = "helm"
        labels["status"] = release.info.status.rawValue
        labels["version"] = "\(release.revision)"
        return terms.allSatisfy { (labels[$0.key] == $0.value) == $0.isEqual }
    }
}
