import Documents
import FileIO
import Glibc
import HTTP

extension Cluster {
    /// Events shown for an object.
    private static let shownEventCount = 5
    /// Lines shown of a container that crashes.
    private static let shownLogLineCount = 20
    /// Pods shown for a workload.
    private static let shownPodCount = 3

    /// Why an object is not what it should be, in lines: conditions, events, what its pods complain about, their logs.
    ///
    /// Asks the cluster; what cannot be had is left out.
    public func explain(_ location: Location, _ object: Object?, _ message: String) -> [String] {
        var lines = ["\(location.description): \(message)"]
        guard let object else { return lines }
        lines += object.conditions.filter { isTelling($0) }.map { "  condition \($0.text)" }
        lines += events(object, location).map { "  event \($0)" }
        for pod in pods(of: object, location).prefix(Self.shownPodCount) {
            let name = object.kind == "Pod" ? "" : "pod/\(pod.name): "
            if object.kind != "Pod" {
                lines += pod.conditions.filter { $0.type == "PodScheduled" && $0.status == "False" }
                    .map { "  \(name)condition \($0.text)" }
            }
            for problem in pod.containerProblems {
                lines.append("  \(name)\(problem.text)")
                guard problem.hasCrashed else { continue }
                lines += lastLines(pod, problem.container).map { "    | \($0)" }
            }
            if object.kind != "Pod" {
                let place = Location(resource: Self.podResource, namespace: location.namespace, name: pod.name)
                lines += events(pod, place).map { "  \(name)event \($0)" }
            }
        }
        return lines
    }

    /// Conditions that are as they should be say nothing.
    private func isTelling(_ condition: Condition) -> Bool {
        let isGoodWhenFalse = ["Failed", "ReplicaFailure", "Stalled", "Reconciling", "Suspended"].contains(
            condition.type)
        return condition.status != (isGoodWhenFalse ? "False" : "True")
    }

    /// Pods, which every server serves.
    public static let podResource = Resource(
        groupVersion: GroupVersion("v1"), kind: "Pod", plural: "pods", singular: "pod", shortNames: ["po"],
        categories: ["all"], isNamespaced: true, verbs: ["get", "list", "watch", "delete"])

    private static let eventResource = Resource(
        groupVersion: GroupVersion("v1"), kind: "Event", plural: "events", singular: "event", shortNames: ["ev"],
        categories: [], isNamespaced: true, verbs: ["list"])

    /// The last events of an object, and of the ReplicaSets of a Deployment: those say why no pod is made.
    private func events(_ object: Object, _ location: Location) -> [String] {
        let namespace = location.namespace ?? "default"
        func found(_ fields: String) -> [Object] {
            (try? list(Self.eventResource, namespace: namespace, Selection(fields: fields)).objects) ?? []
        }
        var events = found("involvedObject.name=\(object.name),involvedObject.kind=\(object.kind)")
        if object.kind == "Deployment" {
            events += found("involvedObject.kind=ReplicaSet").filter { event in
                event.value[path: "involvedObject", "name"]?.string?.hasPrefix(object.name + "-") ?? false
            }
        }
        let sorted = events.map { (time: Self.time(of: $0), event: $0) }.sorted { $0.time < $1.time }
        return sorted.suffix(Self.shownEventCount).map { time, event in
            let count = event.value["count"]?.integer ?? 1
            let type = event.value["type"]?.string ?? ""
            return "\(Self.ago(time))\(count > 1 ? " ×\(count)" : "") \(type == "Normal" ? "" : type + " ")"
                + "\(event.value["reason"]?.string ?? ""): \(oneLine(event.value["message"]?.string ?? "", limit: 300))"
        }
    }

    private static func time(of event: Object) -> Int {
        ["lastTimestamp", "eventTime", "firstTimestamp"].lazy
            .compactMap { event.value[$0]?.string.flatMap { secondsSince1970($0) } }.first ?? 0
    }

    private static func ago(_ time: Int) -> String {
        let seconds = max(0, Glibc.time(nil) - time)
        return seconds < 120 ? "\(seconds)s ago" : seconds < 7200 ? "\(seconds / 60)m ago" : "\(seconds / 3600)h ago"
    }

    /// The pods a workload selects, those in trouble first.
    private func pods(of object: Object, _ location: Location) -> [Object] {
        if object.kind == "Pod" { return [object] }
        guard location.namespace != nil, let selector = object.podSelector,
            let pods = try? list(Self.podResource, namespace: location.namespace, Selection(labels: selector)).objects
        else { return [] }
        let troubled = pods.filter { Readiness($0).state != .ready }
        return troubled.filter { !$0.containerProblems.isEmpty } + troubled.filter { $0.containerProblems.isEmpty }
    }

    /// The end of the log of a container before its last restart, or else of now.
    private func lastLines(_ pod: Object, _ container: String) -> [String] {
        var options = LogOptions()
        options.tailLineCount = Self.shownLogLineCount
        let place = Location(resource: Self.podResource, namespace: pod.namespace, name: pod.name)
        // The node forgets the container before last while the next one begins: a moment later it knows what to say.
        for pause in [0, 0, Self.logPauseMicroseconds, 0] {
            usleep(pause)
            options.isPrevious.toggle()
            guard let log = try? openLog(of: place, container: container, options),
                let body = try? log.readAll(limit: 256 << 10, name: "log")
            else { continue }
            let lines = String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline)
            // Quirk: a kubelet that finds no log says so in its place.
            let isNone = lines.count == 1 && lines[0].hasPrefix("unable to retrieve container logs for ")
            guard lines.isEmpty || isNone else {
                return lines.suffix(Self.shownLogLineCount).map { oneLine(String($0), limit: 300) }
            }
        }
        return []
    }

    private static let logPauseMicroseconds: useconds_t = 1_000_000
}

extension Object {
    /// The label selector of a workload's pods, as a query has it; nil if it has none.
    public var podSelector: String? {
        guard let selector = value[path: "spec", "selector"]?.object else { return nil }
        // ReplicationControllers and Services select by bare labels.
        let isBare = selector["matchLabels"] == nil && selector["matchExpressions"] == nil
        let labels = isBare ? selector : selector["matchLabels"]?.object ?? [:]
        var terms = labels.map { "\($0.key)=\($0.value.string ?? "")" }
        for expression in selector["matchExpressions"]?.array ?? [] {
            let (key, values) = (expression["key"]?.string ?? "", expression.strings("values").joined(separator: ","))
            switch expression["operator"]?.string {
            case "In": terms.append("\(key) in (\(values))")
            case "NotIn": terms.append("\(key) notin (\(values))")
            case "Exists": terms.append(key)
            case "DoesNotExist": terms.append("!\(key)")
            default: break
            }
        }
        return terms.isEmpty ? nil : terms.joined(separator: ",")
    }
}
