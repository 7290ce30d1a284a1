/// Package templates: `###ZARF_PKG_TMPL_X###` in a definition, replaced at create.
///
/// Upstream writes the whole definition as YAML, replaces there, and reads it again (zarf v0.84 src/pkg/utils/yaml.go
/// ReloadYamlTemplate); so do we, because a value can change the type of what it stands in.
public enum PackageTemplates {
    /// What a template starts with; `###` ends it.
    public static let prefix = "###ZARF_PKG_TMPL_"
    /// The deprecated form.
    public static let deprecatedPrefix = "###ZARF_PKG_VAR_"
    /// The architecture of the package.
    public static let architecture = "###ZARF_PKG_ARCH###"
    /// The name of the component it stands in.
    public static let componentName = "###ZARF_COMPONENT_NAME###"

    /// The names of the templates in `text` that start with `prefix`, each once, in order.
    public static func names(in text: String, prefix: String) -> [String] {
        let bytes = Array(text.utf8)
        let prefix = Array(prefix.utf8)
        var names: [String] = []
        var index = 0
        while let start = bytes.firstRange(of: prefix, from: index) {
            let name = bytes[(start + prefix.count)...].prefix { isNameByte($0) }
            index = start + 1
            guard !name.isEmpty, bytes[name.endIndex...].starts(with: Array("###".utf8)) else { continue }
            let text = String(decoding: name, as: UTF8.self)
            if !names.contains(text) { names.append(text) }
            index = name.endIndex + 3
        }
        return names
    }

    /// `yaml` with every template that has a value replaced.
    ///
    /// - values: what stands for each template, by the whole template text.
    public static func replace(_ values: [String: String], in yaml: String) -> String {
        var bytes = Array(yaml.utf8)
        for (template, value) in values.sorted(by: { $0.key < $1.key }) {
            bytes = bytes.replacing(Array(template.utf8), with: Array(escaped(value).utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The values for both spellings of each template.
    public static func values(for variables: [String: String]) -> [String: String] {
        var values: [String: String] = [:]
        for (name, value) in variables {
            values[prefix + name + "###"] = value
            values[deprecatedPrefix + name + "###"] = value
        }
        return values
    }

    /// Quotes cannot end the YAML string they are put into.
    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for character in value.unicodeScalars {
            if character == "\"" { escaped += "\\" }
            escaped.unicodeScalars.append(character)
        }
        return value.hasSuffix("\\") ? escaped + "\\" : escaped
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x41...0x5A) ~= byte || (0x30...0x39) ~= byte || byte == 0x5F
    }
}

extension [UInt8] {
    /// Where `pattern` next starts.
    fileprivate func firstRange(of pattern: [UInt8], from start: Int) -> Int? {
        guard let first = pattern.first, count >= pattern.count else { return nil }
        var index = start
        while index <= count - pattern.count {
            if self[index] == first, self[index..<index + pattern.count].elementsEqual(pattern) { return index }
            index += 1
        }
        return nil
    }

    fileprivate func replacing(_ pattern: [UInt8], with replacement: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while let start = firstRange(of: pattern, from: index) {
            result += self[index..<start]
            result += replacement
            index = start + pattern.count
        }
        return index == 0 ? self : result + self[index...]
    }
}
