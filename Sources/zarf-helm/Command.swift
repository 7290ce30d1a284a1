import Diagnostics
import FileIO
import ToolSupport

/// What Helm says when it fails, after `Error: `.
struct HelmFailure: Error, Equatable {
    let text: String
    /// What to do about it; Helm says nothing of the kind.
    let hints: [String]
    /// What kind of failure it is, which Helm does not tell either.
    let kind: FailureKind

    init(_ text: String, hints: [String] = [], kind: FailureKind = .failed) {
        self.text = text
        self.hints = hints
        self.kind = kind
    }
}

/// Turns failures of the libraries into one of Helm's.
func helmFailures<Result>(_ work: () throws -> Result) throws -> Result {
    do {
        return try work()
    } catch let failure as any Failure {
        let further = failure.further.prefix(20).map { " && \($0.message)" }.joined()
        throw HelmFailure(failure.message + further, hints: failure.hints, kind: failure.kind)
    }
}

/// A verb of Helm's: its flags, and what it does.
struct Command: Sendable {
    /// How it is called, after `zarf-helm`.
    let name: String
    var aliases: [String] = []
    /// Its operands in one word or two, as Helm's usage names them.
    var operands = ""
    /// One line for the list of verbs.
    let summary: String
    /// A paragraph for its own help.
    var details = ""
    /// How many operands it takes.
    var operandCount: ClosedRange<Int> = 0...Int.max
    /// Declares its flags.
    var flags: @Sendable (inout FlagSet) -> Void = { _ in }
    /// Verbs below it, such as those of `show`.
    var subcommands: [Command] = []
    /// Does the work. Throws `HelmFailure`, or a `Failure` of the libraries.
    var run: (@Sendable (Invocation) throws -> Void)?
}

/// One call of a verb.
struct Invocation {
    let flags: FlagSet
    let operands: [String]
    let streams: StandardStreams

    /// Whether `--debug` or $HELM_DEBUG asks for more.
    var isDebugging: Bool {
        flags.isGiven("debug")
            ? flags.isOn("debug") : ["1", "t", "true"].contains(streams.environment("HELM_DEBUG") ?? "")
    }
}

extension FlagSet {
    /// The flags that every verb has.
    // helm v4.2 pkg/cli/environment.go AddFlags.
    mutating func addGlobal() {
        add("namespace", "n", help: "namespace scope for this request")
        add("debug", nil, .toggle, help: "enable verbose output")
        add("help", "h", .toggle, help: "print this help")
        add("registry-config", help: "path to the registry config file")
        add("repository-config", help: "path to the file containing repository names and URLs")
        add("repository-cache", help: "path to the directory containing cached repository indexes")
        add("content-cache", help: "path to the directory containing cached content")
        add("kubeconfig", help: "path to the kubeconfig file")
        add("kube-context", help: "name of the kubeconfig context to use")
        add("kube-token", help: "bearer token used for authentication")
        add("kube-as-user", help: "username to impersonate for the operation")
        add("kube-as-group", nil, .array, help: "group to impersonate for the operation")
        add("kube-apiserver", help: "the address and the port for the Kubernetes API server")
        add("kube-ca-file", help: "the certificate authority file for the Kubernetes API server connection")
        add("kube-tls-server-name", help: "server name to use for Kubernetes API server certificate validation")
        add("kube-insecure-skip-tls-verify", nil, .toggle, help: "do not check the Kubernetes API server's certificate")
        add("burst-limit", nil, .number, help: "client-side default throttling limit")
        add("qps", help: "queries per second used when communicating with the Kubernetes API")
        add("color", help: "use colored output (never, auto, always)")
        add("colour", help: "use colored output (never, auto, always)")
        add(Self.kindStatus, nil, .toggle, help: "status 4 when time ran out, 3 for bad input; Helm knows 1 alone")
    }

    /// The flag with which this tool ends as the tools beside it do.
    static let kindStatus = "status-by-kind"

    /// Where values come from.
    // helm v4.2 pkg/cmd/flags.go addValueOptionsFlags.
    mutating func addValues() {
        add("values", "f", .list, help: "specify values in a YAML file or - for standard input")
        add("set", nil, .array, help: "set values: key1=val1,key2=val2")
        add("set-string", nil, .array, help: "set values that are texts: key1=val1,key2=val2")
        add("set-file", nil, .array, help: "set values from files: key1=path1,key2=path2")
        add("set-json", nil, .array, help: "set JSON values: key1=json1,key2=json2 or a JSON object")
        add("set-literal", nil, .array, help: "set a text without any escaping: key=text")
    }

    /// Where a chart comes from.
    // helm v4.2 pkg/cmd/flags.go addChartPathOptionsFlags.
    mutating func addChartPath() {
        add("version", help: "version constraint for the chart version to use; default: the latest")
        add("verify", nil, .toggle, help: "verify the package before using it")
        add("keyring", help: "location of public keys used for verification")
        add("repo", help: "chart repository url where to locate the requested chart")
        addServer()
        add("pass-credentials", nil, .toggle, help: "pass credentials to all domains")
    }

    /// How to speak to a server that has charts.
    mutating func addServer() {
        add("username", help: "chart repository username where to locate the requested chart")
        add("password", help: "chart repository password where to locate the requested chart")
        add("cert-file", help: "identify HTTPS client using this SSL certificate file")
        add("key-file", help: "identify HTTPS client using this SSL key file")
        add("insecure-skip-tls-verify", nil, .toggle, help: "skip tls certificate checks for the chart download")
        add("plain-http", nil, .toggle, help: "use insecure HTTP connections for the chart download")
        add("ca-file", help: "verify certificates of HTTPS-enabled servers using this CA bundle")
    }
}
