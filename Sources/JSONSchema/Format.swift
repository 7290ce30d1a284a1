import GoText
import RegularExpressions

/// The formats that are checked; others say nothing. What each allows, and the words for what it does not, are those of
/// Helm's validator.
// santhosh-tekuri/jsonschema v6.0.2 format.go.
enum Format: String, Sendable {
    case dateTime = "date-time"
    case date
    case time
    case duration
    case period
    case email
    case hostname
    case ipv4
    case ipv6
    case uri
    case uriReference = "uri-reference"
    case uriTemplate = "uri-template"
    case iri
    case iriReference = "iri-reference"
    case uuid
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case semver
    case regex

    /// Whether a text has the format.
    func allows(_ text: String) -> Bool { fault(in: text) == nil }

    /// Why a text lacks the format; nil if it has it.
    func fault(in text: String) -> String? {
        switch self {
        case .dateTime: Self.dateTimeFault(text)
        case .date: Self.dateFault(text)
        case .time: Self.timeFault(text)
        case .duration: Self.durationFault(text)
        case .period: Self.periodFault(text)
        case .email: Self.emailFault(text)
        case .hostname: Self.hostnameFault(text)
        case .ipv4: Self.ipv4Fault(text)
        case .ipv6: Self.ipv6Fault(text)
        case .uri, .iri: Self.uriFault(text)
        case .uriReference, .iriReference: Self.uriReferenceFault(text)
        case .uriTemplate: Self.uriTemplateFault(text)
        case .uuid: Self.uuidFault(text)
        case .jsonPointer: Self.jsonPointerFault(text)
        case .relativeJSONPointer: Self.relativeJSONPointerFault(text)
        case .semver: Self.semverFault(text)
        case .regex: Self.regexFault(text)
        }
    }

    /// A character in single quotes, as Go's %q writes it.
    static func quoted(_ character: Unicode.Scalar) -> String {
        var bytes: [UInt8] = []
        GoQuoting.append(rune: character.value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The first character that is neither a letter or digit of ASCII nor among `others`.
    static func stranger(in text: some StringProtocol, others: String = "") -> Unicode.Scalar? {
        text.unicodeScalars.first { character in
            let isPlain = character.isASCII && (character.properties.isAlphabetic || isDigit(character))
            return !isPlain && !others.unicodeScalars.contains(character)
        }
    }

    static func isDigit(_ character: Unicode.Scalar) -> Bool { ("0"..."9").contains(character) }

    private static func regexFault(_ text: String) -> String? {
        do throws(RegularExpressionError) {
            _ = try RegularExpression(text)
            return nil
        } catch {
            return error.message
        }
    }
}
