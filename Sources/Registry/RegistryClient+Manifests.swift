import Diagnostics
import HTTP
import Hashing
import OCI

extension RegistryClient {
    private static let acceptedTypes = MediaType.acceptedManifests.map(\.name).joined(separator: ", ")

    private func path(_ reference: Reference, _ target: String) -> String {
        "/v2/\(reference.repository)/manifests/\(target)"
    }

    /// Fetches the manifest or index a reference names. Its bytes are verified against the digest asked for, and against
    /// the one the registry announces.
    public func manifest(_ reference: Reference, cancellation: Cancellation? = nil) throws -> ManifestDocument {
        try manifest(reference, digest: reference.digest, mediaType: nil, cancellation: cancellation)
    }

    /// Fetches the manifest or index a descriptor names, from the repository of `reference`.
    public func manifest(
        _ descriptor: Descriptor, of reference: Reference, cancellation: Cancellation? = nil
    ) throws -> ManifestDocument {
        try manifest(
            reference.with(digest: descriptor.digest), digest: descriptor.digest, mediaType: descriptor.mediaType,
            cancellation: cancellation)
    }

    private func manifest(
        _ reference: Reference, digest: Digest?, mediaType: MediaType?, cancellation: Cancellation?
    ) throws -> ManifestDocument {
        let operation = "pull manifest \(reference.canonical)"
        let response = try withTransferContext(operation) {
            let host = try hosts.host(reference.registry)
            return try send(
                .get, host, path(reference, reference.target), [.pull(reference.repository)], operation: operation,
                limit: maximumManifestByteCount
            ) {
                $0.headers["Accept"] = Self.acceptedTypes
                $0.cancellation = cancellation
            }
        }
        guard response.isSuccess else { throw RegistryError(operation: operation, response) }
        let found = Digest.sha256(response.body)
        let announced = response.headers["Docker-Content-Digest"].flatMap { try? Digest($0) }
        if let expected = digest ?? announced.flatMap({ $0.algorithm == .sha256 ? $0 : nil }), expected != found {
            throw RegistryError.digestMismatch(operation: operation, expected: expected, found: found)
        }
        return try ManifestDocument(
            bytes: response.body, mediaType: mediaType ?? response.headers["Content-Type"].map { MediaType($0) },
            name: "manifest \(reference.canonical)")
    }

    /// What a reference leads to, without its content.
    public func describe(_ reference: Reference) throws -> Descriptor {
        let operation = "look up \(reference.canonical)"
        let response = try withTransferContext(operation) {
            try send(
                .head, try hosts.host(reference.registry), path(reference, reference.target),
                [.pull(reference.repository)], operation: operation
            ) { $0.headers["Accept"] = Self.acceptedTypes }
        }
        // Some registries know no HEAD of manifests.
        if response.status == 405 { return try manifest(reference).descriptor() }
        guard response.isSuccess else { throw RegistryError(operation: operation, response) }
        // OCI distribution-spec 1.1 "Checking if content exists in the registry": the headers are only recommended.
        guard let digest = response.headers["Docker-Content-Digest"].flatMap({ try? Digest($0) }),
            let type = response.headers["Content-Type"].map({ MediaType($0) }), type.isManifest || type.isIndex,
            let byteCount = response.head.contentLength, reference.digest.map({ $0 == digest }) ?? true
        else { return try manifest(reference).descriptor() }
        return Descriptor(mediaType: type, digest: digest, byteCount: byteCount)
    }

    /// Whether the registry holds a manifest, by digest.
    public func hasManifest(_ digest: Digest, in repository: Reference) throws -> Bool {
        do {
            return try describe(repository.with(digest: digest)).digest == digest
        } catch let error as RegistryError where error.isNotFound {
            return false
        }
    }

    /// Pushes a manifest or index under the reference's tag, or by digest when it has none.
    ///
    /// - returns: its digest.
    @discardableResult
    public func push(
        _ document: ManifestDocument, to reference: Reference, cancellation: Cancellation? = nil
    ) throws -> Digest {
        let descriptor = document.descriptor()
        let target = reference.tag ?? descriptor.digest.description
        let operation = "push manifest \(reference.name)" + (reference.tag.map { ":" + $0 } ?? "@\(descriptor.digest)")
        if let expected = reference.digest, expected != descriptor.digest {
            throw RegistryError.digestMismatch(operation: operation, expected: expected, found: descriptor.digest)
        }
        let response = try withTransferContext(operation) {
            try send(
                .put, try hosts.host(reference.registry), path(reference, target), [.push(reference.repository)],
                operation: operation
            ) {
                $0.headers["Content-Type"] = descriptor.mediaType.name
                $0.body = .bytes(document.bytes)
                $0.cancellation = cancellation
            }
        }
        guard response.isSuccess else { throw RegistryError(operation: operation, response) }
        if let stored = response.headers["Docker-Content-Digest"].flatMap({ try? Digest($0) }),
            stored.algorithm == .sha256, stored != descriptor.digest
        {
            throw RegistryError.digestMismatch(operation: operation, expected: descriptor.digest, found: stored)
        }
        return descriptor.digest
    }

    /// Deletes what a reference names: the tag alone where the registry can, else the manifest with all its tags.
    public func delete(_ reference: Reference) throws {
        let operation = "delete \(reference.canonical)"
        let host = try withTransferContext(operation) { try hosts.host(reference.registry) }
        func attempt(_ target: String) throws -> Response {
            try withTransferContext(operation) {
                try send(
                    .delete, host, path(reference, target), [.delete(reference.repository)], operation: operation)
            }
        }
        var response = try attempt(reference.target)
        // OCI distribution-spec 1.1 "Deleting tags": 400 or 405 where only manifests can be deleted.
        if reference.digest == nil, response.status == 400 || response.status == 405 {
            response = try attempt(try describe(reference).digest.description)
        }
        guard response.isSuccess else { throw RegistryError(operation: operation, response) }
    }

    /// The manifests that say they are about `digest`; an empty index where the registry does not know any.
    public func referrers(of digest: Digest, in repository: Reference) throws -> Index {
        let operation = "list referrers of \(repository.name)@\(digest)"
        let response = try withTransferContext(operation) {
            try send(
                .get, try hosts.host(repository.registry), "/v2/\(repository.repository)/referrers/\(digest)",
                [.pull(repository.repository)], operation: operation)
        }
        if response.status == 404 { return Index(manifests: []) }
        guard response.isSuccess else { throw RegistryError(operation: operation, response) }
        return try Index(bytes: response.body, mediaType: .index, name: "referrers of \(digest)")
    }
}

/// Puts what was being done before a failure of the transfer; a registry's own answers say it already.
func withTransferContext<Result>(_ operation: String, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as HTTPError {
        throw ContextualFailure(operation, error)
    }
}
