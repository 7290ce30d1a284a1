import Documents
import Mutation
import Testing

private func object(_ yaml: String) throws -> Value {
    try YAMLReader.document(Array(yaml.utf8), file: "test", options: .helm).value(.legacy)
}

private func mutated(
    _ yaml: String, _ change: (inout MutationTargets, inout MutationOptions) -> Void = { _, _ in }
) throws -> Value {
    var targets = MutationTargets(registry: "127.0.0.1:31999")
    var options = MutationOptions()
    change(&targets, &options)
    return try Mutation(targets, options).mutated(object(yaml))
}

private let git = MutationTargets.GitServer(address: "https://git-server.com", pushUser: "a-push-user")

@Suite struct MutationTests {
    @Test func redirectsEveryImageOfAPod() throws {
        let result = try mutated(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: p}
            spec:
              imagePullSecrets: [{name: own}]
              initContainers: [{name: first, image: busybox}]
              containers: [{name: web, image: nginx:1.23.3}, {name: there, image: "127.0.0.1:31999/a/b:1"}]
              ephemeralContainers: [{name: look, image: ghcr.io/stefanprodan/podinfo:6.3.3}]
              volumes: [{name: data, image: {reference: alpine}}, {name: other, emptyDir: {}}]
            """)
        let specification = try #require(result["spec"])
        func image(_ list: String, _ index: Int) -> String? { specification[list]?.array?[index]["image"]?.string }
        #expect(image("initContainers", 0) == "127.0.0.1:31999/library/busybox:latest-zarf-2140033595")
        #expect(image("containers", 0) == "127.0.0.1:31999/library/nginx:1.23.3-zarf-3793515731")
        #expect(image("containers", 1) == "127.0.0.1:31999/a/b:1")
        #expect(image("ephemeralContainers", 0) == "127.0.0.1:31999/stefanprodan/podinfo:6.3.3-zarf-2985051089")
        #expect(
            specification["volumes"]?.array?[0]["image"]?["reference"]?.string
                == "127.0.0.1:31999/library/alpine:latest-zarf-1117969859")
        #expect(specification["imagePullSecrets"] == [["name": "own"], ["name": "private-registry"]])
        let notes = result["metadata"]?["annotations"]
        #expect(notes?["zarf.dev/original-image-web"] == "nginx:1.23.3")
        #expect(notes?["zarf.dev/original-volume-data"] == "alpine")
        #expect(notes?["zarf.dev/original-image-there"] == nil)
        #expect(try Mutation(MutationTargets(registry: "127.0.0.1:31999")).mutated(result) == result)
    }

    @Test(arguments: [
        ("Deployment", "spec: {template: {spec: {containers: [{name: c, image: nginx}]}}}", ["spec", "template"]),
        (
            "ReplicationController", "spec: {template: {spec: {containers: [{name: c, image: nginx}]}}}",
            ["spec", "template"]
        ),
        (
            "CronJob", "spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: nginx}]}}}}}",
            ["spec", "jobTemplate", "spec", "template"]
        ),
        ("PodTemplate", "template: {spec: {containers: [{name: c, image: nginx}]}}", ["template"]),
        (
            "Rollout", "spec: {canary: {podTemplate: {spec: {containers: [{name: c, image: nginx}]}}}}",
            ["spec", "canary", "podTemplate"]
        ),
    ])
    func findsTemplates(kind: String, content: String, path: [String]) throws {
        let result = try mutated("apiVersion: v1\nkind: \(kind)\nmetadata: {name: x}\n\(content)")
        let template = path.reduce(Optional(result)) { $0?[$1] }
        #expect(
            template?["spec"]?["containers"]?.array?[0]["image"]
                == "127.0.0.1:31999/library/nginx:latest-zarf-3793515731")
        #expect(template?["spec"]?["imagePullSecrets"] == [["name": "private-registry"]])
    }

    // zarf-interop §12, the decision table.
    @Test(
        arguments: [
            ("mutate", nil, false, true), ("ignore", "mutate", true, false), ("skip", nil, true, false),
            (nil, "mutate", false, true), (nil, "skip", true, false), (nil, nil, true, true), (nil, nil, false, false),
            ("other", "ignore", true, false), (nil, "other", true, true),
        ] as [(String?, String?, Bool, Bool)])
    func decides(label: String?, namespaceLabel: String?, policy: Bool, expected: Bool) throws {
        let labels = label.map { "labels: {zarf.dev/agent: \($0)}, " } ?? ""
        let namespaceLabels = namespaceLabel.map { "labels: {zarf.dev/agent: \($0)}, " } ?? ""
        var targets = MutationTargets(registry: "r.test")
        targets.redirectsUnlabelled = policy
        let text = """
            kind: Namespace
            apiVersion: v1
            metadata: {\(namespaceLabels)name: shop}
            ---
            kind: Pod
            apiVersion: v1
            metadata: {\(labels)name: p, namespace: shop}
            spec: {containers: [{name: c, image: nginx}]}
            """
        let stream = try MutatedStream(Array(text.utf8), file: "test", Mutation(targets))
        #expect((stream.objects[1]["spec"]?["imagePullSecrets"] != nil) == expected)
    }

    @Test func labelsWhatBelongsToAPackage() throws {
        func withPackage(_ yaml: String) throws -> Value {
            try mutated(yaml) { _, options in
                options.package = "app"
                options.namespaceOverride = "other"
            }
        }
        let deployment = try withPackage(
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {template: {metadata: {labels: {a: b}}, spec: {}}}}"
        )
        #expect(deployment["metadata"]?["labels"]?["zarf.dev/package"] == "app")
        #expect(deployment["metadata"]?["labels"]?["zarf.dev/namespace-override"] == "other")
        #expect(
            deployment["spec"]?["template"]?["metadata"]?["labels"]
                == ["a": "b", "zarf.dev/package": "app", "zarf.dev/namespace-override": "other"])
        let hook = try withPackage(
            "{apiVersion: v1, kind: Secret, metadata: {name: s, annotations: {helm.sh/hook: pre-install}}}")
        #expect(hook["metadata"]?["labels"] == nil)
    }

    @Test func leavesAloneWhatWasFetchedOverANetwork() throws {
        let result = try mutated(
            "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: nginx}]}}"
        ) { $1.isConnected = true }
        #expect(result["metadata"]?["labels"] == ["zarf.dev/agent": "ignore"])
        #expect(result["spec"]?["containers"] == [["name": "c", "image": "nginx"]])
    }

    @Test func refusesAMalformedImage() throws {
        #expect(throws: (any Error).self) {
            try mutated(
                "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: 'no image'}]}}")
        }
        let istio = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: auto}]}}"
        #expect(try mutated(istio)["spec"]?["containers"]?.array?[0]["image"] == "auto")
    }
}

@Suite struct GitOpsMutationTests {
    // zarf-interop §5.5 and §12.
    @Test(
        arguments: [
            ("oci://ghcr.io/stefanprodan/charts", nil, "oci://127.0.0.1:31999/stefanprodan/charts"),
            ("oci://ghcr.io/stefanprodan/charts", dns, "oci://\(dns)/stefanprodan/charts"),
            ("oci://10.11.12.13:5000/stefanprodan/charts", dns, "oci://\(dns)/stefanprodan/charts"),
            ("oci://127.0.0.1:31999/stefanprodan/charts", dns, "oci://127.0.0.1:31999/stefanprodan/charts"),
            ("oci://\(dns)/stefanprodan/charts", dns, "oci://\(dns)/stefanprodan/charts"),
        ] as [(String, String?, String)])
    func helmRepository(url: String, service: String?, expected: String) throws {
        let result = try mutated(
            """
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: HelmRepository
            metadata: {name: r}
            spec: {type: oci, url: "\(url)"}
            """
        ) { targets, _ in
            targets.registryIsInternal = true
            targets.registryService = service
            targets.registryServiceAddress = service == nil ? nil : "10.11.12.13:5000"
        }
        #expect(result["spec"]?["url"]?.string == expected)
        #expect(result["spec"]?["insecure"] == true)
        #expect(result["spec"]?["secretRef"] == ["name": "private-registry"])
    }

    static let dns = "zarf-docker-registry.zarf.svc.cluster.local:5000"

    @Test(
        arguments: [
            ("podinfo", "ref: {tag: 6.9.0}", ["tag": "6.9.0-zarf-2985051089"]),
            ("charts/podinfo", "ref: {tag: 6.9.0}", ["tag": "6.9.0-zarf-1339621772"]),
            ("manifests/podinfo", "ref: {tag: 6.4.0}", ["tag": "6.4.0-zarf-2823281104"]),
            ("manifests/podinfo", "ref: {semver: '>= 6'}", ["semver": ">= 6"]),
            ("manifests/podinfo", "timeout: 1s", ["tag": "latest-zarf-2823281104"]),
            (
                "charts/podinfo",
                "ref: {tag: 6.9.0}, layerSelector: {mediaType: application/vnd.cncf.helm.chart.content.v1.tar+gzip}",
                ["tag": "6.9.0"]
            ),
        ] as [(String, String, Value)])
    func ociRepository(path: String, content: String, ref: Value) throws {
        let result = try mutated(
            """
            apiVersion: source.toolkit.fluxcd.io/v1beta2
            kind: OCIRepository
            metadata: {name: r}
            spec: {url: "oci://ghcr.io/stefanprodan/\(path)", \(content)}
            """
        ) { targets, _ in targets.usesMutualTLS = true }
        #expect(result["spec"]?["url"]?.string == "oci://127.0.0.1:31999/stefanprodan/\(path)")
        #expect(result["spec"]?["ref"] == ref)
        #expect(result["spec"]?["certSecretRef"] == ["name": "zarf-registry-client-tls"])
    }

    @Test func repositories() throws {
        let yaml = """
            {apiVersion: source.toolkit.fluxcd.io/v1, kind: GitRepository, metadata: {name: g},
             spec: {url: "https://github.com/stefanprodan/podinfo.git"}}
            """
        let result = try mutated(yaml) { targets, _ in targets.gitServer = git }
        #expect(result["spec"]?["url"] == "https://git-server.com/a-push-user/podinfo-1646971829.git")
        #expect(result["spec"]?["secretRef"] == ["name": "private-git-server"])
        #expect(try mutated(yaml)["spec"] == object(yaml)["spec"])
    }

    @Test func argo() throws {
        let set = try mutated(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: s}
            spec:
              generators:
              - git: {repoURL: https://diff-git-server.com/walnuts}
              - matrix: {generators: [{git: {repoURL: https://diff-git-server.com/pecans}}, {list: {elements: []}}]}
              template: {spec: {sources: [{repoURL: https://diff-git-server.com/peanuts}, {repoURL: https://git-server.com/x/y}]}}
            """
        ) { targets, _ in targets.gitServer = git }
        let text = JSON.text(set)
        for name in ["walnuts-1104520479", "pecans-1381863636", "peanuts-3883081014"] {
            #expect(text.contains("\"https://git-server.com/a-push-user/\(name)\""), "\(name)")
        }
        #expect(text.contains("\"https://git-server.com/x/y\""))
        let project = try mutated(
            """
            {apiVersion: argoproj.io/v1alpha1, kind: AppProject, metadata: {name: p},
             spec: {sourceRepos: ["*", "https://diff-git-server.com/cashews", "oci://registry-1.docker.io/dhpup/oci-edge"]}}
            """
        ) { targets, _ in targets.gitServer = git }
        #expect(
            project["spec"]?["sourceRepos"] == [
                "*", "https://git-server.com/a-push-user/cashews-580170494", "oci://127.0.0.1:31999/dhpup/oci-edge",
            ])
    }

    @Test func argoSecret() throws {
        let secret = try mutated(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: s, labels: {argocd.argoproj.io/secret-type: repository}}
            data: {url: \("b2NpOi8vcmVnaXN0cnktMS5kb2NrZXIuaW8vZGhwdXAvb2NpLWVkZ2U=")}
            """
        ) { targets, _ in
            targets.registryIsInternal = true
            targets.registryPull = .init(user: "zarf-pull", password: "secret")
        }
        // oci://127.0.0.1:31999/dhpup/oci-edge, zarf-pull, secret, true.
        #expect(secret["data"]?["url"] == "b2NpOi8vMTI3LjAuMC4xOjMxOTk5L2RocHVwL29jaS1lZGdl")
        #expect(secret["data"]?["username"] == "emFyZi1wdWxs")
        #expect(secret["data"]?["password"] == "c2VjcmV0")
        #expect(secret["data"]?["insecureOCIForceHttp"] == "dHJ1ZQ==")
        #expect(
            try mutated("{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {url: eA==}}")["data"] == [
                "url": "eA=="
            ])
    }
}

private let dns = GitOpsMutationTests.dns

@Suite struct PullSecretsTests {
    // zarf-interop §6.4.
    @Test func secrets() throws {
        var targets = MutationTargets(registry: "127.0.0.1:31999")
        targets.registryPull = .init(user: "pull-user", password: "pull-password")
        targets.registryService = dns
        targets.gitServer = .init(address: "http://git", pushUser: "p", pull: .init(user: "u", password: "w"))
        let secrets = PullSecrets.secrets(targets, namespace: "n")
        #expect(secrets.map { $0["metadata"]?["name"] } == ["private-registry", "private-git-server"])
        let expected =
            #"{"auths":{"127.0.0.1:31999":{"auth":"cHVsbC11c2VyOnB1bGwtcGFzc3dvcmQ="},"#
            + #""zarf-docker-registry.zarf.svc.cluster.local:5000":{"auth":"cHVsbC11c2VyOnB1bGwtcGFzc3dvcmQ="}}}"#
        #expect(secrets[0]["data"]?[".dockerconfigjson"]?.string.map(decoded) == expected)
    }

    @Test func namespacesLeaveTheStream() throws {
        let text = """
            {apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {x: z, zarf.dev/agent: skip}}}
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: b}, data: {mode: "0777", big: "x"}, size: 9007199254740993}
            """
        let stream = try MutatedStream(
            Array(text.utf8), file: "test", Mutation(MutationTargets(registry: "r.test")), takesNamespaces: true)
        #expect(stream.objects.count == 1)
        #expect(stream.namespaces.compactMap { $0["metadata"]?["name"]?.string } == ["b", "a"])
        #expect(
            stream.namespaces[1]["metadata"]?["labels"]
                == ["x": "z", "zarf.dev/agent": "skip", "app.kubernetes.io/managed-by": "zarf"])
        #expect(
            String(decoding: try MutatedStream.text(stream.objects), as: UTF8.self)
                == "---\napiVersion: v1\ndata:\n  big: x\n  mode: \"0777\"\nkind: ConfigMap\nmetadata:\n  name: c\n"
                + "  namespace: b\nsize: 9007199254740993\n")
    }

    @Test func namespacesThatAreThereDecideToo() throws {
        var mutation = Mutation(MutationTargets(registry: "r.test"))
        mutation.note([try object("{metadata: {name: quiet, labels: {zarf.dev/agent: ignore}}}")])
        func image(_ namespace: String) throws -> String {
            let text = """
                {apiVersion: v1, kind: Namespace, metadata: {name: \(namespace)}}
                ---
                {apiVersion: v1, kind: Pod, metadata: {name: p, namespace: \(namespace)}, spec: {containers: [{name: c, image: nginx}]}}
                """
            let stream = try MutatedStream(Array(text.utf8), file: "test", mutation, takesNamespaces: true)
            return stream.objects[0]["spec"]?["containers"]?.array?[0]["image"]?.string ?? ""
        }
        #expect(try image("quiet") == "nginx")
        #expect(try image("other").hasPrefix("r.test/library/nginx:"))
    }

    @Test func whatCanBeConnectedToIsFound() throws {
        let text = """
            apiVersion: v1
            kind: Service
            metadata:
              name: s
              labels: {zarf.dev/connect-name: shop}
              annotations: {zarf.dev/connect-description: A shop, zarf.dev/connect-url: /login}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: t}}
            """
        let stream = try MutatedStream(
            Array(text.utf8), file: "test", Mutation(MutationTargets(registry: "r.test")))
        #expect(stream.connections == ["shop": ["description": "A shop", "url": "/login"]])
    }
}

private func decoded(_ base64: String) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var (bits, count, bytes) = (0, 0, [UInt8]())
    for digit in base64.utf8 {
        guard let value = alphabet.firstIndex(of: digit) else { break }
        (bits, count) = (bits << 6 | value, count + 6)
        if count >= 8 {
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
