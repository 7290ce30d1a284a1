import GoTemplate
import GoText

extension Sprig {
    /// Addresses and their parts: Masterminds/sprig v3.3 url.go.
    static let urls: FunctionTable = [
        "urlParse": GoFunction([.string]) { arguments in
            do throws(GoURLError) {
                return .map(parts(of: try GoURL(arguments[0].string?.bytes ?? [])))
            } catch {
                throw GoError("unable to parse url: \(error.message)")
            }
        },
        "urlJoin": GoFunction([.map]) { arguments in
            let parts = arguments[0].map ?? GoMap()
            func part(_ key: GoString) throws -> [UInt8] {
                guard let value = parts[key] else { return [] }
                if let text = value.string { return text.bytes }
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
                do throws(GoURLError) {
                    url.user = try GoURL(Array("proto://".utf8) + user + Array("@host".utf8)).user
                } catch {
                    throw GoError("unable to parse userinfo in dict: \(error.message)")
                }
            }
            return .string(GoString(url.text))
        },
    ]

    private static func parts(of url: GoURL) -> GoMap {
        func text(_ bytes: [UInt8]) -> GoValue { .string(GoString(bytes)) }
        return GoMap([
            "scheme": text(url.scheme), "host": text(url.host), "hostname": text(url.hostName), "path": text(url.path),
            "query": text(url.query), "opaque": text(url.opaque), "fragment": text(url.fragment),
            "userinfo": text(url.userText),
        ])
    }
}
