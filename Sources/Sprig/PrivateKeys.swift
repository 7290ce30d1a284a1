import Crypto
import CryptoExtras
import FoundationEssentials
import GoTemplate

/// A key that certificates are signed with.
enum PrivateKey {
    case rsa(_RSA.Signing.PrivateKey)
    case ecdsa(P256.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    /// A new key, as sprig's genPrivateKey makes them.
    ///
    /// - throws: `GoError` for a kind that cannot be made.
    static func generate(_ kind: String) throws -> PrivateKey {
        switch kind {
        // Masterminds/sprig v3.3 crypto.go generatePrivateKey: 4096 bits here, 2048 for certificates.
        case "", "rsa": return .rsa(try _RSA.Signing.PrivateKey(keySize: .init(bitCount: 4096)))
        case "ecdsa": return .ecdsa(P256.Signing.PrivateKey())
        case "ed25519": return .ed25519(Curve25519.Signing.PrivateKey())
        default: throw GoError("Unknown type \(kind)")
        }
    }

    /// The key of a PEM block.
    init(pem: String) throws {
        guard let block = PEM.first(in: pem) else { throw GoError("no PEM data in input") }
        do {
            switch block.label {
            case "RSA PRIVATE KEY": self = .rsa(try _RSA.Signing.PrivateKey(derRepresentation: block.bytes))
            case "EC PRIVATE KEY": self = .ecdsa(try P256.Signing.PrivateKey(pemRepresentation: pem))
            case "PRIVATE KEY": self = try Self.unwrapped(block.bytes, pem)
            default: throw GoError("no private key data in PEM block of type \(block.label)")
            }
        } catch let error as GoError {
            throw error
        } catch {
            throw GoError("failed to parse private key")
        }
    }

    /// PKCS #8 says in its algorithm what the key is.
    private static func unwrapped(_ bytes: [UInt8], _ pem: String) throws -> PrivateKey {
        let parts = DER.elements(bytes[...])?.first.flatMap { DER.elements($0.content) } ?? []
        guard parts.count >= 3 else { throw GoError("failed to parse private key") }
        if parts[1].whole.elementsEqual(ed25519Algorithm) {
            return .ed25519(try Curve25519.Signing.PrivateKey(rawRepresentation: parts[2].content.dropFirst(2)))
        }
        if parts[1].whole.elementsEqual(DER.sequence(DER.identifier(1, 2, 840, 113549, 1, 1, 1), DER.null)) {
            return .rsa(try _RSA.Signing.PrivateKey(derRepresentation: Array(parts[2].content)))
        }
        return .ecdsa(try P256.Signing.PrivateKey(pemRepresentation: pem))
    }

    static let ed25519Algorithm = DER.sequence(DER.identifier(1, 3, 101, 112))

    /// The key as crypto.go pemBlockForKey writes it.
    var pem: String {
        switch self {
        case .rsa(let key): return PEM.text("RSA PRIVATE KEY", Array(key.derRepresentation))
        case .ecdsa(let key):
            // RFC 5915: the number, the curve, and the point.
            let curve = DER.value(0xA0, DER.identifier(1, 2, 840, 10045, 3, 1, 7))
            let point = DER.value(0xA1, DER.bits(Array(key.publicKey.x963Representation)))
            return PEM.text(
                "EC PRIVATE KEY", DER.sequence(DER.integer([1]), DER.octets(Array(key.rawRepresentation)), curve, point)
            )
        case .ed25519(let key):
            let inner = DER.octets(DER.octets(Array(key.rawRepresentation)))
            return PEM.text("PRIVATE KEY", DER.sequence(DER.integer([0]), Self.ed25519Algorithm, inner))
        }
    }

    /// SubjectPublicKeyInfo, and within it the bits of the key.
    var publicKey: (info: [UInt8], bits: [UInt8]) {
        switch self {
        case .rsa(let key):
            return (Array(key.publicKey.derRepresentation), Array(key.publicKey.pkcs1DERRepresentation))
        case .ecdsa(let key):
            return (Array(key.publicKey.derRepresentation), Array(key.publicKey.x963Representation))
        case .ed25519(let key):
            let bits = Array(key.publicKey.rawRepresentation)
            return (DER.sequence(Self.ed25519Algorithm, DER.bits(bits)), bits)
        }
    }

    /// The algorithm as a certificate names it.
    var signatureAlgorithm: [UInt8] {
        switch self {
        case .rsa: DER.sequence(DER.identifier(1, 2, 840, 113549, 1, 1, 11), DER.null)
        case .ecdsa: DER.sequence(DER.identifier(1, 2, 840, 10045, 4, 3, 2))
        case .ed25519: Self.ed25519Algorithm
        }
    }

    /// A signature over these bytes.
    func signature(_ bytes: [UInt8]) throws -> [UInt8] {
        switch self {
        case .rsa(let key):
            let signature = try key.signature(for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5)
            return Array(signature.rawRepresentation)
        case .ecdsa(let key): return Array(try key.signature(for: SHA256.hash(data: bytes)).derRepresentation)
        case .ed25519(let key): return Array(try key.signature(for: bytes))
        }
    }
}
