import Archive
import Diagnostics
import FileIO
import Glibc
import Hashing
import PackageModel
import SystemPackage
import Variables

/// Puts the files of a component in their places on this machine.
///
/// The component's tar is read twice: once to verify all of it, then to write each file to where it goes, without a copy in
/// between. Every file appears whole; doing it again gives the same.
public struct FilePlacement {
    /// What targets are meant from.
    public struct Places: Sendable {
        /// What `~` stands for.
        public var home: FilePath?
        /// What relative targets are relative to.
        public var workingDirectory: FilePath
        /// What `###ZARF_TEMP###` stands for.
        public var temporaryDirectory: FilePath

        /// Places for targets.
        public init(home: FilePath?, workingDirectory: FilePath, temporaryDirectory: FilePath) {
            self.home = home
            self.workingDirectory = workingDirectory
            self.temporaryDirectory = temporaryDirectory
        }
    }

    /// Evaluates a file that is a Go template, given its text and name; variables are replaced before.
    public var evaluateTemplate: ((String, String) throws -> String)?
    private let component: Component
    private let package: PackageReader
    private let variables: DeployVariables
    private let places: Places
    private let reporter: any Reporter

    /// The placement of a component's files.
    public init(
        _ component: Component, of package: PackageReader, variables: DeployVariables, places: Places,
        reporter: any Reporter
    ) {
        self.component = component
        self.package = package
        self.variables = variables
        self.places = places
        self.reporter = reporter
    }

    /// Verifies the files of a component, as `run` does before it writes.
    public static func check(_ component: Component, of package: PackageReader) throws {
        guard !component.files.isEmpty else { return }
        let entryName = PackageEntryName.component(component.name)
        guard package.entry(named: entryName) != nil else {
            throw PackageError.missingFile(package: package.name, name: entryName)
        }
        _ = try ComponentFilesSurvey(component, of: package, entryName: entryName)
    }

    private var entryName: String { PackageEntryName.component(component.name) }

    /// Where the files of a component are.
    public struct Placed: Sendable {
        /// The targets and symbolic links of the definition, in its order.
        public fileprivate(set) var targets: [FilePath] = []
        /// Everything that was written, what is in folders included.
        public fileprivate(set) var everything: [FilePath] = []
    }

    /// Places all files and returns where they are.
    ///
    /// - throws: before anything is written if the tar or a file's shasum is not what it should be.
    // zarf v0.84 src/pkg/packager/deploy.go processComponentFiles.
    public func run() throws -> Placed {
        var placed = Placed()
        guard !component.files.isEmpty else { return placed }
        if let file = component.files.first(where: { $0.template == true }), evaluateTemplate == nil {
            throw malformed("\(file.target) is a Go template, which there are none of here")
        }
        guard package.entry(named: entryName) != nil else {
            throw PackageError.missingFile(package: package.name, name: entryName)
        }
        let targets = try component.files.map(target)
        let survey = try ComponentFilesSurvey(component, of: package, entryName: entryName)
        placed.everything = try place(survey, at: targets)
        for (file, target) in zip(component.files, targets) {
            placed.targets.append(target)
            for link in file.symlinks {
                let path = try expanded(link)
                try replaceWithLink(path, to: places.workingDirectory.pushing(target).lexicallyNormalized())
                placed.targets.append(path)
                placed.everything.append(path)
            }
        }
        return placed
    }

    /// Where a file goes.
    // zarf v0.84 src/config/config.go GetAbsHomePath: a leading tilde, whatever follows it, is the home directory.
    private func target(_ file: ComponentFile) throws -> FilePath {
        guard let mark = file.target.range(ofFirst: "###ZARF_TEMP###") else { return try expanded(file.target) }
        let directory = places.temporaryDirectory.string
        return try expanded(String(file.target[..<mark.lowerBound]) + directory + file.target[mark.upperBound...])
    }

    private func expanded(_ path: String) throws -> FilePath {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw malformed("a target is empty or holds a zero byte") }
        guard path.hasPrefix("~") else { return FilePath(path) }
        guard let home = places.home else { throw malformed("the home directory of target \(path) is not known") }
        return FilePath(home.string + path.dropFirst())
    }

    private func malformed(_ reason: String) -> PackageError {
        .malformed(package: package.name, reason: "component \"\(component.name)\": \(reason)")
    }

    // MARK: writing

    /// Writes what is in the tar and returns where it all is.
    private func place(_ survey: ComponentFilesSurvey, at targets: [FilePath]) throws -> [FilePath] {
        let task = "place files of \(component.name)"
        reporter.report(.began(task: task, byteCount: package.entry(named: entryName)?.byteCount))
        defer { reporter.report(.finished(task: task)) }
        let tar = TarReader(try package.openVerified(entryName), name: "\(package.name): \(entryName)")
        var newDirectories: [(path: FilePath, mode: mode_t)] = []
        var written: [FilePath] = []
        while let entry = try tar.next() {
            guard let place = survey.places[entry.name] else { continue }
            let path = place.rest.isEmpty ? targets[place.index] : targets[place.index].pushing(FilePath(place.rest))
            written.append(path)
            switch entry.kind {
            case .directory:
                guard !isDirectory(path) else { continue }
                try createDirectories(path, mode: 0o700)
                newDirectories.append((path, entry.mode))
            case .symbolicLink: try replaceWithLink(path, to: FilePath(entry.linkTarget))
            default:
                try write(
                    entry, from: tar, to: path, isText: survey.texts.contains(entry.name),
                    isTemplate: component.files[place.index].template == true)
            }
            reporter.report(.advanced(task: task, byteCount: entry.byteCount))
        }
        // Differs: upstream gives directories that were there the package's mode too; 0700 on /etc is of no use to anybody.
        for (path, mode) in newDirectories.reversed() {
            try systemCall("create directory", path.string) { path.withPlatformString { chmod($0, mode & 0o777) } }
        }
        return written
    }

    private func write(
        _ entry: TarEntry, from content: any ByteSource, to path: FilePath, isText: Bool, isTemplate: Bool
    ) throws {
        try createDirectories(path.removingLastComponent(), mode: 0o700)
        let file = try AtomicFile(path, mode: 0o600, temporaryName: temporaryName(path))
        if isText, isTemplate, let evaluateTemplate {
            let bytes = try content.readAll(limit: DeployVariables.maximumFileByteCount, name: entry.name)
            let text = try variables.replaced(
                in: String(decoding: bytes, as: UTF8.self), name: path.string, reporting: reporter)
            try file.write(try evaluateTemplate(text, path.string))
        } else if isText {
            try variables.replace(from: content, to: file, name: path.string, reporting: reporter)
        } else {
            try file.copy(from: content)
        }
        try systemCall("create", path.string) { fchmod(file.file.descriptor, entry.mode & 0o777) }
        try file.commit()
    }

    /// Makes a symbolic link in the place of whatever is there.
    private func replaceWithLink(_ path: FilePath, to target: FilePath) throws {
        let parent = path.removingLastComponent()
        try createDirectories(parent, mode: 0o700)
        let temporary = parent.appending(temporaryName(path))
        _ = temporary.withPlatformString { unlink($0) }
        try systemCall("create link", path.string) {
            target.withPlatformString { target in temporary.withPlatformString { symlink(target, $0) } }
        }
        // zarf v0.84 src/pkg/packager/deploy.go processComponentFiles: even a directory makes way for the link.
        if (try? FileInformation(of: path, followingLinks: false).kind) == .directory { removeTree(path) }
        do {
            try systemCall("create link", path.string) {
                temporary.withPlatformString { source in path.withPlatformString { rename(source, $0) } }
            }
        } catch {
            _ = temporary.withPlatformString { unlink($0) }
            throw error
        }
        try synchronizeDirectory(parent)
    }

    /// The same each time, so that a repetition takes away what a killed process left.
    private func temporaryName(_ path: FilePath) -> String {
        let name = path.lastComponent?.string ?? ""
        return ".zarf-partial-" + Digest.sha256(name.utf8).hex.prefix(16)
    }
}

extension String {
    /// Where `part` occurs first.
    fileprivate func range(ofFirst part: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }
}
