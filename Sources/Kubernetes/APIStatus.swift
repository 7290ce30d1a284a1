import Documents
import HTTP

/// Why the API server refused a request: its `Status` object, or what else it said.
public struct APIStatus: Sendable, Equatable {
    /// One thing that is wrong, often with the field.
    public struct Cause: Sendable, Equatable {
        /// `FieldValueRequired`, `FieldManagerConflict` and the like.
        public let reason: String
        /// For people.
        public let message: String
        /// The field's path, `.spec.replicas`; empty if none.
        public let field: String
    }

    /// The HTTP status.
    public let code: Int
    /// One word: `NotFound`, `Invalid`, `Conflict`; empty if the answer had none.
    public let reason: String
    /// For people.
    public let message: String
    /// Single problems.
    public let causes: [Cause]
    /// Seconds to wait before trying again, if the server said.
    public let retryAfterSeconds: Int?

    /// Reads an error response; anything that is no Status is kept as text, 1 KiB of it.
    init(_ response: Response) {
        let value = try? JSON.parse(response.body, file: "response")
        self.init(code: response.status, value, text: response.body, retryAfter: response.headers["Retry-After"])
    }

    /// From a `Status` object, as watches and streams send them.
    init(_ value: Value) { self.init(code: Int(value["code"]?.integer ?? 500), value, text: [], retryAfter: nil) }

    init(code: Int, _ value: Value?, text: [UInt8], retryAfter: String?) {
        self.code = code
        let details = value?["details"]
        reason = value?["reason"]?.string ?? ""
        let spoken = value?["message"]?.string ?? String(decoding: text, as: UTF8.self)
        message = oneLine(spoken, limit: Self.shownCharacterCount)
        causes = (details?["causes"]?.array ?? []).map { cause in
            Cause(
                reason: cause["reason"]?.string ?? "", message: oneLine(cause["message"]?.string ?? "", limit: 300),
                field: cause["field"]?.string ?? "")
        }
        retryAfterSeconds = retryAfter.flatMap { Int($0) } ?? details?["retryAfterSeconds"]?.integer.map { Int($0) }
    }

    /// A server's words are shown up to here.
    private static let shownCharacterCount = 1024

    /// `403 Forbidden: pods is forbidden: …`.
    var text: String {
        let words = ResponseHead.text(of: code)
        let isSame = reason.isEmpty || words.filter { $0 != " " }.hasSuffix(reason)
        let title = isSame ? words : "\(code) \(reason)"
        if isFieldConflict { return "\(title): \(conflictText)" }
        let more = causes.filter { !$0.field.isEmpty && !message.contains($0.field) }.prefix(5).map { cause in
            "\(cause.field): \(cause.message)"
        }
        return ([title] + [([message] + more).filter { !$0.isEmpty }.joined(separator: "; ")])
            .filter { !$0.isEmpty }.joined(separator: ": ")
    }

    /// Whether another field manager owns a field we set.
    public var isFieldConflict: Bool { causes.contains { $0.reason == "FieldManagerConflict" } }
    /// Whether the namespace is being deleted.
    public var isNamespaceTerminating: Bool { causes.contains { $0.reason == "NamespaceTerminating" } }
    /// Whether the namespace is not there.
    package var isNamespaceMissing: Bool { code == 404 && message.hasPrefix("namespaces ") }
    /// Whether waiting may help.
    var isTimeout: Bool { [408, 429, 503, 504].contains(code) }

    /// The managers that own fields we set.
    package var conflictingManagers: Set<String> {
        Set(causes.filter { $0.reason == "FieldManagerConflict" }.map { Self.manager($0) ?? $0.message })
    }

    /// The fields we set that others own.
    package var conflictingFields: Set<String> {
        Set(causes.filter { $0.reason == "FieldManagerConflict" }.map(\.field))
    }

    // k8s.io/apimachinery managedfields/internal/conflict.go: `conflict with "NAME" using v1`.
    private static func manager(_ cause: Cause) -> String? {
        cause.message.split(separator: "\"").dropFirst().first.map(String.init)
    }

    private var conflictText: String {
        let conflicts = causes.filter { $0.reason == "FieldManagerConflict" }.prefix(5).map { cause in
            let manager = Self.manager(cause).map { "\"\($0)\"" } ?? cause.message
            return "\(cause.field) belongs to \(manager)"
        }
        return conflicts.joined(separator: ", ") + (causes.count > 5 ? " and \(causes.count - 5) more" : "")
    }

    /// What role would do, of a message such as `secrets "x" is forbidden: User "u" cannot get resource "secrets" in API group
    /// "" in the namespace "n"`.
    // kubernetes apiserver/pkg/endpoints/handlers/responsewriters/errors.go forbiddenMessage.
    private var missingRole: String? {
        let parts = message.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
        func quoted(after words: String) -> String? {
            parts.firstIndex { $0.hasSuffix(words) }.flatMap { parts.indices.contains($0 + 1) ? parts[$0 + 1] : nil }
        }
        guard let sentence = parts.first(where: { $0.hasPrefix(" cannot ") && $0.hasSuffix(" resource ") }),
            let resource = quoted(after: " resource "), let user = quoted(after: "User ")
        else { return nil }
        let verb = sentence.split(separator: " ")[1]
        let group = quoted(after: " in API group ") ?? ""
        let role = quoted(after: " in the namespace ").map { "Role in namespace \($0)" } ?? "ClusterRole"
        return "a \(role) with verb \(verb) for \(resource)\(group.isEmpty ? "" : "." + group) would do, "
            + "bound to \(user); cluster-admin has it"
    }

    var hints: [String] {
        if isFieldConflict { return ["take the fields out of the input, or take them over with --force-conflicts"] }
        if isNamespaceTerminating { return ["wait for it: zarf-kube wait --for=delete namespace/NAME"] }
        if code == 401 {
            return ["the credentials of the kubeconfig are not accepted: expired, or for another cluster"]
        }
        if isNamespaceMissing { return ["make the namespace first; zarf-helm does it with --create-namespace"] }
        if code == 422, message.contains("field is immutable") {
            return ["what cannot be changed can be made anew: delete the object first, or give it another name"]
        }
        if code == 403, message.contains("exceeded quota") { return ["raise the ResourceQuota, or ask for less"] }
        if code == 403, let role = missingRole { return [role] }
        return []
    }
}

/// A foreign text on one line, cut.
func oneLine(_ text: String, limit: Int) -> String {
    let words = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return words.count > limit ? words.prefix(limit) + "…" : words
}
