import FileIO
import Glibc
import Packaging
import PartsForTests
import Testing

@Suite struct ProgramRunTests {
    private func run(_ script: String, idleSeconds: Int = 20, outputLimit: Int = 1 << 20) throws -> ProgramRun.Result {
        let command = Command("sh", ["-c", script], environment: testEnvironment)
        return try ProgramRun(command: command, idleSeconds: idleSeconds, outputLimit: outputLimit).run(task: "try it")
    }

    @Test func outputAndComplaintAreApart() throws {
        let result = try run("echo out; echo 'one: 50%\r\none: 60%\rone: done\ntwo\tthree' >&2; exit 7")
        #expect(result.ending == .exited(7))
        #expect(String(decoding: result.output, as: UTF8.self) == "out\n")
        #expect(result.complaint.hasSuffix("two three"))
    }

    /// The program's children are ended with it, so that nobody waits for what they hold open.
    @Test func silenceEndsTheProgram() throws {
        var before = timespec()
        clock_gettime(CLOCK_MONOTONIC, &before)
        let message = refusal { _ = try run("echo begun; sleep 30 & sleep 30", idleSeconds: 1) }
        var after = timespec()
        clock_gettime(CLOCK_MONOTONIC, &after)
        #expect(message == "try it: sh said nothing for 1 seconds")
        #expect(after.tv_sec - before.tv_sec < 15)
    }

    @Test func tooMuchOutputEndsTheProgram() throws {
        #expect(
            refusal { _ = try run("yes", outputLimit: 1000) }
                == "read output of sh: larger than the limit of 1000 bytes")
    }

    @Test func aProgramThatIsNotThereIsNamed() {
        let command = Command("no-such-program", [], environment: testEnvironment)
        let message = refusal { _ = try ProgramRun(command: command, idleSeconds: 1).run(task: "try it") }
        #expect(message == "run no-such-program: not found on PATH")
    }
}
