import Diagnostics
import FileIO
import Kubernetes
import PartsForTests
import SystemPackage
import Testing

struct KubeconfigTests {
    private func access(
        _ text: String, _ overrides: ClusterAccess.Overrides = .init(), environment: [String] = testEnvironment
    ) throws -> ClusterAccess {
        let directory = try scratch()
        let file = directory.path.appending("config")
        try writeFile(file, text.utf8)
        try writeFile(directory.path.appending("token"), "abc\n".utf8)
        return try Kubeconfig(files: [file]).access(overrides, environment: environment)
    }

    private func config(cluster: String = "server: https://k.test:6443", user: String = "token: t") -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: k, user: u, namespace: shop}}]
        clusters: [{name: k, cluster: {\(cluster)}}]
        users: [{name: u, user: {\(user)}}]
        """
    }

    @Test func readsAContext() throws {
        let access = try access(config())
        #expect(access.server.text == "https://k.test:6443/")
        #expect(access.namespace == "shop")
        guard case .token("t") = access.credential else {
            Issue.record("no token")
            return
        }
    }

    @Test(arguments: ["{name: u}", "{name: u, user: }", "{name: u, user: {}}"])
    func aUserMayShowNothing(user: String) throws {
        let text = config().split(separator: "\n").dropLast().joined(separator: "\n")
        guard case .none = try access(text + "\nusers: [\(user)]\n").credential else {
            Issue.record("there are credentials")
            return
        }
    }

    @Test(arguments: [
        ("server: ''", "token: t", "the cluster has no server"),
        ("server: 'ftp://x'", "token: t", "server is no http or https URL"),
        ("server: [a]", "token: t", "server is a list, not a string"),
        ("server: https://k, certificate-authority-data: '%%'", "token: t", "certificate-authority-data is not base64"),
        ("server: https://k, certificate-authority-data: YWJj", "token: t", "holds no PEM block"),
        ("server: https://k, certificate-authority: nowhere.pem", "token: t", "no such file"),
        ("server: https://k, insecure-skip-tls-verify: perhaps", "token: t", "is not true or false"),
        ("server: https://k, proxy-url: 'gopher://x'", "token: t", "proxy-url is no"),
        ("server: https://k", "client-certificate-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t", "client-key is missing"),
        ("server: https://k", "auth-provider: {name: gcp}", "auth-provider was removed"),
        ("server: https://k", "exec: {command: x}", "exec has no apiVersion"),
        ("server: https://k", "exec: {apiVersion: client.authentication.k8s.io/v1}", "exec has no command"),
        ("server: https://k", "exec: {apiVersion: v9, command: x}", "apiVersion v9 is not known"),
        ("server: https://k", "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, args: y}", "not a list"),
        ("server: https://k", "token: \"a\\nb\"", "token has characters"),
        ("server: https://k", "token: [a]", "token is a list, not a string"),
        ("server: https://k", "tokenFile: {}", "tokenFile is a mapping, not a string"),
        ("server: https://k", "username: [a]", "username is a list, not a string"),
        ("server: https://k", "username: a, password: {}", "password is a mapping, not a string"),
        ("server: https://k", "as: [a]", "as is a list, not a string"),
        ("server: https://k", "client-certificate: nowhere.pem, client-key: nowhere.key", "no such file"),
        ("server: https://k", "client-certificate-data: YWJj, client-key-data: YWJj", "holds no PEM block"),
        ("server: https://k, tls-server-name: [a]", "token: t", "tls-server-name is a list, not a string"),
        (
            "server: https://k, insecure-skip-tls-verify: true, certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t",
            "token: t", "exclude each other"
        ),
        (
            "server: https://k", "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, env: [{value: v}]}",
            "a variable has no name"
        ),
    ])
    func refuses(cluster: String, user: String, reason: String) throws {
        let failure = try #require(throws: KubernetesError.self) {
            _ = try access(config(cluster: cluster, user: user))
        }
        #expect(failure.message.contains(reason), "\(failure.message)")
        #expect(failure.message.hasPrefix("read kubeconfig /tmp/"))
        #expect(failure.kind == .untrusted)
    }

    @Test func namesWhatIsMissing() throws {
        var overrides = ClusterAccess.Overrides()
        overrides.context = "d"
        let failure = try #require(throws: KubernetesError.self) { _ = try access(config(), overrides) }
        #expect(failure.message.contains(#"there is no context "d"; did you mean "c"?"#))
        #expect(throws: KubernetesError.self) { _ = try access("kind: Config\n") }
        #expect(throws: KubernetesError.self) { _ = try access("kind: Pod\n") }
        #expect(throws: KubernetesError.self) { _ = try access("clusters: [{cluster: {}}]\n") }
        for text in [
            "contexts: nothing\n", "users: {}\n", "clusters: [{name: k, cluster: text}]\n", "current-context: [c]\n",
            "current-context: c\ncontexts: [{name: c, context: {user: u}}]\n",
            "current-context: c\ncontexts: [{name: c, context: {cluster: nope}}]\n",
            "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: nope}}]\n"
                + "clusters: [{name: k, cluster: {server: \"https://k\"}}]\n",
            "current-context: c\ncontexts: [{name: c, context: {cluster: [k]}}]\n",
        ] {
            let failure = #expect(throws: KubernetesError.self) { _ = try access(text) }
            #expect(failure?.message.hasPrefix("read kubeconfig /tmp/") == true, "\(text)")
        }
    }

    @Test func theFirstFileWins() throws {
        let directory = try scratch()
        let first = directory.path.appending("1")
        let second = directory.path.appending("2")
        try writeFile(first, "users: [{name: u, user: {token: one}}]\n".utf8)
        try writeFile(second, config(user: "token: two").utf8)
        let files = [first, directory.path.appending("missing"), second]
        let access = try Kubeconfig(files: files).access(environment: [])
        guard case .token("one") = access.credential else {
            Issue.record("the first file's user does not count")
            return
        }
        #expect(Kubeconfig.files(ofVariable: "/a::/b:/a") == ["/a", "/b"])
    }

    @Test func aPodKnowsItsCluster() throws {
        let directory = try scratch()
        for (name, text) in [("token", "t"), ("namespace", "ns\n"), ("ca.crt", "pem")] {
            try writeFile(directory.path.appending(name), text.utf8)
        }
        let variables = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
        let access = try #require(try ClusterAccess.inCluster(environment: variables, directory: directory.path))
        #expect(access.server.text == "https://[fd00::1]:443/" || access.server.text == "https://[fd00::1]/")
        #expect(access.namespace == "ns")
        #expect(try ClusterAccess.inCluster(environment: [:], directory: directory.path) == nil)
    }
}
