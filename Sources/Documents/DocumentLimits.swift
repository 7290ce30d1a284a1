/// What a reader refuses, so that a hostile text can neither fill the memory nor overflow the stack.
public struct DocumentLimits: Sendable {
    /// Bytes of input: no definition, manifest or index of ours comes near.
    public var byteCount = 16 << 20
    /// Nested collections: code that walks a document recursively must not overflow its stack.
    public var depth = 512
    /// Nodes that aliases add: ten lines of aliases to aliases stand for billions.
    public var aliasedNodeCount = 1_000_000
    /// Nodes in all: a node costs about a hundred bytes where its text costs two.
    public var nodeCount = 4_000_000

    /// The limits everyone relies on.
    public static let standard = DocumentLimits()

    /// The standard limits with another size of input.
    public init(byteCount: Int = 16 << 20) { self.byteCount = byteCount }
}
