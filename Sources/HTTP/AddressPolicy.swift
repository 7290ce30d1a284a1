import Glibc

/// Which resolved addresses a request may be sent to; checked when the socket is made, so that no DNS name gets round it.
public enum AddressPolicy: Sendable, Hashable {
    /// Any: the user named the host.
    case any
    /// The host was named by a server, whose own address is given: this machine, its link and the clouds' metadata
    /// services are out of bounds unless the server is there itself.
    case namedByServer(at: String?)

    /// Whether `address` may be contacted.
    public func allows(_ address: IPAddress) -> Bool {
        guard case .namedByServer(let server) = self else { return true }
        let reach = address.reach
        if reach == .ordinary { return true }
        return server.flatMap { IPAddress($0) }?.reach == reach
    }
}

/// An IPv4 or IPv6 address.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// Where an address leads, as far as a guard against forged requests cares.
    public enum Reach: Sendable { case ordinary, thisMachine, link, nowhere }

    /// 4 or 16 bytes; IPv4 within IPv6 is kept as IPv4.
    let bytes: [UInt8]

    /// Reads an address in its usual notation, without brackets; nil if it is none.
    public init?(_ text: some StringProtocol) {
        let bare = String(text.prefix { $0 != "%" })
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, bare, &four) == 1 {
            self.init(bytes: withUnsafeBytes(of: four) { Array($0) })
        } else if inet_pton(AF_INET6, bare, &six) == 1 {
            self.init(bytes: withUnsafeBytes(of: six) { Array($0) })
        } else {
            return nil
        }
    }

    init(bytes: [UInt8]) {
        // RFC 4291 §2.5.5.2 IPv4-mapped, RFC 6052 the well-known NAT64 prefix 64:ff9b::/96.
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
        let translated: [UInt8] = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]
        let isIPv4Inside = bytes.count == 16 && (bytes.starts(with: mapped) || bytes.starts(with: translated))
        self.bytes = isIPv4Inside ? Array(bytes.suffix(4)) : bytes
    }

    init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            self = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
                Self(bytes: withUnsafeBytes(of: pointer.pointee.sin_addr) { Array($0) })
            }
        case AF_INET6:
            self = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
                Self(bytes: withUnsafeBytes(of: pointer.pointee.sin6_addr) { Array($0) })
            }
        default: return nil
        }
    }

    /// What kind of place the address is.
    public var reach: Reach {
        if bytes.count == 4 {
            switch (bytes[0], bytes[1]) {
            case (127, _): return .thisMachine
            case (0, _), (224..., _): return .nowhere
            // Link-local, where AWS, Azure, GCP and OpenStack keep their metadata service.
            case (169, 254): return .link
            default: return bytes == Self.alibabaMetadata || bytes == Self.oracleMetadata ? .link : .ordinary
            }
        }
        if bytes == [UInt8](repeating: 0, count: 15) + [1] { return .thisMachine }
        if bytes.allSatisfy({ $0 == 0 }) || bytes[0] == 0xff { return .nowhere }
        if bytes[0] == 0xfe, bytes[1] & 0xc0 == 0x80 { return .link }
        return bytes == Self.awsMetadata ? .link : .ordinary
    }

    /// Alibaba Cloud's metadata service.
    private static let alibabaMetadata: [UInt8] = [100, 100, 100, 200]
    /// Oracle Cloud's older metadata service.
    private static let oracleMetadata: [UInt8] = [192, 0, 0, 192]
    /// AWS's metadata service over IPv6, fd00:ec2::254.
    private static let awsMetadata: [UInt8] = [0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54]

    /// Whether it is a loopback address.
    public var isLoopback: Bool { reach == .thisMachine }

    /// Whether it belongs to a private network (RFC 1918, RFC 4193).
    public var isPrivate: Bool {
        guard bytes.count == 4 else { return bytes[0] & 0xfe == 0xfc }
        return bytes[0] == 10 || (bytes[0] == 172 && bytes[1] & 0xf0 == 16) || (bytes[0] == 192 && bytes[1] == 168)
    }

    public var description: String {
        guard bytes.count == 16 else { return bytes.map { String($0) }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2)
            .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
    }
}
