import FileIO
import Planning
import SystemPackage
import ToolSupport
import Variables

@main struct ZarfPlan: Tool {
    static let configuration = CommandConfiguration(
        commandName: "zarf-plan",
        abstract: "Plan the deployment or removal of a package: ordered steps that make runs.",
        discussion: """
            A plan is a makefile: one target a step, each recipe one line that can be typed, each finished step a file in \
            the journal. make -n shows what is left to do, make does it and goes on after an interruption. No secret stands \
            in a plan: values are in files of the journal that only their owner can read.

            EXAMPLES:
              $ zarf-plan deploy hello.tar.zst --components host -o text
              $ make -f "$(zarf-plan deploy hello.tar.zst --components host --write)"
            """,
        version: toolchainVersion,
        subcommands: [
            PlanDeploy.self, PlanRemove.self, PlanMirror.self, BeginPlan.self, SeeCluster.self, WriteReleases.self,
            RecordProgress.self, UndoUpgrade.self, ComparePlan.self, SettlePlan.self,
        ]
    )

    func execute(_ streams: StandardStreams) throws {
        throw UsageError("say what to plan: deploy or remove", hints: ["see zarf-plan --help"])
    }
}

/// The form a plan is printed in.
enum PlanFormat: String, ExpressibleByArgument, CaseIterable {
    case makefile
    case json
    case text
}

/// Options that deploy and remove share.
struct PlanOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Package: a file, the .part000 of a split one, or a directory.", valueName: "package"))
    var package: String

    @Option(
        help: ArgumentHelp(
            "Components, separated by commas; names or globs, a leading - excludes (--components=-web).",
            valueName: "list"))
    var components: String?

    @Option(
        help: ArgumentHelp(
            "Directory of stamps and variables. Default: below $XDG_STATE_HOME/zarf or ~/.local/state/zarf.",
            valueName: "dir"))
    var journal: String?

    @Option(name: .shortAndLong, help: "What to print.") var output: PlanFormat = .makefile

    @Flag(help: "Write the plan into its journal and print the makefile's path; an unfinished plan there goes on.")
    var write = false

    @Flag(help: "Ask for what was not said, if a person sits at the terminal.") var ask = false

    @Flag(help: "Leave out components that need a cluster, required ones too.") var withoutCluster = false

    /// Prints a plan, or writes it into its journal.
    func finish(_ plan: Plan, given: DeployVariables, _ streams: StandardStreams) throws {
        if plan.components.isEmpty {
            streams.progress.warn("no component is chosen; zarf-inspect PACKAGE definition shows what there is")
        }
        guard !write else {
            let journal = Journal(FilePath(plan.places.journal))
            _ = try withHint("--journal names another place to keep track") { try journal.prepare(plan, given: given) }
            return try streams.writeLine(journal.makefile.string)
        }
        switch output {
        case .makefile: try streams.write(plan.makefile)
        case .json: try streams.writeLine(plan.jsonText)
        case .text: try streams.write(plan.text)
        }
    }
}

struct PlanMirror: Tool {
    static let configuration = CommandConfiguration(
        commandName: "mirror", abstract: "Plan a mirroring of images and repositories.", shouldDisplay: false)

    @Argument(parsing: .captureForPassthrough) var rest: [String] = []

    func execute(_ streams: StandardStreams) throws {
        throw UsageError("plan mirror: not supported yet", hints: ["zarf-oci copy pushes images"])
    }
}
