import Crypto
import CryptoExtras
import Glibc
import GoTemplate

/// A certificate with its key: sprig's `certificate`.
final class CertificateObject: GoObject {
    let certificate: String
    let key: String

    init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
        super.init()
    }

    override var typeName: String { "sprig.certificate" }
    override var text: GoString { GoString("{\(certificate) \(key)}") }
    override var encoded: GoValue { .map(["Cert": .string(certificate), "Key": .string(key)]) }

    override func field(_ name: GoString) throws -> GoValue? {
        switch name {
        case "Cert": .string(certificate)
        case "Key": .string(key)
        default: nil
        }
    }
}

/// What a certificate is to say: Masterminds/sprig v3.3 crypto.go getBaseCertTemplate.
struct CertificateRequest {
    var commonName: GoString
    var addresses: [[UInt8]] = []
    var names: [GoString] = []
    var days: Int
    var isAuthority = false

    /// A certificate for this key, signed by its own or by another.
    func certificate(for key: PrivateKey, issuer: (name: [UInt8], key: PrivateKey, keyIdentifier: [UInt8]?)? = nil)
        throws
        -> String
    {
        // Go's crypto/x509 isIA5String.
        if let name = names.first(where: { $0.bytes.contains { $0 >= 0x80 } }) {
            let reason = "x509: \(GoFormat.quoted(name)) cannot be encoded as an IA5String"
            throw GoError("error creating certificate: \(reason)")
        }
        let signer = issuer?.key ?? key
        let name = Self.name(commonName)
        let now = Glibc.time(nil)
        let content = DER.sequence(
            DER.value(0xA0, DER.integer([2])), DER.integer(Sprig.bytes(16)), signer.signatureAlgorithm,
            issuer?.name ?? name, DER.sequence(Self.time(now), Self.time(now + days * 86_400)), name,
            key.publicKey.info,
            DER.value(0xA3, extensions(key, authorityKey: issuer?.keyIdentifier)))
        let signature = DER.bits(try signer.signature(content))
        return PEM.text("CERTIFICATE", DER.sequence(content, signer.signatureAlgorithm, signature))
    }

    private static func name(_ commonName: GoString) -> [UInt8] {
        if commonName.isEmpty { return DER.sequence() }
        // encoding/asn1: PrintableString where that can say it.
        let isPrintable = commonName.bytes.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & ~0x20) || " '()+,-./:=?".utf8.contains($0)
        }
        let text = DER.value(isPrintable ? 0x13 : 0x0C, commonName.bytes)
        return DER.sequence(DER.set(DER.sequence(DER.identifier(2, 5, 4, 3), text)))
    }

    /// RFC 5280 §4.1.2.5: two digits of the year until 2049, four from 2050 on.
    private static func time(_ seconds: Int) -> [UInt8] {
        var clock = tm()
        var seconds = seconds
        gmtime_r(&seconds, &clock)
        let year = Int(clock.tm_year) + 1900
        let isShort = (1950..<2050).contains(year)
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let fields = [clock.tm_mon + 1, clock.tm_mday, clock.tm_hour, clock.tm_min, clock.tm_sec]
        let text =
            (isShort ? digits(year % 100, 2) : digits(year, 4)) + fields.map { digits(Int($0), 2) }.joined() + "Z"
        return DER.value(isShort ? 0x17 : 0x18, Array(text.utf8))
    }

    // crypto/x509 x509.go buildCertExtensions, in its order.
    private func extensions(_ key: PrivateKey, authorityKey: [UInt8]?) -> [UInt8] {
        var list: [UInt8] = []
        func add(_ identifier: [UInt8], isCritical: Bool = false, _ content: [UInt8]) {
            list += DER.sequence(identifier, isCritical ? DER.yes : [], DER.octets(content))
        }
        // digitalSignature and keyEncipherment, and keyCertSign for an authority.
        add(
            DER.identifier(2, 5, 29, 15), isCritical: true,
            isAuthority ? DER.bits([0xA4], unused: 2) : DER.bits([0xA0], unused: 5))
        add(
            DER.identifier(2, 5, 29, 37),
            DER.sequence(DER.identifier(1, 3, 6, 1, 5, 5, 7, 3, 1), DER.identifier(1, 3, 6, 1, 5, 5, 7, 3, 2)))
        add(DER.identifier(2, 5, 29, 19), isCritical: true, DER.sequence(isAuthority ? DER.yes : []))
        if isAuthority { add(DER.identifier(2, 5, 29, 14), DER.octets(Self.keyIdentifier(key))) }
        if let authorityKey { add(DER.identifier(2, 5, 29, 35), DER.sequence(DER.value(0x80, authorityKey))) }
        let alternatives = names.flatMap { DER.value(0x82, $0.bytes) } + addresses.flatMap { DER.value(0x87, $0) }
        if !alternatives.isEmpty {
            add(DER.identifier(2, 5, 29, 17), isCritical: commonName.isEmpty, DER.value(0x30, alternatives))
        }
        return DER.value(0x30, list)
    }

    /// RFC 7093 §2 (1), which Go uses since 1.25.
    static func keyIdentifier(_ key: PrivateKey) -> [UInt8] { Array(SHA256.hash(data: key.publicKey.bits).prefix(20)) }
}

/// What a signer's certificate says of it.
struct CertificateSubject {
    /// The encoded name.
    let name: [UInt8]
    let keyIdentifier: [UInt8]?

    init(pem: String) throws {
        guard let block = PEM.first(in: pem) else { throw GoError("unable to decode certificate") }
        guard block.label == "CERTIFICATE", let outer = DER.elements(block.bytes[...])?.first,
            let parts = DER.elements(outer.content), let fields = parts.first.flatMap({ DER.elements($0.content) }),
            fields.count >= 7
        else { throw GoError("error parsing certificate: x509: malformed certificate") }
        name = Array(fields[5].whole)
        let extensions = fields.last { $0.tag == 0xA3 }.flatMap { DER.elements($0.content)?.first }
        let list = extensions.flatMap { DER.elements($0.content) } ?? []
        let identifier = DER.identifier(2, 5, 29, 14)
        keyIdentifier =
            list.lazy.compactMap { entry -> [UInt8]? in
                guard let members = DER.elements(entry.content), members.first?.whole.elementsEqual(identifier) == true,
                    let value = members.last, let inner = DER.elements(value.content)?.first
                else { return nil }
                return Array(inner.content)
            }.first
    }
}
