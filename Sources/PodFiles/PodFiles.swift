import Archive
import Diagnostics
import FileIO
import Glibc
import HTTP
public import Kubernetes
import SystemPackage

/// Files of a container: taken there and brought from there as a tar stream, by the `tar` that the container has.
public struct PodFiles {
    private let cluster: Cluster
    private let pod: Cluster.Location
    private let container: String?
    private let reporter: any Reporter

    /// The file system of a container of a pod; the pod's only container if none is named.
    ///
    /// - reporter: is warned of what is left out.
    public init(
        _ cluster: Cluster, pod: Cluster.Location, container: String?, reporter: any Reporter = SilentReporter()
    ) {
        self.cluster = cluster
        self.pod = pod
        self.container = container
        self.reporter = reporter
    }

    // MARK: into the container

    /// Copies a file, or a directory with everything in it, into the container.
    ///
    /// - remote: what it shall be called there, or a directory it shall be put into.
    /// - isCompressed: whether it is compressed on the way, which the container's `tar` must know how to undo.
    public func copy(_ local: FilePath, to remote: String, isCompressed: Bool = false) throws {
        // A file that is not there is found out before anything runs.
        _ = try FileInformation(of: local)
        let isInto = remote.hasSuffix("/") || isRemoteDirectory(remote)
        let (directory, name) = isInto ? (remote, try lastName(of: local)) : Self.split(remote)
        let (reading, writing) = try makePipe()
        let (errors, errorStart) = try makePipe()
        var command = remoteCommand(["tar", isCompressed ? "-xzmf" : "-xmf", "-", "-C", directory])
        (command.input, command.error) = (reading, errorStart)
        let running = try cluster.start(command)
        command = remoteCommand([])
        var problem: (any Error)?
        // Writing to a pipe whose reader has gone is an error on this thread, where no signal comes, and the end elsewhere.
        let written = try onThread {
            let compression = isCompressed ? try GzipSink(FileSink(writing)) : nil
            let tar = TarWriter(compression ?? FileSink(writing))
            try tar.addTree(local, as: name)
            try tar.finish()
            try compression?.finish()
        } finally: {
            try? writing.close()
        }
        let status = Result { try running.wait() }
        try? reading.close()
        do { try written() } catch { problem = error }
        try? errorStart.close()
        try finish(status, errors, "copy \(local) to \(pod.description)")
        if let problem { throw problem }
    }

    private func isRemoteDirectory(_ path: String) -> Bool {
        // Where there is no `test`, tar will say what is wrong, if anything is.
        (try? cluster.run(remoteCommand(["test", "-d", path]))) == 0
    }

    private func lastName(of local: FilePath) throws -> String {
        if let name = local.lastComponent?.string, name != ".", name != ".." { return name }
        let whole = try currentDirectory().pushing(local).lexicallyNormalized()
        return whole.lastComponent?.string ?? "root"
    }

    // MARK: out of the container

    /// Copies a file, or a directory with everything in it, out of the container. Nothing that it holds gets outside of
    /// `local`: links to places outside, devices and pipes are left out with a warning.
    ///
    /// - local: what it shall be called here, or a directory it shall be put into.
    public func copy(_ remote: String, to local: FilePath) throws {
        let (directory, name) = Self.split(remote)
        let target = isDirectory(local) ? local.appending(name == "." ? "" : name) : local
        let (reading, writing) = try makePipe()
        let (errors, errorStart) = try makePipe()
        var command = remoteCommand(["tar", "-cf", "-", "-C", directory, "./" + name])
        (command.output, command.error) = (writing, errorStart)
        let running = try cluster.start(command)
        command = remoteCommand([])
        let status: () throws -> Int32
        var problem: (any Error)?
        status = try onThread {
            try running.wait()
        } finally: {
            try? writing.close()
        }
        do {
            try extract(FileSource(reading), name, to: target, archive: "\(pod.description):\(remote)")
        } catch {
            problem = error
        }
        // What is not read any more is not waited for.
        try? reading.close()
        let ending = Result { try status() }
        try? errorStart.close()
        if problem != nil, case .success(0) = ending {
        } else {
            try finish(ending, errors, "copy \(remote) from \(pod.description)")
        }
        if let problem { throw problem }
    }

    /// The tar's one tree: a file becomes a file, a directory a directory, whole or not at all.
    private func extract(_ source: any ByteSource, _ name: String, to target: FilePath, archive: String) throws {
        let reader = TarReader(source, name: archive)
        guard let first = try reader.next() else { throw ArchiveError.endedEarly(archive: archive) }
        if first.kind == .file {
            let file = try AtomicFile(target, mode: first.mode & 0o777)
            try file.copy(from: reader)
            while try reader.next() != nil {}
            return try file.commit()
        }
        let directory = try AtomicDirectory(target)
        let extraction = Extraction(into: try directory.open(), archive: archive)
        var entry: TarEntry? = first
        while let current = entry {
            try extract(current, reader, extraction, below: name)
            entry = try reader.next()
        }
        try extraction.finish()
        try directory.commit()
    }

    private func extract(
        _ entry: TarEntry, _ reader: TarReader, _ extraction: Extraction, below root: String
    ) throws {
        func inside(_ name: String) -> String {
            let plain = name.hasPrefix("./") ? String(name.dropFirst(2)) : name
            if root == "." { return plain }
            return plain == root ? "." : plain.hasPrefix(root + "/") ? String(plain.dropFirst(root.count + 1)) : plain
        }
        var entry = entry
        if entry.kind == .hardLink { entry.linkTarget = inside(entry.linkTarget) }
        let mayBeLeftOut = entry.kind == .symbolicLink || entry.kind == .special
        do {
            try extraction.extract(entry, as: inside(entry.name), from: reader)
        } catch let error as ArchiveError where mayBeLeftOut {
            reporter.warn(error.message + ": left out")
        }
    }

    // MARK: both

    private func remoteCommand(_ arguments: [String]) -> RemoteCommand {
        RemoteCommand(arguments, in: pod, container: container)
    }

    /// Directory and name of a path in the container.
    package static func split(_ remote: String) -> (directory: String, name: String) {
        var path = remote[...]
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        guard let slash = path.lastIndex(of: "/") else { return (".", path.isEmpty ? "." : String(path)) }
        let directory = path[..<slash]
        let name = path[path.index(after: slash)...]
        return (directory.isEmpty ? "/" : String(directory), name.isEmpty ? "." : String(name))
    }

    private func onThread<Answer: Sendable>(
        _ body: @escaping @Sendable () throws -> Answer, finally: @escaping @Sendable () -> Void
    ) throws -> () throws -> Answer {
        let box = Box<Answer>()
        let thread = WorkerThread {
            box.result = Result { try body() }
            finally()
        }
        guard let thread else { throw KubernetesError.unusable("copy files: no thread can be had") }
        return {
            thread.join()
            guard let result = box.result else { throw KubernetesError.unusable("copy files: nothing was done") }
            return try result.get()
        }
    }

    private final class Box<Answer>: @unchecked Sendable {
        // Written by the thread, read once it was joined.
        var result: Result<Answer, any Error>?
    }

    /// Throws when tar did not end well, with what it said.
    private func finish(_ status: Result<Int32, any Error>, _ errors: OpenFile, _ operation: String) throws {
        let words = try? FileSource(errors).readAll(limit: Self.maximumErrorByteCount, name: "errors")
        let code = try status.get()
        guard code != 0 else { return }
        let text = String(decoding: words ?? [], as: UTF8.self).split(whereSeparator: \.isNewline).joined(
            separator: "; ")
        throw PodFilesError.remote(operation: operation, text.isEmpty ? "tar ended with status \(code)" : text)
    }

    /// What a container says is kept up to here; a pipe holds that much, so that nobody has to read meanwhile.
    private static let maximumErrorByteCount = 64 << 10
}

/// What can go wrong in a container while files are copied.
public enum PodFilesError: Failure {
    /// Its tar refused.
    case remote(operation: String, String)

    public var message: String {
        switch self {
        case .remote(let operation, let reason): "\(operation): \(reason)"
        }
    }

    public var kind: FailureKind { .failed }
}
