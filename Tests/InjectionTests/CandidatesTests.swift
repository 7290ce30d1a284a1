import Documents
import Injection
import Kubernetes
import Testing

@Suite struct CandidatesTests {
    private func node(
        _ name: String, cpu: String = "4", memory: String = "8Gi", architecture: String = "amd64", isReady: Bool = true,
        taints: [Value] = [], images: [(name: String, byteCount: Int64)] = []
    ) -> Object {
        Object([
            "kind": "Node", "metadata": ["name": .string(name)], "spec": ["taints": .array(taints)],
            "status": [
                "nodeInfo": ["architecture": .string(architecture)],
                "allocatable": ["cpu": .string(cpu), "memory": .string(memory)],
                "conditions": [["type": "Ready", "status": isReady ? "True" : "False"]],
                "images": .array(
                    images.map {
                        [
                            "names": [.string("\($0.name)@sha256:0"), .string($0.name)],
                            "sizeBytes": .integer($0.byteCount),
                        ]
                    }),
            ],
        ])
    }

    private func pod(
        on node: String, _ image: String, cpu: String? = nil, phase: String = "Running", hasSecret: Bool = false,
        isGoing: Bool = false
    ) -> Object {
        var container: Value.Object = ["image": .string(image)]
        if let cpu { container["resources"] = ["requests": ["cpu": .string(cpu)]] }
        var metadata: Value.Object = ["name": "p"]
        if isGoing { metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z" }
        return Object([
            "kind": "Pod", "metadata": .object(metadata),
            "spec": [
                "nodeName": .string(node), "containers": [.object(container)],
                "imagePullSecrets": hasSecret ? [["name": "secret"]] : [],
            ],
            "status": ["phase": .string(phase)],
        ])
    }

    private func found(_ nodes: [Object], _ pods: [Object]) -> Candidates {
        Candidates(nodes: nodes, pods: pods, architecture: "amd64")
    }

    @Test func imagesOfRunningPodsComeFirstThoseWithoutSecretBeforeOthers() {
        let found = found(
            [node("a", images: [("large:1", 900), ("small:1", 100)])],
            [
                pod(on: "a", "private:1", hasSecret: true), pod(on: "a", "public:1"),
                pod(on: "a", "over:1", phase: "Succeeded"), pod(on: "a", "going:1", isGoing: true),
                pod(on: "elsewhere", "other:1"), pod(on: "a", "127.0.0.1:31999/ours:1"),
                pod(on: "a", "[::1]:31999/ours:1"),
            ])
        #expect(found.list.map(\.image) == ["public:1", "private:1", "small:1", "large:1"])
        #expect(found.list.allSatisfy { $0.node == "a" })
        #expect(found.refusals.isEmpty)
    }

    @Test func theBestOfEveryNodeIsTriedBeforeTheSecondOfAny() {
        let found = found(
            [node("a"), node("b")],
            [pod(on: "a", "one:1"), pod(on: "a", "two:1"), pod(on: "b", "one:1"), pod(on: "b", "three:1")])
        #expect(
            found.list == [
                Candidate(image: "one:1", node: "a"), Candidate(image: "one:1", node: "b"),
                Candidate(image: "two:1", node: "a"), Candidate(image: "three:1", node: "b"),
            ])
    }

    @Test func nodesThatCannotAreSaidToBeSoAndWhy() {
        let nodes = [
            node("tainted", taints: [["key": "dedicated", "effect": "NoExecute"]]), node("away", isReady: false),
            node("arm", architecture: "arm64"), node("full", cpu: "1"), node("small", memory: "32Mi"), node("empty"),
            node("avoided", taints: [["key": "slow", "effect": "PreferNoSchedule"]]),
        ]
        let found = found(
            nodes, nodes.filter { $0.name != "empty" }.map { pod(on: $0.name, "app:1", cpu: "600m") })
        #expect(found.list == [Candidate(image: "app:1", node: "avoided")])
        #expect(
            found.refusals == [
                "node tainted: its taint dedicated says NoExecute", "node away: it is not ready",
                "node arm: its architecture is arm64", "node full: too little cpu is left unreserved",
                "node small: too little memory is left unreserved",
                "node empty: no image of a running pod, nor any other",
            ])
    }

    @Test func whatPodsThatAreOverHaveReservedIsFree() {
        let found = found(
            [node("a", cpu: "1")],
            [pod(on: "a", "over:1", cpu: "1", phase: "Failed"), pod(on: "a", "app:1", cpu: "500m")])
        #expect(found.list == [Candidate(image: "app:1", node: "a")])
    }

    @Test func aClusterWithoutNodesIsTold() {
        #expect(found([], []).refusals == ["the cluster has no nodes"])
    }

    // MARK: images for every node

    @Test func theNewestPauseImageThatAllNodesHaveIsTheBest() {
        let both: [(String, Int64)] = [
            ("k8s.test/pause:3.9", 700_000), ("app:1", 5000), ("k8s.test/pause:3.10", 700_000),
        ]
        let shared = SharedImages(
            nodes: [node("a", images: both + [("k8s.test/pause:4.0", 700_000)]), node("b", images: both)],
            architecture: "amd64")
        #expect(
            shared.list.map(\.image) == ["k8s.test/pause:3.10", "k8s.test/pause:3.9", "app:1", "k8s.test/pause:4.0"])
        #expect(shared.list.allSatisfy { $0.node == nil })
    }

    @Test func withoutAPauseImageTheSmallestIs() {
        let shared = SharedImages(
            nodes: [
                node("a", images: [("b:1", 20), ("a:1", 20), ("huge/pause:3.9", 2 << 20), ("127.0.0.1:5000/c:1", 1)]),
                node("arm", architecture: "arm64"), node("bare"),
            ], architecture: "amd64")
        #expect(shared.list.map(\.image) == ["a:1", "b:1", "huge/pause:3.9"])
        #expect(shared.refusals == ["node arm: its architecture is arm64", "node bare: it lists no images"])
    }
}
