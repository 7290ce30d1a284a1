import FileIO
import Glibc
import SystemPackage
import Testing

@Test func aProgramGetsItsArgumentsEnvironmentAndDirectory() throws {
    let command = Command(
        "sh", ["-c", "echo \"$1\" $NAME; pwd; echo oops >&2; exit 3", "sh", "a b"],
        environment: ["NAME=v", "PATH=/usr/bin:/bin"], directory: "/")
    let (ending, output, error) = try command.capture()
    #expect(ending == .exited(3))
    #expect(String(decoding: output, as: UTF8.self) == "a b v\n/\n")
    #expect(String(decoding: error, as: UTF8.self) == "oops\n")
}

@Test func aMissingProgramIsNamed() {
    #expect(throws: FileError.programNotFound("no-such-program")) {
        try Command("no-such-program", [], environment: []).start()
    }
}

@Test func bothStreamsMayBeLongerThanAPipe() throws {
    let command = Command(
        "sh", ["-c", "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2"], environment: ["PATH=/usr/bin:/bin"])
    let (ending, output, error) = try command.capture(limit: 200_000)
    #expect(ending.isSuccess)
    #expect((output.count, error.count) == (200_000, 200_000))
}

@Test func aGroupEndsTogether() throws {
    var command = Command("sh", ["-c", "sleep 100 & wait"], environment: ["PATH=/usr/bin:/bin"])
    command.leadsGroup = true
    let program = try command.start()
    program.signal(SIGKILL)
    #expect(try program.wait() == .signalled(SIGKILL))
}
