public import Diagnostics

/// Why a chart cannot be had; in Helm's words.
public struct ChartSourceError: Failure, Equatable {
    public let message: String

    /// An error of this text.
    public init(_ message: String) { self.message = message }
}
