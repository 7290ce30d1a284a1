/// What happens while a library works, for whoever shows it.
public enum ReportEvent: Sendable {
    /// A task began; `byteCount` is its size if known.
    case began(task: String, byteCount: Int64?)
    /// A task moved on by so many bytes.
    case advanced(task: String, byteCount: Int64)
    /// A task is done.
    case finished(task: String)
    /// Something the user should know that stops nothing.
    case warning(String)
    /// A line of text the user asked for, such as the output of an action.
    case note(String)
}

/// Receives events. Libraries never print: they are given a reporter.
public protocol Reporter: Sendable {
    /// Takes one event; may be called from any thread.
    func report(_ event: ReportEvent)
}

extension Reporter {
    /// Reports a warning.
    public func warn(_ text: String) { report(.warning(text)) }
}

/// A reporter that drops everything.
public struct SilentReporter: Reporter {
    /// Creates a silent reporter.
    public init() {}
    /// Drops the event.
    public func report(_ event: ReportEvent) {}
}
