import GoTemplate

extension Sprig {
    /// Go's package path, and path/filepath as it is on Linux.
    static let paths: FunctionTable = {
        let functions: FunctionTable = [
            "base": GoFunction([.string]) { .string(GoString(PathText.base(Arguments.bytes($0[0])))) },
            "dir": GoFunction([.string]) { .string(GoString(PathText.directory(Arguments.bytes($0[0])))) },
            "clean": GoFunction([.string]) { .string(GoString(PathText.clean(Arguments.bytes($0[0])))) },
            "ext": GoFunction([.string]) { .string(GoString(PathText.fileExtension(Arguments.bytes($0[0])))) },
            "isAbs": GoFunction([.string]) { .bool(Arguments.bytes($0[0]).first == UInt8(ascii: "/")) },
        ]
        var table = functions
        for (name, function) in functions {
            let letters = name.bytes
            table[GoString(Array("os".utf8) + [letters[0] - 32] + letters.dropFirst())] = function
        }
        return table
    }()
}

/// Paths as Go's package path takes them apart.
private enum PathText {
    private static let slash = UInt8(ascii: "/")
    private static let dot = UInt8(ascii: ".")

    static func base(_ path: [UInt8]) -> [UInt8] {
        if path.isEmpty { return [dot] }
        guard let last = path.split(separator: slash).last else { return [slash] }
        return Array(last)
    }

    static func directory(_ path: [UInt8]) -> [UInt8] {
        let end = path.lastIndex(of: slash).map { $0 + 1 } ?? 0
        return clean(Array(path[..<end]))
    }

    static func fileExtension(_ path: [UInt8]) -> ArraySlice<UInt8> {
        let name = path.lastIndex(of: slash).map { path[($0 + 1)...] } ?? path[...]
        return name.lastIndex(of: dot).map { name[$0...] } ?? []
    }

    static func clean(_ path: [UInt8]) -> [UInt8] {
        let isRooted = path.first == slash
        var parts: [ArraySlice<UInt8>] = []
        for part in path.split(separator: slash) where part != [dot] {
            if part != [dot, dot] {
                parts.append(part)
            } else if let last = parts.last, last != [dot, dot] {
                parts.removeLast()
            } else if !isRooted {
                parts.append(part)
            }
        }
        let joined = Array(parts.joined(separator: [slash]))
        if isRooted { return [slash] + joined }
        return joined.isEmpty ? [dot] : joined
    }
}
