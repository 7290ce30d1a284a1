import Documents

extension DefinitionRecord {
    /// Writes the record as YAML, changes the text, and reads it again.
    ///
    /// Upstream does so even if nothing changes, and loses spaces at the end of some texts on the way; so do we.
    ///
    /// - throws: `DocumentError` or `DefinitionError` if the changed text is no such record any more.
    public mutating func rewrite(_ change: (String) -> String) throws {
        let text = DefinitionText.text(of: value)
        let changed = change(text)
        var new = self
        do {
            let node = try YAMLReader.document(Array(changed.utf8), file: "definition with templates filled in")
            try DefinitionDecoder.decode(node, into: &new)
        } catch  where changed == text {
            // Control characters can be held but not read back.
            return
        }
        new.keepOrigins(of: self)
        self = new
    }
}

extension DefinitionRecord {
    /// Places of the text that was written in between mean nothing: the old ones are kept where lists still match.
    fileprivate mutating func keepOrigins(of old: Self) {
        origin = old.origin
        if var package = self as? Package, let oldPackage = old as? Package {
            package.components.keepEach(of: oldPackage.components)
            package.constants.keepEach(of: oldPackage.constants)
            if let changed = package as? Self { self = changed }
        }
        if var component = self as? Component, let oldComponent = old as? Component {
            component.charts.keepEach(of: oldComponent.charts)
            component.manifests.keepEach(of: oldComponent.manifests)
            for set in [\ComponentActions.onCreate, \.onDeploy, \.onRemove] {
                for list in [\ActionSet.before, \.after, \.onSuccess, \.onFailure] {
                    let oldList = oldComponent.actions[keyPath: set][keyPath: list]
                    component.actions[keyPath: set][keyPath: list].keepEach(of: oldList)
                }
            }
            if let changed = component as? Self { self = changed }
        }
    }
}

extension Array where Element: DefinitionRecord {
    fileprivate mutating func keepEach(of old: [Element]) {
        for index in indices where index < old.count { self[index].keepOrigins(of: old[index]) }
    }
}

extension DefinitionSchema {
    /// What is wrong with a document, after `replacing` has filled in templates in its YAML text.
    public static func problems<Record: DefinitionRecord>(
        of node: YAMLNode, as _: Record.Type = Package.self, replacing: (String) -> String = { $0 }
    ) -> [DefinitionProblem] {
        let text = DefinitionText.text(of: DefinitionScalar.value(node))
        let changed = replacing(text)
        guard changed != text else { return SchemaCheck.problems(of: node, as: Record.shape) }
        do {
            let filled = try YAMLReader.document(Array(changed.utf8), file: node.mark.file)
            return SchemaCheck.problems(of: filled, as: Record.shape, original: node)
        } catch {
            return [DefinitionProblem("a template's value breaks the definition: \(error)", at: node.mark)]
        }
    }

    /// What is wrong with a record after it was put together from several documents.
    public static func problems<Record: DefinitionRecord>(of record: Record) throws -> [DefinitionProblem] {
        let node = try YAMLReader.document(Array(DefinitionText.text(of: record).utf8), file: "resolved definition")
        return SchemaCheck.problems(of: node, as: Record.shape).map { problem in
            DefinitionProblem(problem.description, path: problem.path, hint: problem.hint)
        }
    }
}
