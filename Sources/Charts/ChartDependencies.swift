import FileIO
import SystemPackage

extension Chart {
    /// The chart with the dependencies that Chart.yaml names and `charts/` does not hold.
    ///
    /// Folders named by `file://…` are taken as they are now, even over what `charts/` holds; everything else is fetched
    /// only if it is missing. Nothing is written below `directory`.
    ///
    /// Differs: `helm dependency build` fetches everything again, and needs each repository to be registered.
    /// - directory: the chart's own folder: relative addresses start there.
    /// - fetch: gets a chart from a repository, with the version that `Chart.lock` names, or else Chart.yaml.
    /// - throws: `ChartError`, `FileError`, and what `fetch` throws.
    // helm v4.2 pkg/downloader/manager.go Build.
    public func addingDependencies(
        from directory: FilePath, depth: Int = 0, fetch: (ChartDependency, _ version: String) throws -> Chart
    ) throws -> Chart {
        guard depth < ChartLimits.depth else {
            throw ChartError.invalid(
                chart: metadata.name, file: "Chart.yaml", reason: "dependencies more than \(ChartLimits.depth) deep")
        }
        var result = self
        let missing = Set(missingDependencies)
        var seen: Set<String> = []
        for dependency in metadata.dependencies where seen.insert(dependency.name).inserted {
            let isLocal = dependency.repository.hasPrefix("file://")
            guard isLocal || missing.contains(dependency.name) && !dependency.repository.isEmpty else { continue }
            let chart =
                isLocal
                ? try local(dependency, from: directory, depth: depth, fetch: fetch)
                : try fetch(dependency, lockedVersion(of: dependency))
            guard chart.metadata.name == dependency.name else {
                let reason = "dependency \"\(dependency.name)\": the chart there is called \"\(chart.metadata.name)\""
                throw ChartError.invalid(chart: metadata.name, file: "Chart.yaml", reason: reason)
            }
            result.dependencies.removeAll { $0.metadata.name == dependency.name }
            result.dependencies.append(chart)
        }
        result.dependencies.sort { $0.metadata.name.utf8.lexicographicallyPrecedes($1.metadata.name.utf8) }
        return result
    }

    private func local(
        _ dependency: ChartDependency, from directory: FilePath, depth: Int,
        fetch: (ChartDependency, String) throws -> Chart
    ) throws -> Chart {
        let written = FilePath(String(dependency.repository.dropFirst("file://".count)))
        let path = written.isAbsolute ? written : directory.pushing(written).lexicallyNormalized()
        let chart = try Chart.load(path)
        return isDirectory(path) ? try chart.addingDependencies(from: path, depth: depth + 1, fetch: fetch) : chart
    }

    private func lockedVersion(of dependency: ChartDependency) -> String {
        let locked = lock?["dependencies"]?.array?.first { $0["name"]?.string == dependency.name }
        return locked?["version"]?.string ?? dependency.version
    }
}
