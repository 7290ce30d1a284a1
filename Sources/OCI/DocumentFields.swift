import Documents

// OCI distribution-spec 1.1 "Pushing Manifests": registries should allow at least 4 MiB.
/// Largest manifest or index we read or write; registries refuse larger ones too.
public let maximumManifestByteCount = 4 << 20

/// Largest image config we read.
public let maximumConfigByteCount = 8 << 20

/// Reads the members of one JSON object, naming the document in every error.
struct DocumentFields {
    let name: String
    let value: Value

    /// Parses a whole document, which must be an object.
    init(parsing bytes: [UInt8], name: String, limit: Int) throws {
        guard bytes.count <= limit else { throw OCIError.tooLarge(name: name, limit: limit) }
        self.name = name
        do {
            value = try JSON.parse(bytes, file: name)
        } catch let error as DocumentError {
            let place = "line \(error.mark.line), column \(error.mark.column)"
            throw OCIError.malformedDocument(name: name, reason: "not JSON (\(place))")
        }
        guard value.object != nil else { throw malformed("not a JSON object") }
    }

    /// The members of a value within a document.
    init(_ value: Value, name: String) throws {
        self.name = name
        self.value = value
        guard value.object != nil else { throw malformed("not a JSON object") }
    }

    func malformed(_ reason: String) -> OCIError { .malformedDocument(name: name, reason: reason) }

    /// The member, unless it is missing or null.
    func member(_ key: String) -> Value? {
        guard let found = value[key], found != .null else { return nil }
        return found
    }

    func string(_ key: String) throws -> String? {
        guard let found = member(key) else { return nil }
        guard let text = found.string else { throw malformed("\(key) is not a string") }
        return text
    }

    func array(_ key: String) throws -> [Value]? {
        guard let found = member(key) else { return nil }
        guard let elements = found.array else { throw malformed("\(key) is not an array") }
        return elements
    }

    func strings(_ key: String) throws -> [String]? {
        guard let elements = try array(key) else { return nil }
        let texts = elements.compactMap(\.string)
        guard texts.count == elements.count else { throw malformed("\(key) holds something else than strings") }
        return texts
    }

    func stringMap(_ key: String) throws -> [String: String]? {
        guard let found = member(key) else { return nil }
        guard let object = found.object else { throw malformed("\(key) is not an object") }
        var map: [String: String] = [:]
        for (name, value) in object {
            guard let text = value.string else { throw malformed("\(key).\(printable(name)) is not a string") }
            map[name] = text
        }
        return map
    }
}

extension Value {
    /// An object of strings, keys sorted, as Go writes maps.
    init(sorted map: [String: String]) {
        var object = Value.Object()
        for (key, text) in map.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            object[key] = .string(text)
        }
        self = .object(object)
    }
}
