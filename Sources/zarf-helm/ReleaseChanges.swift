import Releases

let rollbackCommand = Command(
    name: "rollback", operands: "<RELEASE> [REVISION]", summary: "roll back a release to a previous revision",
    details: "Without a revision, or with 0, the one before the last becomes the new one.", operandCount: 1...Int.max,
    flags: { flags in
        flags.add("cleanup-on-fail", nil, .toggle, help: "delete what a failed rollback has created")
        flags.add("history-max", nil, .number, help: "revisions that are kept, 0 for all; default: 10")
        flags.addRevision()
        flags.addWaiting()
        flags.addApplying()
    },
    run: { call in
        var revision = 0
        if call.operands.count > 1 {
            guard let number = Int(call.operands[1]) else {
                throw HelmFailure(
                    "could not convert revision to a number: strconv.Atoi: parsing \"\(call.operands[1])\": invalid syntax"
                )
            }
            revision = number
        }
        let options = try call.releaseOptions()
        try helmFailures { try call.withActions(options) { _ = try $0.rollback(call.operands[0], to: revision) } }
        if !call.showsDifference { try call.streams.writeLine("Rollback was a success! Happy Helming!") }
    })

let uninstallCommand = Command(
    name: "uninstall", aliases: ["del", "delete", "un"], operands: "RELEASE_NAME [...]",
    summary: "uninstall a release", operandCount: 1...Int.max,
    flags: { flags in
        flags.add("dry-run", nil, .toggle, help: "simulate a uninstall")
        flags.add("no-hooks", nil, .toggle, help: "prevent hooks from running during uninstallation")
        flags.add("ignore-not-found", nil, .toggle, help: "treat \"release not found\" as a successful uninstall")
        flags.add("keep-history", nil, .toggle, help: "keep the release's records, marked as uninstalled")
        flags.add("cascade", help: "what becomes of owned objects: background, foreground, orphan")
        flags.add("description", help: "add a custom description")
        flags.addWaiting(jobs: false)
    },
    run: { call in
        let options = try call.releaseOptions()
        try call.withActions(options) { actions in
            for name in call.operands {
                do {
                    let kept = try helmFailures { try actions.uninstall(name).kept }
                    if !kept.isEmpty {
                        let lines = kept.map { $0 + "\n" }.joined()
                        try call.streams.writeLine(
                            "These resources were kept due to the resource policy:\n\(lines)")
                    }
                } catch let failure as HelmFailure
                    where call.flags.isOn("ignore-not-found") && failure.text.hasSuffix("release: not found")
                {}
                try call.streams.writeLine("release \"\(name)\" uninstalled")
            }
        }
    })

// helm v4.2 pkg/cmd/release_testing.go.
let testCommand = Command(
    name: "test", operands: "[RELEASE]", summary: "run tests for a release",
    details: "The tests are hooks of the chart that was installed.", operandCount: 1...1,
    flags: { flags in
        flags.add("timeout", help: "how long each operation may take; default: 5m0s")
        flags.add("logs", nil, .toggle, help: "print the logs of the tests' pods")
        flags.add("filter", nil, .list, help: "which tests: name=NAME, or !name=NAME for all others")
        flags.add("field-manager", help: "who owns the applied fields; default: helm")
    },
    run: { call in
        let filters = call.flags.texts("filter")
        let included = filters.filter { $0.hasPrefix("name=") }.map { String($0.dropFirst("name=".count)) }
        let excluded = filters.compactMap { filter -> String? in
            for prefix in ["!name=", "! name="] where filter.hasPrefix(prefix) {
                return String(filter.dropFirst(prefix.count))
            }
            return nil
        }
        let isChosen = { (name: String) in
            !excluded.contains(name) && (included.isEmpty || included.contains(name))
        }
        let options = try call.releaseOptions()
        try helmFailures {
            let actions = try call.actions(options)
            defer { actions.cluster.discovery.save() }
            try actions.test(call.operands[0], chosen: isChosen) { release in
                try StatusPrinter(
                    call: call, release: release, showsEverything: call.isDebugging, hidesNotes: true
                ).print(as: .table)
                guard call.flags.isOn("logs") else { return }
                try call.streams.writeLine("")
                try actions.writeTestLogs(of: release, chosen: isChosen) { name, log in
                    try call.streams.writeLine("POD LOGS: \(name)")
                    try log.withUnsafeBytes { try call.streams.output.write($0) }
                    try call.streams.writeLine("")
                }
            }
        }
    })
