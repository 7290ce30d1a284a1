import GoText

extension Format {
    static func ipv4Fault(_ text: String) -> String? {
        let groups = text.split(separator: ".", omittingEmptySubsequences: false)
        if groups.count != 4 { return "expected four decimals" }
        for group in groups {
            if group.utf8.count > 1, group.hasPrefix("0") { return "leading zeros" }
            switch GoInteger.parse(group.utf8) {
            case .failure(let fault): return fault.message
            case .success(let number): if !(0...255 ~= number) { return "decimal must be between 0 and 255" }
            }
        }
        return nil
    }

    static func ipv6Fault(_ text: String) -> String? {
        guard text.utf8.contains(UInt8(ascii: ":")) else { return "missing colon" }
        do throws(GoIPAddress.Fault) {
            let address = try GoIPAddress(text)
            return address.zone == nil ? nil : "zone id is not a part of ipv6 address"
        } catch {
            return error.message
        }
    }

    static func hostnameFault(_ text: String) -> String? {
        let name = text.hasSuffix(".") ? text.dropLast() : text[...]
        if name.utf8.count > 253 { return "more than 253 characters long" }
        for label in name.split(separator: ".", omittingEmptySubsequences: false) {
            guard 1...63 ~= label.utf8.count else { return "label must be 1 to 63 characters long" }
            if label.utf8.first == UInt8(ascii: "-") { return "label starts with hyphen" }
            if label.utf8.last == UInt8(ascii: "-") { return "label ends with hyphen" }
            if let character = stranger(in: label, others: "-") { return "invalid character \(quoted(character))" }
        }
        return nil
    }

    static func emailFault(_ text: String) -> String? {
        if text.utf8.count > 254 { return "more than 255 characters long" }
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return "missing @" }
        let local = text[..<at]
        if local.utf8.count > 64 { return "local part more than 64 characters long" }
        if let fault = localPartFault(local) { return fault }
        var domain = text[text.utf8.index(after: at)...]
        // An address in brackets stands for a host's name.
        guard domain.utf8.first == UInt8(ascii: "["), domain.utf8.last == UInt8(ascii: "]") else {
            return hostnameFault(String(domain)).map { "invalid domain: \($0)" }
        }
        domain = domain.dropFirst().dropLast()
        if domain.hasPrefix("IPv6:") {
            return ipv6Fault(String(domain.dropFirst(5))).map { "invalid ipv6 address: \($0)" }
        }
        return ipv4Fault(String(domain)).map { "invalid ipv4 address: \($0)" }
    }

    private static func localPartFault(_ local: Substring) -> String? {
        // Quirk: a quote at the beginning is enough, and the last character is left out whatever it is.
        if local.utf8.count > 1, local.utf8.first == UInt8(ascii: "\"") {
            let inner = local.utf8.dropFirst().dropLast()
            let isAllowed = !inner.contains(UInt8(ascii: "\\")) && !inner.contains(UInt8(ascii: "\""))
            return isAllowed ? nil : "backslash and quote are not allowed within quoted local part"
        }
        if local.hasPrefix(".") { return "starts with dot" }
        if local.hasSuffix(".") { return "ends with dot" }
        if local.contains("..") { return "consecutive dots" }
        return stranger(in: local, others: ".!#$%&'*+-/=?^_`{|}~").map { "invalid character \(quoted($0))" }
    }

    // MARK: RFC 3986 and RFC 6570

    static func uriFault(_ text: String) -> String? {
        switch url(text) {
        case .failure(let fault): fault.message
        case .success(let url): url.scheme.isEmpty ? "relative url" : nil
        }
    }

    static func uriReferenceFault(_ text: String) -> String? {
        if text.utf8.contains(UInt8(ascii: "\\")) { return "contains \\" }
        return if case .failure(let fault) = url(text) { fault.message } else { nil }
    }

    static func uriTemplateFault(_ text: String) -> String? {
        let url: GoURL
        switch self.url(text) {
        case .failure(let fault): return fault.message
        case .success(let found): url = found
        }
        // Quirk: the path alone is looked at, and only if it would be written otherwise without the braces.
        for part in url.rawPath.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            var isOpen = false
            for byte in GoURL.unescapedPath(part) where byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") {
                if isOpen == (byte == UInt8(ascii: "{")) { return "nested curly braces" }
                isOpen.toggle()
            }
            if isOpen { return "no matching closing brace" }
        }
        return nil
    }

    private struct Fault: Error {
        let message: String
    }

    /// What Go takes for an address, whose host may be an IPv6 address only between brackets.
    private static func url(_ text: String) -> Result<GoURL, Fault> {
        do throws(GoURLError) {
            let url = try GoURL(Array(text.utf8))
            let name = String(decoding: url.hostName, as: UTF8.self)
            guard name.utf8.contains(UInt8(ascii: ":")) else { return .success(url) }
            guard url.host.contains(UInt8(ascii: "[")), url.host.contains(UInt8(ascii: "]")) else {
                return .failure(Fault(message: "ipv6 address not enclosed in brackets"))
            }
            let fault = ipv6Fault(name).map { Fault(message: "invalid ipv6 address: \($0)") }
            return fault.map { .failure($0) } ?? .success(url)
        } catch {
            return .failure(Fault(message: error.message))
        }
    }
}
