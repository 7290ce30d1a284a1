import Diagnostics
import Kubernetes
import ToolSupport

struct Diff: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Show what apply would change.",
        discussion: """
            The server says what each object would become (a dry run); the difference from what is there is printed as \
            diff -u prints it. Values of Secrets are not shown. Ends with status 2 if anything would change.

            EXAMPLE:
              $ zarf-kube diff -f site.yaml
              --- configmap/site in default (cluster)
              +++ configmap/site in default (applied)
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("File, directory, or - for standard input.", valueName: "file"))
    var filename: [String] = []
    @Flag(help: "Take over fields that other field managers own.") var forceConflicts = false
    @Option(help: ArgumentHelp("Who owns the fields that are set.", valueName: "name")) var fieldManager = "zarf"
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func validate() throws {
        guard !filename.isEmpty else { throw ValidationError("name what to compare: -f FILE") }
    }

    func execute(_ streams: StandardStreams) throws {
        let objects = try readObjects(filename, streams)
        let cluster = try cluster.connect(streams, fieldManager: fieldManager)
        defer { cluster.discovery.save() }
        var options = Cluster.ApplyOptions()
        options.forcesConflicts = forceConflicts
        var differs = false
        for object in objects {
            let text = try cluster.difference(object, options)
            if !text.isEmpty { differs = true }
            try streams.write(text)
        }
        if differs { throw ExitStatus.answeredNo }
    }
}
