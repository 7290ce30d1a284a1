import Diagnostics
import Kubernetes
import ToolSupport

struct Apply: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Create or change objects, server side.",
        discussion: """
            Objects come from files, directories or standard input (-), any number of documents and lists. They are \
            applied in Helm's order of kinds, up to 16 at a time, fewer while the server says that it has too much to \
            do. Each object is one request. Kinds defined by a CustomResourceDefinition of the same run are found.

            Prints a line for each object: its name and "created" or "configured".

            EXAMPLE:
              $ zarf-kube apply -f site.yaml
              configmap/site created
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("File, directory, or - for standard input.", valueName: "file"))
    var filename: [String] = []
    @Flag(help: "Take over fields that other field managers own.") var forceConflicts = false
    @Option(help: ArgumentHelp("Who owns the fields that are set.", valueName: "name")) var fieldManager = "zarf"
    @Flag(help: "Let the server check everything and change nothing.") var dryRun = false
    @Option(
        name: .customLong("validate"),
        help: ArgumentHelp("About unknown fields: strict, warn or ignore.", valueName: "how"))
    var validation: FieldValidation?
    @Option(help: ArgumentHelp("Go on trying for this long: 90s, 5m.", valueName: "duration"))
    var timeout = TimeSpan(seconds: 60)
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func validate() throws {
        guard !filename.isEmpty else { throw ValidationError("name what to apply: -f FILE") }
    }

    func execute(_ streams: StandardStreams) throws {
        let objects = try readObjects(filename, streams)
        let cluster = try cluster.connect(streams, fieldManager: fieldManager)
        defer { cluster.discovery.save() }
        var options = Cluster.ApplyOptions()
        options.forcesConflicts = forceConflicts
        options.isDryRun = dryRun
        options.fieldValidation = validation?.rawValue.capitalizedFirst
        options.timeoutSeconds = timeout.seconds
        let suffix = dryRun ? " (server dry run)" : ""
        let lines = CallbackLines(streams)
        try cluster.apply(objects, options) { location, _, outcome in
            lines.write("\(location.shortName) \(outcome.rawValue)\(suffix)")
        }
        try lines.check()
    }
}

/// What the server does about fields it does not know.
enum FieldValidation: String, ExpressibleByArgument, CaseIterable {
    case strict, warn, ignore
}

extension String {
    /// The API's words begin with a capital.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
