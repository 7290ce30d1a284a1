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

/// Keeps what actions print and what the runner warns of.
final class RecordingReporter: Reporter {
    private let held = Mutex<(notes: [String], warnings: [String])>(([], []))
    var notes: [String] { held.withLock { $0.notes } }
    var warnings: [String] { held.withLock { $0.warnings } }
    func report(_ event: ReportEvent) {
        held.withLock {
            switch event {
            case .note(let text): $0.notes.append(text)
            case .warning(let text): $0.warnings.append(text)
            default: break
            }
        }
    }
}

/// A runner in a directory of its own.
struct Bench {
    let directory: TemporaryDirectory
    let reporter = RecordingReporter()
    var runner: ActionRunner

    init(frontDoor: String = "zarf", environment: [String] = ["PATH=/usr/bin:/bin", "FROM_US=ours"]) throws {
        directory = try TemporaryDirectory(in: "/tmp")
        runner = ActionRunner(
            environment: environment, directory: directory.path, frontDoor: frontDoor, reporter: reporter)
    }

    mutating func run(_ cmd: String, _ defaults: ActionDefaults = .init(), _ change: (inout Action) -> Void = { _ in })
        throws
    {
        var action = Action(cmd: cmd)
        change(&action)
        try runner.run([action], defaults: defaults)
    }

    func text(of name: String) throws -> String {
        String(decoding: try readFile(directory.path.appending(name), limit: 1 << 20), as: UTF8.self)
    }
}

private func variable(_ name: String, _ change: (inout Variable) -> Void = { _ in }) -> Variable {
    var variable = Variable()
    variable.name = name
    change(&variable)
    return variable
}

private func setting(_ key: String, _ type: String) -> SetValue {
    var setting = SetValue()
    setting.key = key
    setting.type = type
    return setting
}

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

@Suite struct SettingVariables {
    @Test func trimmedOutputBecomesTheValue() throws {
        var bench = try Bench()
        let saved = Mutex<[DeployVariables]>([])
        bench.runner.saveVariables = { variables in saved.withLock { $0.append(variables) } }
        try bench.run("printf ' \\n\\tone\\ntwo\\302\\240\\n\\n'; echo ignored >&2") {
            $0.setVariables = [
                variable("stage"),
                variable("SECRET") {
                    $0.isSensitive = true; $0.autoIndents = true; $0.type = "file"
                },
            ]
        }
        #expect(
            bench.runner.variables.variables == [
                "STAGE": .init("one\ntwo"),
                "SECRET": .init("one\ntwo", isSensitive: true, autoIndents: true, isFile: true),
            ])
        #expect(saved.withLock { $0 } == [bench.runner.variables])
        try bench.run("echo \"<$ZARF_VAR_STAGE>\"")
        #expect(bench.reporter.notes.suffix(2) == ["<one", "two>"])
        try bench.run("echo old") { $0.setVariable = "OLD" }
        #expect(bench.runner.variables.variables["OLD"]?.text == "old")
    }

    @Test func aPatternIsHeldAgainstTheValue() throws {
        var bench = try Bench()
        try bench.run("echo 42") { $0.setVariables = [variable("N") { $0.pattern = "^[0-9]+$" }] }
        let error = #expect(throws: ActionError.self) {
            try bench.run("echo s3cr3t; echo x >>tries") {
                $0.setVariables = [variable("FIRST"), variable("N") { $0.pattern = "^[0-9]+$" }]
                $0.maxRetries = 1
                $0.mute = true
                $0.description = "Fetch"
            }
        }
        #expect(
            error?.message
                == "use the output of action \"Fetch\": it does not match the pattern of variable N, \"^[0-9]+$\"")
        #expect(try bench.text(of: "tries") == "x\nx\n")
        #expect(bench.runner.variables.variables == ["N": .init("42")])
        #expect(!(bench.reporter.notes + bench.reporter.warnings).joined().contains("s3cr3t"))
        #expect(throws: (any Error).self) {
            try bench.run("echo x") { $0.setVariables = [variable("N") { $0.pattern = "(" }] }
        }
    }

    @Test func valuesAreTypedAndMerged() throws {
        var bench = try Bench()
        try bench.run("echo '{\"a\": {\"b\": 1}}'") { $0.setValues = [setting(".app", "json")] }
        try bench.run("printf 'a:\\n  c: [true, x]\\n'") { $0.setValues = [setting(".app", "yaml")] }
        try bench.run("echo 012") { $0.setValues = [setting(".app.text", ""), setting(".new.deep.key", "string")] }
        try bench.run("echo '{\"top\": null}'") { $0.setValues = [setting(".", "json")] }
        #expect(
            bench.runner.variables.values == [
                "app": ["a": ["b": 1, "c": [true, "x"]], "text": "012"], "new": ["deep": ["key": "012"]], "top": nil,
            ])
    }

    @Test(arguments: [
        ("echo '{'", ".a", "json", "read it:"), ("echo x", ".a", "toml", "unknown type"),
        ("echo 1", ".", "json", "no place"),
        ("echo x", ".text.below", "", "no place"), ("echo x", "a", "", "no place"), ("echo x", ".a..b", "", "no place"),
        ("printf 'a\\0b'", "", "", "zero byte"),
    ])
    func whatCannotBeSetIsRefused(cmd: String, key: String, type: String, reason: String) throws {
        var bench = try Bench()
        bench.runner.variables.values = ["text": "x"]
        let error = #expect(throws: ActionError.self) {
            try bench.run(cmd) {
                if key.isEmpty { $0.setVariables = [variable("V")] } else { $0.setValues = [setting(key, type)] }
            }
        }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(bench.runner.variables.values == ["text": "x"])
    }
}

@Suite struct WaitingAndRefusing {
    private func wait(_ scheme: String, _ address: String, code: Int = 0, seconds: Int = 5) -> Action {
        var action = Action()
        var network = WaitNetwork()
        (network.protocol, network.address, network.code) = (scheme, address, code)
        action.wait = ActionWait()
        action.wait?.network = network
        action.maxTotalSeconds = seconds
        return action
    }

    @Test func tcpAndHTTPAreWaitedFor() throws {
        let server = try TestServer(status: "204 No Content")
        var bench = try Bench()
        bench.runner.variables.setVariable("PORT", .init("\(server.port)"))
        bench.runner.variables.setVariable("PORTAL", .init("wrong"))
        try bench.runner.run(
            [
                wait("tcp", "127.0.0.1:$ZARF_VAR_PORT"), wait("TCP", "localhost:${ZARF_VAR_PORT}"),
                wait("http", "127.0.0.1:${ZARF_VAR_PORT}/ready", code: 204),
            ], defaults: .init())
        let error = #expect(throws: ActionError.self) {
            try bench.runner.run([wait("http", "127.0.0.1:$ZARF_VAR_PORT", seconds: 1)], defaults: .init())
        }
        #expect(error?.kind == .timedOut)
        #expect(
            error?.message == "wait for http 127.0.0.1:$ZARF_VAR_PORT: timed out after 1 s: the answer is 204, not 200")
    }

    @Test func theTimeRunsOut() throws {
        var bench = try Bench()
        let taken = ContinuousClock().measure {
            for action in [wait("tcp", "127.0.0.1:1", seconds: 1), wait("http", "127.0.0.1:1", seconds: 1)] {
                let error = #expect(throws: ActionError.self) { try bench.runner.run([action], defaults: .init()) }
                #expect(error?.kind == .timedOut)
                #expect(error?.message.contains("timed out after 1 s: ") == true)
                #expect(error?.message.contains("refused") == true, "\(error?.message ?? "")")
            }
        }
        #expect(taken > .seconds(2) && taken < .seconds(6))
    }

    @Test func aServerThatComesLaterIsFound() throws {
        var bench = try Bench()
        try bench.run(
            "(sleep 1; exec perl -MIO::Socket::INET -e '$s=IO::Socket::INET->new(Listen=>5,LocalAddr=>\"127.0.0.1:28471\",ReuseAddr=>1); sleep 5') >/dev/null 2>&1 & echo $! >pid"
        )
        try bench.runner.run([wait("tcp", "127.0.0.1:28471", seconds: 10)], defaults: .init())
    }

    @Test func senselessWaitsAreRefusedAtOnce() throws {
        var bench = try Bench()
        for action in [
            wait("tcp", "127.0.0.1"), wait("ftp", "127.0.0.1:21"), wait("http", "bad host/", code: 200),
            wait("http", "127.0.0.1", code: 99), wait("tcp", "h:99999"),
        ] {
            let error = #expect(throws: ActionError.self) { try bench.runner.run([action], defaults: .init()) }
            #expect(error?.kind == .untrusted)
        }
    }

    @Test func templatesAreEvaluatedAndTheClusterIsWaitedFor() throws {
        var bench = try Bench()
        bench.runner.variables.setVariable("NAME", .init("registry"))
        var waited: [String] = []
        bench.runner.waitForCluster = { waited.append("\($0.kind) \($0.name) \($1)") }
        bench.runner.evaluateTemplate = { text, variables in
            text + (variables.variables["NAME"]?.text ?? "")
        }
        var template = Action(cmd: "touch made-")
        template.template = true
        var wait = Action()
        wait.wait = ActionWait()
        var pod = WaitCluster()
        (pod.kind, pod.name) = ("pod", "${ZARF_VAR_NAME}")
        wait.wait?.cluster = pod
        try bench.runner.run([template, wait], defaults: .init())
        #expect(try directoryEntries(bench.directory.path) == ["made-registry"])
        #expect(waited == ["pod registry 300"])
    }

    @Test func whatCannotBeRunHereStopsTheListBeforeItBegins() throws {
        var bench = try Bench()
        var template = Action(cmd: "echo {{ .Values.x }}")
        template.template = true
        var cluster = Action()
        cluster.wait = ActionWait()
        var pod = WaitCluster()
        (pod.kind, pod.name) = ("pod", "registry")
        cluster.wait?.cluster = pod
        for (action, reason) in [(template, "it is a Go template"), (cluster, "pod registry needs a cluster")] {
            let error = #expect(throws: ActionError.self) {
                try bench.runner.run([Action(cmd: "touch made"), action], defaults: .init())
            }
            #expect(error?.message.contains(reason) == true)
        }
        #expect(try directoryEntries(bench.directory.path).isEmpty)
    }
}

/// Answers every connection with one status.
private final class TestServer {
    let port: UInt16
    private let program: RunningProgram

    init(status: String) throws {
        let script = """
            use IO::Socket::INET; $| = 1;
            my $s = IO::Socket::INET->new(Listen => 5, LocalAddr => "127.0.0.1:0") or die;
            print $s->sockport, "\\n";
            while (my $c = $s->accept) {
                while (my $l = <$c>) { last if $l =~ /^\\r?\\n/ }
                print $c "HTTP/1.1 \(status)\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n"; close $c;
            }
            """
        let (reading, writing) = try makePipe()
        var command = Command("perl", ["-e", script], environment: ["PATH=/usr/bin:/bin"])
        command.output = .descriptor(writing.descriptor)
        program = try command.start()
        try writing.close()
        var line = [UInt8](repeating: 0, count: 16)
        let count = try line.withUnsafeMutableBytes { try reading.read(into: $0) }
        port = UInt16(String(decoding: line[..<count].dropLast(), as: UTF8.self)) ?? 0
    }

    deinit {
        program.signal(SIGKILL)
        _ = try? program.wait()
    }
}
