import Diagnostics
import FileIO
import Synchronization
import SystemPackage
import Testing
import Variables

/// Keeps the warnings it is given.
final class RecordingReporter: Reporter {
    private let held = Mutex<[String]>([])
    var warnings: [String] { held.withLock { $0 } }
    func report(_ event: ReportEvent) {
        if case .warning(let text) = event { held.withLock { $0.append(text) } }
    }
}

private func sample() -> DeployVariables {
    var variables = DeployVariables()
    variables.setVariable("GREETING", .init("hello"))
    variables.setVariable("lower_name", .init("upper-cased"))
    variables.setVariable("KEY", .init("###ZARF_VAR_GREETING###"))
    variables.setVariable("LINES", .init("one\ntwo\nthree", autoIndents: true))
    variables.setVariable("EMPTY", .init(""))
    variables.setConstant("SITE", .init("north"))
    variables.setBuiltin("REGISTRY", .init("127.0.0.1:31999"))
    return variables
}

private func replaced(_ text: String, _ variables: DeployVariables = sample()) throws -> String {
    try variables.replaced(in: text, name: "test", reporting: SilentReporter())
}

@Suite struct DeployVariablesReplacing {
    @Test(arguments: [
        ("", ""),
        ("plain", "plain\n"),
        ("a\r\nb\r\n", "a\nb\n"),
        ("a\r\r\n", "a\r\n"),
        ("\n\n", "\n\n"),
        ("say ###ZARF_VAR_GREETING### and ###ZARF_VAR_GREETING###!", "say hello and hello!\n"),
        ("###ZARF_CONST_SITE######ZARF_REGISTRY###", "north127.0.0.1:31999\n"),
        ("###ZARF_VAR_LOWER_NAME###", "upper-cased\n"),
        ("###ZARF_VAR_EMPTY###x", "x\n"),
        ("#####ZARF_VAR_GREETING#####", "##hello##\n"),
        ("###ZARF_VAR_MISSING### ###ZARF_VAR_GREETING###", "###ZARF_VAR_MISSING### hello\n"),
        (
            "###ZARF_VAR_greeting### ###ZARF_### ###ZARF_VAR_GREETING##",
            "###ZARF_VAR_greeting### ###ZARF_### ###ZARF_VAR_GREETING##\n"
        ),
        ("###ZARF_A_###ZARF_VAR_GREETING###", "###ZARF_A_###ZARF_VAR_GREETING###\n"),
        ("###ZARF_a###ZARF_VAR_GREETING###", "###ZARF_ahello\n"),
        ("###ZARF_VAR_KEY###", "###ZARF_VAR_GREETING###\n"),
        ("###ZARF_VAR_\nGREETING###", "###ZARF_VAR_\nGREETING###\n"),
        ("  k: ###ZARF_VAR_LINES###.", "  k: one\n     two\n     three.\n"),
        ("é ###ZARF_VAR_LINES###", "é one\n   two\n   three\n"),
        // The width is counted from the key before.
        ("ab###ZARF_VAR_GREETING###c###ZARF_VAR_LINES###", "abhelloc" + "one\n two\n three\n"),
        ("ab###ZARF_VAR_NONE###c###ZARF_VAR_LINES###", "ab###ZARF_VAR_NONE###c" + "one\n two\n three\n"),
    ])
    func followsUpstream(text: String, expected: String) throws { #expect(try replaced(text) == expected) }

    @Test func bytesThatAreNoUTF8PassThrough() throws {
        let sink = MemorySink()
        try sample().replace(
            from: MemorySource([0xff, 0xfe] + Array("###ZARF_CONST_SITE###".utf8)), to: sink, name: "x",
            reporting: SilentReporter())
        #expect(sink.bytes == [0xff, 0xfe] + Array("north\n".utf8))
    }

    @Test func constantsBeatVariablesBeatBuiltins() throws {
        var variables = DeployVariables()
        variables.setBuiltin("VAR_X", .init("builtin"))
        variables.setBuiltin("CONST_X", .init("builtin"))
        variables.setBuiltin("CONST_Y", .init("builtin"))
        variables.setVariable("X", .init("variable"))
        variables.setConstant("X", .init("constant"))
        #expect(
            try replaced("###ZARF_VAR_X### ###ZARF_CONST_X### ###ZARF_CONST_Y###", variables)
                == "variable constant builtin\n")
    }

    /// The answer does not depend on how the text is cut into reads.
    @Test(arguments: 1...40) func everyChunkSizeGivesTheSame(size: Int) throws {
        let text = "a ###ZARF_VAR_GREETING###\r\n\n  ###ZARF_VAR_LINES### b\r\nend ###ZARF_CONST_SITE###"
        let source = DribblingSource(Array(text.utf8), size)
        let sink = MemorySink()
        try sample().replace(from: source, to: sink, name: "x", reporting: SilentReporter())
        #expect(String(decoding: sink.bytes, as: UTF8.self) == (try replaced(text)))
    }

    @Test func longLinesAreRefusedAtUpstreamsLimit() throws {
        let limit = DeployVariables.maximumLineByteCount
        #expect(limit == 1_048_575)
        let longest = String(repeating: "x", count: limit)
        #expect(try replaced(longest + "\n").utf8.count == limit + 1)
        #expect(try replaced(longest).utf8.count == limit + 1)
        for tooLong in [longest + "x", longest + "x\n", "a\n" + longest + "xyz\nb"] {
            let error = #expect(throws: DeployVariablesError.self) { try replaced(tooLong) }
            #expect(error?.kind == .untrusted)
            #expect(error?.message.contains("limit of 1048575 bytes") == true)
        }
    }

    @Test func aFileVariableInsertsTheFilesText() throws {
        let directory = try TemporaryDirectory(in: "/tmp")
        let text = directory.path.appending("text")
        let binary = directory.path.appending("binary")
        try writeFile(text, "one\ntwo\n".utf8)
        try writeFile(binary, [0, 1, 2, 3])
        var variables = DeployVariables()
        variables.setVariable("TEXT", .init(text.string, isFile: true))
        variables.setVariable("INDENTED", .init(text.string, autoIndents: true, isFile: true))
        variables.setVariable("NONE", .init("", isFile: true))
        variables.setVariable("BINARY", .init(binary.string, isFile: true))
        variables.setVariable("GONE", .init("/nonexistent/token", isFile: true))
        let reporter = RecordingReporter()
        func replaced(_ text: String) throws -> String {
            try variables.replaced(in: text, name: "greet.sh", reporting: reporter)
        }
        #expect(try replaced("a ###ZARF_VAR_TEXT### z") == "a one\ntwo\n z\n")
        #expect(try replaced("a ###ZARF_VAR_INDENTED###z") == "a one\n  two\n  z\n")
        #expect(try replaced("a ###ZARF_VAR_NONE### z") == "a  z\n")
        #expect(reporter.warnings.isEmpty)
        #expect(try replaced("a ###ZARF_VAR_BINARY### z") == " z\n")
        #expect(try replaced("x\na ###ZARF_VAR_GONE### z ###ZARF_VAR_NONE###.") == "x\n z .\n")
        #expect(reporter.warnings.count == 2)
        #expect(
            reporter.warnings.last
                == "insert the file of ZARF_VAR_GONE in greet.sh:2: no such file or directory; what stands before it is dropped too"
        )
    }
}

@Suite struct DeployVariablesElsewhere {
    @Test func actionsSeeTheEnvironment() {
        #expect(
            sample().environment.filter { !$0.contains("LINES") && !$0.contains("lines") } == [
                "TF_VAR_empty=", "TF_VAR_greeting=hello", "TF_VAR_key=###ZARF_VAR_GREETING###",
                "TF_VAR_lower_name=upper-cased", "ZARF_CONST_SITE=north", "ZARF_REGISTRY=127.0.0.1:31999",
                "ZARF_VAR_EMPTY=", "ZARF_VAR_GREETING=hello", "ZARF_VAR_KEY=###ZARF_VAR_GREETING###",
                "ZARF_VAR_LOWER_NAME=upper-cased",
            ])
    }

    @Test(arguments: [
        ("tcp:$ZARF_VAR_NAME", "tcp:short"), ("${ZARF_VAR_NAME}SPACE", "shortSPACE"), ("$ZARF_VAR_NAMESPACE", "long"),
        ("$ZARF_VAR_NAMES", "shortS"),
        ("$HOME $ZARF_VAR_NONE ${ZARF_VAR_NONE} $", "$HOME $ZARF_VAR_NONE ${ZARF_VAR_NONE} $"),
        ("${ZARF_VAR_NAME", "${ZARF_VAR_NAME"), ("$$ZARF_CONST_C", "$$ZARF_VAR_NAME"),
    ])
    func waitFieldsAreSubstituted(text: String, expected: String) {
        var variables = DeployVariables()
        variables.setVariable("NAME", .init("short"))
        variables.setVariable("NAMESPACE", .init("long"))
        variables.setConstant("C", .init("$ZARF_VAR_NAME"))
        #expect(variables.substituted(in: text) == expected)
    }

    @Test func theFileRoundTrips() throws {
        var variables = sample()
        variables.setVariable(
            "TOKEN", .init("s3cr3t \"quoted\" é\n", isSensitive: true, autoIndents: true, isFile: true))
        variables.values = ["app": ["replicas": 3, "on": true, "none": nil]]
        #expect(try DeployVariables(json: variables.json, path: "v") == variables)
        let directory = try TemporaryDirectory(in: "/tmp")
        let path = directory.path.appending("variables.json")
        try variables.write(to: path)
        #expect(try FileInformation(of: path).mode == 0o600)
        #expect(try DeployVariables(reading: path) == variables)
        #expect(try DeployVariables(json: Array("{}".utf8), path: "v") == DeployVariables())
        let short = try DeployVariables(json: Array(#"{"constants": {"site": "north"}}"#.utf8), path: "v")
        #expect(short.constants == ["SITE": .init("north")])
    }

    @Test(arguments: [
        ("[]", "read v: not an object"), ("", "read v:1:1"), (#"{"variables": 1}"#, "read v: variables: not an object"),
        (#"{"vars": {}}"#, "read v: unknown key \"vars\""),
        (#"{"variables": {"A": 1}}"#, "read v: variables.A: not an object"),
        (#"{"variables": {"A": {}}}"#, "read v: variables.A: \"value\" is missing or not a string"),
        (
            #"{"variables": {"A": {"value": "s3cr3t", "sensitve": true}}}"#,
            "read v: variables.A: unknown key \"sensitve\""
        ),
        (#"{"variables": {"A": {"value": "s3cr3t", "sensitive": "yes"}}}"#, "read v: variables.A.sensitive: neither"),
        (#"{"variables": {"A": {"value": "s3cr3t", "type": "path"}}}"#, "read v: variables.A.type: neither"),
        (#"{"variables": {"A": "s3cr3t\u0000"}}"#, "read v: variables.A: holds a zero byte"),
        (#"{"variables": {"A=B": "s3cr3t"}}"#, "read v: variables \"A=B\": not a name"),
        (#"{"variables": {}, "variables": {}}"#, "duplicate key"),
    ])
    func otherFilesAreRefused(text: String, message: String) {
        let error = #expect(throws: (any Error).self) { try DeployVariables(json: Array(text.utf8), path: "v") }
        let failure = error as? any Failure
        #expect(failure?.kind == .untrusted)
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "none")")
        #expect(failure?.message.contains("s3cr3t") == false)
    }

    @Test(
        arguments: [
            (Array("".utf8), true), (Array("hello".utf8), true), ([0x68, 0], false), ([0xc3, 0xa9, 0x0a], true),
            (Array("  <HTML >\u{0}".utf8), true), (Array("<htmlx\u{0}".utf8), false),
            (Array("\n<?xml\u{1}".utf8), true),
            (Array("%PDF-1.4 text".utf8), false), (Array("BMW is a car".utf8), false),
            (Array("RIFF1234WAVEfmt".utf8), false),
            (Array("RIFF is a word".utf8), true), ([0xff, 0xd8, 0xff, 0x20], false), ([0xff, 0xfe, 0, 0], true),
            ([0xff, 0xfe, 0], false), (Array("\u{1b}[1m".utf8), true),
            (Array(String(repeating: "a", count: 600).utf8) + [0], false),
            (
                Array(String(repeating: "a", count: 600).utf8) + [0] + Array(String(repeating: "b", count: 600).utf8),
                true
            ),
        ] as [([UInt8], Bool)])
    func textIsToldFromBinaryAsGoDoes(bytes: [UInt8], isText: Bool) throws {
        #expect(TextSniffing.isText(bytes) == isText)
        let directory = try TemporaryDirectory(in: "/tmp")
        let path = directory.path.appending("file")
        try writeFile(path, bytes)
        #expect(try TextSniffing.isText(OpenFile.open(reading: path)) == isText)
    }
}

/// Gives at most so many bytes at a time.
private final class DribblingSource: ByteSource {
    private var rest: ArraySlice<UInt8>
    private let size: Int
    init(_ bytes: [UInt8], _ size: Int) {
        rest = bytes[...]
        self.size = size
    }
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let part = rest.prefix(min(size, buffer.count))
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
    }
}
