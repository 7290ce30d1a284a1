import FileIO
import Glibc
import SystemPackage
import Testing

@Suite struct FileLockTests {
    @Test func aProgramThatOutlivesItsParentKeepsTheLockUntilItEnds() throws {
        let directory = try TemporaryDirectory(in: "/tmp")
        let path = directory.path.appending("lock")
        let script = "exec 9>\"$0\"; flock 9; sleep 1 & touch \"$0.ready\"; wait"
        let program = try Command("sh", ["-c", script, path.string], environment: ["PATH=/usr/bin:/bin"]).start()
        while !fileExists(directory.path.appending("lock.ready")) { usleep(1000) }
        kill(program.process, SIGKILL)
        _ = try program.wait()
        var hasWaited = false
        let taken = try ContinuousClock().measure { _ = try FileLock(path) { hasWaited = true } }
        #expect(hasWaited)
        #expect(taken > .milliseconds(300))
    }

    @Test func releasedItIsFreeWhoeverStillRuns() throws {
        let directory = try TemporaryDirectory(in: "/tmp")
        let path = directory.path.appending("lock")
        var lock: FileLock? = try FileLock(path)
        let program = try Command("sleep", ["20"], environment: ["PATH=/usr/bin:/bin"]).start()
        withExtendedLifetime(lock) {}
        lock = nil
        _ = try FileLock(path) { Issue.record("had to wait") }
        program.signal(SIGKILL)
        _ = try program.wait()
    }
}
