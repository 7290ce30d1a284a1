import HTTP

extension Cluster {
    /// What of a log is wanted.
    public struct LogOptions: Sendable {
        /// Whether to go on with what is written from now on.
        public var follows = false
        /// Whether the log is that of the container before the last restart.
        public var isPrevious = false
        /// Lines from the end; nil for all.
        public var tailLineCount: Int?
        /// Only what is at most so many seconds old.
        public var sinceSeconds: Int?
        /// Only what is newer than a time, RFC 3339.
        public var sinceTime: String?
        /// Whether each line begins with its time.
        public var hasTimestamps = false
        /// Bytes at most.
        public var byteCount: Int?

        /// The whole log, as far as it is kept.
        public init() {}

        // k8s.io/api core/v1 PodLogOptions.
        fileprivate var query: String {
            var items: [String] = []
            if follows { items.append("follow=true") }
            if isPrevious { items.append("previous=true") }
            if let tailLineCount { items.append("tailLines=\(tailLineCount)") }
            if let sinceSeconds { items.append("sinceSeconds=\(sinceSeconds)") }
            if let sinceTime { items.append("sinceTime=\(percentEncoded(sinceTime))") }
            if hasTimestamps { items.append("timestamps=true") }
            if let byteCount { items.append("limitBytes=\(byteCount)") }
            return items.map { "&" + $0 }.joined()
        }
    }

    /// Opens the log of a container.
    ///
    /// Throws `KubernetesError.refused`: there is no such pod or container, it has not begun, it was not restarted.
    public func openLog(of pod: Location, container: String, _ options: LogOptions = LogOptions()) throws
        -> ResponseStream
    {
        let path = pod.path + "/log?container=\(percentEncoded(container))" + options.query
        var request = try client.request(.get, path, accept: "*/*")
        // A container may be silent for as long as it likes.
        if options.follows { request.idleTimeoutSeconds = 365 * 86_400 }
        return try client.open(request, operation: "read the log of \(container) in \(pod.description)")
    }
}
