import Crypto

/// SHA-1 of some bytes, 20 of them: git's name for content. Good for names only, not for trust.
public func sha1(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    Array(Insecure.SHA1.hash(data: Array(bytes)))
}
