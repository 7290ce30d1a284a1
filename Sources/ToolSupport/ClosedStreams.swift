import Glibc

/// Standard streams that were closed before the tool was started (`tool 2>&-`).
enum ClosedStreams {
    /// Takes their numbers, so that no file that is opened later becomes standard error and gets warnings into it.
    ///
    /// They are opened the wrong way round: writing to a closed standard output stays an error.
    static func fill() {
        for (descriptor, mode) in [(Int32(0), O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
            // The lowest number that is free is this one.
            _ = open("/dev/null", mode)
        }
    }
}
