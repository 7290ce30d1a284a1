import ClusterTools
import Documents
import Injection
import ToolSupport

struct Stop: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Remove everything that a start made, whatever became of it.",
        discussion: """
            Prints the names of what was removed; nothing when there was nothing.

            EXAMPLE:
              $ zarf-inject stop
              pod/injector
              service/zarf-injector
              configmap/rust-binary
              configmap/zarf-payload-000
            """)

    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let cluster = try cluster.connect(streams)
        let removed = try Injection(cluster, reporting: streams.progress).stop()
        try streams.write(removed.map { $0 + "\n" }.joined())
    }
}

struct Status: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Say what is there of an injection.",
        discussion: """
            Ends with status 2 if nothing is, or if it does not serve.

            EXAMPLE:
              $ zarf-inject status
              serving on port 30812 of every node, 14 parts, in nginx:1.27 on node-1
            """)

    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let status = try Injection(try cluster.connect(streams)).status()
        try streams.writeLine(json ? JSON.text(description(status)) : text(status))
        if status?.isReady != true { throw ExitStatus.answeredNo }
    }

    private func text(_ status: Injection.Status?) -> String {
        guard let status else { return "nothing is injected" }
        let port = status.port.map { " on port \($0) of every node" } ?? ", no service"
        let state = status.isReady ? "serving" : status.phase.isEmpty ? "no pod" : "not ready (\(status.phase))"
        let place = status.image.isEmpty ? "" : ", in \(status.image) on \(status.node)"
        return "\(state)\(port), \(status.partCount) parts\(place)"
    }

    private func description(_ status: Injection.Status?) -> Value {
        guard let status else { return ["present": false] }
        return [
            "present": true, "ready": .bool(status.isReady), "phase": .string(status.phase),
            "port": status.port.map { .integer(Int64($0)) } ?? .null, "parts": .integer(Int64(status.partCount)),
            "image": .string(status.image), "node": .string(status.node),
        ]
    }
}
