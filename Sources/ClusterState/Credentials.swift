import Documents
import GoTemplate
import Glibc
import HTTP
import Sprig

/// Passwords and certificates.
public enum CredentialMaker {
    /// A password of letters and digits, from the kernel.
    // zarf v0.84 src/pkg/state/state.go: 24 characters, 48 for the registry's secret.
    public static func password(count: Int) -> String {
        let characters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        var generator = SystemRandomNumberGenerator()
        return String((0..<count).map { _ in characters.randomElement(using: &generator) ?? "x" })
    }

    /// A line for an htpasswd file, hashed by bcrypt.
    public static func htpasswd(user: String, password: String) throws -> String {
        guard !user.contains(":") else { throw StateError.unusable("make credentials: a user's name has no colon") }
        return "\(user):\(try telling { try Sprig.bcrypt(Array(password.utf8), cost: htpasswdCost) }.text)"
    }

    /// That of Apache's htpasswd. The registry hashes for each request: with a cost of 10 every layer that a node asks for
    /// takes it 50 ms. Who can read the hash can read the password, which stands in the state beside it.
    private static let htpasswdCost = 5

    /// Whom a certificate is for.
    struct Subject {
        let name: String
        var hosts: [String] = []
        var addresses: [String] = []
    }

    /// An authority, and certificates of it with their keys, all in PEM.
    // zarf v0.84 src/pkg/pki: RSA of 2048 bits, 375 days.
    static func certificates(
        authority: String, _ subjects: [Subject], days: Int = 375
    ) throws -> (authority: String, certificates: [(certificate: String, key: String)]) {
        let root = try call("genCA", [.string(authority), .int(days)])
        let pairs = try subjects.map { subject in
            let pair = try call(
                "genSignedCert",
                [
                    .string(subject.name), .list(subject.addresses.map { .string($0) }),
                    .list(subject.hosts.map { .string($0) }), .int(days), root,
                ])
            return (pem(pair, "Cert"), pem(pair, "Key"))
        }
        return (pem(root, "Cert"), pairs)
    }

    private static func pem(_ value: GoValue, _ field: GoString) -> String {
        guard case .object(let object) = value else { return "" }
        return (try? object.field(field))?.flatMap { $0.string?.text } ?? ""
    }

    private static func call(_ name: GoString, _ arguments: [GoValue]) throws -> GoValue {
        guard let function = Sprig.functions[name] else { throw StateError.unusable("no function \(name.text)") }
        return try telling { try function.body(arguments) }
    }

    /// What a function of templates refuses is about credentials here.
    private static func telling<Result>(_ make: () throws -> Result) throws -> Result {
        do { return try make() } catch let error as GoError {
            throw StateError.unusable("make credentials: \(error.text.text)")
        }
    }

    /// Seconds since 1970 at which a certificate ends; nil if it is none.
    // RFC 5280 §4.1: Certificate, tbsCertificate, validity, notAfter.
    public static func expiry(ofPEM pem: String) -> Int? {
        guard let bytes = encoding(ofPEM: pem) else { return nil }
        var outer = DERReader(bytes[...])
        guard var certificate = outer.next().map({ DERReader($0.content) }),
            var body = certificate.next().map({ DERReader($0.content) }), let first = body.next()
        else { return nil }
        // The version is optional.
        if first.tag == 0xA0 { _ = body.next() }
        _ = body.next()
        _ = body.next()
        guard var validity = body.next().map({ DERReader($0.content) }), validity.next() != nil,
            let end = validity.next()
        else { return nil }
        return seconds(String(decoding: end.content, as: UTF8.self))
    }

    /// Whether a certificate is for a host: that name stands in it as a dNSName.
    // RFC 5280 §4.2.1.6: GeneralName [2], an IA5String.
    static func certificate(_ pem: String, isFor host: String) -> Bool {
        guard let bytes = encoding(ofPEM: pem), host.utf8.count < 128 else { return false }
        let wildcard = host.firstIndex(of: ".").map { "*" + host[$0...] } ?? host
        return [host, wildcard].contains { name in
            let entry = [0x82, UInt8(name.utf8.count)] + Array(name.utf8)
            return bytes.indices.dropLast(entry.count - 1).contains { bytes[$0...].starts(with: entry) }
        }
    }

    private static func encoding(ofPEM pem: String) -> [UInt8]? {
        let lines = pem.split(whereSeparator: \.isNewline).drop { !$0.hasPrefix("-----BEGIN CERTIFICATE") }.dropFirst()
        return base64Decoded(lines.prefix { !$0.hasPrefix("-----") }.joined())
    }

    /// `YYMMDDhhmmssZ` or `YYYYMMDDhhmmssZ`.
    private static func seconds(_ text: String) -> Int? {
        let digits = text.prefix { $0.isNumber }
        guard digits.count == 12 || digits.count == 14 else { return nil }
        let isShort = digits.count == 12
        let full = isShort ? (digits < "5" ? "20" : "19") + digits : String(digits)
        let numbers = [0, 4, 6, 8, 10, 12].map { start -> Int32 in
            Int32(full.dropFirst(start).prefix(start == 0 ? 4 : 2)) ?? 0
        }
        var clock = tm()
        (clock.tm_year, clock.tm_mon, clock.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
        (clock.tm_hour, clock.tm_min, clock.tm_sec) = (numbers[3], numbers[4], numbers[5])
        return timegm(&clock)
    }
}

/// Steps through the values of a DER encoding.
private struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func next() -> (tag: UInt8, content: ArraySlice<UInt8>)? {
        guard rest.count >= 2, let tag = rest.popFirst(), let first = rest.popFirst() else { return nil }
        var count = Int(first)
        if first & 0x80 != 0 {
            let digits = Int(first & 0x7F)
            guard (1...4).contains(digits), rest.count >= digits else { return nil }
            count = rest.prefix(digits).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(digits)
        }
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return (tag, rest.prefix(count))
    }
}
