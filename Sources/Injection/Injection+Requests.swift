import Documents
import HTTP
import Kubernetes

extension Injection {
    /// An API server that restarts is back within this.
    static let requestSeconds = 60

    /// Reads an object; nil if there is none.
    func read(_ path: String, _ name: String) throws -> Value? {
        do {
            let request = try cluster.client.request(.get, path)
            return try cluster.paced(request, operation: "get \(name)", seconds: Self.requestSeconds).1
        } catch let error as KubernetesError where error.isNotFound {
            return nil
        }
    }

    /// Sends an object, again while the server has too much to do.
    @discardableResult
    func send(_ method: Method, _ path: String, _ object: Value, _ name: String) throws -> Value {
        let request = try cluster.client.request(
            method, path, contentType: "application/json", body: JSON.bytes(object))
        let verb = method == .post ? "create" : "replace"
        return try cluster.paced(request, operation: "\(verb) \(name)", seconds: Self.requestSeconds).1
    }

    /// Sends a ConfigMap and asks for no more than its metadata back, so that nobody has to write and read its content again.
    ///
    /// As Protocol Buffers, unless the API server, or what stands before it, knows JSON alone.
    func send(_ method: Method, _ path: String, _ object: BinaryConfigMap) throws {
        let isProtobuf = !refusesProtobuf.load(ordering: .relaxed)
        let request = try cluster.client.request(
            method, path, contentType: isProtobuf ? BinaryConfigMap.protobufType : "application/json",
            body: isProtobuf ? object.protobuf : object.json, accept: Self.metadata())
        let operation = "\(method == .post ? "create" : "replace") configmap/\(object.name)"
        do {
            _ = try cluster.paced(request, operation: operation, seconds: Self.requestSeconds)
        } catch KubernetesError.refused(_, let status) where isProtobuf && Self.unknownMediaType.contains(status.code) {
            refusesProtobuf.store(true, ordering: .relaxed)
            try send(method, path, object)
        }
    }

    /// Not acceptable, unsupported media type.
    private static let unknownMediaType = [406, 415]

    /// The media type of an answer without content; servers that do not know it answer in full.
    ///
    /// - suffix: `List` for lists.
    // Kubernetes API concepts, "Retrieve metadata only".
    static func metadata(_ suffix: String = "") -> String {
        "application/json;as=PartialObjectMetadata\(suffix);g=meta.k8s.io;v=v1,application/json"
    }

    /// Deletes an object; false if there was none.
    @discardableResult
    func delete(_ path: String, _ name: String, graceSeconds: Int? = nil) throws -> Bool {
        let query = graceSeconds.map { "?gracePeriodSeconds=\($0)" } ?? ""
        do {
            let request = try cluster.client.request(.delete, path + query)
            _ = try cluster.paced(request, operation: "delete \(name)", seconds: Self.requestSeconds)
            return true
        } catch let error as KubernetesError where error.isNotFound {
            return false
        }
    }
}
