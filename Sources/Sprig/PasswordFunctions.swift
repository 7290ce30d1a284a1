import CCrypt
import Crypto
import CryptoExtras
import FoundationEssentials
import GoTemplate

extension Sprig {
    /// Passwords and encryption: Masterminds/sprig v3.3 crypto.go.
    static let passwords: FunctionTable = [
        "bcrypt": GoFunction([.string]) { .string(try bcrypt(Arguments.bytes($0[0]))) },
        "htpasswd": GoFunction([.string, .string]) { arguments in
            let user = arguments[0].string ?? ""
            if user.bytes.contains(UInt8(ascii: ":")) { return .string("invalid username: \(user)") }
            return .string("\(user):\(try bcrypt(Arguments.bytes(arguments[1])))")
        },
        "derivePassword": GoFunction([.int, .string, .string, .string, .string]) { try MasterPassword.derive($0) },
        "encryptAES": GoFunction([.string, .string]) { arguments in
            let text = Arguments.bytes(arguments[1])
            if text.isEmpty { return .string("") }
            let vector = AES._CBC.IV()
            let encrypted = try AES._CBC.encrypt(text, using: key(arguments[0]), iv: vector)
            return .string(GoString(Base64.encode(Array(vector) + Array(encrypted))))
        },
        "decryptAES": GoFunction([.string, .string]) { .string(try decrypted($0)) },
    ]

    /// The first 32 bytes of a password, filled up with zeros.
    private static func key(_ password: GoValue) -> SymmetricKey {
        let bytes = Arguments.bytes(password).prefix(32)
        return SymmetricKey(data: Array(bytes) + [UInt8](repeating: 0, count: 32 - bytes.count))
    }

    private static func decrypted(_ arguments: [GoValue]) throws -> GoString {
        if Arguments.bytes(arguments[1]).isEmpty { return GoString() }
        let bytes = try Base64.decode(Arguments.bytes(arguments[1]))
        guard bytes.count >= 16 else {
            throw GoError("runtime error: slice bounds out of range [:16] with capacity \(bytes.count)")
        }
        guard bytes.count % 16 == 0 else { throw GoError("crypto/cipher: input not full blocks") }
        guard bytes.count > 16 else { throw GoError("runtime error: index out of range [-1]") }
        let vector = try AES._CBC.IV(ivBytes: bytes[..<16])
        let text = try AES._CBC.decrypt(bytes[16...], using: key(arguments[0]), iv: vector, noPadding: true)
        let padding = Int(text.last ?? 0)
        guard padding <= text.count else {
            throw GoError("runtime error: slice bounds out of range [:\(text.count - padding)]")
        }
        return GoString(Array(text.dropLast(padding)))
    }

    /// A password's hash. What Go refuses is told in place of the result.
    ///
    /// - cost: 4 to 31; golang.org/x/crypto's is 10 unless told otherwise.
    package static func bcrypt(_ bytes: [UInt8], cost: Int = 10) throws -> GoString {
        guard bytes.count <= 72 else {
            return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
        }
        guard !bytes.contains(0) else { throw GoError("bcrypt: a password with a NUL byte is not hashed") }
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let setting = Array("$2a$\(cost < 10 ? "0" : "")\(cost)$".utf8) + BcryptBase64.encode(salt) + [0]
        var hash = [CChar](repeating: 0, count: Int(ZARF_CRYPT_OUTPUT_SIZE))
        let failure = (bytes + [0]).withUnsafeBufferPointer { password in
            setting.withUnsafeBufferPointer { zarf_crypt(password.baseAddress, $0.baseAddress, &hash) }
        }
        if let failure { throw GoError("bcrypt: \(String(cString: failure))") }
        return GoString(hash.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) })
    }
}

/// bcrypt's own base 64, without padding.
private enum BcryptBase64 {
    private static let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var (group, bitCount) = (UInt32(0), 0)
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                text.append(alphabet[Int(group >> UInt32(bitCount) & 63)])
            }
        }
        if bitCount > 0 { text.append(alphabet[Int(group << UInt32(6 - bitCount) & 63)]) }
        return text
    }
}
