/// Matches upstream's regular expression by hand: the first of its alternatives that fits wins, as there.
///
/// `^[a-z]+://` · host path, shortest · `/` · repository `[\w\-.]+`, shortest, may be missing · `.git`? · `/`? ·
/// (`@` `+`? ref `[/+\w\-.]+`)? · (`/info/…` or `/git-upload-pack` or `/git-receive-pack`)? `$`
struct GitAddressMatcher {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    func match() -> GitAddress? {
        let letters = bytes.prefix { (0x61...0x7a).contains($0) }.count
        guard letters > 0, bytes[letters...].starts(with: "://".utf8) else { return nil }
        let host = letters + 3
        for slash in bytes.indices.dropFirst(host + 1) where bytes[slash] == UInt8(ascii: "/") {
            guard !bytes[host..<slash].contains(UInt8(ascii: "\n")) else { return nil }
            if let address = matchRepository(host: host, slash: slash) { return address }
        }
        return nil
    }

    private func matchRepository(host: Int, slash: Int) -> GitAddress? {
        let start = slash + 1
        let run = bytes[start...].prefix { isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }.count
        // The expression prefers a repository of one byte or more to none.
        for length in Array(1..<(run + 1)) + [0] {
            let end = start + length
            for suffix in [4, 0] where suffix == 0 || bytes[end...].starts(with: ".git".utf8) {
                guard let tail = matchTail(from: end + suffix) else { continue }
                return GitAddress(
                    scheme: text(0..<host), hostPath: text(host..<slash), repository: text(start..<end),
                    hasGitSuffix: suffix > 0, ref: tail.ref, isForced: tail.isForced, servicePath: tail.servicePath)
            }
        }
        return nil
    }

    private typealias Tail = (ref: String?, isForced: Bool, servicePath: String)

    private func matchTail(from position: Int) -> Tail? {
        if position < bytes.count, bytes[position] == UInt8(ascii: "/"), let tail = matchRef(from: position + 1) {
            return tail
        }
        return matchRef(from: position)
    }

    private func matchRef(from position: Int) -> Tail? {
        if position < bytes.count, bytes[position] == UInt8(ascii: "@") {
            let isForced = position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "+")
            for start in isForced ? [position + 2, position + 1] : [position + 1] {
                let length = bytes[min(start, bytes.count)...].prefix(while: isRefByte).count
                for end in stride(from: start + length, to: start, by: -1) {
                    guard let path = servicePath(from: end) else { continue }
                    return (text(start..<end), isForced && start == position + 2, path)
                }
            }
        }
        return servicePath(from: position).map { (nil, false, $0) }
    }

    /// Everything from `position` on, if it is a service path or nothing.
    private func servicePath(from position: Int) -> String? {
        let rest = bytes[position...]
        if rest.isEmpty { return "" }
        if rest.starts(with: "/info/".utf8), !rest.contains(UInt8(ascii: "\n")) { return text(position..<bytes.count) }
        let isService = rest.elementsEqual("/git-upload-pack".utf8) || rest.elementsEqual("/git-receive-pack".utf8)
        return isService ? text(position..<bytes.count) : nil
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private func isRefByte(_ byte: UInt8) -> Bool { isWord(byte) || "/+-.".utf8.contains(byte) }

    private func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
    }
}
