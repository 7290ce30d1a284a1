import Diagnostics

/// A source that tells a reporter how many bytes passed.
public final class ReportingSource: ByteSource {
    private let base: any ByteSource
    private let task: String
    private let reporter: any Reporter

    /// - task: the name the task began under.
    public init(_ base: any ByteSource, task: String, reporter: any Reporter) {
        self.base = base
        self.task = task
        self.reporter = reporter
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try base.read(into: buffer)
        if count > 0 { reporter.report(.advanced(task: task, byteCount: Int64(count))) }
        return count
    }
}

/// A sink that tells a reporter how many bytes passed.
public final class ReportingSink: ByteSink {
    private let base: any ByteSink
    private let task: String
    private let reporter: any Reporter

    /// - task: the name the task began under.
    public init(_ base: any ByteSink, task: String, reporter: any Reporter) {
        self.base = base
        self.task = task
        self.reporter = reporter
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        try base.write(bytes)
        reporter.report(.advanced(task: task, byteCount: Int64(bytes.count)))
    }
}
