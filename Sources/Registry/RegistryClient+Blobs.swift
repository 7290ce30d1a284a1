import Diagnostics
import FileIO
import HTTP
import Hashing
import OCI

/// One blob to fetch.
public struct BlobRequest: Sendable {
    /// A repository that holds it; tag and digest do not matter.
    public let repository: Reference
    /// Which blob.
    public let descriptor: Descriptor
    /// Takes the bytes, on a thread of its own: reading to the end verifies digest and size.
    public let receive: @Sendable (any ByteSource) throws -> Void

    /// A blob, and who takes it.
    public init(
        repository: Reference, descriptor: Descriptor, receive: @escaping @Sendable (any ByteSource) throws -> Void
    ) {
        self.repository = repository
        self.descriptor = descriptor
        self.receive = receive
    }
}

extension RegistryClient {
    func blobPath(_ repository: Reference, _ digest: Digest) -> String {
        "/v2/\(repository.repository)/blobs/\(digest)"
    }

    /// Whether a repository holds a blob of that digest and size.
    public func hasBlob(
        _ descriptor: Descriptor, in repository: Reference, cancellation: Cancellation? = nil
    ) throws -> Bool {
        let operation = "look up blob \(descriptor.digest) in \(repository.name)"
        let response = try withTransferContext(operation) {
            try send(
                .head, try hosts.host(repository.registry), blobPath(repository, descriptor.digest),
                [.pull(repository.repository)], operation: operation
            ) { $0.cancellation = cancellation }
        }
        if response.status == 404 { return false }
        guard response.isSuccess else { throw RegistryError(operation: operation, response) }
        return response.head.contentLength.map { $0 == descriptor.byteCount } ?? true
    }

    /// A blob's bytes as they arrive; digest and size are verified when the end is read, a connection that breaks is
    /// taken up where it broke.
    public func blob(
        _ descriptor: Descriptor, in repository: Reference, cancellation: Cancellation? = nil
    ) throws -> any ByteSource {
        let operation = "pull blob \(descriptor.digest) from \(repository.name)"
        return try withTransferContext(operation) {
            let host = try hosts.host(repository.registry)
            var request = Request(.get, try host.base.resolving(blobPath(repository, descriptor.digest)))
            request.isLarge = true
            request.cancellation = cancellation
            let stream = try open(request, host, [.pull(repository.repository)])
            guard stream.head.status == 200 else {
                throw RegistryError(
                    operation: operation, try stream.response(limit: Response.maximumErrorBodyByteCount))
            }
            if let announced = stream.head.contentLength, announced != descriptor.byteCount {
                throw RegistryError.malformedAnswer(
                    operation: operation,
                    reason: "expected \(descriptor.byteCount) bytes, the registry has \(announced)")
            }
            stream.reopen = { [self] offset in
                var rest = request
                rest.headers["Range"] = "bytes=\(offset)-"
                return try open(rest, host, [.pull(repository.repository)])
            }
            return VerifyingSource(
                ContextSource(stream, operation: operation), digest: descriptor.digest,
                byteCount: descriptor.byteCount, name: "blob \(descriptor.digest) of \(repository.name)")
        }
    }

    /// The whole of a small blob, such as a config.
    public func blobBytes(_ descriptor: Descriptor, in repository: Reference, limit: Int) throws -> [UInt8] {
        let name = "blob \(descriptor.digest) of \(repository.name)"
        guard descriptor.byteCount <= limit else { throw OCIError.tooLarge(name: name, limit: limit) }
        return try blob(descriptor, in: repository).readAll(limit: limit, name: name)
    }

    /// Fetches blobs in parallel, each digest once; the first failure ends all.
    ///
    /// - concurrency: blobs under way at a time.
    public func fetchBlobs(_ requests: [BlobRequest], concurrency: Int) throws {
        var seen: Set<Digest> = []
        let unique = requests.filter { seen.insert($0.descriptor.digest).inserted }
        try forEachConcurrently(unique, limit: concurrency) { [self] request, cancellation in
            let task = "pull \(request.repository.name) \(request.descriptor.digest.hex.prefix(12))"
            reporter.report(.began(task: task, byteCount: request.descriptor.byteCount))
            defer { reporter.report(.finished(task: task)) }
            let source = try blob(request.descriptor, in: request.repository, cancellation: cancellation)
            let counted = ReportingSource(source, task: task, reporter: reporter)
            try request.receive(counted)
            // Whoever stopped before the end has not had the digest checked.
            try counted.drain()
        }
    }
}

/// Puts what was being done before failures of the network.
private final class ContextSource: ByteSource {
    private let base: any ByteSource
    private let operation: String

    init(_ base: any ByteSource, operation: String) {
        self.base = base
        self.operation = operation
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try withTransferContext(operation) { try base.read(into: buffer) }
    }
}
