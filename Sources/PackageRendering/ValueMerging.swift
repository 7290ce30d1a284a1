import Documents
import PackageModel

extension Value {
    /// Copies a part of the package's values to its place among the chart's; `.` is the whole.
    mutating func apply(_ mapping: ChartValue, from values: Value) {
        func keys(_ path: String) -> [String] { path.split(separator: ".").map(String.init) }
        var source: Value? = values
        for key in keys(mapping.sourcePath) { source = source?[key] }
        guard var part = source else { return }
        for path in mapping.excludePaths { part.remove(keys(path).dropFirst(keys(mapping.sourcePath).count)) }
        let target = keys(mapping.targetPath)
        guard target.isEmpty else { return set(path: mapping.targetPath, to: part) }
        merge(part)
    }

    private mutating func remove(_ path: ArraySlice<String>) {
        guard let key = path.first, case .object(var members) = self else { return }
        if path.count == 1 { members.removeValue(forKey: key) } else { members[key]?.remove(path.dropFirst()) }
        self = .object(members)
    }
}
