import Archive
import Diagnostics
import Hashing

/// The digests of a package's files: `checksums.txt`.
///
/// zarf v0.84 src/pkg/packager/assemble/assemble.go getChecksum: sorted lines of `<sha256> <path>`.
public struct Checksums: Sendable, Equatable {
    /// The SHA-256 digest of each file, by its name in the package.
    public private(set) var digests: [String: Digest] = [:]

    /// The bytes it was read from; what its digest is over.
    public private(set) var source: [UInt8] = []

    /// No files yet.
    public init() {}

    /// Equal if they name the same files and digests.
    public static func == (first: Checksums, second: Checksums) -> Bool { first.digests == second.digests }

    /// Adds a file, which must not be named `zarf.yaml` or `checksums.txt`.
    public mutating func add(_ name: String, _ digest: Digest) { digests[name] = digest }

    /// The file's bytes: lines sorted as strings, a line end after the last; without files a single line end.
    public var encoded: [UInt8] {
        let lines = digests.map { "\($0.value.hex) \($0.key)" }
        return Array(lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: "\n").utf8) + [0x0a]
    }

    /// What `metadata.aggregateChecksum` must be: the digest of `encoded`, in hexadecimal digits.
    public var aggregate: String { Digest.sha256(encoded).hex }

    /// Reads the file. Names may hold spaces, which upstream refuses; a name given twice is an error.
    public init(reading bytes: [UInt8], package: String) throws {
        source = bytes
        for (index, line) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty {
            func malformed(_ reason: String) -> PackageError {
                .malformed(package: package, reason: "checksums.txt:\(index + 1): \(reason)")
            }
            guard line.count > 65, line[line.startIndex + 64] == 0x20,
                let name = String(validating: line.dropFirst(65), as: UTF8.self)
            else { throw malformed("not a SHA-256 and a path") }
            let hex = String(decoding: line.prefix(64), as: UTF8.self)
            guard let digest = try? Digest(hex: hex) else { throw malformed("not a SHA-256 and a path") }
            if let objection = PortableName.objection(to: name) {
                throw malformed("path \(quoted(name)): \(objection)")
            }
            guard digests.updateValue(digest, forKey: name) == nil else {
                throw malformed("path \(quoted(name)) given twice")
            }
        }
    }
}
