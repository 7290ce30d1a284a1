import GoTemplate

extension Sprig {
    /// Addresses and their parts: Masterminds/sprig v3.3 url.go.
    static let urls: FunctionTable = [
        "urlParse": GoFunction([.string]) { arguments in
            do {
                return .map(try GoURL(arguments[0].string ?? "").parts)
            } catch let error as GoError {
                throw GoError("unable to parse url: \(error.text)")
            }
        },
        "urlJoin": GoFunction([.map]) { arguments in
            let parts = arguments[0].map ?? GoMap()
            func part(_ key: GoString) throws -> GoString {
                guard let value = parts[key] else { return GoString() }
                if let text = value.string { return text }
                guard !value.isNil else {
                    throw GoError("runtime error: invalid memory address or nil pointer dereference")
                }
                throw GoError("unable to parse \(key) key, must be of type string, but \(value.kindName) found")
            }
            var url = GoURL()
            (url.scheme, url.host, url.path) = (try part("scheme"), try part("host"), try part("path"))
            (url.query, url.opaque, url.fragment) = (try part("query"), try part("opaque"), try part("fragment"))
            let user = try part("userinfo")
            if !user.isEmpty {
                do {
                    url.user = try GoURL(GoString("proto://\(user)@host")).user
                } catch let error as GoError {
                    throw GoError("unable to parse userinfo in dict: \(error.text)")
                }
            }
            return .string(url.text)
        },
    ]
}
