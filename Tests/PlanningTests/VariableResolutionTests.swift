import Diagnostics
import Documents
import PackageModel
import Planning
import Testing
import Variables

private func declared(_ name: String, _ value: String = "", _ change: (inout InteractiveVariable) -> Void = { _ in })
    -> InteractiveVariable
{
    var variable = InteractiveVariable()
    (variable.variable.name, variable.defaultValue) = (name, value)
    change(&variable)
    return variable
}

private func texts(_ variables: DeployVariables) -> [String: String] { variables.variables.mapValues(\.text) }

@Suite struct VariableSettingsTests {
    @Test(arguments: [
        ("A=1", ["A": "1"]), ("a=1", ["A": "1"]), ("A=1,2", ["A": "1,2"]), ("A=", ["A": ""]), ("A=\"1\"", ["A": "\"1"]),
        ("\"A=1\"", ["A": "1"]), ("A=1,B=2", ["A": "1", "B": "2"]), ("A=x=y", ["A": "x=y"]),
        ("\"A=1,2\",B=3", ["A": "1,2", "B": "3"]), ("\"A=say \"\"hi\"\"\",B==", ["A": "say \"hi\"", "B": "="]),
        ("A=1\n2,B=3", ["A": "1\n2", "B": "3"]),
    ])
    func argumentsAreReadAsUpstreamDoes(argument: String, expected: [String: String]) throws {
        var settings = VariableSettings()
        try settings.add(argument: argument)
        #expect(texts(settings.given) == expected)
    }

    @Test(arguments: [
        "", "s3cr3t", "=s3cr3t", "A=1,=s3cr3t=2", "A=1,\"B=2\"s3cr3t", "A=1,B=2,s3cr3t", "A\u{0}=1",
    ])
    func othersAreRefusedWithoutBeingRepeated(argument: String) {
        var settings = VariableSettings()
        let error = #expect(throws: PlanError.self) { try settings.add(argument: argument) }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains("s3cr3t") == false)
    }

    @Test(arguments: [
        (#"{"a": "x", "B": 2, "c": true}"#, ["A": "x", "B": "2", "C": "true"]), ("A=x,B=y", ["A": "x", "B": "y"]),
        (" {} ", [:]),
    ])
    func theEnvironmentIsReadAsUpstreamDoes(text: String, expected: [String: String]) throws {
        var settings = VariableSettings()
        try settings.add(environmentValue: text)
        #expect(texts(settings.given) == expected)
    }

    @Test(arguments: ["{", #"{"": "s3cr3t"}"#, "s3cr3t", #"{"a": "x\u0000"}"#]) func otherTextsAreRefused(text: String)
    {
        var settings = VariableSettings()
        let error = #expect(throws: PlanError.self) { try settings.add(environmentValue: text) }
        #expect(error == .malformedSetting(source: text == "s3cr3t" ? "--set-variables" : "ZARF_PACKAGE_DEPLOY_SET"))
    }
}

@Suite struct ValueSettingsTests {
    @Test(
        arguments: [
            ("a.b=1", ["a": ["b": 1]]), (".a=true", ["a": true]), ("a='1'", ["a": "1"]), ("a=01", ["a": "01"]),
            ("a=-5,b=x y", ["a": -5, "b": "x y"]), ("a.b=1,a.c=2", ["a": ["b": 1, "c": 2]]), ("a=", ["a": ""]),
            ("a=1.5", ["a": "1.5"]), ("a=--1", ["a": "--1"]),
        ] as [(String, Value)])
    func argumentsAreTypedAsUpstreamDoes(argument: String, expected: Value) throws {
        var settings = VariableSettings()
        try settings.add(valueArgument: argument)
        #expect(.object(settings.given.values) == expected)
    }

    @Test(arguments: ["", "s3cr3t", "=s3cr3t", "a..b=s3cr3t", ".=s3cr3t"])
    func othersAreRefusedWithoutBeingRepeated(argument: String) {
        var settings = VariableSettings()
        let error = #expect(throws: PlanError.self) { try settings.add(valueArgument: argument) }
        #expect(error == .malformedSetting(source: "--set-values"))
    }

    @Test func whatIsGivenStandsOverThePackages() throws {
        var settings = VariableSettings()
        settings.add(values: ["app": ["replicas": 2]])
        let resolution = try VariableResolution(
            Package(), settings: settings, packageValues: ["app": ["replicas": 1, "name": "web"]])
        #expect(.object(resolution.variables.values) == ["app": ["replicas": 2, "name": "web"]] as Value)
        #expect(.object(resolution.given.values) == ["app": ["replicas": 2]] as Value)
    }
}

@Suite struct VariableResolutionTests {
    private var package: Package {
        var package = Package()
        package.variables = [
            declared("PLAIN", "default"), declared("asked", "preset") { $0.prompts = true },
            declared("SECRET", "d3fault") {
                $0.prompts = true
                $0.variable.isSensitive = true
                $0.variable.autoIndents = true
                $0.variable.type = "file"
            },
            declared("NUMBER", "1") { $0.variable.pattern = "^[0-9]+$" },
        ]
        var constant = Constant()
        (constant.name, constant.text, constant.autoIndents) = ("SITE", "north", true)
        package.constants = [constant]
        return package
    }

    @Test func defaultsAreTheLastResort() throws {
        let resolution = try VariableResolution(package, settings: VariableSettings())
        #expect(
            texts(resolution.variables) == ["PLAIN": "default", "ASKED": "preset", "SECRET": "d3fault", "NUMBER": "1"])
        #expect(
            resolution.variables.variables["SECRET"]
                == .init("d3fault", isSensitive: true, autoIndents: true, isFile: true))
        #expect(resolution.variables.constants == ["SITE": .init("north", autoIndents: true)])
        #expect(resolution.given == DeployVariables())
    }

    @Test func answersWinOverDefaultsAndGivenValuesOverAnswers() throws {
        var settings = VariableSettings()
        try settings.add(argument: "SECRET=given,EXTRA=x")
        var asked: [String] = []
        let resolution = try VariableResolution(package, settings: settings) { variable in
            asked.append(variable.name)
            return "answer"
        }
        #expect(asked == ["asked"])
        #expect(texts(resolution.variables)["ASKED"] == "answer")
        #expect(resolution.variables.variables["SECRET"]?.isSensitive == true)
        #expect(resolution.undeclared == ["EXTRA"])
        #expect(texts(resolution.given) == ["ASKED": "answer", "SECRET": "given", "EXTRA": "x"])

        // What was given and answered before is not asked again.
        var again = VariableSettings()
        again.add(resolution.given)
        let second = try VariableResolution(package, settings: again) { _ in
            Issue.record("asked again")
            return ""
        }
        #expect(second.variables == resolution.variables)
        #expect(second.given == resolution.given)
    }

    @Test func everyValueMustMatchItsPattern() throws {
        var settings = VariableSettings()
        try settings.add(argument: "NUMBER=12")
        #expect(texts(try VariableResolution(package, settings: settings).variables)["NUMBER"] == "12")
        try settings.add(argument: "NUMBER=s3cr3t")
        let error = #expect(throws: PlanError.self) { try VariableResolution(package, settings: settings) }
        #expect(error == .patternMismatch(variable: "NUMBER", pattern: "^[0-9]+$"))
        #expect(error?.message.contains("s3cr3t") == false)
        var broken = package
        broken.variables[0].variable.pattern = "("
        let badPattern = #expect(throws: (any Error).self) {
            try VariableResolution(broken, settings: VariableSettings())
        }
        #expect((badPattern as? any Failure)?.message.hasPrefix("variable PLAIN: ") == true)
    }
}
