import Diagnostics

/// A content digest, `sha256:<64 hex>` or `sha512:<128 hex>`; a value of this type is always well formed.
///
/// OCI image-spec 1.1 "Digests": `algorithm ":" encoded`, lower-case hexadecimal for the registered algorithms.
public struct Digest: Sendable, Hashable, CustomStringConvertible {
    /// The registered algorithms.
    public enum Algorithm: String, Sendable, CaseIterable {
        case sha256
        case sha512

        /// Digits of the encoded part.
        public var hexDigitCount: Int { self == .sha256 ? 64 : 128 }
    }

    /// Which hash it is.
    public let algorithm: Algorithm
    /// The hash, in lower-case hexadecimal digits.
    public let hex: String

    /// Takes `sha256:…` or `sha512:…` apart. Throws `HashingError.malformedDigest`.
    public init(_ text: some StringProtocol) throws(HashingError) {
        guard let colon = text.firstIndex(of: ":"), let algorithm = Algorithm(rawValue: String(text[..<colon])) else {
            throw .malformedDigest(String(text))
        }
        try self.init(algorithm: algorithm, hex: text[text.index(after: colon)...])
    }

    /// Checks that `hex` has the right number of lower-case hexadecimal digits. Throws `HashingError.malformedDigest`.
    public init(algorithm: Algorithm = .sha256, hex: some StringProtocol) throws(HashingError) {
        let isHex = hex.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard isHex, hex.utf8.count == algorithm.hexDigitCount else {
            throw .malformedDigest("\(algorithm.rawValue):\(hex)")
        }
        self.algorithm = algorithm
        self.hex = String(hex)
    }

    /// From the raw bytes of a finished hash.
    init(algorithm: Algorithm, bytes: some Sequence<UInt8>) {
        self.algorithm = algorithm
        hex = hexadecimal(bytes)
    }

    /// `algorithm:hex`.
    public var description: String { "\(algorithm.rawValue):\(hex)" }
}

/// Lower-case hexadecimal digits of some bytes.
public func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

/// What can be wrong with a digest.
public enum HashingError: Failure, Equatable {
    /// Not `sha256:` or `sha512:` and the right number of lower-case hexadecimal digits.
    case malformedDigest(String)
    /// The bytes are not the ones that were asked for.
    case mismatch(name: String, expected: Digest, found: Digest)

    public var message: String {
        switch self {
        case .malformedDigest(let text): "read digest \"\(text.prefix(160))\": not sha256:<64 hex digits>"
        case .mismatch(let name, let expected, let found): "verify \(name): expected \(expected), found \(found)"
        }
    }

    public var kind: FailureKind { .untrusted }
}
