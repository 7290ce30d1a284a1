import Diagnostics
import FileIO
import HTTP
import Hashing
import OCI

/// What became of a blob that was to be pushed.
public enum BlobPush: Sendable, Hashable {
    /// The repository had it already.
    case existed
    /// The registry took it over from another repository.
    case mounted
    /// It was sent.
    case sent
}

extension RegistryClient {
    /// Pushes a blob unless the repository has it.
    ///
    /// - mountFrom: a repository of the same registry that has it.
    /// - open: gives the bytes; called again for each further attempt.
    @discardableResult
    public func pushBlob(
        _ descriptor: Descriptor, to repository: Reference, mountFrom: Reference? = nil,
        cancellation: Cancellation? = nil, open: @escaping () throws -> any ByteSource
    ) throws -> BlobPush {
        if try hasBlob(descriptor, in: repository, cancellation: cancellation) { return .existed }
        let upload = try Upload(self, descriptor, repository, cancellation)
        var mountFrom = mountFrom?.registry == repository.registry ? mountFrom : nil
        var attempt = 1
        while true {
            do {
                guard let location = try upload.begin(mountFrom: mountFrom) else { return .mounted }
                mountFrom = nil
                try upload.send(to: location, open)
                return .sent
            } catch let error as any Failure
                where Upload.isTransient(error) && attempt < client.configuration.retry.attempts
            {
                try client.pause(afterAttempt: attempt, cancellation: cancellation)
                attempt += 1
            }
        }
    }
}

/// One blob on its way into a repository. A session that broke is left behind and a new one begun: what state the
/// registry keeps of it is anybody's guess.
private struct Upload {
    private let registry: RegistryClient
    private let descriptor: Descriptor
    private let repository: Reference
    private let cancellation: Cancellation?
    private let host: RegistryHost
    private let operation: String

    init(
        _ registry: RegistryClient, _ descriptor: Descriptor, _ repository: Reference, _ cancellation: Cancellation?
    ) throws {
        let operation = "push blob \(descriptor.digest) to \(repository.name)"
        self.registry = registry
        self.descriptor = descriptor
        self.repository = repository
        self.cancellation = cancellation
        self.operation = operation
        host = try withTransferContext(operation) { try registry.hosts.host(repository.registry) }
    }

    static func isTransient(_ error: any Failure) -> Bool {
        switch error {
        case let error as ContextualFailure: isTransient(error.cause)
        case HTTPError.transfer(_, let cause): cause.isTransient
        // The registry has lost the session, or is out of step with us.
        case RegistryError.refused(_, 404, "BLOB_UPLOAD_UNKNOWN", _): true
        case RegistryError.refused(_, let status, _, _): [408, 416, 429, 500, 502, 503, 504].contains(status)
        default: false
        }
    }

    /// The scopes of a push; mounting needs to read the other repository.
    private func scopes(_ other: Reference?) -> [Scope] {
        [.push(repository.repository)] + (other.map { [.pull($0.repository)] } ?? [])
    }

    /// Begins a session and returns where the bytes go; nil when the blob was mounted.
    // OCI distribution-spec 1.1 "Pushing a blob monolithically" and "Mounting a blob from another repository".
    func begin(mountFrom: Reference?) throws -> HTTPURL? {
        var url = try host.base.resolving("/v2/\(repository.repository)/blobs/uploads/")
        if let mountFrom {
            url = url.adding("mount", descriptor.digest.description).adding("from", mountFrom.repository)
        }
        // A session nobody uses is harmless.
        var request = Request(.post, url, body: .bytes([]))
        request.isIdempotent = true
        var response = try open(request, mountFrom)
        if mountFrom != nil, [400, 401, 403, 404, 405].contains(response.status) {
            // Not every registry lets us, or knows the parameter: the bytes go over the wire then.
            return try begin(mountFrom: nil)
        }
        if response.status == 201, mountFrom != nil { return nil }
        guard response.status == 202 else { throw RegistryError(operation: operation, response) }
        return try location(&response)
    }

    /// Where a session goes on. Relative or absolute; another host gets no credentials.
    private func location(_ response: inout Response) throws -> HTTPURL {
        guard let text = response.headers["Location"] else {
            throw RegistryError.malformedAnswer(operation: operation, reason: "the registry names no upload location")
        }
        var target = try withTransferContext(operation) { try response.head.url.resolving(text) }
        if host.base.isSecure, !target.isSecure {
            // A registry behind a proxy that ends TLS often does not know that it is HTTPS.
            guard target.host == host.base.host else {
                throw RegistryError.malformedAnswer(
                    operation: operation, reason: "its upload location is plain HTTP at another host, \(target.host)")
            }
            let rest = target.text.dropFirst("http://".count).drop { $0 != "/" }
            target = try host.base.resolving(String(rest))
        }
        return target
    }

    func send(to location: HTTPURL, _ open: @escaping () throws -> any ByteSource) throws {
        let task = "push \(repository.name) \(descriptor.digest.hex.prefix(12))"
        registry.reporter.report(.began(task: task, byteCount: descriptor.byteCount))
        defer { registry.reporter.report(.finished(task: task)) }
        let source = { ReportingSource(try open(), task: task, reporter: registry.reporter) }
        if let chunk = registry.uploadChunkByteCount, descriptor.byteCount > Int64(chunk) {
            try sendChunks(to: location, chunkByteCount: chunk, try source())
        } else {
            try finish(at: location, body: .stream(byteCount: descriptor.byteCount, open: source))
        }
    }

    private func finish(at location: HTTPURL, body: RequestBody) throws {
        var request = Request(.put, location.adding("digest", descriptor.digest.description), body: body)
        request.headers["Content-Type"] = MediaType.octetStream.name
        let response = try self.open(request)
        guard response.isSuccess else { throw RegistryError(operation: operation, response) }
        if let stored = response.headers["Docker-Content-Digest"].flatMap({ try? Digest($0) }),
            stored != descriptor.digest
        {
            throw RegistryError.digestMismatch(operation: operation, expected: descriptor.digest, found: stored)
        }
    }

    // OCI distribution-spec 1.1 "Pushing a blob in chunks".
    private func sendChunks(to start: HTTPURL, chunkByteCount: Int, _ source: any ByteSource) throws {
        var location = start
        var offset: Int64 = 0
        while offset < descriptor.byteCount {
            let wanted = min(Int64(chunkByteCount), descriptor.byteCount - offset)
            var chunk = [UInt8](repeating: 0, count: Int(wanted))
            let count = try chunk.withUnsafeMutableBytes { try source.readFully(into: $0) }
            guard count == chunk.count else { throw FileError.endedEarly(path: "blob \(descriptor.digest)") }
            location = try sendChunk(chunk, at: offset, to: location)
            offset += wanted
        }
        try finish(at: location, body: .bytes([]))
    }

    /// Sends one chunk; after a broken connection, what the registry has not got of it.
    private func sendChunk(_ chunk: [UInt8], at offset: Int64, to start: HTTPURL) throws -> HTTPURL {
        var location = start
        var done = 0
        var attempt = 1
        while true {
            var request = Request(.patch, location, body: .bytes(done == 0 ? chunk : Array(chunk[done...])))
            request.headers["Content-Type"] = MediaType.octetStream.name
            request.headers["Content-Range"] = "\(offset + Int64(done))-\(offset + Int64(chunk.count) - 1)"
            do {
                var response = try open(request)
                guard response.status == 202 else { throw RegistryError(operation: operation, response) }
                return try self.location(&response)
            } catch let error as ContextualFailure
                where Self.isTransient(error) && attempt < registry.client.configuration.retry.attempts
            {
                try registry.client.pause(afterAttempt: attempt, cancellation: cancellation)
                attempt += 1
                guard let (received, next) = try progress(location), received >= offset + Int64(done),
                    received <= offset + Int64(chunk.count)
                else { throw error }
                done = Int(received - offset)
                location = next
                if done == chunk.count { return location }
            }
        }
    }

    /// How many bytes a session holds, and where it goes on; nil when the registry does not say.
    private func progress(_ location: HTTPURL) throws -> (Int64, HTTPURL)? {
        var response = try open(Request(.get, location))
        guard response.status == 204, let range = response.headers["Range"],
            let last = range.split(separator: "-").last.flatMap({ Int64($0) })
        else { return nil }
        return (
            range == "0-0" ? 0 : last + 1, response.headers["Location"] == nil ? location : try self.location(&response)
        )
    }

    private func open(_ request: Request, _ other: Reference? = nil) throws -> Response {
        var request = request
        request.cancellation = cancellation
        // What is to be repeated is decided above: mostly the whole session.
        request.maximumAttempts = 1
        // Before it answers the last request of a large blob, a registry may have to copy it.
        request.idleTimeoutSeconds = max(300, registry.client.configuration.idleTimeoutSeconds)
        if case .stream = request.body { request.isLarge = true }
        return try withTransferContext(operation) {
            try registry.open(request, host, scopes(other)).response(limit: 1 << 20)
        }
    }
}
