import CCurl
import Glibc

/// Runs all transfers of a client in one libcurl multi handle, on one thread.
final class TransferLoop: @unchecked Sendable {
    private enum Command {
        case start(CurlTransfer)
        case resume(CurlTransfer)
        case cancel(CurlTransfer)
    }

    private let multi: UnsafeMutableRawPointer
    private let monitor = Monitor()
    // Guarded by `monitor`.
    private var commands: [Command] = []
    private var isStopping = false
    // Touched by the loop's thread only.
    private var running: [UnsafeMutableRawPointer: CurlTransfer] = [:]

    /// How often silent transfers are looked at.
    private static let tickMilliseconds: Int32 = 1000

    init() throws(HTTPError) {
        try CurlLibrary.load()
        guard let multi = zarf_curl_multi_init() else {
            throw .configuration("start the HTTP client: out of memory")
        }
        self.multi = multi
        zarf_curl_multi_setopt_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        zarf_curl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, 64)
    }

    deinit { zarf_curl_multi_cleanup(multi) }

    // MARK: from any thread

    func start(_ transfer: CurlTransfer) { send(.start(transfer)) }
    /// Lets a paused transfer go on.
    func resume(_ transfer: CurlTransfer) { send(.resume(transfer)) }
    /// Gives a transfer up.
    func cancel(_ transfer: CurlTransfer) { send(.cancel(transfer)) }

    /// Asks the loop to end.
    func stop() {
        monitor.withLock { isStopping = true }
        zarf_curl_multi_wakeup(multi)
    }

    private func send(_ command: Command) {
        monitor.withLock { commands.append(command) }
        zarf_curl_multi_wakeup(multi)
    }

    // MARK: the loop's thread

    /// Runs until `stop`.
    func run() {
        while true {
            let (taken, isLast) = monitor.withLock {
                defer { commands = [] }
                return (commands, isStopping)
            }
            if isLast { break }
            for command in taken { obey(command) }
            var active: Int32 = 0
            zarf_curl_multi_perform(multi, &active)
            collect()
            endSilentTransfers()
            zarf_curl_multi_poll(multi, running.isEmpty ? 60_000 : Self.tickMilliseconds)
        }
        for transfer in running.values { end(transfer, CURLE_ABORTED_BY_CALLBACK) }
    }

    private func obey(_ command: Command) {
        switch command {
        case .start(let transfer):
            transfer.lastActivity = monotonicSeconds()
            guard zarf_curl_multi_add_handle(multi, transfer.handle) == CURLM_OK else {
                transfer.finish(CURLE_FAILED_INIT)
                return
            }
            running[transfer.handle] = transfer
        case .resume(let transfer):
            guard running[transfer.handle] != nil else { return }
            transfer.lastActivity = monotonicSeconds()
            zarf_curl_easy_pause(transfer.handle, CURLPAUSE_CONT)
        case .cancel(let transfer):
            guard running[transfer.handle] != nil else { return }
            end(transfer, CURLE_ABORTED_BY_CALLBACK)
        }
    }

    private func collect() {
        var code = CURLE_OK
        while let handle = zarf_curl_multi_next_done(multi, &code) {
            guard let transfer = running[handle] else { continue }
            end(transfer, code)
        }
    }

    private func end(_ transfer: CurlTransfer, _ code: CURLcode) {
        running[transfer.handle] = nil
        transfer.finish(code)
        zarf_curl_multi_remove_handle(multi, transfer.handle)
    }

    /// Neither libcurl's low-speed limit nor TCP notices a server that accepts a request and never answers.
    private func endSilentTransfers() {
        let now = monotonicSeconds()
        for transfer in Array(running.values) where now - transfer.lastActivity > transfer.idleTimeoutSeconds {
            guard !transfer.isPaused else {
                transfer.lastActivity = now
                continue
            }
            transfer.didTimeOut = true
            end(transfer, CURLE_OPERATION_TIMEDOUT)
        }
    }
}
