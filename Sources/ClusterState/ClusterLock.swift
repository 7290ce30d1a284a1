import Documents
import FileIO
import Glibc
import HTTP
import Kubernetes
import SystemPackage

/// Who may change the cluster: one at a time, by a Lease that is renewed while they are at it.
///
/// Who was killed is known to be gone at once on the same machine, and elsewhere when the Lease is not renewed any more.
// Kubernetes coordination/v1 Lease, as client-go tools/leaderelection uses it: what counts is that the Lease changes, not
// what time it says, since clocks differ.
public final class ClusterLock {
    private let store: StateStore
    private let path: String
    private let name: String
    private var holder: LockHolder

    /// - name: of the Lease, in our namespace.
    public init(_ store: StateStore, name: String) {
        self.store = store
        self.name = "lease/\(name)"
        path = "/apis/coordination.k8s.io/v1/namespaces/\(StateStore.namespace)/leases/\(name)"
        holder = LockHolder.current()
    }

    /// A Lease that was not renewed for so long is anybody's.
    static let leaseSeconds = 15
    /// Seconds from one renewal to the next: several may fail.
    public static let renewalSeconds = 4

    /// Takes the lock. Throws `StateError.locked` if somebody else has it and goes on having it.
    ///
    /// - waitSeconds: how long to wait for them.
    /// - waiting: is told once who they are.
    public func acquire(waitSeconds: Int, waiting: (String) -> Void) throws {
        try store.ensureNamespace()
        let deadline = monotonicSeconds() + Double(waitSeconds)
        var seen: (version: String, since: Double)?
        var isTold = false
        while true {
            guard let lease = try read() else {
                if try write(.post, version: nil) { return }
                continue
            }
            let other = lease["spec"]?["holderIdentity"]?.string ?? ""
            let version = lease["metadata"]?["resourceVersion"]?.string ?? ""
            if seen?.version != version { seen = (version, monotonicSeconds()) }
            let silence = monotonicSeconds() - (seen?.since ?? 0)
            let limit = lease["spec"]?["leaseDurationSeconds"]?.integer ?? Int64(Self.leaseSeconds)
            if other.isEmpty || LockHolder(other)?.isGone == true || silence > Double(limit) {
                if try write(.put, version: version) { return }
                continue
            }
            guard monotonicSeconds() < deadline else { throw StateError.locked(by: other) }
            if !isTold { waiting(other) }
            isTold = true
            usleep(500_000)
        }
    }

    /// Says that we are still at it.
    ///
    /// - process: leads the group of processes that do the work: while any of them is there, we are not gone.
    /// - returns: false if the lock is somebody else's by now.
    public func renew(for process: Int32) throws -> Bool {
        holder.group = process
        while true {
            guard let lease = try read() else { return try write(.post, version: nil) }
            guard LockHolder(lease["spec"]?["holderIdentity"]?.string ?? "")?.isSame(as: holder) == true else {
                return false
            }
            if try write(.put, version: lease["metadata"]?["resourceVersion"]?.string) { return true }
        }
    }

    /// Gives the lock back, if it is ours.
    public func release() throws {
        guard let lease = try read(),
            LockHolder(lease["spec"]?["holderIdentity"]?.string ?? "")?.isSame(as: holder) == true
        else { return }
        let version = lease["metadata"]?["resourceVersion"] ?? ""
        let body = JSON.bytes([
            "apiVersion": "v1", "kind": "DeleteOptions", "preconditions": ["resourceVersion": version],
        ])
        do {
            let request = try store.cluster.client.request(
                .delete, path, contentType: "application/json", body: body)
            _ = try store.cluster.paced(request, operation: "delete \(name)", seconds: 10)
        } catch KubernetesError.refused(_, let status) where [404, 409].contains(status.code) {
            // Somebody else has it, or nobody.
        }
    }

    private func read() throws -> Value? {
        do {
            let request = try store.cluster.client.request(.get, path)
            return try store.cluster.paced(request, operation: "get \(name)", seconds: 60).1
        } catch let error as KubernetesError where error.isNotFound {
            return nil
        }
    }

    /// - returns: false if somebody else was faster.
    private func write(_ method: Method, version: String?) throws -> Bool {
        var metadata: Value.Object = [
            "name": .string(String(name.dropFirst("lease/".count))), "namespace": .string(StateStore.namespace),
        ]
        if let version { metadata["resourceVersion"] = .string(version) }
        let now = microTime()
        let lease: Value = [
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": .object(metadata),
            "spec": [
                "holderIdentity": .string(holder.text), "leaseDurationSeconds": .integer(Int64(Self.leaseSeconds)),
                "renewTime": .string(now), "acquireTime": .string(now),
            ],
        ]
        let target = method == .post ? String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]) : path
        do {
            let request = try store.cluster.client.request(
                method, target, contentType: "application/json", body: JSON.bytes(lease))
            _ = try store.cluster.paced(request, operation: "take \(name)", seconds: 60)
            return true
        } catch KubernetesError.refused(_, let status) where [404, 409].contains(status.code) {
            return false
        }
    }
}

/// A process of some machine, in a way that others on that machine can tell whether it is still there.
struct LockHolder: Equatable {
    var host: String
    /// Changes with every start of the machine, and with every namespace of processes.
    var machine: String
    var process: Int32
    /// The group of processes that do the work; 0 for none yet.
    var group: Int32

    static func current() -> LockHolder {
        var name = utsname()
        uname(&name)
        let host = withUnsafeBytes(of: name.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let boot = (try? readFile("/proc/sys/kernel/random/boot_id", limit: 100)).map {
            String(decoding: $0.prefix(8), as: UTF8.self)
        }
        let space = (try? readLink("/proc/self/ns/pid").string.filter(\.isNumber)) ?? ""
        return LockHolder(host: host, machine: "\(boot ?? "")-\(space)", process: getpid(), group: 0)
    }

    init(host: String, machine: String, process: Int32, group: Int32) {
        (self.host, self.machine, self.process, self.group) = (host, machine, process, group)
    }

    /// Nil for what others may have written.
    init?(_ text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false).map { String($0) }
        guard parts.count >= 4, let process = Int32(parts[parts.count - 2]), let group = Int32(parts[parts.count - 1])
        else { return nil }
        self.init(
            host: parts.dropLast(3).joined(separator: "_"), machine: parts[parts.count - 3], process: process,
            group: group)
    }

    var text: String { "\(host)_\(machine)_\(process)_\(group)" }

    func isSame(as other: LockHolder) -> Bool {
        host == other.host && machine == other.machine && process == other.process
    }

    /// Whether it ran on this machine and is no more: neither the process that held the lock, nor those that it started.
    var isGone: Bool {
        let own = LockHolder.current()
        guard host == own.host, machine == own.machine else { return false }
        return !Self.runs { $0 == process || (group != 0 && $1 == group) }
    }

    /// Whether a process runs that a claim about its number and its group holds for. One that has ended and was not
    /// waited for by its parent does not run.
    // proc(5): /proc/PID/stat, of which the name in parentheses may have anything in it.
    private static func runs(where claim: (Int32, Int32) -> Bool) -> Bool {
        guard let directory = opendir("/proc") else { return true }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let process = Int32(name), let bytes = try? readFile(FilePath("/proc/\(name)/stat"), limit: 4096)
            else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
            guard fields.count > 3, let group = Int32(fields[3]), !["Z", "X"].contains(fields[1]) else { continue }
            if claim(process, group) { return true }
        }
        return false
    }
}

func monotonicSeconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}

/// The time now as a MicroTime: `2026-01-02T15:04:05.000000Z`.
private func microTime() -> String {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    var parts = tm()
    gmtime_r(&now.tv_sec, &parts)
    func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)].map { digits($0, 2) }
    let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { digits(Int($0), 2) }
    return "\(date.joined(separator: "-"))T\(time.joined(separator: ":")).\(digits(now.tv_nsec / 1000, 6))Z"
}
