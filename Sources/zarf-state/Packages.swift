import ClusterState
import ClusterTools
import Documents
import FileIO
import ToolSupport

struct Packages: Tool {
    static let configuration = CommandConfiguration(
        abstract: "The records of packages that were deployed.",
        subcommands: [List.self, Show.self, Put.self, Remove.self])

    func execute(_ streams: StandardStreams) throws {
        streams.writeError(Self.helpMessage() + "\n")
        throw ExitStatus.usage
    }

    struct List: Tool {
        static let configuration = CommandConfiguration(
            abstract: "List the packages.",
            discussion: """
                EXAMPLE:
                  $ zarf-state packages list
                  NAME   VERSION  COMPONENTS
                  hello  0.1.0    web, host (Failed)
                """)

        @OptionGroup var output: ListOutput
        @OptionGroup(title: "Cluster") var cluster: ClusterOptions

        func execute(_ streams: StandardStreams) throws {
            let store = StateStore(try cluster.connect(streams))
            let records = try store.records { name, reason in
                streams.progress.warn("Secret \(name) is no record of a package: \(reason)")
            }
            let rows = records.map { record in
                let components = record.components.map { component in
                    component.status == "Succeeded" ? component.name : "\(component.name) (\(component.status))"
                }
                let suffix = record.namespaceOverride.isEmpty ? "" : " (in \(record.namespaceOverride))"
                return [record.name + suffix, record.version, components.joined(separator: ", ")]
            }
            try output.write(
                ["NAME", "VERSION", "COMPONENTS"], rows, document: .array(records.map(description)), streams)
        }

        // zarf v0.84 src/cmd/package.go: the names of its own output.
        private func description(_ record: PackageRecord) -> Value {
            [
                "package": .string(record.name), "namespaceOverride": .string(record.namespaceOverride),
                "version": .string(record.version), "connectivity": .string(record.connectivity),
                "components": .array(
                    record.components.map { ["name": .string($0.name), "status": .string($0.status)] }),
            ]
        }
    }

    struct Show: Tool {
        static let configuration = CommandConfiguration(
            abstract: "Print one record as JSON.",
            discussion: """
                Ends with status 2 if there is none.

                EXAMPLE:
                  $ zarf-state packages show hello | jq .generation
                  1
                """)

        @Argument(help: "The package.") var name: String
        @Flag(help: "Print its definition, as YAML.") var definition = false
        @Flag(help: "Print its images.") var images = false
        @Option(help: ArgumentHelp("The namespace it was told to use.", valueName: "name")) var namespaceOverride = ""
        @OptionGroup(title: "Cluster") var cluster: ClusterOptions

        func execute(_ streams: StandardStreams) throws {
            let store = StateStore(try cluster.connect(streams))
            let record = try store.existingRecord(of: name, namespaceOverride: namespaceOverride)
            if definition { return try streams.write(YAMLWriter.text(record.value["data"] ?? [:])) }
            if images { return try streams.write(self.images(of: record).map { "- \($0)\n" }.joined()) }
            try streams.writeLine(JSON.text(record.value, style: .pretty))
        }

        private func images(of record: PackageRecord) -> [String] {
            let components = record.value["data"]?["components"]?.array ?? []
            return components.flatMap { component in
                (component["images"]?.array ?? [])
                    + (component["imageArchives"]?.array ?? []).flatMap { $0["images"]?.array ?? [] }
            }.compactMap(\.string)
        }
    }

    struct Put: Tool {
        static let configuration = CommandConfiguration(
            abstract: "Write a record from standard input over the one that is there.",
            discussion: """
                Components that the new record does not name are kept.

                EXAMPLE:
                  $ zarf-state packages put <record.json
                  hello
                """)

        @OptionGroup(title: "Cluster") var cluster: ClusterOptions

        func execute(_ streams: StandardStreams) throws {
            let bytes = try FileSource(streams.input).readAll(limit: 16 << 20, name: "standard input")
            let record = try PackageRecord(try JSON.parse(bytes, file: "standard input"))
            let store = StateStore(try cluster.connect(streams))
            defer { store.cluster.discovery.save() }
            try streams.writeLine(try store.put(record).name)
        }
    }

    struct Remove: Tool {
        static let configuration = CommandConfiguration(
            abstract: "Remove a record, or components of it.",
            discussion: """
                Nothing is uninstalled.

                EXAMPLE:
                  $ zarf-state packages remove hello --components web
                """)

        @Argument(help: "The package.") var name: String
        @Option(help: ArgumentHelp("Names, separated by commas; otherwise all.", valueName: "list")) var components = ""
        @Option(help: ArgumentHelp("The namespace it was told to use.", valueName: "name")) var namespaceOverride = ""
        @OptionGroup(title: "Cluster") var cluster: ClusterOptions

        func execute(_ streams: StandardStreams) throws {
            let store = StateStore(try cluster.connect(streams))
            let record = try store.existingRecord(of: name, namespaceOverride: namespaceOverride)
            try store.remove(record, components: components.split(separator: ",").map { String($0) })
        }
    }
}

struct PullSecretsCommand: Tool {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "Make or repair the pull secrets of namespaces.",
        discussion: """
            Prints the namespaces. With --all, those that have one already.

            EXAMPLE:
              $ zarf-state secrets shop
              shop
            """)

    @Argument(help: "Namespaces.") var namespaces: [String] = []
    @Flag(help: "Every namespace that has one.") var all = false
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func validate() throws {
        guard all || !namespaces.isEmpty else { throw ValidationError("name namespaces, or --all") }
    }

    func execute(_ streams: StandardStreams) throws {
        let store = StateStore(try cluster.connect(streams))
        defer { store.cluster.discovery.save() }
        let state = try store.required().state
        let names = namespaces + (all ? try store.namespacesWithPullSecrets() : [])
        try store.writePullSecrets(state, namespaces: names)
        try streams.write(names.map { $0 + "\n" }.joined())
    }
}

struct Destroy: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Remove what was made beside releases: records, secrets everywhere, labels, namespace zarf.",
        discussion: """
            Prints what was removed. What packages deployed stays, and cannot be removed as a package any more.

            EXAMPLE:
              $ zarf-state destroy --confirm
              secret/private-registry in shop
              namespace/zarf
            """)

    @Flag(help: "Yes, really.") var confirm = false
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func validate() throws {
        guard confirm else { throw ValidationError("this removes the credentials of the registry: say --confirm") }
    }

    func execute(_ streams: StandardStreams) throws {
        let store = StateStore(try cluster.connect(streams))
        try streams.write(try store.destroy().map { $0 + "\n" }.joined())
    }
}
