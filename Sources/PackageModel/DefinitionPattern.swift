/// What names and paths in a definition may look like.
///
/// The expression goes into the JSON schema; the check is by hand, so that reading a definition compiles no expressions.
public enum DefinitionPattern: Sendable {
    /// Names of packages and components.
    case name
    /// Names of charts and manifests, versions: anything without a slash.
    case noSlash
    /// Names of variables and constants.
    case variable
    /// A dotted path; `.` alone is the root.
    case valuePath
    /// A dotted path below the root.
    case valueSubpath
    /// A published package.
    case ociURL

    /// The regular expression, for the schema.
    public var expression: String {
        switch self {
        case .name: "^[a-z0-9][a-z0-9\\-]*$"
        case .noSlash: "^[^/\\\\]*$"
        case .variable: "^[A-Z0-9_]+$"
        case .valuePath: "^(\\.|\\.[a-zA-Z0-9_-]+(\\.[a-zA-Z0-9_-]+)*)$"
        case .valueSubpath: "^\\.[a-zA-Z0-9_-]+(\\.[a-zA-Z0-9_-]+)*$"
        case .ociURL: "^oci://.*$"
        }
    }

    /// The rule in words, for messages.
    var words: String {
        switch self {
        case .name: "lower-case letters, digits and dashes, a letter or digit first"
        case .noSlash: "text without / and \\"
        case .variable: "upper-case letters, digits and underscores"
        case .valuePath: "a dotted path such as .registry.port, or . for everything"
        case .valueSubpath: "a dotted path such as .registry.port"
        case .ociURL: "a reference that starts with oci://"
        }
    }

    /// Whether `text` matches.
    public func matches(_ text: String) -> Bool {
        let bytes = text.utf8
        switch self {
        case .name:
            return bytes.first.map { $0 != 0x2D } ?? false && bytes.allSatisfy { $0.isLowerOrDigit || $0 == 0x2D }
        case .noSlash: return bytes.allSatisfy { $0 != 0x2F && $0 != 0x5C }
        case .variable:
            return !bytes.isEmpty
                && bytes.allSatisfy { (0x41...0x5A) ~= $0 || (0x30...0x39) ~= $0 || $0 == 0x5F }
        case .valuePath: return text == "." || DefinitionPattern.valueSubpath.matches(text)
        case .valueSubpath:
            guard bytes.first == 0x2E else { return false }
            return bytes.dropFirst().split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { segment in
                !segment.isEmpty
                    && segment.allSatisfy {
                        $0.isLowerOrDigit || (0x41...0x5A) ~= $0 || $0 == 0x5F || $0 == 0x2D
                    }
            }
        case .ociURL: return text.hasPrefix("oci://") && !bytes.contains(0x0A)
        }
    }
}

extension UInt8 {
    /// Whether this is an ASCII lower-case letter or a digit.
    var isLowerOrDigit: Bool { (0x61...0x7A) ~= self || (0x30...0x39) ~= self }
}
