import Actions
import FileIO
import Glibc
import PackageModel
import SystemPackage
import Testing
import Variables

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
