import Diagnostics
import Documents
import HTTP
import Kubernetes
import ToolSupport

struct Get: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Print objects.",
        discussion: """
            Names are TYPE NAME…, TYPE/NAME… or a TYPE alone for all of its objects. Prints a table, or with -o: yaml, \
            json, name, jsonpath=TEMPLATE. Several objects are one List. An object that is not there ends with status 2.

            EXAMPLE:
              $ zarf-kube get pods -l app=web -o name
              pod/web-0
            """)

    @Argument(help: ArgumentHelp("What to get.", valueName: "type-and-names")) var operands: [String]
    @Option(
        name: .shortAndLong, help: ArgumentHelp("yaml, json, name, wide or jsonpath=TEMPLATE.", valueName: "format"))
    var output: OutputFormat = .table(isWide: false)
    @Option(name: [.customShort("l"), .long], help: "Label selector.") var selector: String?
    @Option(help: "Field selector.") var fieldSelector: String?
    @Flag(name: [.customShort("A"), .long], help: "In all namespaces.") var allNamespaces = false
    @Flag(help: "An object that is not there is no failure.") var ignoreNotFound = false
    @Flag(help: "Keep metadata.managedFields.") var showManagedFields = false
    @Flag(help: "Leave the head of the table out.") var noHeaders = false
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let cluster = try cluster.connect(streams)
        defer { cluster.discovery.save() }
        let targets = try Targets(operands, cluster)
        let namespace = allNamespaces ? nil : cluster.client.access.namespace
        let selection = Cluster.Selection(labels: selector, fields: fieldSelector)
        var missing: [any Failure] = []
        if case .table(let isWide) = output {
            try printTables(targets, cluster, namespace, selection, isWide: isWide, streams, &missing)
        } else {
            var objects: [Object] = []
            for target in targets.list {
                do {
                    objects += try cluster.objects(target, namespace: namespace, selection)
                } catch let error as KubernetesError where error.isNotFound && target.name != nil {
                    missing.append(error)
                }
            }
            if !(objects.isEmpty && targets.areNamed) {
                try streams.write(try output.text(objects, targets, keepsManagedFields: showManagedFields))
            }
        }
        guard !ignoreNotFound, !missing.isEmpty else { return }
        for failure in missing { streams.explain(failure) }
        throw ExitStatus.answeredNo
    }

    private func printTables(
        _ targets: Targets, _ cluster: Cluster, _ namespace: String?, _ selection: Cluster.Selection, isWide: Bool,
        _ streams: StandardStreams, _ missing: inout [any Failure]
    ) throws {
        var printer = TablePrinter(isWide: isWide, showsNamespace: allNamespaces, hasHead: !noHeaders)
        for target in targets.list {
            do {
                printer.add(
                    try cluster.table(target, namespace: namespace, selection), target.resource,
                    isOneOfMany: targets.resources.count > 1)
            } catch let error as KubernetesError where error.isNotFound && target.name != nil {
                missing.append(error)
            }
        }
        if printer.isEmpty, missing.isEmpty {
            streams.writeError("zarf-kube: no resources found" + (namespace.map { " in \($0)" } ?? "") + "\n")
        }
        try streams.write(printer.text)
    }
}

/// What operands name.
struct Targets {
    struct Target {
        let resource: Resource
        let name: String?
    }

    let list: [Target]
    /// Whether every object was named, rather than all of a type.
    let areNamed: Bool
    /// The different resources.
    let resources: [Resource]

    /// Reads `TYPE[,TYPE] [NAME…]` or `TYPE/NAME…`.
    init(_ operands: [String], _ cluster: Cluster) throws {
        if operands.contains(where: { $0.contains("/") }) {
            list = try operands.map { operand in
                let parts = operand.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !parts[1].contains("/") else {
                    throw ValidationError("\"\(operand)\" is not TYPE/NAME")
                }
                return Target(resource: try cluster.discovery.resource(named: String(parts[0])), name: String(parts[1]))
            }
        } else {
            let types = try (operands.first ?? "").split(separator: ",").map {
                try cluster.discovery.resource(named: String($0))
            }
            let names = operands.dropFirst()
            list = types.flatMap { type in
                names.isEmpty ? [Target(resource: type, name: nil)] : names.map { Target(resource: type, name: $0) }
            }
        }
        areNamed = list.allSatisfy { $0.name != nil }
        var seen: Set<Resource> = []
        resources = list.map(\.resource).filter { seen.insert($0).inserted }
    }
}

extension Cluster {
    /// One object, or all of a type.
    func objects(_ target: Targets.Target, namespace: String?, _ selection: Selection) throws -> [Object] {
        guard let name = target.name else { return try list(target.resource, namespace: namespace, selection).objects }
        let location = Location(
            resource: target.resource, namespace: namespace ?? client.access.namespace, name: name)
        return [Object(try client.get(location.path, operation: "get \(location.description)"))]
    }

    /// The same as the server's table.
    func table(_ target: Targets.Target, namespace: String?, _ selection: Selection) throws -> Value {
        let accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
        let resource = target.resource
        guard let name = target.name else {
            let request = try client.request(
                .get, resource.path(namespace: namespace) + "?limit=0" + selection.query, accept: accept)
            return try client.send(request, operation: "list \(resource.qualifiedName)")
        }
        let location = Location(resource: resource, namespace: namespace ?? client.access.namespace, name: name)
        return try client.send(
            try client.request(.get, location.path, accept: accept), operation: "get \(location.description)")
    }
}
