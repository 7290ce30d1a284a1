import Diagnostics
import FileIO
import Glibc
import HTTP
import PackageModel

/// Waits until something on the network answers.
struct NetworkWait {
    /// Where it is looked for, variables filled in; may hold a secret.
    private let address: String
    private let scheme: String
    private let expectedStatus: Int
    /// What is waited for, as the definition writes it.
    private let name: String
    private let client: Client?

    /// Between two looks.
    // zarf v0.84 src/pkg/wait/wait.go ForNetwork.
    private static let pauseMilliseconds = 1000
    /// A server that takes longer to answer is not ready.
    private static let secondsPerTry = 5

    /// - wait: as the definition writes it; `substitute` fills in variables.
    init(_ wait: WaitNetwork, environment: [String], substitute: (String) -> String) throws {
        name = "\(wait.protocol) \(wait.address)"
        scheme = substitute(wait.protocol).lowercased()
        address = substitute(wait.address)
        expectedStatus = wait.code == 0 ? 200 : wait.code
        switch scheme {
        case "http", "https":
            guard (100..<600).contains(expectedStatus) else {
                throw ActionError.malformed(action: "wait for \(name)", reason: "\(wait.code) is no HTTP status")
            }
            guard (try? HTTPURL("\(scheme)://\(address)")) != nil else {
                throw ActionError.malformed(action: "wait for \(name)", reason: "the address makes no URL")
            }
            client = try Client(Self.configuration(environment))
        case "tcp":
            client = nil
            _ = try hostAndPort()
        default:
            throw ActionError.malformed(
                action: "wait for \(name)", reason: "the protocol is none of tcp, http and https")
        }
    }

    private static func configuration(_ environment: [String]) -> ClientConfiguration {
        var configuration = ClientConfiguration()
        let pairs = environment.compactMap { entry -> (String, String)? in
            entry.firstIndex(of: "=").map { (String(entry[..<$0]), String(entry[entry.index(after: $0)...])) }
        }
        configuration.proxy = ProxySettings(environment: Dictionary(pairs) { $1 })
        configuration.retry = .never
        configuration.connectTimeoutSeconds = secondsPerTry
        configuration.idleTimeoutSeconds = secondsPerTry
        return configuration
    }

    /// Looks once a second until it is there.
    ///
    /// - throws: `ActionError.waitTimedOut`.
    func run(seconds: Int) throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
        while true {
            let started = ContinuousClock.now
            guard let problem = client == nil ? connectProblem(until: deadline) : responseProblem() else { return }
            let next = started.advanced(by: .milliseconds(Self.pauseMilliseconds))
            guard next < deadline else {
                sleep(until: deadline)
                throw ActionError.waitTimedOut(target: name, seconds: seconds, last: problem)
            }
            sleep(until: next)
        }
    }

    private func sleep(until instant: ContinuousClock.Instant) {
        let (seconds, attoseconds) = ContinuousClock.now.duration(to: instant).components
        if seconds >= 0, attoseconds >= 0 { usleep(UInt32(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)) }
    }

    // MARK: http

    /// Why the server's answer is not the expected one; nil if it is.
    private func responseProblem() -> String? {
        guard let client else { return "no client" }
        do {
            var request = Request(.get, try HTTPURL("\(scheme)://\(address)"))
            // Following a redirect would never show the status that is waited for.
            request.followsRedirects = !(300..<400).contains(expectedStatus)
            let response = try client.open(request)
            response.discard()
            let status = response.head.status
            return status == expectedStatus ? nil : "the answer is \(status), not \(expectedStatus)"
        } catch HTTPError.transfer(_, .cannotResolve) {
            return "the host has no address"
        } catch HTTPError.transfer(_, .cannotConnect(let reason)) {
            return reason
        } catch HTTPError.transfer(_, .tls(let reason, _)) {
            return reason
        } catch {
            return "no answer"
        }
    }

    // MARK: tcp

    private func hostAndPort() throws -> (host: String, port: String) {
        guard let colon = address.lastIndex(of: ":"), UInt16(address[address.index(after: colon)...]) != nil else {
            throw ActionError.malformed(action: "wait for \(name)", reason: "the address has no port")
        }
        var host = address[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return (String(host), String(address[address.index(after: colon)...]))
    }

    /// Why no connection could be made; nil if one was.
    private func connectProblem(until deadline: ContinuousClock.Instant) -> String? {
        guard let (host, port) = try? hostAndPort() else { return "the address has no port" }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host.isEmpty ? nil : host, port, &hints, &found)
        guard code == 0 else { return String(cString: gai_strerror(code)).lowercased() }
        defer { freeaddrinfo(found) }
        var problem: String? = "no address"
        var candidate = found
        while let entry = candidate?.pointee {
            problem = connectProblem(entry)
            if problem == nil { return nil }
            candidate = entry.ai_next
        }
        return problem
    }

    private func connectProblem(_ entry: addrinfo) -> String? {
        let kind = entry.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(entry.ai_family, kind, entry.ai_protocol)
        guard descriptor >= 0 else { return errnoText(errno) }
        defer { close(descriptor) }
        if connect(descriptor, entry.ai_addr, entry.ai_addrlen) == 0 { return nil }
        guard errno == EINPROGRESS else { return errnoText(errno) }
        var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&polled, 1, Int32(Self.secondsPerTry * 1000)) > 0 else { return "no answer" }
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length)
        return error == 0 ? nil : errnoText(error)
    }

    private func errnoText(_ number: Int32) -> String { String(cString: strerror(number)).lowercased() }
}
