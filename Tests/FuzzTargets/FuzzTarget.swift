/// A reader of what strangers write, run on any bytes: it may refuse them, but must come to an end.
///
/// `make fuzz` runs a target for as long as one likes, guided by coverage; the tests run each for a few thousand
/// inputs from a fixed seed.
public struct FuzzTarget: Sendable {
    /// What `make fuzz FUZZ=name` calls it.
    public let name: String
    /// Inputs to begin with.
    public let seeds: [String]
    /// What inputs are put together from, beside parts of the seeds.
    public let tokens: [String]
    /// Runs on an input. Throws a `Finding` if what comes out is wrong; what is refused is no finding.
    public let run: @Sendable ([UInt8]) throws -> Void

    /// Something that must hold and does not.
    public struct Finding: Error, CustomStringConvertible {
        /// What does not hold.
        public let description: String
        init(_ description: String) { self.description = description }
    }

    /// All targets.
    public static let all: [FuzzTarget] = [
        templates, values, helmYAML, documents, json, versions, schemas, regularExpressions,
    ]
}

/// The bytes up to the first zero byte, and those behind it: two inputs in one.
func halves(_ bytes: [UInt8]) -> (first: [UInt8], second: [UInt8]) {
    let cut = bytes.firstIndex(of: 0) ?? bytes.count
    return (Array(bytes[..<cut]), Array(bytes[min(cut + 1, bytes.count)...]))
}
