import GoTemplate
import RegularExpressions
import Synchronization

extension Sprig {
    /// Regular expressions in RE2's syntax: Masterminds/sprig v3.3 regex.go. Without `must` a bad pattern is a panic all the
    /// same, but for `regexMatch`.
    static let regularExpressions: FunctionTable = {
        var table: FunctionTable = [
            "regexMatch": GoFunction([.string, .string]) {
                .bool((try? Patterns.expression(text($0[0])))?.matches(text($0[1])) ?? false)
            },
            "mustRegexMatch": GoFunction([.string, .string]) {
                .bool(try Patterns.expression(text($0[0])).matches(text($0[1])))
            },
            "regexQuoteMeta": GoFunction([.string]) { .string(RegularExpression.escaped(text($0[0]))) },
        ]
        let find: ([GoValue]) throws -> GoValue = {
            .string(try Patterns.expression(text($0[0])).firstMatch(in: text($0[1]))?[0] ?? "")
        }
        let findAll: ([GoValue]) throws -> GoValue = { arguments in
            let matches = try Patterns.expression(text(arguments[0])).allMatches(
                in: text(arguments[1]), limit: limit(arguments[2]))
            // No match at all is a nil slice.
            return .list(GoList(matches.map { .string($0[0] ?? "") }, of: .string, isNil: matches.isEmpty))
        }
        let split: ([GoValue]) throws -> GoValue = { arguments in
            let expression = try Patterns.expression(text(arguments[0]))
            let limit = limit(arguments[2])
            if limit == 0 { return .list(GoList([], of: .string, isNil: true)) }
            return .strings(expression.split(text(arguments[1]), limit: limit).map { GoString($0) })
        }
        let replace: ([GoValue]) throws -> GoValue = {
            .string(try Patterns.expression(text($0[0])).replacing(text($0[1]), with: text($0[2])))
        }
        let replaceLiteral: ([GoValue]) throws -> GoValue = {
            .string(try Patterns.expression(text($0[0])).replacing(text($0[1]), withLiteral: text($0[2])))
        }
        add("Find", [.string, .string], find, to: &table)
        add("FindAll", [.string, .string, .int], findAll, to: &table)
        add("Split", [.string, .string, .int], split, to: &table)
        add("ReplaceAll", [.string, .string, .string], replace, to: &table)
        add("ReplaceAllLiteral", [.string, .string, .string], replaceLiteral, to: &table)
        return table
    }()

    /// Adds a function under both of its names; the one without `must` says what Go's MustCompile panics with.
    private static func add(
        _ name: String, _ parameters: [GoType], _ body: @escaping ([GoValue]) throws -> GoValue,
        to table: inout FunctionTable
    ) {
        table[GoString("mustRegex\(name)")] = GoFunction(parameters, body)
        table[GoString("regex\(name)")] = GoFunction(parameters) { arguments in
            do {
                return try body(arguments)
            } catch let error as GoError {
                let pattern = GoFormat.sprintf("%#q", [arguments[0]])
                throw GoError("regexp: Compile(\(pattern)): \(error.text)")
            }
        }
    }

    private static func text(_ value: GoValue) -> String { value.string?.text ?? "" }

    private static func limit(_ value: GoValue) -> Int? {
        guard case .int(let limit) = value, limit >= 0 else { return nil }
        return limit
    }
}

/// Compiled patterns: templates use the same few many times.
private enum Patterns {
    private static let known = Mutex<[String: RegularExpression]>([:])
    /// A chart that makes patterns in a loop must not fill the memory.
    private static let maximumCount = 512

    static func expression(_ pattern: String) throws -> RegularExpression {
        if let expression = known.withLock({ $0[pattern] }) { return expression }
        let expression = try compiled(pattern)
        known.withLock { known in
            if known.count >= maximumCount { known.removeAll() }
            known[pattern] = expression
        }
        return expression
    }

    private static func compiled(_ pattern: String) throws -> RegularExpression {
        do {
            return try RegularExpression(pattern)
        } catch {
            throw GoError(error.message)
        }
    }
}
