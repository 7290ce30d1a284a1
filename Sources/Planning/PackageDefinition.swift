import PackageModel

extension Package {
    /// Reads the definition that a finished package carries, old forms brought up to date.
    ///
    /// - throws: `DocumentError` and `DefinitionError` for what is no definition, `PlanError.malformedDefinition` for names
    ///   that no path may hold.
    public init(readingFinished bytes: [UInt8], file: String) throws {
        try self.init(reading: bytes, file: file)
        _ = Migration.apply(to: &self)
        // Names become parts of paths and targets of make (zarf-interop §3, rule 5); the schema's pattern, again.
        let names = [metadata.name] + components.map(\.name)
        for name in names where !Self.isName(name) {
            throw PlanError.malformedDefinition(file: file, reason: "\"\(name)\" is not a name")
        }
        guard Set(names.dropFirst()).count == names.count - 1 else {
            throw PlanError.malformedDefinition(file: file, reason: "two components have the same name")
        }
    }

    /// `^[a-z0-9][a-z0-9-]*$`.
    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "-"), text.utf8.count <= 200 else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
    }
}
