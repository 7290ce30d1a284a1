import Documents
import Kubernetes

/// What can be borrowed on every node at once, for an injector that stays: best first.
// zarf v0.84 src/pkg/cluster/injector.go getInjectorDaemonsetImage; spec/zarf-interop.md §10: the newest pause image of at
// most 1 MiB, which every node has, or else the smallest image. Differs: an image that all nodes have comes before others.
package struct SharedImages {
    /// What to try, in this order.
    package private(set) var list: [Candidate] = []
    /// One line for each node that is left out.
    package private(set) var refusals: [String] = []

    /// A pause image does nothing, and is small.
    private static let pauseByteCount: Int64 = 1 << 20
    /// More attempts than this only take time.
    private static let maximumCount = 12

    private struct Found {
        let name: String
        let byteCount: Int64
        var nodes = 1

        /// The version of a pause image; nil for other images.
        var pauseVersion: [Int]? {
            guard byteCount <= SharedImages.pauseByteCount, let colon = name.lastIndex(of: ":") else { return nil }
            guard name[..<colon].split(separator: "/").last == "pause" else { return nil }
            let parts = name[name.index(after: colon)...].drop { $0 == "v" }.split(separator: ".").map { Int($0) }
            let numbers = parts.compactMap { $0 }
            guard numbers.count == parts.count, let major = numbers.first, [3, 4].contains(major) else { return nil }
            return numbers
        }
    }

    package init(nodes: [Object], architecture: String) {
        var found: [String: Found] = [:]
        var nodeCount = 0
        for node in nodes {
            let own = node.value["status"]?["nodeInfo"]?["architecture"]?.string ?? ""
            guard own == architecture else {
                refusals.append("node \(node.name): its architecture is \(own)")
                continue
            }
            nodeCount += 1
            let images = node.value["status"]?["images"]?.array ?? []
            if images.isEmpty { refusals.append("node \(node.name): it lists no images") }
            for image in images {
                guard let name = image["names"]?.array?.compactMap(\.string).first(where: { !$0.contains("@") }),
                    Candidates.isForeign(name)
                else { continue }
                if found[name] != nil {
                    found[name]?.nodes += 1
                } else {
                    found[name] = Found(name: name, byteCount: image["sizeBytes"]?.integer ?? .max)
                }
            }
        }
        if nodes.isEmpty { refusals.append("the cluster has no nodes") }
        list = found.values.sorted { Self.precedes($0, $1, nodeCount) }.prefix(Self.maximumCount)
            .map { Candidate(image: $0.name, node: nil) }
    }

    private static func precedes(_ left: Found, _ right: Found, _ nodeCount: Int) -> Bool {
        let isLeftEverywhere = left.nodes == nodeCount
        guard isLeftEverywhere == (right.nodes == nodeCount) else { return isLeftEverywhere }
        switch (left.pauseVersion, right.pauseVersion) {
        case (let first?, let second?) where first != second: return second.lexicographicallyPrecedes(first)
        case (_?, nil): return true
        case (nil, _?): return false
        default: return (left.byteCount, left.name) < (right.byteCount, right.name)
        }
    }
}
