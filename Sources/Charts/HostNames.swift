import Glibc
import GoTemplate

/// What `--enable-dns` allows templates to ask.
enum HostNames {
    /// Throws `GoError`, as Go's library panics, for a name that has no address.
    // Masterminds/sprig v3.3 network.go getHostByName: one of the addresses, by chance.
    static func address(of name: String) throws -> String {
        guard let address = addresses(of: name).randomElement() else { throw GoError("invalid argument to Intn") }
        return address
    }

    private static func addresses(of name: String) -> Set<String> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        var addresses: Set<String> = []
        var next = first
        while let entry = next?.pointee {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            if getnameinfo(entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 {
                addresses.insert(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
            }
            next = entry.ai_next
        }
        return addresses
    }
}
