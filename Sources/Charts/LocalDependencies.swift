import FileIO
import SystemPackage

extension Chart {
    /// The chart with the dependencies that Chart.yaml takes from local folders (`file://…`) as they are there now.
    ///
    /// - directory: the chart's own folder: relative addresses start there.
    /// Throws `ChartError`, `FileError`. Nothing is written below `directory`.
    // helm v4.2 pkg/downloader/manager.go: `helm dependency build` packs such folders into charts/.
    public func addingLocalDependencies(from directory: FilePath, depth: Int = 0) throws -> Chart {
        guard depth < ChartLimits.depth else {
            throw ChartError.invalid(
                chart: metadata.name, file: "Chart.yaml", reason: "dependencies more than \(ChartLimits.depth) deep")
        }
        var result = self
        for dependency in metadata.dependencies where dependency.repository.hasPrefix("file://") {
            let written = FilePath(String(dependency.repository.dropFirst("file://".count)))
            let path = written.isAbsolute ? written : directory.pushing(written).lexicallyNormalized()
            let chart = try Chart.load(path)
            guard chart.metadata.name == dependency.name else {
                throw ChartError.invalid(
                    chart: metadata.name, file: "Chart.yaml",
                    reason:
                        "dependency \"\(dependency.name)\": the chart at \(path) is called \"\(chart.metadata.name)\"")
            }
            let whole = isDirectory(path) ? try chart.addingLocalDependencies(from: path, depth: depth + 1) : chart
            result.dependencies.removeAll { $0.metadata.name == dependency.name }
            result.dependencies.append(whole)
        }
        result.dependencies.sort { $0.metadata.name.utf8.lexicographicallyPrecedes($1.metadata.name.utf8) }
        let missing = result.missingDependencies
        let remote = metadata.dependencies.first { missing.contains($0.name) && !$0.repository.isEmpty }
        if let remote {
            throw ChartError.unsupportedRepository(
                chart: metadata.name, dependency: remote.name, repository: remote.repository)
        }
        return result
    }
}
