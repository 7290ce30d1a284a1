/// An address and the credentials written into it, `https://USER:PASSWORD@HOST/…`.
struct AddressUser {
    /// Without the credentials: what may be shown, and asked for.
    let address: String
    let user: String?
    let password: String?

    init(_ written: String) {
        let authority = written.drop { $0 != "/" }.dropFirst(2).prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@") else {
            (address, user, password) = (written, nil, nil)
            return
        }
        address = String(written[..<authority.startIndex]) + written[written.index(after: at)...]
        let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        user = parts.first.map(Self.decoded)
        password = parts.dropFirst().first.map(Self.decoded)
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
