import Glibc

/// One entry of a tar: what its header says.
public struct TarEntry: Sendable, Hashable {
    /// The kinds of entry we tell apart.
    public enum Kind: Sendable, Hashable {
        case file
        case directory
        case symbolicLink
        case hardLink
        /// A device or a named pipe: never extracted.
        case special
    }

    /// The name as written, without the slash that may end a directory's.
    public var name: String
    /// What it is.
    public var kind: Kind
    /// Permission bits, without the kind.
    public var mode: mode_t
    /// Bytes of content; 0 unless it is a file.
    public var byteCount: Int64
    /// Where a link points, as written; empty unless it is one.
    public var linkTarget: String
    /// When the content last changed, in seconds since 1970.
    public var modifiedSeconds: Int64 = 0

    /// An entry of any kind.
    public init(name: String, kind: Kind, mode: mode_t, byteCount: Int64 = 0, linkTarget: String = "") {
        self.name = name
        self.kind = kind
        self.mode = mode
        self.byteCount = byteCount
        self.linkTarget = linkTarget
    }
}

/// The sizes every tar is made of, and what we accept of one.
public enum TarFormat {
    /// Headers and content come in blocks of this size.
    public static let blockByteCount = 512
    /// A tar ends with two blocks of zeros.
    public static let trailerByteCount = 1024
    /// No path that Linux can open is longer (PATH_MAX).
    public static let maximumNameByteCount = 4096
    /// Extended headers hold names and numbers only; Go's reader has the same limit.
    public static let maximumExtendedHeaderByteCount = 1 << 20

    /// Zeros between `byteCount` bytes of content and the next block.
    public static func padding(after byteCount: Int64) -> Int { Int(-byteCount & 511) }
}
