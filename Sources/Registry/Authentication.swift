import Diagnostics
import Documents
import Glibc
import HTTP
import Synchronization

/// What a request is allowed to do, in the words of token servers.
// distribution v2.8 docs/spec/auth/scope.md.
enum Scope: Hashable {
    case pull(String)
    case push(String)
    case delete(String)
    case catalog
    /// Nothing in particular: the version check.
    case none

    var text: String? {
        switch self {
        case .pull(let repository): "repository:\(repository):pull"
        case .push(let repository): "repository:\(repository):pull,push"
        case .delete(let repository): "repository:\(repository):pull,push,delete"
        case .catalog: "registry:catalog:*"
        case .none: nil
        }
    }

    var repository: String {
        switch self {
        case .pull(let repository), .push(let repository), .delete(let repository): repository
        case .catalog, .none: ""
        }
    }
}

/// Keeps what registries asked for and the tokens they gave, and answers their challenges.
final class Authenticator: Sendable {
    private struct Key: Hashable {
        let origin: String
        let scopes: Set<String>
    }

    private struct Token {
        let value: String
        let expires: Int
    }

    private struct State {
        /// The challenge a registry answers without credentials; nil once it was found to need none.
        var challenges: [String: Challenge] = [:]
        var tokens: [Key: Token] = [:]
    }

    private let client: Client
    private let source: any CredentialSource
    private let state = Mutex(State())
    /// One login at a time: workers that start together need the same token.
    private let login = Mutex(())

    /// distribution token spec: a token without `expires_in` is good for 60 seconds; none is trusted longer than an hour.
    static let shortestLifeSeconds = 60
    static let longestLifeSeconds = 3600
    /// A token is renewed before it ends, so that it does not end on its way.
    static let marginSeconds = 10
    static let maximumTokenAnswerByteCount = 1 << 20

    init(client: Client, source: any CredentialSource) {
        self.client = client
        self.source = source
    }

    /// The value of `Authorization` for a request, as far as it is known without being asked.
    func authorization(_ host: RegistryHost, _ scopes: [Scope]) throws -> String? {
        guard let challenge = state.withLock({ $0.challenges[host.base.origin] }) else { return nil }
        return try answer(challenge, host, scopes, peer: nil, replacing: nil)
    }

    /// Remembers the challenge of a refused request and answers it; nil when there is nothing (else) to answer with.
    func authorization(
        after response: ResponseHead, _ host: RegistryHost, _ scopes: [Scope], sent: String?
    ) throws -> String? {
        let challenges = Challenge.parse(response.headers.values("WWW-Authenticate"))
        // RFC 9110 §11.4: the strongest scheme we know.
        guard
            let challenge = challenges.first(where: { $0.scheme == "bearer" })
                ?? challenges.first(where: { $0.scheme == "basic" })
        else { return nil }
        state.withLock { $0.challenges[host.base.origin] = challenge }
        let answer = try answer(challenge, host, scopes, peer: response.peerAddress, replacing: sent)
        return answer == sent ? nil : answer
    }

    private func answer(
        _ challenge: Challenge, _ host: RegistryHost, _ scopes: [Scope], peer: String?, replacing old: String?
    ) throws -> String? {
        let repository = scopes.first { !$0.repository.isEmpty }?.repository ?? ""
        let credentials = try source.credentials(registry: host.name, repository: repository)
        if case .registryToken(let token) = credentials { return "Bearer \(token)" }
        guard challenge.scheme == "bearer" else {
            guard case .basic(let user, let password) = credentials else { return nil }
            return basicAuthorization(user, password)
        }
        var texts = Set(scopes.compactMap(\.text))
        // What the registry asks for beyond what we thought of.
        if old != nil || texts.isEmpty, let asked = challenge.parameters["scope"] {
            texts.formUnion(asked.split(separator: " ").map { String($0) })
        }
        let key = Key(origin: host.base.origin, scopes: texts)
        return try login.withLock { _ in
            let now = Self.now()
            if let token = state.withLock({ $0.tokens[key] }), token.expires > now, "Bearer \(token.value)" != old {
                return "Bearer \(token.value)"
            }
            let token = try fetchToken(challenge, host, texts.sorted(), credentials, peer: peer, now: now)
            state.withLock { $0.tokens[key] = token }
            return "Bearer \(token.value)"
        }
    }

    // distribution v2.8 docs/spec/auth/token.md (GET, basic) and oauth.md (POST, refresh token).
    private func fetchToken(
        _ challenge: Challenge, _ host: RegistryHost, _ scopes: [String], _ credentials: Credentials?, peer: String?,
        now: Int
    ) throws -> Token {
        let realm = try checkedRealm(challenge, host)
        let service = challenge.parameters["service"]
        var request: Request
        if case .identityToken(let token) = credentials {
            var form = "grant_type=refresh_token&client_id=zarf&refresh_token=\(percentEncoded(token))"
            if let service { form += "&service=\(percentEncoded(service))" }
            if !scopes.isEmpty { form += "&scope=\(percentEncoded(scopes.joined(separator: " ")))" }
            request = Request(
                .post, realm, headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: .bytes(Array(form.utf8)))
            // The body is a secret: it goes nowhere else.
            request.followsRedirects = false
            request.isIdempotent = true
        } else {
            var url = service.map { realm.adding("service", $0) } ?? realm
            for scope in scopes { url = url.adding("scope", scope) }
            request = Request(.get, url)
            if case .basic(let user, let password) = credentials {
                request.authorization = basicAuthorization(user, password)
            }
        }
        if realm.origin != host.base.origin { request.addressPolicy = .namedByServer(at: peer ?? host.peerAddress) }
        let operation = "log in to \(host.name) at \(realm.host)"
        let response = try client.send(request, limit: Self.maximumTokenAnswerByteCount)
        guard response.isSuccess else { throw RegistryError(operation: operation, response) }
        guard let document = try? JSON.parse(response.body, file: "token"),
            let value = (document["token"] ?? document["access_token"])?.string, !value.isEmpty
        else { throw RegistryError.malformedAnswer(operation: operation, reason: "the answer holds no token") }
        let life = document["expires_in"]?.integer.map { Int(clamping: $0) } ?? Self.shortestLifeSeconds
        return Token(value: value, expires: now + min(life, Self.longestLifeSeconds) - Self.marginSeconds)
    }

    /// A token server may be another host, but never less protected than the registry: it gets to see the password.
    private func checkedRealm(_ challenge: Challenge, _ host: RegistryHost) throws -> HTTPURL {
        guard let text = challenge.parameters["realm"] else {
            throw RegistryError.malformedAnswer(operation: "log in to \(host.name)", reason: "it names no token server")
        }
        let realm = try withContext("log in to \(host.name)") { try HTTPURL(text) }
        guard realm.isSecure || !host.base.isSecure else {
            throw RegistryError.refusedRealm(
                host: host.name, realm: realm.description, reason: "plain HTTP, while the registry uses TLS")
        }
        return realm
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec
    }
}
