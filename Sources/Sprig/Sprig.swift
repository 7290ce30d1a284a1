public import GoTemplate

/// Functions by the names templates call them by.
public typealias FunctionTable = [GoString: GoFunction]

/// The functions that Helm's templates have beyond Go's own: sprig's without those Helm removed, and Helm's.
public enum Sprig {
    /// All of them but those that need the running templates: `include`, `tpl`, `required`, `fail` and `lookup`.
    public static let functions: FunctionTable = [
        certificates, dates, defaults, dictionaries, documents, encodings, lists, numbers, passwords, paths, random,
        reflection,
        regularExpressions, semanticVersions, strings, textLists, urls,
    ].reduce(
        into: [:]) {
            all, group in
            all.merge(group) { _, later in later }
        }
}
