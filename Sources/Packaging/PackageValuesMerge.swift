import Diagnostics
import Documents
import FileIO
import PackageModel
import SystemPackage

extension ResolvedDefinition {
    /// A values file or schema beyond this size is refused with the limit's name.
    private static let valuesByteLimit = 16 << 20

    /// The package's values files merged, later ones winning; an empty object without any.
    ///
    /// - throws: `FileError`, `DocumentError` or `CompositionError.invalidValues` and `.valuesBreakSchema`.
    public func mergedValues() throws -> Value {
        for path in package.values.files {
            let name = path.lowercased()
            guard name.hasSuffix(".yaml") || name.hasSuffix(".yml") else {
                throw CompositionError.invalidValues(reason: "\(path.forMessage): the name must end in .yaml or .yml")
            }
        }
        var merged = Value.Object()
        for path in package.values.files {
            let joined = DefinitionPath.join(directory, path)
            // zarf v0.84 src/pkg/packager/load/load.go joins before it looks for URLs, so that these become paths.
            let bytes = try FileSource(path: FilePath(joined)).readAll(limit: Self.valuesByteLimit, name: joined)
            guard let node = try YAMLReader.documents(bytes, file: joined, options: .values).first,
                !DefinitionScalar.isNull(node)
            else {
                continue
            }
            guard case .object(let values) = DefinitionScalar.value(node) else {
                throw DefinitionError.wrongType(expected: "a mapping", found: node.kindName, at: node.mark)
            }
            merged.merge(deep: values)
        }
        return .object(merged)
    }

    /// The values' schema with those of imported packages merged in, the importer's winning; nil without any.
    ///
    /// - throws: `FileError`, `DocumentError` or `CompositionError.invalidValues`.
    public func mergedValuesSchema() throws -> Value? {
        let own = package.values.schema
        let paths = (own.isEmpty ? [] : [own]) + importedSchemas
        var merged: Value.Object?
        var version: String?
        for path in paths {
            let joined = path.hasPrefix("/") ? path : DefinitionPath.join(directory, path)
            let schema = try readSchema(joined)
            if paths.count > 1 {
                guard let declared = schema["$schema"]?.string, !declared.isEmpty else {
                    throw CompositionError.invalidValues(reason: "\(joined): schemas that are merged need $schema")
                }
                guard version ?? declared == declared else {
                    throw CompositionError.invalidValues(
                        reason: "\(joined): $schema is \(declared), elsewhere \(version ?? "")")
                }
                version = declared
            }
            merged = merged.map { Self.merge($0, under: schema) } ?? schema
        }
        return merged.map(Value.object)
    }

    private func readSchema(_ path: String) throws -> Value.Object {
        let bytes = try FileSource(path: FilePath(path)).readAll(limit: Self.valuesByteLimit, name: path)
        guard case .object(let schema) = try JSON.parse(bytes, file: path) else {
            throw CompositionError.invalidValues(reason: "\(path): a schema must be an object")
        }
        if let reference = Self.externalReference(in: .object(schema)) {
            throw CompositionError.invalidValues(
                reason: "\(path): refers to \(reference.forMessage), which would not be in the package")
        }
        _ = try withContext("read \(path)") { try ValuesSchema(.object(schema)) }
        return schema
    }

    /// A reference that leaves the document.
    private static func externalReference(in value: Value) -> String? {
        switch value {
        case .object(let members):
            for (key, value) in members {
                let isReference = key == "$ref" || key == "$dynamicRef" || key == "$recursiveRef"
                if isReference, case .string(let target) = value, !target.hasPrefix("#") { return target }
                if let found = externalReference(in: value) { return found }
            }
            return nil
        case .array(let elements): return elements.lazy.compactMap(externalReference).first
        default: return nil
        }
    }

    /// zarf v0.84 src/pkg/value/schema.go MergeSchemas: the first wins, maps of schemas and lists of required keys are united.
    private static func merge(_ first: Value.Object, under second: Value.Object) -> Value.Object {
        var merged = first
        for (key, value) in second {
            switch key {
            case "properties", "definitions", "$defs", "patternProperties", "dependentSchemas":
                guard case .object(let others) = value else { continue }
                guard case .object(var own)? = merged[key] else {
                    merged[key] = value
                    continue
                }
                for (name, other) in others {
                    if let present = own[name] {
                        guard case .object(let a) = present, case .object(let b) = other else { continue }
                        own[name] = .object(merge(a, under: b))
                    } else {
                        own[name] = other
                    }
                }
                merged[key] = .object(own)
            case "required":
                let names = ((merged[key]?.array ?? []) + (value.array ?? [])).compactMap(\.string)
                var seen: Set<String> = []
                let united = names.filter { seen.insert($0).inserted }
                if !united.isEmpty { merged[key] = .array(united.map(Value.string)) }
            default: merged[key] = merged[key] ?? value
            }
        }
        return merged
    }

    /// Checks the merged values against the merged schema; what is required may still come at deploy.
    func checkValues() throws {
        guard !package.values.files.isEmpty, !package.values.schema.isEmpty || !importedSchemas.isEmpty else { return }
        let values = try mergedValues()
        guard let schema = try mergedValuesSchema() else { return }
        let violations = try ValuesSchema(schema).violations(of: values).filter { $0.keyword != "required" }
        guard !violations.isEmpty else { return }
        throw CompositionError.valuesBreakSchema(violations.map(\.description.forMessage))
    }
}

extension Value.Object {
    /// Merges mappings key by key; everything else is replaced.
    mutating func merge(deep other: Value.Object) {
        for (key, value) in other {
            if case .object(var own)? = self[key], case .object(let more) = value {
                own.merge(deep: more)
                self[key] = .object(own)
            } else {
                self[key] = value
            }
        }
    }
}
