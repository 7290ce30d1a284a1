import FileIO
import Glibc

/// SIGINT, SIGTERM, SIGHUP and SIGXCPU: remove temporaries, end the programs we started, then die of the same signal.
enum StopSignals {
    /// Blocks the signals in every thread and waits for them in one of its own, so that cleaning up is ordinary code.
    static func install() {
        var signals = sigset_t()
        sigemptyset(&signals)
        // A file over the limit of `ulimit -f` is then an error of the write, which cleans up like any other.
        signal(SIGXFSZ, SIG_IGN)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGXCPU] where !isIgnored(signal) { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var thread = pthread_t()
        let waiting = UnsafeMutablePointer<sigset_t>.allocate(capacity: 1)
        waiting.initialize(to: signals)
        pthread_create(
            &thread, nil,
            { argument in
                guard let waiting = argument?.assumingMemoryBound(to: sigset_t.self) else { return nil }
                var received: Int32 = 0
                while sigwait(waiting, &received) != 0 {}
                StopSignals.stop(received)
            }, waiting)
        pthread_detach(thread)
    }

    /// `nohup` and shells that start jobs in the background ignore signals on purpose.
    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        sigaction(signal, nil, &action)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    private static func stop(_ received: Int32) -> Never {
        ProgramGroups.endAll(signal: received)
        Temporaries.removeAll()
        RawTerminal.restore()
        Glibc.signal(received, SIG_DFL)
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, received)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        kill(getpid(), received)
        _exit(128 + received)
    }
}
