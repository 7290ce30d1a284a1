import Glibc

/// Keeps deep recursion from overrunning the stack, which would kill the process: Go's stacks grow to 1 GiB, so
/// templates may nest deeply, and a stack of that size is only mapped where it is used.
package struct StackGuard {
    /// Below this address there is too little left.
    private let limit: UInt

    /// The stack that templates run on.
    static let byteCount = 1 << 30
    /// What functions may use below the last check.
    private static let reserveByteCount = 2 << 20

    /// Runs a body on a large stack, on this thread if it has one already.
    package static func withLargeStack<Result>(_ body: (StackGuard) throws -> Result) throws -> Result {
        if let limit = pthread_getspecific(key) { return try body(StackGuard(limit: UInt(bitPattern: limit))) }
        return try withoutActuallyEscaping(body) { body in
            var result: Swift.Result<Result, any Error>?
            try start { limit in result = Swift.Result { try body(StackGuard(limit: limit)) } }
            guard let result else { throw GoError("template: no stack to run on") }
            return try result.get()
        }
    }

    /// Throws if the stack is nearly used up.
    @inline(__always) package func check() throws {
        var marker: UInt8 = 0
        let address = withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
        if address < limit { throw GoError("template: nested too deeply") }
    }

    /// Throws if this thread's stack is nearly used up; a thread without a large stack is not looked after.
    package static func check() throws {
        guard let limit = pthread_getspecific(key) else { return }
        try StackGuard(limit: UInt(bitPattern: limit)).check()
    }

    private final class Work {
        let byteCount: Int
        let body: (UInt) -> Void
        init(_ byteCount: Int, _ body: @escaping (UInt) -> Void) {
            self.byteCount = byteCount
            self.body = body
        }
    }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// Runs the work on a thread of its own and waits for it. Where memory is limited a smaller stack has to do.
    private static func start(_ work: @escaping (UInt) -> Void) throws {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        var size = byteCount
        while true {
            pthread_attr_setstacksize(&attributes, size)
            var thread = pthread_t()
            let argument = Unmanaged.passRetained(Work(size, work))
            let status = pthread_create(&thread, &attributes, run, argument.toOpaque())
            if status == 0 {
                pthread_join(thread, nil)
                return
            }
            argument.release()
            size /= 2
            guard size > 2 * reserveByteCount else {
                throw GoError("template: start a thread: \(String(cString: strerror(status)))")
            }
        }
    }

    /// The thread's body.
    private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
        guard let argument else { return nil }
        let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
        var marker: UInt8 = 0
        let top = withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
        let limit = top - UInt(work.byteCount - reserveByteCount)
        pthread_setspecific(key, UnsafeRawPointer(bitPattern: limit))
        work.body(limit)
        return nil
    }
}
