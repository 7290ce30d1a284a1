import Actions
import Diagnostics
import Documents
import FileIO
import Glibc
import PackageModel
import Synchronization
import SystemPackage
import Testing
import Variables

/// Whether a process runs; one that has ended but was not waited for by its parent does not.
private func isRunning(_ process: pid_t) -> Bool {
    guard let bytes = try? readFile(FilePath("/proc/\(process)/stat"), limit: 4096) else { return false }
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: ")").last ?? ""
    return !fields.hasPrefix(" Z") && !fields.hasPrefix(" X")
}

/// Whether a process that was killed is gone: on a busy machine it dies a little later.
private func ends(_ process: pid_t) -> Bool {
    for _ in 0..<100 {
        if !isRunning(process) { return true }
        usleep(50_000)
    }
    return false
}

@Suite struct RunningCommands {
    @Test func outputIsHandedOnLineByLineAndMutedIfAsked() throws {
        var bench = try Bench()
        try bench.run("printf 'one\\ntwo'; echo three >&2; printf '\\033[32mgreen\\033[0m\\rover\\n'")
        #expect(Set(bench.reporter.notes) == ["one", "three", "over"])
        try bench.run("echo silent") { $0.mute = true }
        var defaults = ActionDefaults()
        defaults.isMuted = true
        try bench.run("echo silent", defaults)
        #expect(!bench.reporter.notes.contains("silent"))
        try bench.run("echo loud", defaults) { $0.mute = false }
        #expect(bench.reporter.notes.contains("loud"))
    }

    @Test func commandsStopAtTheFirstErrorAndTheListAtTheFirstAction() throws {
        var bench = try Bench()
        let actions = [Action(cmd: "touch a"), Action(cmd: "false\ntouch b"), Action(cmd: "touch c")]
        let error = #expect(throws: ActionError.self) { try bench.runner.run(actions, defaults: .init()) }
        #expect(error?.message == "run action \"false touch b\": exited with status 1")
        #expect(error?.kind == .failed)
        #expect(try directoryEntries(bench.directory.path) == ["a"])
    }

    @Test func anActionIsCalledByItsDescription() throws {
        var bench = try Bench()
        let error = #expect(throws: ActionError.self) { try bench.run("exit 7") { $0.description = "Seven" } }
        #expect(error?.message == "run action \"Seven\": exited with status 7")
        let long = #expect(throws: ActionError.self) { try bench.run("exit 3 # " + String(repeating: "x", count: 80)) }
        #expect(long?.message.contains("exit 3 # \(String(repeating: "x", count: 48))...\"") == true)
        let killed = #expect(throws: ActionError.self) { try bench.run("kill -9 $$") }
        #expect(killed?.message.hasSuffix("ended by signal 9") == true)
    }

    @Test func directoryShellAndEnvironmentAreAsAsked() throws {
        var bench = try Bench()
        try createDirectories(bench.directory.path.appending("sub"))
        var defaults = ActionDefaults()
        defaults.dir = "sub"
        defaults.env = ["A=1", "B=defaults", "FROM_US=theirs"]
        bench.runner.variables.setVariable("NAME", .init("value with $HOME and 'quotes'"))
        bench.runner.variables.setConstant("SITE", .init("north"))
        try bench.run(
            "pwd >out; echo \"$A $B $C $FROM_US|$ZARF_VAR_NAME|$TF_VAR_name|$ZARF_CONST_SITE\" >>out; echo \"$0\" >>out",
            defaults
        ) {
            $0.env = ["B=own", "C=3", "ZARF_VAR_NAME=hidden"]
        }
        let value = "value with $HOME and 'quotes'"
        #expect(
            try bench.text(of: "sub/out")
                == "\(bench.directory.path.string)/sub\n1 own 3 theirs|\(value)|\(value)|north\nsh\n")
        try bench.run("test -n \"$BASH_VERSION\" && [[ a == a ]] && pwd >/dev/null") {
            $0.shell = Shell()
            $0.shell?.linux = "bash"
            $0.dir = "/"
        }
    }

    @Test func theFrontDoorStandsInForZarf() throws {
        let place = try TemporaryDirectory(in: "/tmp")
        let door = place.path.appending("front door")
        try writeFile(door, "#!/bin/sh\necho \"door: $*\"\n".utf8, mode: 0o755)
        var bench = try Bench(frontDoor: door.string)
        try bench.run("./zarf tools version && ./zarf x")
        #expect(bench.reporter.notes == ["door: tools version", "door: x"])
    }

    @Test func aMissingShellOrDirectoryIsNamed() throws {
        var bench = try Bench()
        let shell = #expect(throws: (any Error).self) {
            try bench.run("true") {
                $0.shell = Shell()
                $0.shell?.linux = "no-such-shell"
            }
        }
        #expect((shell as? any Failure)?.message.contains("no-such-shell") == true)
        let directory = #expect(throws: (any Error).self) { try bench.run("true") { $0.dir = "gone" } }
        #expect((directory as? any Failure)?.message.contains("no such file or directory") == true)
    }

    @Test func failedCommandsAreTriedAgain() throws {
        var bench = try Bench()
        try bench.run("echo x >>tries; test $(wc -l <tries) -ge 3") { $0.maxRetries = 2 }
        #expect(try bench.text(of: "tries") == "x\nx\nx\n")
        #expect(bench.reporter.warnings.count == 2)
        let error = #expect(throws: ActionError.self) { try bench.run("echo y >>more; exit 5") { $0.maxRetries = 1 } }
        #expect(error?.message == "run action \"echo y >>more; exit 5\": exited with status 5, tried 2 times")
        #expect(try bench.text(of: "more") == "y\ny\n")
        try bench.run("touch negative") { $0.maxRetries = -4 }
        #expect(fileExists(bench.directory.path.appending("negative")))
    }

    @Test func aTimeoutEndsGrandchildrenToo() throws {
        var bench = try Bench()
        let clock = ContinuousClock()
        var error: ActionError?
        let taken = clock.measure {
            error = #expect(throws: ActionError.self) {
                try bench.run("sh -c 'echo $$ >pid; trap \"\" TERM; while :; do sleep 0.1; done' & wait") {
                    $0.maxTotalSeconds = 1
                    $0.maxRetries = 5
                }
            }
        }
        #expect(error?.kind == .timedOut)
        #expect(error?.message.hasSuffix("timed out after 1 s") == true)
        #expect(taken < .seconds(5))
        let process = try #require(pid_t(try bench.text(of: "pid").dropLast()))
        #expect(ends(process))
    }

    @Test func theTimeIsForAllTriesTogether() throws {
        var bench = try Bench()
        let error = #expect(throws: ActionError.self) {
            try bench.run("echo x >>tries; exit 1") {
                $0.maxTotalSeconds = 1
                $0.maxRetries = 1000
            }
        }
        #expect(error?.kind == .timedOut)
        #expect(try bench.text(of: "tries").split(separator: "\n").count < 10)
    }

    /// Upstream would wait for the server to end.
    @Test func aServerInTheBackgroundDoesNotHoldTheDeployment() throws {
        var bench = try Bench()
        let taken = try ContinuousClock().measure {
            try bench.run("sleep 20 & echo $! >pid; echo started") { $0.setVariables = [variable("OUT")] }
        }
        let process = try #require(pid_t(try bench.text(of: "pid").dropLast()))
        #expect(kill(process, SIGKILL) == 0)
        #expect(taken < .seconds(5))
        #expect(bench.runner.variables.variables["OUT"]?.text == "started")
    }
}
