import Glibc
import SystemPackage

/// A lock that one process at a time holds, by way of a file.
///
/// Programs started while it is held inherit it: if the process is killed, the lock stays until they have ended too.
/// Released properly, it is free at once, whoever still runs.
public final class FileLock {
    private let file: OpenFile

    /// Waits for the lock; the file is made if it is not there, and stays.
    ///
    /// - waiting: called once if somebody else holds the lock.
    public init(_ path: FilePath, waiting: () -> Void = {}) throws(FileError) {
        // No O_CLOEXEC: that is how programs inherit the lock.
        let descriptor = try systemCall("lock", path.string) {
            path.withPlatformString { Glibc.open($0, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600) }
        }
        file = OpenFile(descriptor: descriptor, path: path)
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
        waiting()
        try systemCall("lock", path.string) { flock(descriptor, LOCK_EX) }
    }

    deinit { flock(file.descriptor, LOCK_UN) }
}
