import CCrypt

/// Whether a bcrypt hash is that of a password.
package func isBcryptHash(_ hash: String, of password: String) -> Bool {
    guard hash.hasPrefix("$2"), hash.utf8.count == 60, !password.utf8.contains(0) else { return false }
    var found = [CChar](repeating: 0, count: Int(ZARF_CRYPT_OUTPUT_SIZE))
    let failure = (Array(password.utf8) + [0]).withUnsafeBufferPointer { password in
        (Array(hash.utf8) + [0]).withUnsafeBufferPointer { zarf_crypt(password.baseAddress, $0.baseAddress, &found) }
    }
    return failure == nil && found.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) } == Array(hash.utf8)
}
