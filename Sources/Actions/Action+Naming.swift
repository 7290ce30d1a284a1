import PackageModel

extension Action {
    /// What an action is called in messages: its description, or the beginning of its command.
    // zarf v0.84 src/pkg/packager/actions/actions.go runAction: 60 characters of the command.
    public var displayName: String {
        if !description.isEmpty { return description }
        if cmd.isEmpty, let wait {
            if let network = wait.network { return "wait for \(network.protocol) \(network.address)" }
            if let cluster = wait.cluster { return "wait for \(cluster.kind) \(cluster.name)" }
        }
        let line = cmd.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 60 ? line.prefix(57) + "..." : line
    }
}
