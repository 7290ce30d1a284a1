import Glibc
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
        let answer = try ask("deploy component \(component.name)\(about)? \(choices) ").lowercased()
        return answer.isEmpty ? component.isDefault : answer == "y" || answer == "yes"
    }

    func choice(of components: [Component]) throws -> Int {
        for (index, component) in components.enumerated() {
            let about = component.description.isEmpty ? "" : ": \(component.description)"
            streams.writeError("  \(index + 1)) \(printable(component.name + about))\n")
        }
        let preset = components.firstIndex(where: \.isDefault).map { " [\($0 + 1)]" } ?? ""
        while true {
            let answer = try ask("deploy which one?\(preset) ")
            if answer.isEmpty, let index = components.firstIndex(where: \.isDefault) { return index }
            if let number = Int(answer), components.indices.contains(number - 1) { return number - 1 }
        }
    }

    /// The value of a variable; what is sensitive is not shown while it is typed.
    func value(_ variable: InteractiveVariable) throws -> String {
        let about = variable.description.isEmpty ? "" : " (\(variable.description))"
        let isSensitive = variable.variable.isSensitive
        let preset = variable.defaultValue.isEmpty || isSensitive ? "" : " [\(variable.defaultValue)]"
        let answer = try ask("\(variable.name)\(about)\(preset): ", isHidden: isSensitive)
        return answer.isEmpty ? variable.defaultValue : answer
    }

    private func ask(_ question: String, isHidden: Bool = false) throws -> String {
        streams.writeError(printable(question))
        guard isHidden else { return try line() }
        var settings = termios()
        tcgetattr(0, &settings)
        var hidden = settings
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSADRAIN, &hidden)
        defer {
            tcsetattr(0, TCSADRAIN, &settings)
            streams.writeError("\n")
        }
        return try line()
    }

    private func line() throws -> String {
        guard let line = readLine() else { throw UsageError("no answer came") }
        return line
    }
}
