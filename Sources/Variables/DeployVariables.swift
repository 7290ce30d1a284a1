import Documents

/// What `###ZARF_…###` stands for while a package is deployed, and what its actions find in their environment.
public struct DeployVariables: Sendable, Hashable {
    /// One value and how it is inserted.
    public struct Entry: Sendable, Hashable {
        /// The value, or the path of a file if `isFile`.
        public var text: String
        /// Whether the value is kept out of everything people read.
        public var isSensitive: Bool
        /// Whether lines after the first are indented as far as the place where the value is inserted.
        public var autoIndents: Bool
        /// Whether the value names a file whose text is inserted.
        public var isFile: Bool

        /// A value; by default inserted as it is.
        public init(_ text: String, isSensitive: Bool = false, autoIndents: Bool = false, isFile: Bool = false) {
            self.text = text
            self.isSensitive = isSensitive
            self.autoIndents = autoIndents
            self.isFile = isFile
        }
    }

    /// `###ZARF_VAR_X###` by X, upper case.
    public internal(set) var variables: [String: Entry] = [:]
    /// `###ZARF_CONST_X###` by X, upper case.
    public internal(set) var constants: [String: Entry] = [:]
    /// `###ZARF_X###` by X, upper case: facts of the cluster.
    public internal(set) var builtins: [String: Entry] = [:]
    /// Package values set by actions (`setValues`), for Go templates.
    public var values: Value.Object = [:]

    /// No variables.
    public init() {}

    /// Sets a variable; names are upper-cased, as upstream does.
    public mutating func setVariable(_ name: String, _ entry: Entry) { variables[name.uppercased()] = entry }

    /// Sets a constant.
    public mutating func setConstant(_ name: String, _ entry: Entry) { constants[name.uppercased()] = entry }

    /// Sets a builtin.
    public mutating func setBuiltin(_ name: String, _ entry: Entry) { builtins[name.uppercased()] = entry }

    /// Every entry by its environment name, `ZARF_VAR_X`.
    // zarf v0.84 src/pkg/variables/templates.go GetAllTemplates: constants replace variables, which replace builtins.
    public var entriesByName: [String: Entry] {
        var entries: [String: Entry] = [:]
        for (name, entry) in builtins { entries["ZARF_\(name)"] = entry }
        for (name, entry) in variables { entries["ZARF_VAR_\(name)"] = entry }
        for (name, entry) in constants { entries["ZARF_CONST_\(name)"] = entry }
        return entries
    }

    /// What actions get in their environment, `NAME=value` each, sorted: every entry, and variables for Terraform too.
    // zarf v0.84 src/pkg/packager/actions/actions.go actionGetCfg.
    public var environment: [String] {
        let terraform = variables.map { "TF_VAR_\($0.key.lowercased())=\($0.value.text)" }
        return (entriesByName.map { "\($0.key)=\($0.value.text)" } + terraform).sorted()
    }

    /// `text` with `${ZARF_VAR_X}` and `$ZARF_VAR_X` replaced; unknown names stay, inserted values are not looked at again.
    // zarf v0.84 src/pkg/packager/actions/actions.go templateString: without braces the longest name wins.
    public func substituted(in text: String) -> String {
        let entries = entriesByName
        let names = entries.keys.sorted { $0.utf8.count > $1.utf8.count }
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if let name = names.first(where: { rest.hasPrefix("{\($0)}") }) {
                result += entries[name]?.text ?? ""
                rest = rest.dropFirst(name.count + 2)
            } else if let name = names.first(where: { rest.hasPrefix($0) }) {
                result += entries[name]?.text ?? ""
                rest = rest.dropFirst(name.count)
            } else {
                result += "$"
            }
        }
        return result + rest
    }
}
