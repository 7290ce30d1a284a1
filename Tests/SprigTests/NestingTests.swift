import GoTemplate
import Sprig
import Testing

/// Maps that hold themselves: Go's library would write some of them until the memory is full.
@Suite struct NestingTests {
    private func outcome(_ text: String) -> String {
        do {
            var set = TemplateSet(functions: Sprig.functions)
            let maps = ["d", "e"].map { #"{{$\#($0) := dict "b" 1}}{{$_ := set $\#($0) "a" $\#($0)}}"# }.joined()
            try set.parse(Array((maps + text).utf8), name: "main")
            return String(decoding: try set.execute("main", .nil).prefix(200), as: UTF8.self)
        } catch {
            return ((error as? any TemplateError)?.text.text ?? "\(error)").suffix(60).description
        }
    }

    @Test(arguments: ["toYaml", "toYamlPretty", "toJson", "toPrettyJson"]) func writtenAsNothing(name: String) {
        #expect(outcome("{{\(name) $d}}").isEmpty)
        #expect(outcome("{{list $d | \(name)}}").isEmpty)
    }

    @Test func refused() {
        #expect(outcome("{{toToml $d}}").hasSuffix("value too large to write"))
        #expect(outcome("{{mustToYaml $d}}").hasSuffix("exceeded max depth"))
        #expect(outcome("{{mustToJson $d}}").hasSuffix("encountered a cycle"))
    }

    @Test func compared() {
        #expect(
            outcome("{{deepEqual $d $e}} {{deepEqual $d (dict \"a\" $d)}} {{has $d (list $e)}}") == "true false true")
        #expect(outcome("{{$_ := set $e \"b\" 2}}{{deepEqual $d $e}}") == "false")
    }
}
