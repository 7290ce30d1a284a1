import FileIO
import Glibc
import SystemPackage

/// Listens for TCP connections at a numeric address, or `localhost`; port 0 is one that is free.
///
/// Returns the socket, how it is called (`127.0.0.1:80`, `[::1]:80`), and its port. Throws `FileError`.
func listen(_ address: String, _ port: Int) throws -> (socket: OpenFile, name: String, port: Int) {
    let host = address == "localhost" ? "127.0.0.1" : address
    let shown = host.contains(":") ? "[\(host)]" : host
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let information = found?.pointee else {
        throw KubernetesError.unusable("listen at \(shown):\(port): \"\(address)\" is no address of this machine")
    }
    defer { freeaddrinfo(found) }
    let place = "\(shown):\(port)"
    let descriptor = try systemCall("listen at", place) {
        socket(information.ai_family, information.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
    }
    let file = OpenFile(descriptor: descriptor, path: FilePath(place))
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    try systemCall("listen at", place) { bind(descriptor, information.ai_addr, information.ai_addrlen) }
    try systemCall("listen at", place) { Glibc.listen(descriptor, SOMAXCONN) }
    let number = try boundPort(descriptor, place)
    return (file, "\(shown):\(number)", number)
}

private func boundPort(_ descriptor: Int32, _ place: String) throws -> Int {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return try withUnsafeMutablePointer(to: &address) { pointer in
        try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            _ = try systemCall("listen at", place) { getsockname(descriptor, address, &length) }
        }
        let isIPv6 = pointer.pointee.ss_family == sa_family_t(AF_INET6)
        let raw = UnsafeRawPointer(pointer)
        let port =
            isIPv6
            ? raw.assumingMemoryBound(to: sockaddr_in6.self).pointee.sin6_port
            : raw.assumingMemoryBound(to: sockaddr_in.self).pointee.sin_port
        return Int(UInt16(bigEndian: port))
    }
}
