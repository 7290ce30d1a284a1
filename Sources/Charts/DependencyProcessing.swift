import Documents
import GoTemplate

/// Which charts below a chart are on, under which names, and what it imports from them.
// helm v4.2 pkg/chart/v2/util/dependencies.go.
extension RenderedChart {
    /// Leaves dependencies that are off out, gives others their alias, and imports values.
    ///
    /// - throws: `GoError` if the values given for a chart are no map.
    package func processDependencies(_ given: GoMap, isInRange: (_ version: String, _ range: String) -> Bool) throws {
        try enableDependencies(given, path: [], isInRange)
        try importAllValues()
    }

    private func enableDependencies(
        _ given: GoMap, path: [GoString], _ isInRange: (String, String) -> Bool
    ) throws {
        guard !declared.isEmpty else { return }
        var charts = dependencies.filter { existing in
            !declared.contains { $0.name == existing.name && isInRange(existing.version, $0.version) }
        }
        for entry in declared {
            let found = dependencies.first { $0.name == entry.name && isInRange($0.version, entry.version) }
            if let found { charts.append(found.copy(named: entry.alias)) }
            if !entry.alias.isEmpty { entry.name = entry.alias }
        }
        dependencies = charts
        for entry in declared { entry.isEnabled = true }
        let values = try Coalescing.values(of: self, given)
        applyTags(values)
        applyConditions(values, path)
        let off = Set(declared.filter { !$0.isEnabled }.map(\.name))
        declared.removeAll { off.contains($0.name) }
        let on = dependencies.filter { !off.contains($0.name) }
        for chart in on {
            try chart.enableDependencies(values, path: path + [GoString(chart.name)], isInRange)
        }
        dependencies = on
    }

    private func applyTags(_ values: GoMap) {
        guard case .map(let tags)? = values["tags"] else { return }
        for entry in declared {
            let states = entry.tags.compactMap { tag -> Bool? in
                if case .bool(let state)? = tags[GoString(tag)] { state } else { nil }
            }
            entry.isEnabled = states.isEmpty || states.contains(true)
        }
    }

    private func applyConditions(_ values: GoMap, _ path: [GoString]) {
        for entry in declared {
            for condition in entry.condition.trimmingSpaces.split(separator: ",") {
                let keys = condition.split(separator: ".", omittingEmptySubsequences: false).map {
                    GoString(String($0))
                }
                guard case .bool(let state)? = values.value(at: path + keys) else { continue }
                entry.isEnabled = state
                break
            }
        }
    }

    private func importAllValues() throws {
        for dependency in dependencies { try dependency.importAllValues() }
        guard !declared.isEmpty else { return }
        let merged = try Coalescing.values(of: self, GoMap(), merging: true)
        let imported = GoMap()
        for entry in declared {
            var normalized: [Value] = []
            for item in entry.importValues {
                let (child, parent) = Self.importPaths(item)
                guard let child else { continue }
                normalized.append(.object(["child": .string(child), "parent": .string(parent)]))
                let path = "\(entry.name).\(child)".split(separator: ".", omittingEmptySubsequences: false)
                guard case .map(let table)? = merged.value(at: path.map { GoString(String($0)) }) else { continue }
                Coalescing.mergeTables(imported, Self.nested(table, at: parent), merging: true)
            }
            entry.importValues = normalized
        }
        let result = Coalescing.deepCopy(merged)
        Coalescing.mergeTables(result, imported, merging: true)
        values = result
    }

    private static func importPaths(_ item: Value) -> (child: String?, parent: String) {
        switch item {
        case .string(let name): return ("exports.\(name)", ".")
        case .object(let object):
            func text(_ key: String) -> String {
                GoFormat.sprintf("%v", [object[key].map { GoValue($0) } ?? .nil]).text
            }
            return (text("child"), text("parent"))
        default: return (nil, "")
        }
    }

    private static func nested(_ table: GoMap, at path: String) -> GoMap {
        guard path != "." else { return table }
        var map = table
        for key in path.split(separator: ".", omittingEmptySubsequences: false).reversed() {
            map = GoMap([GoString(String(key)): .map(map)])
        }
        return map
    }
}

extension String {
    /// Without white space at either end.
    var trimmingSpaces: Substring {
        var rest = drop { $0.isWhitespace }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }
}
