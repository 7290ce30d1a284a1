/// An address as people write it, and the credentials in it: `https://USER:PASSWORD@HOST/…`.
public struct AddressUser: Sendable {
    /// Without the credentials: what may be shown, and asked for.
    public let address: String
    private let userBytes: [UInt8]?
    private let passwordBytes: [UInt8]?

    /// Takes an address apart; one without credentials is `address` as it stands.
    public init(_ written: String) {
        let authority = written.drop { $0 != "/" }.dropFirst(2).prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@") else {
            (address, userBytes, passwordBytes) = (written, nil, nil)
            return
        }
        address = String(written[..<authority.startIndex]) + written[written.index(after: at)...]
        let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        userBytes = parts.first.map(percentDecoded)
        passwordBytes = parts.dropFirst().first.map(percentDecoded)
    }

    /// The user, if there are credentials.
    public var user: String? { userBytes.map { String(decoding: $0, as: UTF8.self) } }
    /// The password, if one was written.
    public var password: String? { passwordBytes.map { String(decoding: $0, as: UTF8.self) } }

    /// The credentials as the `Authorization` header has them; nil if there are none.
    public var authorization: String? {
        userBytes.map { "Basic " + base64($0 + [UInt8(ascii: ":")] + (passwordBytes ?? [])) }
    }
}

/// Credentials as the `Authorization` header has them.
// RFC 7617 "Basic": user, colon, password.
package func basicAuthorization(_ user: String, _ password: String) -> String {
    "Basic " + base64("\(user):\(password)".utf8)
}

// RFC 3986 2.1: what is no two hexadecimal digits stays as it is.
private func percentDecoded(_ text: Substring) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        if byte == UInt8(ascii: "%"), digits.count == 2 {
            bytes.append(UInt8(digits[0] << 4 | digits[1]))
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return bytes
}
