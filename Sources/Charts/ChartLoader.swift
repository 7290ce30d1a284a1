import Archive
import FileIO
import SystemPackage

extension Chart {
    /// Loads a chart from a folder, or from an archive that `helm package` made. Throws `ChartError`, `FileError`.
    public static func load(_ path: FilePath) throws -> Chart {
        switch try FileInformation(of: path).kind {
        case .directory: return try Chart(files: try chartFolderFiles(path), name: path.string)
        case .file:
            try checkIsGzip(path)
            let files = try chartArchiveFiles(try FileSource(path: path), name: path.string)
            return try Chart(files: files, name: path.string)
        case .symbolicLink, .other: throw ChartError.notAChart(path: path.string)
        }
    }

    /// Loads a chart from an archive. Throws `ChartError`, and what reading throws.
    ///
    /// - name: what is read, for messages.
    public static func load(archive source: any ByteSource, name: String) throws -> Chart {
        try Chart(files: try chartArchiveFiles(source, name: name), name: name)
    }
}

/// The files of a chart's folder, `.helmignore` obeyed, symbolic links followed.
// helm v4.2 pkg/chart/v2/loader/directory.go LoadDir.
func chartFolderFiles(_ root: FilePath) throws -> [ChartFile] {
    let ignoreFile = root.appending(".helmignore")
    let text = fileExists(ignoreFile) ? try readFile(ignoreFile, limit: Int(ChartLimits.fileByteCount)) : []
    var folder = ChartFolder(root: root, rules: try IgnoreRules(text, chart: root.string))
    try folder.walk("", depth: 0)
    return folder.files
}

private struct ChartFolder {
    let root: FilePath
    let rules: IgnoreRules
    var files: [ChartFile] = []
    var byteCount: Int64 = 0

    mutating func walk(_ directory: String, depth: Int) throws {
        guard depth < ChartLimits.depth else {
            throw ChartError.invalid(chart: root.string, file: directory, reason: "folders more than \(depth) deep")
        }
        let path = directory.isEmpty ? root : root.appending(directory)
        for entry in try directoryEntries(path) {
            let name = directory.isEmpty ? entry : "\(directory)/\(entry)"
            let information = try information(of: path.appending(entry), name)
            if rules.ignores(name, isDirectory: information.kind == .directory) { continue }
            switch information.kind {
            case .directory: try walk(name, depth: depth + 1)
            case .file: try add(name, path.appending(entry), information)
            case .symbolicLink, .other:
                throw irregular(file: try absolute(path.appending(entry)))
            }
        }
    }

    /// Linux follows 40 links, and now and then counts one twice: those in a circle end either here or by their depth.
    private func information(of path: FilePath, _ name: String) throws -> FileInformation {
        do {
            return try FileInformation(of: path)
        } catch FileError.system(_, _, .tooManySymbolicLinkLevels) {
            throw ChartError.invalid(chart: root.string, file: name, reason: "links that go in circles")
        } catch FileError.system(_, _, .noSuchFileOrDirectory) {
            throw broken(link: try absolute(path))
        }
    }

    private func broken(link: FilePath) -> ChartError {
        let reason = "lstat \(missingPart(of: link)): no such file or directory"
        return .refused(chart: root.string, reason: "error evaluating symlink \(link): \(reason)")
    }

    private func irregular(file: FilePath) -> ChartError {
        .refused(chart: root.string, reason: "cannot load irregular file \(file) as it has file mode type bits set")
    }

    private func absolute(_ path: FilePath) throws -> FilePath {
        (path.isAbsolute ? path : try currentDirectory().pushing(path)).lexicallyNormalized()
    }

    /// The first part that is not there of the path that a link leads to.
    // Go path/filepath symlink.go walkSymlinks.
    private func missingPart(of link: FilePath) -> FilePath {
        var rest = Array(link.components.reversed())
        var reached = FilePath("/")
        while let component = rest.popLast() {
            if component.kind == .parentDirectory {
                reached.removeLastComponent()
                continue
            }
            reached.append(component)
            switch step(reached) {
            case .missing: return reached
            case .link(let target):
                reached = target.isAbsolute ? FilePath("/") : reached.removingLastComponent()
                rest += target.components.reversed()
            case .other: break
            }
        }
        return reached
    }

    private enum Step { case missing, link(FilePath), other }

    private func step(_ path: FilePath) -> Step {
        guard let kind = try? FileInformation(of: path, followingLinks: false).kind else { return .missing }
        guard kind == .symbolicLink, let target = try? readLink(path) else { return .other }
        return .link(target)
    }

    private mutating func add(_ name: String, _ path: FilePath, _ information: FileInformation) throws {
        byteCount += information.byteCount
        try checkSize(information.byteCount, total: byteCount, chart: root.string, file: name)
        let modified = ChartFile.Moment(
            seconds: Int64(information.modifiedSeconds), nanoseconds: information.modifiedNanoseconds)
        files.append(ChartFile(name: name, content: .file(path), modified: modified))
    }
}

func checkSize(_ size: Int64, total: Int64, chart: String, file: String) throws(ChartError) {
    guard size <= ChartLimits.fileByteCount else {
        throw .tooLarge(chart: chart, file: file, limit: ChartLimits.fileByteCount)
    }
    guard total <= ChartLimits.chartByteCount else {
        throw .tooLarge(chart: chart, file: "", limit: ChartLimits.chartByteCount)
    }
}
