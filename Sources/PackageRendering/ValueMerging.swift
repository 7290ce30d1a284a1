package import Documents
import PackageModel

extension Value {
    /// Merges another value into this one: objects member by member, everything else replaced.
    ///
    /// Helm v4 pkg/cli/values MergeValues.
    package mutating func merge(_ other: Value) {
        guard case .object(var members) = self, case .object(let others) = other else {
            self = other
            return
        }
        for (key, value) in others {
            if members[key] == nil { members[key] = value } else { members[key]?.merge(value) }
        }
        self = .object(members)
    }

    /// Sets the value at a dotted path, making objects on the way.
    package mutating func set(path: String, to value: Value) {
        set(path.split(separator: ".").map(String.init)[...], to: value)
    }

    private mutating func set(_ path: ArraySlice<String>, to value: Value) {
        guard let key = path.first else {
            self = value
            return
        }
        var members = object ?? [:]
        var member = members[key] ?? .object([:])
        member.set(path.dropFirst(), to: value)
        members[key] = member
        self = .object(members)
    }

    /// Copies a part of the package's values to its place among the chart's; `.` is the whole.
    mutating func apply(_ mapping: ChartValue, from values: Value) {
        func keys(_ path: String) -> [String] { path.split(separator: ".").map(String.init) }
        var source: Value? = values
        for key in keys(mapping.sourcePath) { source = source?[key] }
        guard var part = source else { return }
        for path in mapping.excludePaths { part.remove(keys(path).dropFirst(keys(mapping.sourcePath).count)) }
        let target = keys(mapping.targetPath)
        guard target.isEmpty else { return set(target[...], to: part) }
        merge(part)
    }

    private mutating func remove(_ path: ArraySlice<String>) {
        guard let key = path.first, case .object(var members) = self else { return }
        if path.count == 1 { members.removeValue(forKey: key) } else { members[key]?.remove(path.dropFirst()) }
        self = .object(members)
    }
}
