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
