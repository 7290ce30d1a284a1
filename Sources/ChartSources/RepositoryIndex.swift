import Documents
import GoTemplate
import Sprig

/// What a Helm repository has: its `index.yaml`.
// helm v4.2 pkg/repo/v1/index.go.
public struct RepositoryIndex: Sendable {
    /// A version of a chart.
    public struct Entry: Sendable {
        /// As the index has it.
        public let version: String
        /// Where the archive is, relative to the repository or not; the first counts.
        public let urls: [String]
        /// The archive's SHA-256 in hexadecimal, if it is known.
        public let digest: String?
    }

    private let charts: [String: [Entry]]

    /// Reads an index. The index of a large repository has 20 MB.
    ///
    /// - throws: `DocumentError`, or `ChartSourceError` if it is no index.
    public init(_ bytes: [UInt8], file: String) throws {
        var limits = DocumentLimits.standard
        limits.byteCount = Self.maximumByteCount
        let document = try YAMLReader.document(bytes, file: file, limits: limits, options: .helm)
        guard document["apiVersion"]?.text?.isEmpty == false else { throw ChartSourceError("no API version specified") }
        var charts: [String: [Entry]] = [:]
        for member in document["entries"]?.members ?? [] {
            if let name = member.key.text { charts[name] = Self.sorted(member.value.elements ?? []) }
        }
        self.charts = charts
    }

    /// An index may have this many bytes.
    public static let maximumByteCount = 64 << 20

    /// The versions of a chart, the latest first; those that are no versions last, as they were.
    private static func sorted(_ nodes: [YAMLNode]) -> [Entry] {
        let entries = nodes.map { node -> (entry: Entry, version: SemanticVersion?) in
            let version = node["version"]?.text ?? ""
            let digest = node["digest"]?.text?.split(separator: ":").last.map { String($0).lowercased() }
            let urls = node["urls"]?.elements?.compactMap(\.text) ?? []
            let isDigest = digest?.utf8.count == 64
            let entry = Entry(version: version, urls: urls, digest: isDigest ? digest : nil)
            return (entry, try? SemanticVersion(version))
        }
        return entries.enumerated().sorted { left, right in
            switch (left.element.version, right.element.version) {
            case (let first?, let second?):
                let order = first.compare(second)
                return order != 0 ? order > 0 : left.offset < right.offset
            case (_?, nil): return true
            case (nil, _?): return false
            case (nil, nil): return left.offset < right.offset
            }
        }.map(\.element.entry)
    }

    /// All versions of a chart, the latest first; nil if the repository has no such chart.
    public func versions(of name: String) -> [Entry]? { charts[name] }

    /// The version of a chart that is exactly `wanted`, else the latest that the constraint `wanted` admits; empty means
    /// the latest that is no prerelease. Nil if there is none.
    ///
    /// - throws: `GoError` if `wanted` is no constraint.
    // index.go Get.
    public func version(of name: String, matching wanted: String) throws -> Entry? {
        guard let versions = charts[name] else { return nil }
        let constraint = try VersionConstraint(wanted.isEmpty ? "*" : wanted)
        if !wanted.isEmpty, let exact = versions.first(where: { $0.version == wanted }) { return exact }
        return versions.first { entry in
            (try? SemanticVersion(entry.version)).map { constraint.admits($0) } ?? false
        }
    }
}
