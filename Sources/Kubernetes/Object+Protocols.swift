import Documents

extension Object {
    /// The object with `protocol: TCP` at every port of a Service or a container that names none.
    ///
    /// Ports are told apart by number and protocol, and servers before 1.23 refuse to apply one without
    /// (kubernetes/kubernetes issue 92332), though TCP is what they make of it.
    package func withPortProtocols() -> Object {
        var object = self
        if group.isEmpty, kind == "Service" {
            object.value = value.changing(["spec", "ports"], Self.withProtocols)
        } else if let path = podPath {
            for list in ["containers", "initContainers"] {
                object.value = object.value.changing(path + [list]) { containers in
                    .array((containers.array ?? []).map { $0.changing(["ports"], Self.withProtocols) })
                }
            }
        }
        return object
    }

    /// Where the pod's specification is; nil for what makes no pods.
    private var podPath: [String]? {
        switch (group, kind) {
        case ("", "Pod"): ["spec"]
        case ("batch", "CronJob"): ["spec", "jobTemplate", "spec", "template", "spec"]
        case ("apps", _), ("batch", "Job"), ("", "ReplicationController"): ["spec", "template", "spec"]
        default: nil
        }
    }

    private static func withProtocols(_ ports: Value) -> Value {
        guard let elements = ports.array else { return ports }
        return .array(
            elements.map { port in
                guard case .object(var members) = port, members["protocol"] == nil else { return port }
                members["protocol"] = "TCP"
                return .object(members)
            })
    }
}

extension Value {
    /// The value with what is at a path changed; unchanged if nothing is there.
    fileprivate func changing(_ path: [String], _ change: (Value) -> Value) -> Value {
        guard let first = path.first else { return change(self) }
        guard case .object(var members) = self, let inner = members[first] else { return self }
        members[first] = inner.changing(Array(path.dropFirst()), change)
        return .object(members)
    }
}
