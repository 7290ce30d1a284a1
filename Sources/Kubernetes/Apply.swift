import Diagnostics
import Documents
import Glibc
import HTTP
import Synchronization

extension Cluster {
    /// What happened to an applied object.
    public enum Outcome: String, Sendable {
        case created
        case configured
    }

    /// How objects are applied.
    public struct ApplyOptions: Sendable {
        /// The namespace of objects that name none; nil for the context's.
        public var namespace: String?
        /// Whether fields that others own are taken over.
        public var forcesConflicts = false
        /// Whether the server only says what it would do.
        public var isDryRun = false
        /// What the server does about unknown and repeated fields: `Strict`, `Warn`, `Ignore`.
        public var fieldValidation: String?
        /// Seconds for a definition of this run to be served, and for a server that has too much to do.
        public var timeoutSeconds = 60

        /// The defaults.
        public init() {}
    }

    /// Applies objects, server side, in waves by kind. A wave in which something failed is the last one.
    ///
    /// - done: called once for each object that was applied, from any thread, one at a time.
    ///
    /// Throws the first failure, the others of its wave as its further ones.
    public func apply(
        _ objects: [Object], _ options: ApplyOptions = ApplyOptions(),
        done: @escaping @Sendable (Location, Object, Outcome) -> Void = { _, _, _ in }
    ) throws {
        try refuseDuplicates(objects, options)
        let defined = Self.kinds(definedBy: objects)
        let reporting = Mutex(())
        for wave in KindOrder.waves(objects) {
            try all(wave) { object in
                let (location, result, outcome) = try self.apply(object, options, definedHere: defined)
                reporting.withLock { _ in done(location, result, outcome) }
            }
        }
    }

    /// Does something with every object, as many at a time as the window allows, and goes on after failures.
    package func all<Item: Sendable>(_ items: [Item], _ body: @escaping @Sendable (Item) throws -> Void) throws {
        let failures = Mutex<[(Int, any Error)]>([])
        try forEachConcurrently(Array(items.enumerated()), limit: FlowWindow.maximum) { item, _ in
            do { try body(item.element) } catch { failures.withLock { $0.append((item.offset, error)) } }
        }
        let found = failures.withLock { $0 }.sorted { $0.0 < $1.0 }.map(\.1)
        guard let first = found.first else { return }
        guard found.count > 1, let failure = first as? any Failure else { throw first }
        throw SeveralFailures(first: failure, further: found.dropFirst().compactMap { $0 as? any Failure })
    }

    /// Two documents for one object: the second would silently undo the first.
    private func refuseDuplicates(_ objects: [Object], _ options: ApplyOptions) throws {
        var seen: [String: Object] = [:]
        for object in objects {
            let namespace = object.namespace ?? options.namespace ?? client.access.namespace
            let key = "\(object.group)/\(object.kind)/\(namespace)/\(object.name)"
            if let first = seen.updateValue(object, forKey: key), let place = object.place {
                let before = first.place.map { ", first at \($0)" } ?? ""
                throw KubernetesError.notAnObject(
                    place: place.description, "\(object.kind) \"\(object.name)\" is there twice\(before)")
            }
        }
    }

    // MARK: one object

    package func apply(
        _ object: Object, _ options: ApplyOptions, definedHere: Set<String> = []
    ) throws -> (Location, Object, Outcome) {
        var object = object.withPortProtocols()
        object.setMetadata("managedFields", nil)
        let isDefinedHere = definedHere.contains("\(object.group)/\(object.kind)")
        let location = try locate(object, options, waits: isDefinedHere && !options.isDryRun)
        var query = "?fieldManager=\(percentEncoded(fieldManager))&force=\(options.forcesConflicts)"
        if options.isDryRun { query += "&dryRun=All" }
        if let validation = options.fieldValidation { query += "&fieldValidation=\(validation)" }
        if location.resource.isNamespaced, object.namespace == nil, let namespace = location.namespace {
            object = object.inNamespace(namespace)
        }
        var request = try client.request(
            .patch, location.path + query, contentType: "application/apply-patch+yaml",
            body: JSON.bytes(object.value))
        // An apply says how things shall be: saying it twice does no harm.
        request.isIdempotent = true
        let operation = "apply \(location.description)"
        let (status, value) = try paced(request, operation: operation, seconds: options.timeoutSeconds)
        return (location, Object(value), status == 201 ? .created : .configured)
    }

    /// The kinds that objects define, as `group/kind`.
    package static func kinds(definedBy objects: [Object]) -> Set<String> {
        Set(objects.filter { $0.kind == "CustomResourceDefinition" }.flatMap(definedKinds))
    }

    /// Finds out how a kind is served. One that is defined in this run may need a moment until it is.
    private func locate(_ object: Object, _ options: ApplyOptions, waits: Bool) throws -> Location {
        let deadline = monotonicNow() + Double(options.timeoutSeconds)
        while true {
            do {
                return try location(of: object, namespace: options.namespace)
            } catch KubernetesError.unknownKind(let name, let suggestion) {
                guard waits, monotonicNow() < deadline else {
                    throw KubernetesError.unknownKind(name, suggestion: suggestion)
                }
                usleep(250_000)
                discovery.forget(GroupVersion(object.apiVersion))
            }
        }
    }

    /// `group/kind` of a definition.
    private static func definedKinds(_ definition: Object) -> [String] {
        guard let specification = definition.value["spec"], let group = specification["group"]?.string,
            let kind = specification[path: "names", "kind"]?.string
        else { return [] }
        return ["\(group)/\(kind)"]
    }

    // MARK: pace

    /// Sends a request when there is room for it, and again when the server was too busy, restarts or lost it.
    ///
    /// - seconds: how long to go on trying.
    package func paced(_ request: Request, operation: String, seconds: Int) throws -> (status: Int, Value) {
        var request = request
        request.maximumAttempts = 1
        let deadline = monotonicNow() + Double(seconds)
        var attempt = 0
        while true {
            attempt += 1
            window.enter()
            do {
                let stream = try client.open(request, operation: operation)
                let body = try stream.response(limit: APIClient.maximumBodyByteCount).body
                window.leave()
                return (stream.head.status, try JSON.parse(body, file: operation, limits: .init(byteCount: body.count)))
            } catch {
                guard let pause = Self.pause(after: error, attempt: attempt), monotonicNow() + pause < deadline else {
                    window.leave()
                    throw error
                }
                if Self.isOverload(error) {
                    window.leaveOverloaded(pauseSeconds: pause)
                } else {
                    window.leave()
                    usleep(UInt32(pause * 1_000_000))
                }
            }
        }
    }

    private static func isOverload(_ error: any Error) -> Bool {
        guard case KubernetesError.refused(_, let status) = error else { return false }
        return status.code == 429 || status.code == 503
    }

    /// Seconds to wait before the same request may do better; nil if it will not.
    private static func pause(after error: any Error, attempt: Int) -> Double? {
        let own = min(0.1 * Double(1 << min(attempt, 6)), 5) * Double.random(in: 0.5...1)
        switch error {
        case KubernetesError.refused(_, let status) where [429, 500, 502, 503, 504].contains(status.code):
            // 500 is what a server says that lost its storage for a moment; what is wrong for good stays so.
            if status.code == 500, attempt >= 4 { return nil }
            return status.retryAfterSeconds.map { max(Double($0), own) } ?? own
        case HTTPError.transfer(_, let cause) where cause.isTransient: return own
        default: return nil
        }
    }
}

/// More than one thing failed.
struct SeveralFailures: Failure {
    let first: any Failure
    let further: [any Failure]

    var kind: FailureKind { first.kind }
    var message: String { first.message }
    var hints: [String] { first.hints }
}
