import FileIO
public import SystemPackage

/// Unpacks a chart's archive into a folder of the chart's name below `folder`. Returns that folder.
///
/// - throws: `ChartError` if the archive holds no chart; nothing is written then.
// helm v4.2 pkg/chart/v2/util/expand.go Expand.
@discardableResult
public func unpackChart(_ archive: FilePath, into folder: FilePath) throws -> FilePath {
    let files = try chartArchiveFiles(try FileSource(path: archive), name: archive.string)
    let chart = try Chart(files: files, name: archive.string)
    let root = folder.appending(chart.metadata.name)
    for file in files {
        guard case .bytes(let bytes) = file.content else { continue }
        // The names were checked when the archive was read: none leads out of the chart.
        let path = root.appending(file.name)
        try createDirectories(path.removingLastComponent())
        try writeFile(path, bytes, mode: 0o644)
    }
    return root
}
