import GoTemplate
import Sprig

/// Files of values: documents over one another.
package enum ValuesFile {
    /// Reads a file of values, later documents over earlier ones. Throws `GoError` with sigs.k8s.io/yaml's words.
    // helm v4.2 pkg/chart/v2/loader/load.go LoadValues.
    package static func read(_ bytes: [UInt8]) throws -> GoMap {
        var result = GoMap()
        for document in documents(bytes) {
            // apimachinery's LineReader ends every line, the last one too: a block scalar at the end has its line break.
            let isEnded = document.last == UInt8(ascii: "\n")
            let values = try HelmYAML.readMap(isEnded ? Array(document) : document + [UInt8(ascii: "\n")])
            result = result.isEmpty ? values : merged(values, over: result)
        }
        return result
    }

    /// Maps merge, everything else replaces.
    package static func merged(_ above: GoMap, over below: GoMap) -> GoMap {
        let result = below.copy()
        for (key, value) in above.members {
            if case .map(let map) = value, case .map(let other)? = result[key] {
                result[key] = .map(merged(map, over: other))
            } else {
                result[key] = value
            }
        }
        return result
    }

    /// The documents of a text.
    // k8s.io/apimachinery pkg/util/yaml YAMLReader: a line that is only `---` and white space divides.
    static func documents(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var documents: [ArraySlice<UInt8>] = []
        var start = 0
        var line = 0
        while line < bytes.count {
            let end = bytes[line...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
            if bytes[line..<end].starts(with: "---".utf8), bytes[(line + 3)..<end].allSatisfy(isSpace) {
                if start < line { documents.append(bytes[start..<line]) }
                start = end
            }
            line = end
        }
        if start < bytes.count { documents.append(bytes[start...]) }
        return documents
    }
}

/// White space as Go's `unicode.IsSpace` has it, in ASCII.
@inline(__always) func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
