import ClusterState
import Documents
import Kubernetes
import Testing

@Suite struct DistributionTests {
    private func node(_ name: String = "node", provider: String = "", labels: Value = [:], images: [String] = [])
        -> Object
    {
        Object([
            "metadata": ["name": .string(name), "labels": labels], "spec": ["providerID": .string(provider)],
            "status": ["images": .array(images.map { ["names": [.string($0)]] })],
        ])
    }

    private func guess(_ nodes: Object..., namespaces: [String] = ["default"]) -> String {
        Distribution.guess(nodes: nodes, namespaces: namespaces)
    }

    // zarf v0.84 src/pkg/cluster/distro.go.
    @Test(arguments: [
        ("kind://docker/kind/kind-control-plane", "kind"), ("k3s://k3d-k3s-default-server-0", "k3d"),
        ("aws:///us-east-1a/i-0", "eks"), ("gce://project/zone/node", "gke"),
        ("azure:///subscriptions/0/resourceGroups/g", "aks"), ("k3s://node", "unknown"), ("", "unknown"),
    ])
    func theProviderTells(_ provider: String, _ expected: String) {
        #expect(guess(node(provider: provider)) == expected)
    }

    @Test func namesLabelsImagesAndNamespacesTell() {
        #expect(guess(node("docker-desktop")) == "dockerdesktop")
        #expect(guess(node(labels: ["microk8s.io/cluster": "true"])) == "microk8s")
        #expect(guess(node(labels: ["node.kubernetes.io/instance-type": "k3s"])) == "k3s")
        #expect(guess(node(labels: ["node.kubernetes.io/instance-type": "rke2"])) == "rke2")
        #expect(guess(node(labels: ["run.tanzu.vmware.com/kubernetesDistributionVersion": "v1"])) == "tkg")
        #expect(guess(node(images: ["docker.io/rancher/rke2-runtime:v1"])) == "rke2")
        #expect(guess(node(images: ["projects.registry.vmware.com/tkg/tanzu/x:1"])) == "tkg")
        #expect(guess(node(), namespaces: ["eksa-system"]) == "eks-a")
        #expect(guess(node(), node(provider: "kind://x")) == "kind")
    }

    @Test(arguments: [
        ("k3s", "local-path"), ("k3d", "local-path"), ("kind", "standard"), ("gke", "standard"),
        ("dockerdesktop", "hostpath"), ("eks", ""), ("unknown", ""),
    ])
    func theStorageClassIsWhatSuchClustersHave(_ distribution: String, _ expected: String) {
        #expect(Distribution.storageClass(of: distribution) == expected)
    }
}
