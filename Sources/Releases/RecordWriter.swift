import FileIO
import Glibc
import HTTP
import Kubernetes
import Sprig
import Synchronization
import SystemPackage

/// Who writes a record: enough to know on the same machine whether they are still there.
package struct WriterIdentity: Equatable {
    /// Changes with every start of the machine.
    package let boot: String
    /// The process ids' namespace.
    package let namespace: String
    package let process: Int
    /// When the process began, in ticks since the machine did.
    package let start: String

    /// This process.
    package static let own = WriterIdentity(
        boot: firstLine("/proc/sys/kernel/random/boot_id"), namespace: link("/proc/self/ns/pid"),
        process: Int(getpid()), start: startTicks(of: Int(getpid())) ?? "")

    package var text: String { "\(boot)/\(namespace)/\(process)/\(start)" }

    package init(boot: String, namespace: String, process: Int, start: String) {
        (self.boot, self.namespace, self.process, self.start) = (boot, namespace, process, start)
    }

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let process = Int(parts[2]) else { return nil }
        self.init(boot: parts[0], namespace: parts[1], process: process, start: parts[3])
    }

    /// Whether the process runs; nil if that cannot be known from here.
    package var isAlive: Bool? {
        let own = Self.own
        guard !boot.isEmpty, boot == own.boot, !namespace.isEmpty, namespace == own.namespace else { return nil }
        return Self.startTicks(of: process) == start
    }

    private static func firstLine(_ path: String) -> String {
        guard let bytes = try? readFile(FilePath(path), limit: 4096) else { return "" }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// `pid:[4026531836]`, without what would divide the parts.
    private static func link(_ path: String) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { readlink(path, $0.assumingMemoryBound(to: CChar.self), bytes.count) } ?? 0
        }
        return count > 0 ? String(decoding: buffer[..<count].filter { $0 != UInt8(ascii: "/") }, as: UTF8.self) : ""
    }

    /// proc(5), /proc/PID/stat: field 22, counted behind the name, which may hold anything. Nil if it has ended.
    private static func startTicks(of process: Int) -> String? {
        guard let bytes = try? readFile(FilePath("/proc/\(process)/stat"), limit: 65_536),
            let close = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = String(decoding: bytes[(close + 1)...], as: UTF8.self).split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return String(fields[19])
    }
}

/// Holds the record of the revision that is being made: writes it, and shows others that somebody is at work.
///
/// Differs: Helm leaves a pending record behind when it is stopped, and refuses to go on from there.
final class RecordWriter: Sendable {
    /// The annotation that names the writer.
    static let writerAnnotation = "zarf.dev/release-writer"
    /// The annotation that changes while the writer is at work.
    static let pulseAnnotation = "zarf.dev/release-writer-pulse"
    /// Seconds between two signs of life.
    static let pulseSeconds = 10.0

    private struct State {
        var resourceVersion: String?
        var pulse = 0
    }

    private let store: ReleaseStore
    private let name: String
    private let revision: Int
    private let state: Mutex<State>
    private let end = Cancellation()

    /// Holds a record that has been written as `resourceVersion`.
    private init(_ store: ReleaseStore, _ release: Release, resourceVersion: String?) {
        self.store = store
        (name, revision) = (release.name, release.revision)
        state = Mutex(State(resourceVersion: resourceVersion))
        // The thread keeps the writer; `finish` ends both.
        let thread = WorkerThread { self.pulse() }
        self.thread.withLock { $0 = thread }
    }

    private let thread = Mutex<WorkerThread?>(nil)

    /// Adds a revision and holds it. Throws `ReleaseError.exists`, `.tooLarge`.
    static func creating(_ release: Release, in store: ReleaseStore) throws -> RecordWriter {
        let version = try store.create(release, annotations: [writerAnnotation: WriterIdentity.own.text])
        return RecordWriter(store, release, resourceVersion: version)
    }

    /// Takes over a revision that is there.
    static func holding(_ stored: ReleaseStore.Stored, in store: ReleaseStore) throws -> RecordWriter {
        let version = try store.update(
            stored.release, after: stored.resourceVersion, annotations: [writerAnnotation: WriterIdentity.own.text])
        return RecordWriter(store, stored.release, resourceVersion: version)
    }

    /// Writes the record. Throws `ReleaseError.changedMeanwhile` if somebody took it for abandoned.
    func save(_ release: Release) throws {
        try write(release, annotations: [Self.writerAnnotation: WriterIdentity.own.text])
    }

    /// Writes the record for the last time and lets go of it.
    func finish(_ release: Release) throws {
        stop()
        try write(release, annotations: [:])
    }

    /// Lets go of the record as it is.
    func stop() {
        end.cancel()
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }

    private func write(_ release: Release, annotations: [String: String]) throws {
        try state.withLock { state in
            state.resourceVersion = try store.update(
                release, after: state.resourceVersion, annotations: annotations)
        }
    }

    private func pulse() {
        var next = monotonicNow() + Self.pulseSeconds
        while !end.isCancelled {
            usleep(50_000)
            guard monotonicNow() >= next else { continue }
            next = monotonicNow() + Self.pulseSeconds
            state.withLock { state in
                state.pulse += 1
                // A sign of life that does not arrive is no reason to stop: the next write tells what is the matter.
                if let version = try? store.annotate(
                    name, revision: revision, [Self.pulseAnnotation: "\(state.pulse)"], after: state.resourceVersion)
                {
                    state.resourceVersion = version
                }
            }
        }
    }
}

extension ReleaseStore {
    /// What is known of whoever is, or was, at work on a revision.
    enum Writer {
        /// They are gone.
        case gone
        /// They are there, or may be; how that is known.
        case present(String)
    }

    /// Who was killed may be seen for a moment longer, where processors and disks have much to do.
    private static let dyingSeconds = 5.0

    /// Whether somebody is still at work on a revision. Looks for signs of life, up to 25 seconds.
    ///
    /// - patienceSeconds: how long a record of Helm's, which shows no life, counts as one that is worked on.
    func writer(of entry: Entry, _ name: String, patienceSeconds: Int) throws -> Writer {
        guard let identity = entry.annotations[RecordWriter.writerAnnotation].flatMap({ WriterIdentity($0) }) else {
            let stamps = ["createdAt", "modifiedAt"].compactMap { entry.labels[$0].flatMap { Int64($0) } }
            let age = Timestamp.now().seconds - (stamps.max() ?? 0)
            guard age < patienceSeconds else { return .gone }
            return .present("Helm began it \(age) seconds ago; it counts as abandoned after \(patienceSeconds)")
        }
        if var isAlive = identity.isAlive {
            let deadline = monotonicNow() + Self.dyingSeconds
            while isAlive, monotonicNow() < deadline {
                usleep(20_000)
                isAlive = identity.isAlive ?? false
            }
            return isAlive ? .present("process \(identity.process) of this machine is at work on it") : .gone
        }
        let deadline = monotonicNow() + 2.5 * RecordWriter.pulseSeconds
        while monotonicNow() < deadline {
            usleep(1_000_000)
            guard let now = try entries(of: name).first(where: { $0.revision == entry.revision }) else { return .gone }
            if now.resourceVersion != entry.resourceVersion { return .present("another machine is at work on it") }
        }
        return .gone
    }
}
