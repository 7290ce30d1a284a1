import FileIO
import Glibc
import Synchronization

/// The terminal at standard input while it hands on every key as it is, Ctrl-C too, for a program somewhere else.
public enum RawTerminal {
    private static let before = Mutex<termios?>(nil)
    // Read by the signal handler, which may not take a lock; set before the handler is installed.
    nonisolated(unsafe) private static var changesDescriptor: Int32 = -1

    /// Begins; a tool that is told to stop, or calls `restore`, gives the terminal back as it was.
    public static func begin() {
        var mode = termios()
        guard tcgetattr(0, &mode) == 0 else { return }
        before.withLock { $0 = mode }
        cfmakeraw(&mode)
        tcsetattr(0, TCSADRAIN, &mode)
    }

    /// Gives the terminal back.
    public static func restore() {
        before.withLock { before in
            guard var mode = before else { return }
            before = nil
            tcsetattr(0, TCSADRAIN, &mode)
        }
    }

    /// Columns and rows; nil if the terminal does not say.
    public static func size() -> (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(0, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// A pipe with a byte for each change of the size.
    public static func sizeChanges() throws -> OpenFile {
        let (reading, writing) = try makePipe()
        // The handler uses it for as long as the tool runs.
        changesDescriptor = dup(writing.descriptor)
        _ = fcntl(changesDescriptor, F_SETFL, O_NONBLOCK)
        signal(SIGWINCH) { _ in _ = Glibc.write(RawTerminal.changesDescriptor, "x", 1) }
        return reading
    }
}
