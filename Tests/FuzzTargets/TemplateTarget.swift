import GoTemplate
import Sprig

extension FuzzTarget {
    /// Templates: parsed, and run on values of every kind.
    static let templates = FuzzTarget(
        name: "templates",
        seeds: [
            "a {{- /* c */ -}} b {{ .s | quote }}{{ .m.m.k }}{{ $.l }}",
            "{{ if and .t (not .o) }}x{{ else if eq .i 7 3 }}y{{ else }}z{{ end }}",
            "{{ range $i, $e := .l }}{{ $i }}={{ $e }},{{ continue }}{{ else }}none{{ end }}",
            "{{ range 3 }}{{ . }}{{ end }}",
            "{{ with $x := .m }}{{ $x.a }}{{ $x = 5 }}{{ else with .e }}{{ end }}{{ break }}",
            "{{ define \"d\" }}<{{ . }}>{{ end }}{{ template \"d\" .s }}{{ include \"d\" 1 | printf \"%05d|%q\" }}",
            "{{ block \"b\" . }}{{ len .s }}{{ index .l 4 1 \"y\" }}{{ slice .s 1 2 }}{{ end }}",
            "{{ printf \"%v %+v %#v %T %5.2f %-8s|%x %[2]*[1]d %U %c\" .l .m .i .s .f .u .b 1 2 .c }}",
            "{{ html .uni }}{{ js .uni }}{{ urlquery .uni }}{{ print 1 2 \"a\" nil }}{{ println .n }}",
            "{{ tpl \"{{ .s }}{{ define \\\"t\\\" }}{{ end }}\" . }}{{ tpl .s $ }}{{ lt 1 2.5 }}{{ ge \"a\" `b` }}",
            "{{ $a := 0x1F }}{{ $a = 1e3 }}{{ 'x' }}{{ 1+2i }}{{ -0b101 }}{{ .sm.k }}{{ call .s }}",
            "{{ toYaml .m | fromYaml }}{{ toJson .l | b64enc | b64dec }}{{ semver \"1.2.3\" }}",
            "{{ regexMatch \"a+\" .s }}",
            "{{ dict \"a\" 1 | merge (dict \"b\" 2) | toYaml | nindent 4 }}",
            "{{ list 1 2 | join \",\" | trunc 3 | upper }}",
        ],
        tokens: [
            "{{", "}}", "{{-", "-}}", "(", ")", "|", ":=", "=", "$", "$x", ".", ".m.a", ".l", "\"", "`", "'", " ", "\n",
            "end", "else", "if", "range", "with", "define", "template", "block", "break", "continue", "nil", "true",
            "0x", "1e9", "9223372036854775807", "%", "%[1]*d", "printf", "index", "slice", "and", "or", "include",
            "tpl",
        ] + functions.keys.map(\.text).sorted()
    ) { bytes in
        do {
            var set = TemplateSet(functions: functions)
            set.maximumStepCount = 20_000
            try set.parse(bytes, name: "main")
            _ = try set.execute("main", data())
        } catch let error as any TemplateError {
            _ = error.text
        } catch {
            throw Finding("no template's error: \(error)")
        }
    }

    /// Without those that make keys and passwords, which take their time, or ask for names.
    private static let functions: FunctionTable = {
        let slow = ["bcrypt", "htpasswd", "derivePassword", "buildCustomCert", "getHostByName"]
        var functions = Sprig.functions.filter { !$0.key.text.hasPrefix("gen") && !slow.contains($0.key.text) }
        functions["include"] = .include
        functions["tpl"] = .tpl
        return functions
    }()

    private static func data() -> GoValue {
        let nested: GoValue = .map(["k": .string("v"), "l": .list([.float64(1), .float64(2)])])
        let list: [GoValue] = [
            .string("a"), .float64(1), .nil, .bool(true), .list([.string("x"), .map(["y": .string("z")])]),
        ]
        return .map(
            GoMap(
                [
                    "s": .string("text"), "e": .string(""), "i": .int(7), "j": .int64(-3), "f": .float64(1.5),
                    "n": .nil,
                    "t": .bool(true), "o": .bool(false), "l": .list(list), "le": .list([]), "me": .map([:]),
                    "m": .map(["a": .float64(1), "b": .string("x"), "n": .nil, "m": nested]),
                    "ss": .strings(["p", "q"]), "sm": .map(GoMap(["k": .string("v")], type: .string)),
                    "b": .bytes([0x68, 0x69, 0]), "u": .uint8(9), "c": .int32(0xE9), "w": .uint64(.max),
                    "bad": .string(GoString([0x61, 0xFF, 0x62])), "uni": .string("hé\u{2028} \u{1F600}\t'<&\">"),
                    "inf": .float64(.infinity), "nan": .float64(.nan), "huge": .float64(1.23e+25),
                    "list": .list(GoList([.int(3), .int(4)], of: .int)),
                ], type: .values))
    }
}
