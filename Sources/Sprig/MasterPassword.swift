import Crypto
import CryptoExtras
import FoundationEssentials
import GoTemplate

/// Passwords made from one password, a name and a site: the Master Password algorithm, version 3.
// masterpassword.app "Algorithm"; Masterminds/sprig v3.3 crypto.go derivePassword.
enum MasterPassword {
    private static let seed = Array("com.lyndir.masterpassword".utf8)

    private static let templates: [GoString: [String]] = [
        "maximum": ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        "long": [
            "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv", "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc", "CvcvCvcvnoCvcc", "CvcvCvcvCvccno",
            "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno", "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno",
            "CvccnoCvcvCvcc", "CvccCvcvnoCvcc", "CvccCvcvCvccno",
        ],
        "medium": ["CvcnoCvc", "CvcCvcno"],
        "short": ["Cvcn"],
        "basic": ["aaanaaan", "aannaaan", "aaannaaa"],
        "pin": ["nnnn"],
    ]

    private static let characters: [Character: String] = [
        "V": "AEIOU", "C": "BCDFGHJKLMNPQRSTVWXYZ", "v": "aeiou", "c": "bcdfghjklmnpqrstvwxyz",
        "A": "AEIOUBCDFGHJKLMNPQRSTVWXYZ", "a": "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        "n": "0123456789", "o": "@&%?,=[]_:-+*$#!'^~;()/.",
        "x": "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    ]

    /// Counter, kind, password, user and site.
    static func derive(_ arguments: [GoValue]) throws -> GoValue {
        let kind = arguments[1].string ?? ""
        guard let templates = templates[kind] else { return .string("cannot find password template \(kind)") }
        let (user, site) = (Arguments.bytes(arguments[3]), Arguments.bytes(arguments[4]))
        let key = try KDF.Scrypt.deriveKey(
            from: Arguments.bytes(arguments[2]), salt: seed + bigEndian(user.count) + user, outputByteCount: 64,
            rounds: 32768, blockSize: 8, parallelism: 2, maxMemory: 64 << 20)
        let message = seed + bigEndian(site.count) + site + bigEndian(Arguments.int(arguments[0]))
        let hash = Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
        let template = templates[Int(hash[0]) % templates.count]
        var password: [UInt8] = []
        for (index, kind) in template.enumerated() {
            let set = Array((characters[kind] ?? "").utf8)
            password.append(set[Int(hash[index + 1]) % set.count])
        }
        return .string(GoString(password))
    }

    private static func bigEndian(_ number: Int) -> [UInt8] {
        let bits = UInt32(truncatingIfNeeded: number)
        return stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt32($0)) }
    }
}
