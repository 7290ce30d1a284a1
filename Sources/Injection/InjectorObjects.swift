import Documents
import HTTP
import Mutation

/// The objects that carry and run the injector.
// zarf v0.84 src/pkg/cluster/injector.go; spec/zarf-interop.md §10. Names are upstream's, so that each removes the other's.
struct InjectorObjects {
    static let namespace = "zarf"
    static let appLabel = "zarf-injector"
    static let podName = "injector"
    static let serviceName = "zarf-injector"
    static let daemonSetName = "zarf-injector"
    static let binaryName = "rust-binary"
    static let binaryKey = "zarf-injector"
    static let payloadLabel = "zarf-injector"
    /// The sha256 of a part, so that a part that is there need not be sent again.
    static let digestAnnotation = "zarf.dev/part-sha256"
    static let port = 5000

    /// The package that asked for it; empty for none.
    let package: String
    /// Whether services of this cluster have addresses of that family.
    let isIPv6: Bool

    private var packageLabels: Value.Object {
        package.isEmpty ? [:] : [MutationNames.packageLabel: .string(package)]
    }

    private func metadata(_ name: String, _ labels: Value.Object = [:]) -> Value {
        [
            "name": .string(name), "namespace": .string(Self.namespace),
            "labels": .object(labels.merging(packageLabels) { _, package in package }),
        ]
    }

    func configMap(_ name: String, key: String, _ bytes: [UInt8], digest: String, isPart: Bool) -> BinaryConfigMap {
        var labels = isPart ? [Self.payloadLabel: "payload"] : [:]
        if !package.isEmpty { labels[MutationNames.packageLabel] = package }
        return BinaryConfigMap(
            name: name, namespace: Self.namespace, labels: labels, annotations: [Self.digestAnnotation: digest],
            key: key, bytes: bytes)
    }

    /// - port: the port of every node; 0 for any.
    func service(port: Int) -> Value {
        var entry: Value.Object = ["port": .integer(Int64(Self.port)), "protocol": "TCP"]
        entry["targetPort"] = .integer(Int64(Self.port))
        if port > 0 { entry["nodePort"] = .integer(Int64(port)) }
        return [
            "apiVersion": "v1", "kind": "Service", "metadata": metadata(Self.serviceName),
            "spec": ["type": "NodePort", "selector": ["app": .string(Self.appLabel)], "ports": [.object(entry)]],
        ]
    }

    func pod(_ candidate: Candidate, payload: InjectionPayload) -> Value {
        var specification: Value.Object = [:]
        if let node = candidate.node { specification["nodeName"] = .string(node) }
        specification["restartPolicy"] = "Never"
        var container = container(candidate.image, payload, listening: "\(isIPv6 ? "[::]" : "0.0.0.0"):\(Self.port)")
        container["ports"] = [["containerPort": .integer(Int64(Self.port)), "protocol": "TCP"]]
        container["readinessProbe"] = probe(["path": "/v2/", "port": .integer(Int64(Self.port))])
        container["resources"] = [
            "requests": ["cpu": ".5", "memory": "64Mi"], "limits": ["cpu": "1", "memory": "256Mi"],
        ]
        return [
            "apiVersion": "v1", "kind": "Pod", "metadata": metadata(Self.podName, Self.podLabels),
            "spec": .object(specification.merging(common(payload, container)) { own, _ in own }),
        ]
    }

    /// One pod on every node, now and later, that serves on its loopback.
    ///
    /// - port: of the node. There is no port mapping to `[::1]`: with IPv6 the pod is in the node's network.
    func daemonSet(_ candidate: Candidate, payload: InjectionPayload, port: Int) -> Value {
        let node = Value.integer(Int64(port))
        var container = container(
            candidate.image, payload, listening: isIPv6 ? "[::1]:\(port)" : "0.0.0.0:\(Self.port)")
        let inner: Value = isIPv6 ? node : .integer(Int64(Self.port))
        container["ports"] = [
            ["containerPort": inner, "hostPort": node, "hostIP": isIPv6 ? "::1" : "127.0.0.1", "protocol": "TCP"]
        ]
        var check: Value.Object = ["path": "/v2/", "port": inner]
        if isIPv6 { check["host"] = "::1" }
        container["readinessProbe"] = probe(check)
        container["resources"] = [
            "requests": ["cpu": "100m", "memory": "256Mi"], "limits": ["cpu": "200m", "memory": "256Mi"],
        ]
        var specification: Value.Object = ["hostNetwork": .bool(isIPv6)]
        // A node that takes nothing else pulls images, too.
        specification["tolerations"] = [["operator": "Exists"]]
        specification["nodeSelector"] = ["kubernetes.io/arch": .string(payload.architecture)]
        specification["priorityClassName"] = "system-node-critical"
        let labels: Value.Object = packageLabels.merging(Self.podLabels) { _, own in own }
        return [
            "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": metadata(Self.daemonSetName, Self.podLabels),
            "spec": [
                "selector": ["matchLabels": ["app": .string(Self.appLabel)]],
                "template": [
                    "metadata": ["labels": .object(labels)],
                    "spec": .object(specification.merging(common(payload, container)) { own, _ in own }),
                ],
            ],
        ]
    }

    private static var podLabels: Value.Object { ["app": .string(appLabel), MutationNames.agentLabel: "ignore"] }

    private func common(_ payload: InjectionPayload, _ container: Value.Object) -> Value.Object {
        [
            "automountServiceAccountToken": false, "terminationGracePeriodSeconds": 1,
            "securityContext": [
                "runAsUser": 1000, "runAsGroup": 2000, "fsGroup": 2000, "runAsNonRoot": true,
                "seccompProfile": ["type": "RuntimeDefault"],
            ],
            "containers": [.object(container)], "volumes": [initVolume(payload), ["name": "seed", "emptyDir": [:]]],
        ]
    }

    private func probe(_ get: Value.Object) -> Value {
        ["httpGet": .object(get), "periodSeconds": 1, "failureThreshold": 30]
    }

    private func container(_ image: String, _ payload: InjectionPayload, listening address: String) -> Value.Object {
        [
            "name": "injector", "image": .string(image),
            // The image is there; a tag of latest would have it looked for elsewhere.
            "imagePullPolicy": "IfNotPresent", "workingDir": "/zarf-init",
            "command": ["/zarf-init/zarf-injector", .string(payload.digest.hex), .string(address)],
            "securityContext": [
                "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": ["drop": ["ALL"]],
            ],
            "volumeMounts": [
                ["name": "init", "mountPath": "/zarf-init", "readOnly": true],
                ["name": "seed", "mountPath": "/zarf-seed"],
            ],
        ]
    }

    /// Binary and parts in one volume: a node mounts one instead of one for each part.
    private func initVolume(_ payload: InjectionPayload) -> Value {
        func source(_ name: String, _ key: String, mode: Int64) -> Value {
            [
                "configMap": [
                    "name": .string(name),
                    "items": [["key": .string(key), "path": .string(key), "mode": .integer(mode)]],
                ]
            ]
        }
        let parts = (0..<payload.partCount).map { number -> Value in
            let name = InjectionPayload.partName(number)
            return source(name, name, mode: 0o444)
        }
        let binary = source(Self.binaryName, Self.binaryKey, mode: 0o777)
        return ["name": "init", "projected": ["sources": .array([binary] + parts)]]
    }
}
