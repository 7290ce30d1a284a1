import GoTemplate
import Kubernetes
import Releases
import Sprig

/// What the help of `install` and `upgrade` says of dry runs.
let dryRunDetails = """
    With --dry-run=client the chart is rendered without looking into the cluster, with --dry-run=server
    the cluster is asked; the release is printed as it would be. With --diff what would change is printed
    instead, as diff -u does: of client between the manifests of the last revision and the new one, of
    server between what is there and what the server would make of it. Values of Secrets are not shown;
    hooks are no part of it.
    """

extension FlagSet {
    /// How long something may take, and what is waited for.
    // helm v4.2 pkg/cmd/flags.go AddWaitFlag.
    mutating func addWaiting(jobs: Bool = true) {
        add("timeout", help: "how long each operation may take, such as the Job of a hook; default: 5m0s")
        add("wait", nil, .optional(value: "watcher"), help: "wait until resources are ready: watcher, hookOnly, legacy")
        add("no-wait", nil, .toggle, help: "wait for hooks only, whatever --wait says; the default")
        if jobs { add("wait-for-jobs", nil, .toggle, help: "with --wait, wait until all Jobs have completed") }
    }

    /// How objects are changed.
    mutating func addApplying() {
        add("force-replace", nil, .toggle, help: "force resource updates by replacement")
        add("force", nil, .toggle, help: "the old name of --force-replace")
        add("force-conflicts", nil, .toggle, help: "take over fields that other field managers own")
        add(
            "server-side", nil, .optional(value: "true"),
            help: "who merges fields, the server: true, false, or as the last time: auto")
        add("field-manager", help: "who owns the applied fields; default: helm")
    }

    /// What becomes of a new revision.
    mutating func addRevision() {
        add("no-hooks", nil, .toggle, help: "prevent hooks from running")
        add("description", help: "add a custom description")
        add("dry-run", nil, .optional(value: "unset"), help: "simulate: client, or server to ask the cluster; none")
        add("diff", nil, .toggle, help: "with --dry-run, print what would change, not the release")
    }

    /// What `install` and `upgrade` have in common.
    mutating func addChartRelease() {
        add("create-namespace", nil, .toggle, help: "create the release namespace if not present")
        add("labels", "l", .list, help: "labels for the release's record: key=value,key2=value2")
        add("devel", nil, .toggle, help: "use development versions, too; ignored if --version is set")
        add("dependency-update", nil, .toggle, help: "fetch missing dependencies first")
        add("disable-openapi-validation", nil, .toggle, help: "do not refuse fields that the server does not know")
        add("rollback-on-failure", nil, .toggle, help: "undo a release that fails; waits as --wait does")
        add("atomic", nil, .toggle, help: "the old name of --rollback-on-failure")
        add("skip-crds", nil, .toggle, help: "install no CRDs")
        add("crds", help: "crds/: create what is not there, on install; upgrade: always; skip")
        add("render-subchart-notes", nil, .toggle, help: "render subchart notes along with the parent")
        add("hide-notes", nil, .toggle, help: "do not show notes")
        add("skip-schema-validation", nil, .toggle, help: "do not check values against the charts' schemas")
        add("enable-dns", nil, .toggle, help: "look up host names when rendering templates")
        add("hide-secret", nil, .toggle, help: "with --dry-run, leave Secrets out of the output")
        add("take-ownership", nil, .toggle, help: "take objects over that belong to nobody or to another release")
        addPostRenderer()
        addRevision()
        addWaiting()
        addApplying()
        addOutput()
        addChartPath()
        addValues()
    }

    /// What everything rendered goes through.
    mutating func addPostRenderer() {
        add("post-renderer", help: "a program or a plugin that everything rendered goes through")
        add("post-renderer-args", nil, .array, help: "an argument to the post-renderer (can specify multiple)")
    }

    /// In what form a result is printed.
    mutating func addOutput() { add("output", "o", help: "format of the result: table, json, yaml") }
}

extension Invocation {
    /// The options that flags give.
    func releaseOptions() throws -> ReleaseActions.Options {
        var options = ReleaseActions.Options()
        options.timeoutSeconds = try timeoutSeconds()
        options.wait = try waiting()
        options.waitsForJobs = flags.isOn("wait-for-jobs")
        options.runsHooks = !flags.isOn("no-hooks")
        options.forcesConflicts = flags.isOn("force-conflicts")
        options.replacesObjects = flags.isOn("force-replace") || flags.isOn("force")
        if options.forcesConflicts, options.replacesObjects {
            throw HelmFailure(
                "if any flags in the group [force-replace force-conflicts] are set none of the others can be; "
                    + "[force-conflicts force-replace] were all set")
        }
        options.takesOwnership = flags.isOn("take-ownership")
        options.rollsBackOnFailure = flags.isOn("rollback-on-failure") || flags.isOn("atomic")
        options.cleansUpOnFailure = flags.isOn("cleanup-on-fail")
        options.createsNamespace = flags.isOn("create-namespace")
        options.validatesFields = !flags.isOn("disable-openapi-validation")
        options.hidesSecrets = flags.isOn("hide-secret")
        options.description = flags.text("description") ?? ""
        options.keepsHistory = flags.isOn("keep-history")
        options.replacesRelease = flags.isOn("replace")
        options.historyLimit = try number("history-max", variable: "HELM_MAX_HISTORY") ?? 10
        if flags.isOn("skip-crds") { options.definitions = .skip }
        options.definitions = try choice("crds", among: ReleaseActions.Options.Definitions.self) ?? options.definitions
        options.merging = try merging()
        options.labels = try labels()
        options.propagation = try propagation()
        options.dryRun = try dryRun()
        if showsDifference, options.dryRun == .none { throw HelmFailure("--diff requires a dry-run mode") }
        if showsDifference, try outputFormat() != .table { throw HelmFailure("--diff has no other form than text") }
        return options
    }

    /// Whether `--diff` asks for what a dry run would change.
    var showsDifference: Bool { flags.isOn("diff") }

    /// One of some words that a flag may have.
    private func choice<Word: RawRepresentable & CaseIterable>(
        _ flag: String, among _: Word.Type
    ) throws -> Word? where Word.RawValue == String {
        guard let text = flags.text(flag) else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw HelmFailure("invalid argument \"\(text)\" for \"--\(flag)\" flag: must be one of \(words)")
        }
        return word
    }

    func number(_ flag: String, variable: String) throws -> Int? {
        guard let text = flags.text(flag) ?? streams.environment(variable) else { return nil }
        return Int(text)
    }

    /// `--timeout`, Go's duration, in whole seconds.
    private func timeoutSeconds() throws -> Int {
        guard let text = flags.text("timeout") else { return 300 }
        do {
            let seconds = Int((Double(try DurationText.nanoseconds(text)) / 1e9).rounded(.up))
            // helm v4.2 pkg/kube/statuswait.go DefaultStatusWatcherTimeout.
            return seconds <= 0 ? 30 : seconds
        } catch let error as GoError {
            throw HelmFailure("invalid argument \"\(text)\" for \"--timeout\" flag: \(error.text)")
        }
    }

    private func waiting() throws -> ReleaseActions.Options.Wait {
        guard !flags.isOn("no-wait"), let text = flags.text("wait") else { return .hookOnly }
        switch text {
        case "true": return .watcher
        case "false": return .hookOnly
        default:
            guard let wait = ReleaseActions.Options.Wait(rawValue: text) else {
                throw HelmFailure(
                    "invalid argument \"\(text)\" for \"--wait\" flag: invalid wait input \"\(text)\". Valid inputs are "
                        + "watcher, hookOnly, and legacy")
            }
            return wait
        }
    }

    private func merging() throws -> ReleaseActions.Options.Merging {
        guard let text = flags.text("server-side") else { return .auto }
        guard let merging = ReleaseActions.Options.Merging(rawValue: text) else {
            throw HelmFailure("invalid/unknown release server-side apply method: \(text)")
        }
        return merging
    }

    private func labels() throws -> [String: String] {
        var labels: [String: String] = [:]
        for text in flags.texts("labels") {
            guard let equals = text.firstIndex(of: "=") else {
                throw HelmFailure(
                    "invalid argument \"\(text)\" for \"-l, --labels\" flag: \(text) must be formatted as key=value")
            }
            labels[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return labels
    }

    // helm v4.2 pkg/cmd/uninstall.go validateCascadeFlag.
    private func propagation() throws -> Cluster.Propagation {
        switch flags.text("cascade") ?? "background" {
        case "background": return .background
        case "foreground": return .foreground
        case "orphan": return .orphan
        case let other:
            throw HelmFailure(
                "invalid cascade value (\(other)). Must be \"background\", \"foreground\", or \"orphan\"")
        }
    }

    // helm v4.2 pkg/cmd/helpers.go cmdGetDryRunFlagStrategy.
    func dryRun() throws -> ReleaseActions.Options.DryRun {
        guard let text = flags.text("dry-run") else { return .none }
        guard let mode = Self.dryRun(text) else {
            throw HelmFailure("invalid dry-run value (\"\(text)\"). Must be \"none\", \"server\", or \"client\"")
        }
        return mode
    }

    /// The same of `template`, which is a dry run whatever it is told.
    func templateDryRun() throws -> ReleaseActions.Options.DryRun {
        if flags.isOn("validate"), flags.isGiven("dry-run") {
            throw HelmFailure(
                "if any flags in the group [validate dry-run] are set none of the others can be; "
                    + "[dry-run validate] were all set")
        }
        if flags.isOn("validate") {
            streams.progress.warn("Flag --validate has been deprecated, use '--dry-run=server' instead")
            return .server
        }
        let text = flags.text("dry-run") ?? "client"
        let mode = Self.dryRun(text)
        guard let mode, mode != .none else {
            let choices = mode == nil ? "\"none\", \"server\", or \"client\"" : "\"server\" or \"client\""
            throw HelmFailure("invalid dry-run value (\"\(text)\"). Must be \(choices)")
        }
        return mode
    }

    private static func dryRun(_ text: String) -> ReleaseActions.Options.DryRun? {
        switch text {
        case "unset", "client", "true", "1", "t", "T", "TRUE", "True": .client
        case "server": .server
        case "none", "false", "0", "f", "F", "FALSE", "False": .some(.none)
        default: nil
        }
    }
}
