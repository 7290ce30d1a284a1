import CryptoExtras
import Glibc
import GoTemplate

extension Sprig {
    /// Keys and certificates: Masterminds/sprig v3.3 crypto.go.
    static let certificates: FunctionTable = [
        "genPrivateKey": GoFunction([.string]) { .string(privateKey($0[0].string?.text ?? "")) },
        "genCA": GoFunction([.string, .int]) { try authority($0, key: newKey()) },
        "genCAWithKey": GoFunction([.string, .int, .string]) { try authority($0, key: PrivateKey(pem: text($0[2]))) },
        "genSelfSignedCert": GoFunction([.string, .slice(.any), .slice(.any), .int]) {
            let key = try newKey()
            return certificate(try request($0).certificate(for: key), key)
        },
        "genSelfSignedCertWithKey": GoFunction([.string, .slice(.any), .slice(.any), .int, .string]) {
            let key = try PrivateKey(pem: text($0[4]))
            return certificate(try request($0).certificate(for: key), key)
        },
        "genSignedCert": GoFunction([.string, .slice(.any), .slice(.any), .int, .named("sprig.certificate")]) {
            try signed($0, by: $0[4], key: newKey())
        },
        "genSignedCertWithKey": GoFunction(
            [.string, .slice(.any), .slice(.any), .int, .named("sprig.certificate"), .string]
        ) {
            try signed($0, by: $0[4], key: PrivateKey(pem: text($0[5])))
        },
        "buildCustomCert": GoFunction([.string, .string]) { try customCertificate(text($0[0]), text($0[1])) },
    ]

    private static func text(_ value: GoValue) -> String { value.string?.text ?? "" }

    /// The key, or what is wrong in its place.
    private static func privateKey(_ kind: String) -> String {
        // Certificates are not signed with it.
        if kind == "dsa" { return DSAKey().pem }
        do {
            return try PrivateKey.generate(kind).pem
        } catch {
            return (error as? GoError)?.text.text ?? "failed to generate private key"
        }
    }

    private static func newKey() throws -> PrivateKey { .rsa(try _RSA.Signing.PrivateKey(keySize: .bits2048)) }

    private static func certificate(_ certificate: String, _ key: PrivateKey) -> GoValue {
        .object(CertificateObject(certificate: certificate, key: key.pem))
    }

    private static func days(_ value: GoValue) -> Int {
        // A date beyond the year 9999 cannot be written.
        if case .int(let days) = value { min(max(days, -700_000), 2_900_000) } else { 0 }
    }

    private static func authority(_ arguments: [GoValue], key: PrivateKey) throws -> GoValue {
        var request = CertificateRequest(commonName: arguments[0].string ?? GoString(), days: days(arguments[1]))
        request.isAuthority = true
        return certificate(try request.certificate(for: key), key)
    }

    /// From a common name, addresses, names and days.
    private static func request(_ arguments: [GoValue]) throws -> CertificateRequest {
        CertificateRequest(
            commonName: arguments[0].string ?? GoString(), addresses: try elements(arguments[1]).map(address),
            names: try elements(arguments[2]).map { name in
                guard let name = name.string else {
                    throw GoError(GoFormat.sprintf("error processing alternate dns name: %v is not a string", [name]))
                }
                return name
            }, days: days(arguments[3]))
    }

    private static func elements(_ value: GoValue) -> [GoValue] { value.list?.elements ?? [] }

    private static func address(_ value: GoValue) throws -> [UInt8] {
        guard let text = value.string?.text else {
            throw GoError(GoFormat.sprintf("error parsing ip: %v is not a string", [value]))
        }
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { throw GoError("error parsing ip: \(text)") }
        return withUnsafeBytes(of: &six) { Array($0) }
    }

    private static func signed(_ arguments: [GoValue], by signer: GoValue, key: PrivateKey) throws -> GoValue {
        guard case .object(let object) = signer, let authority = object as? CertificateObject else {
            throw GoError("unable to decode certificate")
        }
        let request = try request(arguments)
        let subject = try CertificateSubject(pem: authority.certificate)
        let signerKey = try PrivateKey(pem: authority.key)
        return certificate(
            try request.certificate(for: key, issuer: (subject.name, signerKey, subject.keyIdentifier)), key)
    }

    private static func customCertificate(_ certificate: String, _ key: String) throws -> GoValue {
        func decoded(_ text: String, _ what: String) throws -> String {
            guard let bytes = try? Base64.decode(Array(text.utf8)) else {
                throw GoError("unable to decode base64 \(what)")
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        let certificate = try decoded(certificate, "certificate")
        let key = try decoded(key, "private key")
        _ = try CertificateSubject(pem: certificate)
        guard PEM.first(in: key) != nil else { throw GoError("unable to decode key") }
        return .object(CertificateObject(certificate: certificate, key: key))
    }
}
