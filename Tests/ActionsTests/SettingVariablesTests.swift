import Actions
import Documents
import FileIO
import PackageModel
import Synchronization
import Testing
import Variables

private func setting(_ key: String, _ type: String) -> SetValue {
    var setting = SetValue()
    setting.key = key
    setting.type = type
    return setting
}

@Suite struct SettingVariables {
    @Test func trimmedOutputBecomesTheValue() throws {
        var bench = try Bench()
        let saved = Mutex<[DeployVariables]>([])
        bench.runner.saveVariables = { variables in saved.withLock { $0.append(variables) } }
        try bench.run("printf ' \\n\\tone\\ntwo\\302\\240\\n\\n'; echo ignored >&2") {
            $0.setVariables = [
                variable("stage"),
                variable("SECRET") {
                    $0.isSensitive = true; $0.autoIndents = true; $0.type = "file"
                },
            ]
        }
        #expect(
            bench.runner.variables.variables == [
                "STAGE": .init("one\ntwo"),
                "SECRET": .init("one\ntwo", isSensitive: true, autoIndents: true, isFile: true),
            ])
        #expect(saved.withLock { $0 } == [bench.runner.variables])
        try bench.run("echo \"<$ZARF_VAR_STAGE>\"")
        #expect(bench.reporter.notes.suffix(2) == ["<one", "two>"])
        try bench.run("echo old") { $0.setVariable = "OLD" }
        #expect(bench.runner.variables.variables["OLD"]?.text == "old")
    }

    @Test func aPatternIsHeldAgainstTheValue() throws {
        var bench = try Bench()
        try bench.run("echo 42") { $0.setVariables = [variable("N") { $0.pattern = "^[0-9]+$" }] }
        let error = #expect(throws: ActionError.self) {
            try bench.run("echo s3cr3t; echo x >>tries") {
                $0.setVariables = [variable("FIRST"), variable("N") { $0.pattern = "^[0-9]+$" }]
                $0.maxRetries = 1
                $0.mute = true
                $0.description = "Fetch"
            }
        }
        #expect(
            error?.message
                == "use the output of action \"Fetch\": it does not match the pattern of variable N, \"^[0-9]+$\"")
        #expect(try bench.text(of: "tries") == "x\nx\n")
        #expect(bench.runner.variables.variables == ["N": .init("42")])
        #expect(!(bench.reporter.notes + bench.reporter.warnings).joined().contains("s3cr3t"))
        #expect(throws: (any Error).self) {
            try bench.run("echo x") { $0.setVariables = [variable("N") { $0.pattern = "(" }] }
        }
    }

    @Test func valuesAreTypedAndMerged() throws {
        var bench = try Bench()
        try bench.run("echo '{\"a\": {\"b\": 1}}'") { $0.setValues = [setting(".app", "json")] }
        try bench.run("printf 'a:\\n  c: [true, x]\\n'") { $0.setValues = [setting(".app", "yaml")] }
        try bench.run("echo 012") { $0.setValues = [setting(".app.text", ""), setting(".new.deep.key", "string")] }
        try bench.run("echo '{\"top\": null}'") { $0.setValues = [setting(".", "json")] }
        #expect(
            bench.runner.variables.values == [
                "app": ["a": ["b": 1, "c": [true, "x"]], "text": "012"], "new": ["deep": ["key": "012"]], "top": nil,
            ])
    }

    @Test(arguments: [
        ("echo '{'", ".a", "json", "read it:"), ("echo x", ".a", "toml", "unknown type"),
        ("echo 1", ".", "json", "no place"),
        ("echo x", ".text.below", "", "no place"), ("echo x", "a", "", "no place"), ("echo x", ".a..b", "", "no place"),
        ("printf 'a\\0b'", "", "", "zero byte"),
    ])
    func whatCannotBeSetIsRefused(cmd: String, key: String, type: String, reason: String) throws {
        var bench = try Bench()
        bench.runner.variables.values = ["text": "x"]
        let error = #expect(throws: ActionError.self) {
            try bench.run(cmd) {
                if key.isEmpty { $0.setVariables = [variable("V")] } else { $0.setValues = [setting(key, type)] }
            }
        }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(bench.runner.variables.values == ["text": "x"])
    }
}
