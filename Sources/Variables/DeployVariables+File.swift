import Diagnostics
import Documents
import FileIO
import SystemPackage

// The variables file, one JSON object; every member may be left out, and an entry may be just its text:
//
//     {
//       "variables": {"TOKEN": {"value": "…", "sensitive": true, "autoIndent": true, "type": "file"}, "GREETING": "hello"},
//       "constants": {"SITE": {"value": "north"}},
//       "builtins": {"REGISTRY": {"value": "127.0.0.1:31999"}},
//       "values": {"app": {"replicas": 3}}
//     }
extension DeployVariables {
    /// A hostile variables file must not fill the memory.
    public static let maximumFileByteCount = 16 << 20

    /// Reads a variables file.
    ///
    /// - throws: `DocumentError` if it is no JSON, `DeployVariablesError.malformed` if it has another shape.
    public init(reading path: FilePath) throws {
        try self.init(json: try readFile(path, limit: Self.maximumFileByteCount), path: path.string)
    }

    /// Reads the content of a variables file.
    public init(json bytes: [UInt8], path: String) throws {
        let reader = VariablesFileReader(path: path)
        let root = try reader.object(try JSON.parse(bytes, file: path, duplicateKeys: .refused), at: "")
        for (key, value) in root {
            switch key {
            case "variables": variables = try reader.entries(value, at: key)
            case "constants": constants = try reader.entries(value, at: key)
            case "builtins": builtins = try reader.entries(value, at: key)
            case "values": values = try reader.object(value, at: key)
            default: throw reader.unknown(key, at: "", known: ["variables", "constants", "builtins", "values"])
            }
        }
    }

    /// The content of a variables file: keys sorted, so that equal variables give equal bytes.
    public var json: [UInt8] {
        var root: Value.Object = [:]
        for (name, entries) in [("variables", variables), ("constants", constants), ("builtins", builtins)] {
            guard !entries.isEmpty else { continue }
            let members = entries.sorted { $0.key < $1.key }.map { ($0.key, $0.value.value) }
            root[name] = .object(Value.Object(uniqueKeysWithValues: members))
        }
        if !values.isEmpty { root["values"] = .object(values) }
        return JSON.bytes(.object(root), JSON.Options(style: .pretty)) + [UInt8(ascii: "\n")]
    }

    /// Writes a variables file that only its owner can read; it appears whole or not at all.
    public func write(to path: FilePath) throws { try writeFile(path, json, mode: 0o600) }
}

extension DeployVariables.Entry {
    fileprivate var value: Value {
        var members: Value.Object = ["value": .string(text)]
        if isSensitive { members["sensitive"] = true }
        if autoIndents { members["autoIndent"] = true }
        if isFile { members["type"] = "file" }
        return .object(members)
    }
}

/// Takes a variables file apart; errors name places, never values.
private struct VariablesFileReader {
    let path: String

    func object(_ value: Value, at place: String) throws -> Value.Object {
        guard let object = value.object else { throw malformed(place, "not an object") }
        return object
    }

    func entries(_ value: Value, at place: String) throws -> [String: DeployVariables.Entry] {
        var entries: [String: DeployVariables.Entry] = [:]
        for (name, value) in try object(value, at: place) {
            guard !name.isEmpty, !name.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "=") }) else {
                throw malformed("\(place) \"\(name)\"", "not a name")
            }
            entries[name.uppercased()] = try entry(value, at: "\(place).\(name)")
        }
        return entries
    }

    private func entry(_ value: Value, at place: String) throws -> DeployVariables.Entry {
        if let text = value.string { return DeployVariables.Entry(try checked(text, at: place)) }
        var entry: DeployVariables.Entry?
        let members = try object(value, at: place)
        if let text = members["value"]?.string { entry = DeployVariables.Entry(try checked(text, at: place)) }
        guard var entry else { throw malformed(place, "\"value\" is missing or not a string") }
        for (key, value) in members {
            switch key {
            case "value": continue
            case "sensitive": entry.isSensitive = try truth(value, at: "\(place).\(key)")
            case "autoIndent": entry.autoIndents = try truth(value, at: "\(place).\(key)")
            case "type":
                guard let type = value.string, ["file", "raw", ""].contains(type) else {
                    throw malformed("\(place).type", "neither \"raw\" nor \"file\"")
                }
                entry.isFile = type == "file"
            default: throw unknown(key, at: place, known: ["value", "sensitive", "autoIndent", "type"])
            }
        }
        return entry
    }

    /// A value ends up in the environment of programs, which ends texts at a zero byte.
    private func checked(_ text: String, at place: String) throws -> String {
        guard !text.utf8.contains(0) else { throw malformed(place, "holds a zero byte") }
        return text
    }

    private func truth(_ value: Value, at place: String) throws -> Bool {
        guard let truth = value.bool else { throw malformed(place, "neither true nor false") }
        return truth
    }

    func unknown(_ key: String, at place: String, known: [String]) -> DeployVariablesError {
        .malformed(
            path: path, place: place, problem: "unknown key \"\(key)\"",
            suggestion: nearestSpelling(of: key, among: known))
    }

    private func malformed(_ place: String, _ problem: String) -> DeployVariablesError {
        .malformed(path: path, place: place, problem: problem, suggestion: nil)
    }
}
