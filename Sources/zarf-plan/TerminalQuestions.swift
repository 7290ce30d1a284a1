import PackageModel
import Planning
import ToolSupport

/// Asks the person at the terminal: questions on standard error, answers from standard input.
struct TerminalQuestions: ComponentSelection.Asking {
    private let streams: StandardStreams

    init(_ streams: StandardStreams) { self.streams = streams }

    func isWanted(_ component: Component) throws -> Bool {
        let about = component.description.isEmpty ? "" : " (\(component.description))"
        let choices = component.isDefault ? "[Y/n]" : "[y/N]"
        let answer = try streams.ask("deploy component \(component.name)\(about)? \(choices) ").lowercased()
        return answer.isEmpty ? component.isDefault : answer == "y" || answer == "yes"
    }

    func choice(of components: [Component]) throws -> Int {
        for (index, component) in components.enumerated() {
            let about = component.description.isEmpty ? "" : ": \(component.description)"
            streams.writeError("  \(index + 1)) \(printable(component.name + about))\n")
        }
        let preset = components.firstIndex(where: \.isDefault).map { " [\($0 + 1)]" } ?? ""
        while true {
            let answer = try streams.ask("deploy which one?\(preset) ")
            if answer.isEmpty, let index = components.firstIndex(where: \.isDefault) { return index }
            if let number = Int(answer), components.indices.contains(number - 1) { return number - 1 }
        }
    }

    /// The value of a variable; what is sensitive is not shown while it is typed.
    func value(_ variable: InteractiveVariable) throws -> String {
        let about = variable.description.isEmpty ? "" : " (\(variable.description))"
        let isSensitive = variable.variable.isSensitive
        let preset = variable.defaultValue.isEmpty || isSensitive ? "" : " [\(variable.defaultValue)]"
        let answer = try streams.ask("\(variable.name)\(about)\(preset): ", isHidden: isSensitive)
        return answer.isEmpty ? variable.defaultValue : answer
    }
}
