import Documents
import FileIO
import GoTemplate
import Sprig

/// What Helm wants of `Chart.yaml`.
// helm v4.2 pkg/chart/v2/lint/rules/chartfile.go.
extension ChartLint {
    mutating func checkMetadata() throws {
        let file = "Chart.yaml"
        let path = folder.appending(file)
        if isDirectory(path) {
            add(.error, file, "should be a file, not a directory")
            return add(.error, file, "unable to parse YAML\n\tread \(path): is a directory")
        }
        let bytes = try readFile(path, limit: Int(ChartLimits.fileByteCount))
        let value: Value
        let metadata: Value
        do {
            value = try parseChartYAML(bytes, file: file, chart: folder.string)
            metadata = .object(try ChartRecord.metadata.read(value))
        } catch let error as ChartError {
            let reason = error.helmText.dropping(prefix: "cannot load Chart.yaml: ")
            return add(.error, file, "unable to parse YAML\n\t\(reason)")
        } catch let mismatch as ChartRecord.Mismatch {
            return add(.error, file, "unable to parse YAML\n\t\(mismatch.text)")
        }
        if let fault = Self.strictFault(bytes, value) {
            add(.warning, file, "failed to strictly parse chart metadata file\n\t\(fault)")
        }
        for fault in Self.faults(metadata, value) { add(.error, file, fault) }
        let icon = metadata["icon"]?.string ?? ""
        if icon.isEmpty { add(.info, file, "icon is recommended") }
        if !icon.isEmpty, !LintAddress.isRequestURL(icon) { add(.error, file, "invalid icon URL '\(icon)'") }
        let isNew = metadata["apiVersion"]?.string == "v2"
        let written = metadata["apiVersion"]?.string ?? ""
        if metadata["type"] != nil, !isNew {
            let rule = "It is valid in apiVersion 'v2'"
            add(.error, file, "chart type is not valid in apiVersion '\(written)'. \(rule)")
        }
        if metadata["dependencies"] != nil, !isNew {
            let rule = "They are valid in apiVersion 'v2'"
            add(.error, file, "dependencies are not valid in the Chart file with apiVersion '\(written)'. \(rule)")
        }
        let version = metadata["version"]?.string ?? ""
        if !Self.isStrictVersion(version) { add(.warning, file, "version '\(version)' is not a valid SemVerV2") }
    }

    private static func faults(_ metadata: Value, _ value: Value) -> [String] {
        var faults: [String] = []
        func text(_ key: String) -> String { metadata[key]?.string ?? "" }
        if text("name").isEmpty {
            faults.append("name is required")
        } else if text("name").utf8.contains(UInt8(ascii: "/")) {
            faults.append("chart name \(GoFormat.quoted(GoString(text("name")))) is invalid")
        }
        let rule = "The value must be either \"v1\" or \"v2\""
        if text("apiVersion").isEmpty {
            faults.append("apiVersion is required. \(rule)")
        } else if !["v1", "v2"].contains(text("apiVersion")) {
            faults.append("apiVersion '\(text("apiVersion"))' is not valid. \(rule)")
        }
        if let type = wrongType(value, "version") {
            faults.append("version should be of type string but it's of type \(type)")
        }
        if text("version").isEmpty {
            faults.append("version is required")
        } else if !isSemanticVersion(text("version")) {
            faults.append("version '\(text("version"))' is not a valid SemVer")
        } else if !isCompatible(text("version"), range: ">0.0.0-0") {
            faults.append("version \(text("version")) is less than or equal to 0.0.0-0")
        }
        if let type = wrongType(value, "appVersion") {
            faults.append("appVersion should be of type string but it's of type \(type)")
        }
        if let fault = maintainerFault(metadata["maintainers"]?.array ?? []) { faults.append(fault) }
        let sources = (metadata["sources"]?.array ?? []).compactMap(\.string)
        if let source = sources.first(where: { !LintAddress.isRequestURL($0) }) {
            faults.append("invalid source URL '\(source)'")
        }
        return faults
    }

    private static func maintainerFault(_ maintainers: [Value]) -> String? {
        for maintainer in maintainers {
            if maintainer == .null { return "a maintainer entry is empty" }
            let name = maintainer["name"]?.string ?? ""
            if name.isEmpty { return "each maintainer requires a name" }
            if let email = maintainer["email"]?.string, !LintAddress.isEmail(email) {
                return "invalid email '\(email)' for maintainer '\(name)'"
            }
            if let url = maintainer["url"]?.string, !LintAddress.isURL(url) {
                return "invalid url '\(url)' for maintainer '\(name)'"
            }
        }
        return nil
    }

    /// Go's type of a value that is there and is no text.
    private static func wrongType(_ value: Value, _ key: String) -> String? {
        switch value[key] {
        case nil, .string?: nil
        case .null?: "<nil>"
        case .bool?: "bool"
        case .integer?, .double?: "float64"
        case .array?: "[]interface {}"
        case .object?: "map[string]interface {}"
        }
    }

    /// Keys that stand twice or that nobody knows.
    private static func strictFault(_ bytes: [UInt8], _ value: Value) -> String? {
        do {
            var options = YAMLReader.Options.helm
            options.duplicateKeys = .refused
            _ = try YAMLReader.documents(bytes, file: "Chart.yaml", options: options)
        } catch DocumentError.duplicateKey(let key, let mark, _) {
            let fault = "line \(mark.line): key \(GoFormat.quoted(GoString(key))) already set in map"
            return "error converting YAML to JSON: yaml: unmarshal errors:\n  \(fault)"
        } catch {}
        return ChartRecord.metadata.unknownField(value).map { field in
            let prefix = "error unmarshaling JSON: while decoding JSON: json: unknown field "
            return prefix + GoFormat.quoted(GoString(field)).text
        }
    }

    /// Masterminds/semver v3 StrictNewVersion: three numbers, no `v`.
    private static func isStrictVersion(_ text: String) -> Bool {
        guard isSemanticVersion(text), text.first != "v" else { return false }
        let core = text.prefix { $0 != "-" && $0 != "+" }
        let parts = core.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 3 && parts.allSatisfy { $0 == "0" || !$0.hasPrefix("0") }
    }
}

extension ChartRecord {
    /// The first member, in the order of keys, that the struct has no field for.
    func unknownField(_ value: Value) -> String? {
        guard case .object(let object) = value else { return nil }
        for key in object.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard let field = fieldName(key) else { return key }
            guard case .records(let record)? = fields[field] else { continue }
            for element in object[key]?.array ?? [] {
                if let unknown = record.unknownField(element) { return unknown }
            }
        }
        return nil
    }
}

/// Addresses as asaskevich/govalidator takes them.
enum LintAddress {
    /// An address with a scheme, as url.ParseRequestURI reads it.
    static func isRequestURL(_ text: String) -> Bool {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let scheme = text[..<colon]
        guard let first = scheme.utf8.first, isLetter(first) else { return false }
        guard scheme.utf8.allSatisfy({ isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }) else { return false }
        let rest = text[text.index(after: colon)...]
        guard !rest.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return false }
        guard rest.hasPrefix("//") else { return true }
        let host = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return !host.utf8.contains { " \"<>\\^`{|}".utf8.contains($0) }
    }

    static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        let local = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let isLocal = local.allSatisfy { atom in
            !atom.isEmpty
                && atom.utf8.allSatisfy {
                    isLetter($0) || isDigit($0) || $0 >= 0xa0 || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0)
                }
        }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard isLocal, labels.count >= 2, labels.allSatisfy(isLabel), let last = labels.last?.utf8 else { return false }
        return last.first.map { isLetter($0) || $0 >= 0xa0 } == true && last.last.map { !isDigit($0) } == true
    }

    static func isURL(_ text: String) -> Bool {
        guard text.utf8.count > 3, text.count < 2083, !text.hasPrefix(".") else { return false }
        guard !text.contains(where: \.isWhitespace) else { return false }
        var rest = text[...]
        if let colon = text.range(of: "://") {
            guard ["ftp", "tcp", "udp", "ws", "wss", "http", "https"].contains(String(text[..<colon.lowerBound])) else {
                return false
            }
            rest = text[colon.upperBound...]
        }
        var host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
        if let colon = host.lastIndex(of: ":") {
            let port = host[host.index(after: colon)...]
            guard (1...5).contains(port.count), port.utf8.allSatisfy(isDigit) else { return false }
            host = host[..<colon]
        }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return !labels.isEmpty && labels.allSatisfy(isLabel)
    }

    private static func isLabel(_ label: Substring) -> Bool {
        !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 >= 0xa0 || $0 == 0x2d || $0 == 0x5f }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

extension String {
    /// The text without this at its start, if it is there.
    fileprivate func dropping(prefix: String) -> Substring { hasPrefix(prefix) ? dropFirst(prefix.count) : self[...] }

    /// Where a text stands.
    fileprivate func range(of wanted: String) -> Range<String.Index>? {
        indices.first { self[$0...].hasPrefix(wanted) }.map { $0..<index($0, offsetBy: wanted.count) }
    }
}
