import Documents

// kstatus core.go, one function a kind, in its order of checks. "have/want" as kstatus words it.
extension Readiness {
    static func deployment(_ object: Object) -> Readiness {
        if let condition = object.condition("Progressing"), condition.reason == "ProgressDeadlineExceeded" {
            return Readiness(.failed, "progress deadline exceeded: \(oneLine(condition.message, limit: 300))")
        }
        // helm pkg/kube/ready.go: a paused Deployment does not roll out, so there is nothing to wait for.
        if object.value[path: "spec", "paused"]?.bool == true { return .ready("is paused") }
        if object.isUnobserved { return .progressing("is not observed yet") }
        let wanted = object.wantedReplicas
        let (replicas, updated) = (object.count("replicas"), object.count("updatedReplicas"))
        let (available, ready) = (object.count("availableReplicas"), object.count("readyReplicas"))
        if wanted > replicas { return .progressing("replicas: \(replicas)/\(wanted)") }
        if wanted > updated { return .progressing("updated: \(updated)/\(wanted)") }
        if replicas > wanted { return .progressing("pending termination: \(replicas - wanted)") }
        if updated > available { return .progressing("available: \(available)/\(updated)") }
        if wanted > ready { return .progressing("ready: \(ready)/\(wanted)") }
        let hasDeadline = object.value[path: "spec", "progressDeadlineSeconds"]?.integer.map { $0 < Int32.max } ?? false
        let progressing = object.condition("Progressing")
        if hasDeadline, !(progressing.map { $0.isTrue && $0.reason == "NewReplicaSetAvailable" } ?? false) {
            return .progressing("the new ReplicaSet is not available")
        }
        guard object.condition("Available")?.isTrue == true else { return .progressing("is not available") }
        return .ready("replicas: \(replicas)")
    }

    static func statefulSet(_ object: Object) -> Readiness {
        let strategy = object.value[path: "spec", "updateStrategy", "type"]?.string
        if strategy == "OnDelete" { return .ready("is updated when its pods are deleted") }
        if object.isUnobserved { return .progressing("is not observed yet") }
        let wanted = object.wantedReplicas
        let (replicas, ready) = (object.count("replicas"), object.count("readyReplicas"))
        if wanted > replicas { return .progressing("replicas: \(replicas)/\(wanted)") }
        if wanted > ready { return .progressing("ready: \(ready)/\(wanted)") }
        if replicas > wanted { return .progressing("pending termination: \(replicas - wanted)") }
        if let partition = object.value[path: "spec", "updateStrategy", "rollingUpdate", "partition"]?.integer,
            partition > 0
        {
            let (updated, due) = (object.count("updatedReplicas"), max(0, wanted - partition))
            return updated < due ? .progressing("updated: \(updated)/\(due)") : .ready("partition is rolled out")
        }
        let status = object.value["status"]
        if status?["currentRevision"] != status?["updateRevision"] {
            return .progressing("updated: \(object.count("updatedReplicas"))/\(wanted)")
        }
        return .ready("replicas: \(replicas)")
    }

    static func daemonSet(_ object: Object) -> Readiness {
        if object.isUnobserved { return .progressing("is not observed yet") }
        if object.value[path: "spec", "updateStrategy", "type"]?.string == "OnDelete" {
            return .ready("is updated when its pods are deleted")
        }
        let wanted = object.count("desiredNumberScheduled")
        for (name, key) in [
            ("current", "currentNumberScheduled"), ("updated", "updatedNumberScheduled"),
            ("available", "numberAvailable"), ("ready", "numberReady"),
        ] where wanted > object.count(key) {
            return .progressing("\(name): \(object.count(key))/\(wanted)")
        }
        return .ready("pods: \(wanted)")
    }

    static func replicaSet(_ object: Object) -> Readiness {
        if object.isUnobserved { return .progressing("is not observed yet") }
        if let condition = object.condition("ReplicaFailure"), condition.isTrue { return .progressing(condition.text) }
        let wanted = object.wantedReplicas
        for (name, key) in [
            ("labelled", "fullyLabeledReplicas"), ("available", "availableReplicas"), ("ready", "readyReplicas"),
        ] where wanted > object.count(key) {
            return .progressing("\(name): \(object.count(key))/\(wanted)")
        }
        let replicas = object.count("replicas")
        return replicas > wanted
            ? .progressing("pending termination: \(replicas - wanted)") : .ready("replicas: \(wanted)")
    }

    static func job(_ object: Object, mustComplete: Bool) -> Readiness {
        if let condition = object.condition("Failed"), condition.isTrue { return Readiness(.failed, condition.text) }
        if let condition = object.condition("Complete"), condition.isTrue {
            return .ready("succeeded: \(object.count("succeeded"))")
        }
        let isSuspended = object.condition("Suspended")?.isTrue ?? false
        if isSuspended, !mustComplete { return .ready("is suspended") }
        if object.value[path: "status", "startTime"] == nil { return .progressing("has not started") }
        let text =
            "active: \(object.count("active")), succeeded: \(object.count("succeeded"))"
            + ", failed: \(object.count("failed"))"
        return mustComplete ? .progressing(text) : .ready(text)
    }

    static func pod(_ object: Object) -> Readiness {
        switch object.value[path: "status", "phase"]?.string {
        case "Succeeded": return .ready("has completed")
        case "Failed":
            let message = object.value[path: "status", "message"]?.string ?? ""
            return Readiness(.failed, message.isEmpty ? "has failed" : "has failed: \(oneLine(message, limit: 300))")
        case "Running":
            if object.condition("Ready")?.isTrue == true { return .ready("is ready") }
            // Differs: for kstatus a container that crashes has failed for good; many only wait for another to start.
            return .progressing(object.containerProblems.first?.text ?? "runs but is not ready")
        case "Pending":
            if let condition = object.condition("PodScheduled"), condition.status == "False" {
                return .progressing("is not scheduled: \(oneLine(condition.message, limit: 300))")
            }
            return .progressing(object.containerProblems.first?.text ?? "is pending")
        default: return .progressing("has no phase yet")
        }
    }

    static func claim(_ object: Object) -> Readiness {
        let phase = object.value[path: "status", "phase"]?.string ?? "unknown"
        return phase == "Bound" ? .ready("is bound") : .progressing("is not bound but \(phase)")
    }

    static func service(_ object: Object) -> Readiness {
        guard object.value[path: "spec", "type"]?.string == "LoadBalancer" else { return .ready("is there") }
        let address = object.value[path: "spec", "clusterIP"]?.string ?? ""
        return address.isEmpty ? .progressing("has no address yet") : .ready("has an address")
    }

    static func namespace(_ object: Object) -> Readiness {
        let phase = object.value[path: "status", "phase"]?.string ?? "Active"
        return phase == "Active" ? .ready("is active") : Readiness(.terminating, "is \(phase)")
    }

    static func definition(_ object: Object) -> Readiness {
        if let condition = object.condition("NamesAccepted"), condition.status == "False" {
            return Readiness(.failed, condition.text)
        }
        guard let condition = object.condition("Established") else { return .progressing("is not established yet") }
        if condition.isTrue { return .ready("is established") }
        return condition.reason == "Installing" ? .progressing(condition.text) : Readiness(.failed, condition.text)
    }
}

/// Something that keeps a container from running.
struct ContainerProblem {
    let container: String
    let reason: String
    let message: String
    /// Whether the container ran before and ended.
    let hasCrashed: Bool
    let exitCode: Int64?

    var text: String {
        var text = "container \(container): \(reason)"
        if let exitCode { text += " (exit status \(exitCode))" }
        return message.isEmpty ? text : "\(text): \(oneLine(message, limit: 300))"
    }
}

extension Object {
    /// Containers of a pod that wait for something that may not come, or have ended badly.
    var containerProblems: [ContainerProblem] {
        let status = value["status"]
        let statuses = (status?["initContainerStatuses"]?.array ?? []) + (status?["containerStatuses"]?.array ?? [])
        return statuses.compactMap { status in
            let name = status["name"]?.string ?? ""
            let restarts = status["restartCount"]?.integer ?? 0
            let ended = status[path: "lastState", "terminated"] ?? status[path: "state", "terminated"]
            let exitCode = ended?["exitCode"]?.integer
            if let waiting = status[path: "state", "waiting"] {
                let reason = waiting["reason"]?.string ?? "Waiting"
                guard reason != "ContainerCreating", reason != "PodInitializing" else { return nil }
                return ContainerProblem(
                    container: name, reason: reason, message: waiting["message"]?.string ?? "",
                    hasCrashed: restarts > 0,
                    exitCode: exitCode)
            }
            guard let exitCode, exitCode != 0, status["ready"]?.bool != true else { return nil }
            return ContainerProblem(
                container: name, reason: ended?["reason"]?.string ?? "Error", message: ended?["message"]?.string ?? "",
                hasCrashed: true, exitCode: exitCode)
        }
    }
}
