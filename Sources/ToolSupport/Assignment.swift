/// An option's `NAME=VALUE`; the value may be empty and may hold further equal signs.
public struct Assignment: ExpressibleByArgument, Sendable, Hashable {
    /// The text before the first equal sign, not empty.
    public let name: String
    /// The text after it.
    public let value: String

    public init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        name = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}
