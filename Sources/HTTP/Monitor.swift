import Glibc

/// A lock with a condition to wait for. The standard library's `Mutex` cannot be waited on.
package final class Monitor: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    package func withLock<Result>(_ body: () throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }

    /// Gives the lock up until somebody signals; call it within `withLock`, in a loop.
    package func wait() { pthread_cond_wait(condition, mutex) }

    /// Wakes everybody who waits.
    package func signal() { pthread_cond_broadcast(condition) }
}

/// A thread that takes no signals: they are for the thread the tool has set aside for them.
package final class WorkerThread: @unchecked Sendable {
    private var thread = pthread_t()
    private var isRunning = false

    /// Starts `body` on a thread of its own; without one to be had, nothing runs and `nil` is returned.
    package init?(_ body: @escaping @Sendable () -> Void) {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        // SIGPIPE too: OpenSSL writes to sockets without MSG_NOSIGNAL.
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let box = Unmanaged.passRetained(Box(body))
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            return nil
        }
        isRunning = true
    }

    /// Waits until the body has returned.
    package func join() {
        guard isRunning else { return }
        isRunning = false
        pthread_join(thread, nil)
    }

    private final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
