import GoTemplate

extension Sprig {
    /// YAML, JSON and TOML: Helm's functions, and sprig's where Helm has none of its own.
    ///
    /// helm v4 pkg/engine/funcs.go; Masterminds/sprig v3.3 defaults.go.
    static let documents: FunctionTable = [
        "toYaml": GoFunction([.any]) { try .string(unlessWrong { try HelmYAML.text($0[0]) }($0)) },
        "mustToYaml": GoFunction([.any]) {
            .string(try wrapped("error marshaling into JSON: ") { try HelmYAML.text($0[0]) }($0))
        },
        "toYamlPretty": GoFunction([.any]) {
            try .string(unlessWrong { trimmed(try YAMLEmitter.text($0[0], .v3)) }($0))
        },
        "fromYaml": GoFunction([.string]) { readMap { try HelmYAML.readMap($0) }($0) },
        "fromYamlArray": GoFunction([.string]) {
            readList("error unmarshaling JSON: while decoding JSON: ") { try HelmYAML.read($0) }($0)
        },
        "toJson": GoFunction([.any]) { try .string(unlessWrong { GoString(try JSONText.text($0[0])) }($0)) },
        "mustToJson": GoFunction([.any]) { .string(GoString(try JSONText.text($0[0]))) },
        "toPrettyJson": GoFunction([.any]) {
            try .string(unlessWrong { GoString(try JSONText.text($0[0], isPretty: true)) }($0))
        },
        "mustToPrettyJson": GoFunction([.any]) { .string(GoString(try JSONText.text($0[0], isPretty: true))) },
        "toRawJson": GoFunction([.any]) { .string(GoString(try JSONText.text($0[0], escapesHTML: false))) },
        "mustToRawJson": GoFunction([.any]) { .string(GoString(try JSONText.text($0[0], escapesHTML: false))) },
        "fromJson": GoFunction([.string]) { readMap { try jsonMap($0) }($0) },
        "fromJsonArray": GoFunction([.string]) { readList("") { try JSONReader.read($0) }($0) },
        "toToml": GoFunction([.any]) { arguments in
            // Not a text but a panic, which Helm does not catch.
            if case .nil = arguments[0] { throw TOMLEmitter.nothingToWrite }
            do {
                return .string(GoString(try TOMLEmitter.text(arguments[0])))
            } catch let error as GoError {
                return .string(error.text)
            }
        },
        "mustToToml": GoFunction([.any]) { .string(GoString(try TOMLEmitter.text($0[0]))) },
        "fromToml": GoFunction([.string]) { readMap { try TOMLReader.read($0) }($0) },
        "mustFromJson": GoFunction([.string]) { try JSONReader.read($0[0].string?.bytes ?? []) },
    ]

    /// What cannot be written is an empty text: Helm's templates cannot stop inside of these.
    private static func unlessWrong(_ body: @escaping ([GoValue]) throws -> GoString) -> ([GoValue]) throws -> GoString
    {
        { arguments in
            do { return try body(arguments) } catch is GoError { return GoString() }
        }
    }

    private static func wrapped(_ prefix: String, _ body: @escaping ([GoValue]) throws -> GoString) -> ([GoValue])
        throws -> GoString
    {
        { arguments in
            do { return try body(arguments) } catch let error as GoError {
                // An error of the YAML in between has its own words.
                throw error.text.text.hasPrefix("json: ") ? GoError(prefix + error.text.text) : error
            }
        }
    }

    private static func trimmed(_ bytes: [UInt8]) -> GoString {
        GoString(bytes.last == 0x0A ? bytes.dropLast() : bytes[...])
    }

    /// A text as a map; what is wrong with it stands under the key "Error".
    private static func readMap(_ read: @escaping ([UInt8]) throws -> GoMap) -> ([GoValue]) -> GoValue {
        { arguments in
            do {
                return .map(try read(arguments[0].string?.bytes ?? []))
            } catch {
                return .map(["Error": .string((error as? GoError)?.text ?? GoString("\(error)"))])
            }
        }
    }

    /// A text as a list; what is wrong with it is its only element.
    private static func readList(
        _ prefix: String, _ read: @escaping ([UInt8]) throws -> GoValue
    ) -> ([GoValue]) -> GoValue {
        { arguments in
            do {
                let value = try read(arguments[0].string?.bytes ?? [])
                if value.isNil { return .list(GoList([])) }
                guard case .list = value else { throw HelmYAML.mismatch(value, "[]interface {}", prefix) }
                return value
            } catch {
                return .list([.string((error as? GoError)?.text ?? GoString("\(error)"))])
            }
        }
    }

    private static func jsonMap(_ bytes: [UInt8]) throws -> GoMap {
        let value = try JSONReader.read(bytes)
        switch value {
        case .map(let map): return map
        case .nil: return GoMap()
        default: throw HelmYAML.mismatch(value, "map[string]interface {}")
        }
    }
}
