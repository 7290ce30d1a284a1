/// A place in a text that a person can open: `zarf.yaml:12:7`.
public struct SourceMark: Sendable, Hashable, CustomStringConvertible {
    /// The path as the user gave it.
    public let file: String
    /// 1-based line.
    public let line: Int
    /// 1-based column, in characters.
    public let column: Int

    /// A mark at a 1-based line and column of a file.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`, as editors and compilers write it.
    public var description: String { "\(file):\(line):\(column)" }
}
