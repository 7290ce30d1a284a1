import Actions

extension Plan {
    /// The plan as a makefile: one target a step, its stamp in the journal; each recipe one line that can be typed.
    ///
    /// All prerequisites are order-only: a finished step is finished whatever else changes.
    public var makefile: String {
        var text = header
        text += ".PHONY: \(operation.rawValue)\n\(operation.rawValue): \(stamp(finishedName))\n"
        text +=
            "\n# \(Self.commentText(begin.details.joined(separator: "; ")))\n" + rule(begin, after: [], component: nil)
        var chain = StepChain(begin)
        if let cluster {
            text += "\n# \(Self.commentText(cluster.details.joined(separator: "; ")))\n"
            text += rule(cluster, after: [begin], component: nil)
            chain = StepChain(cluster)
        }
        for component in components {
            let about = component.description.isEmpty ? "" : ": \(Self.commentText(component.description))"
            text += "\n# component \(component.name)\(about)\n"
            for step in component.steps {
                for detail in step.details { text += "#   \(Self.commentText(detail))\n" }
                text += rule(step, after: chain.take(step), component: component)
            }
        }
        // zarf-plan compare can tell then what is done already.
        text += "\n.PHONY: prepared\nprepared: | \(stamp((cluster ?? begin).name))\n\t@:\n"
        // Since an earlier run stopped, the registry may have got other passwords.
        let look = cluster.map { "\(recipe($0.command)) || $(call failed,)" } ?? "@:"
        text += "\n.PHONY: refreshed\nrefreshed: prepared\n\t\(look)\n"
        let last = chain.ends.map { stamp($0.name) }.joined(separator: " ")
        text += "\n\(stamp(finishedName)): | \(last)\n\t@touch $@\n"
        return text
    }

    /// The stamp that says all is done.
    var finishedName: String { operation == .deploy ? "deployed" : "removed" }

    /// What a shell would be told to run.
    public static func commandLine(_ command: [String]) -> String {
        command.map(shellQuoted).joined(separator: " ")
    }

    private var header: String {
        """
        # Plan: \(operation.rawValue) \(Self.commentText(title)), definition \(definitionDigest).
        # Made by zarf-plan. make -n -f THIS prints what is left to do; make -f THIS does it, and goes on after an interruption.
        # Run it where the plan was made: relative paths are meant from there. A finished step is a file in the journal.
        MAKEFLAGS += --no-builtin-rules
        SHELL := /bin/sh
        .DELETE_ON_ERROR:
        .SUFFIXES:
        journal := \(places.journal)
        # A failed step runs what the component has for that, and leaves its exit status in the journal.
        failed = { status=$$?; $(1) echo $$status >$(journal)/failed; exit $$status; }


        """
    }

    private func stamp(_ name: String) -> String { "$(journal)/\(name)" }

    private func rule(_ step: Step, after previous: [Step], component: PlannedComponent?) -> String {
        let prerequisites = previous.isEmpty ? "" : " | " + previous.map { stamp($0.name) }.joined(separator: " ")
        // What cannot be put right or noted must not keep onFailure from running.
        let undo = step.remedy.map { recipe($0) + " || :; " } ?? ""
        let record = component?.failureRecord.map { recipe($0.command) + " || :; " } ?? ""
        let remedy = undo + record + (component?.onFailure.map { recipe($0.command) + ";" } ?? "")
        return
            "\(stamp(step.name)):\(prerequisites)\n\t\(recipe(step.command)) || $(call failed,\(remedy))\n\t@touch $@\n"
    }

    /// A command as a recipe has it: dollars doubled, the journal by its name.
    private func recipe(_ command: [String]) -> String {
        let words = command.map { word in
            let quoted = shellQuoted(word).split(separator: "$", omittingEmptySubsequences: false).joined(
                separator: "$$")
            guard word.hasPrefix(places.journal + "/") else { return quoted }
            return "$(journal)" + quoted.dropFirst(places.journal.count)
        }
        return words.joined(separator: " ")
    }

    /// One line of a comment: a backslash at its end would take the next line along.
    private static func commentText(_ text: String) -> String {
        let line = visible(text)
        return line.hasSuffix("\\") ? line + " " : line
    }

    /// A text of a package on one line, without what moves a terminal's cursor.
    static func visible(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
            result.append(isControl || scalar.value == 0x2028 || scalar.value == 0x2029 ? " " : scalar)
        }
        return String(result)
    }
}

/// Which steps come before which: one after the other, but those that run ahead only after one another.
private struct StepChain {
    private var last: Step
    private var ahead: Step
    /// What ran ahead and is not waited for yet.
    private var pending: Step?

    init(_ first: Step) {
        last = first
        ahead = first
    }

    /// What must be done before a step; the step is taken into the chain.
    mutating func take(_ step: Step) -> [Step] {
        guard !step.runsAhead else {
            defer {
                ahead = step
                pending = step
            }
            return [ahead]
        }
        defer {
            last = step
            pending = nil
        }
        return ends
    }

    /// What must be done before the end: with one job at a time, make does them in this order.
    var ends: [Step] { [last] + (pending.map { [$0] } ?? []) }
}
