import Diagnostics
import Documents

/// What a key of a definition holds, as the JSON schema and the unknown-key checks see it.
public indirect enum FieldShape: Sendable {
    case string(TextRule = TextRule())
    case boolean
    case integer
    case anything
    case list(of: FieldShape, minimumCount: Int = 0)
    /// Free keys, texts as values.
    case textMap
    case record(RecordShape)
}

/// What a text must be.
public struct TextRule: Sendable {
    /// The form it must have.
    public var pattern: DefinitionPattern?
    /// The texts it may be; empty allows all.
    public var choices: [String] = []
    /// How many characters it may have.
    public var maximumLength: Int?

    /// A rule; by default any text will do.
    public init(pattern: DefinitionPattern? = nil, choices: [String] = [], maximumLength: Int? = nil) {
        self.pattern = pattern
        self.choices = choices
        self.maximumLength = maximumLength
    }
}

/// The keys of a record, looked up lazily because records contain each other.
public struct RecordShape: Sendable {
    /// The name of the record in the JSON schema's definitions.
    public let name: String
    /// The keys, in the order they are written.
    public let fields: @Sendable () -> [FieldDescription]
    /// Keys of which exactly one must be there; empty if there is no such rule.
    public let exclusiveKeys: [String]
}

/// One key of a record, without its type.
public struct FieldDescription: Sendable {
    /// The key as written in the definition.
    public let key: String
    /// What it holds.
    public let shape: FieldShape
    /// Whether the schema insists on it.
    public let isRequired: Bool
}

/// One key of a record: how it is read, written and described.
public struct DefinitionField<Record>: Sendable {
    /// The key, its shape, and whether it is required.
    let description: FieldDescription
    let decode: @Sendable (inout Record, YAMLNode) throws -> Void
    /// The value to write, or nil where upstream's `omitempty` leaves the key out.
    let encode: @Sendable (Record) -> Value?
}

/// A mapping of the package definition with known keys, written in a fixed order.
public protocol DefinitionRecord: Sendable, Equatable {
    /// The zero value: what an empty mapping decodes to.
    init()
    /// The name in the JSON schema.
    static var recordName: String { get }
    /// The keys, in the order upstream writes them.
    static var fields: [DefinitionField<Self>] { get }
    /// Keys of which exactly one must be there; empty if there is no such rule.
    static var exclusiveKeys: [String] { get }
    /// Where the record was read, for messages; nil where that is not kept.
    var origin: DefinitionOrigin { get set }
}

extension DefinitionRecord {
    /// Most records do not remember where they were read.
    public var origin: DefinitionOrigin {
        get { DefinitionOrigin() }
        set {}
    }

    /// Few records have such a rule.
    public static var exclusiveKeys: [String] { [] }

    /// The record without its type, for the schema.
    static var shape: RecordShape {
        RecordShape(name: recordName, fields: { Self.fields.map(\.description) }, exclusiveKeys: exclusiveKeys)
    }

    /// Whether nothing is set, which makes upstream leave the record out.
    public var isZero: Bool { self == Self() }

    /// The record as an ordered value, ready to be written as YAML or JSON.
    public var value: Value {
        var members = Value.Object()
        for field in Self.fields {
            if let value = field.encode(self) { members[field.description.key] = value }
        }
        return .object(members)
    }
}

/// Where a record of the definition was read. It takes no part in comparisons.
public struct DefinitionOrigin: Sendable, Hashable {
    /// The place of the mapping's first key.
    public var mark: SourceMark?

    /// An origin that may be unknown.
    public init(_ mark: SourceMark? = nil) { self.mark = mark }

    public static func == (_: Self, _: Self) -> Bool { true }
    public func hash(into: inout Hasher) {}
}
