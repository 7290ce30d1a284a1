import Diagnostics
import Documents
import FileIO
import HTTP
import SystemPackage

/// A program that gives out credentials: `exec` of a kubeconfig, client.authentication.k8s.io v1 and v1beta1.
public struct CredentialProgram: Sendable {
    /// What a program gave.
    struct Answer: Sendable {
        var token: String?
        var certificate: [UInt8]?
        var key: [UInt8]?
        /// Seconds since 1970 from when on it is of no use.
        var expiry: Int?
    }

    /// The program's name or path.
    public let program: String
    private let arguments: [String]
    private let environment: [String]
    private let installHint: String?
    private let apiVersion: String

    /// Answers are small.
    private static let maximumAnswerByteCount = 1 << 20

    /// Reads `exec`.
    ///
    /// - directory: of the kubeconfig; a command with a slash is relative to it.
    /// - cluster: the kubeconfig's cluster, for programs that want to know it.
    init(_ node: YAMLNode, directory: FilePath, cluster: Value, environment: [String]) throws {
        guard let version = try text(node, "apiVersion") else { throw problem(node, "exec has no apiVersion") }
        guard ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"].contains(version) else {
            throw problem(node["apiVersion"] ?? node, "exec: apiVersion \(version) is not known")
        }
        guard let command = try text(node, "command") else { throw problem(node, "exec has no command") }
        apiVersion = version
        program = command.contains("/") ? directory.pushing(FilePath(command)).string : command
        arguments = try Self.list(node, "args").map { element in
            guard let text = element.text else { throw problem(element, "exec: args: not a string") }
            return text
        }
        var variables = environment
        for entry in try Self.list(node, "env") {
            guard let name = try text(entry, "name") else { throw problem(entry, "exec: env: a variable has no name") }
            variables.removeAll { $0.hasPrefix(name + "=") }
            variables.append("\(name)=\(entry["value"]?.text ?? "")")
        }
        installHint = try text(node, "installHint")
        var specification: Value.Object = ["interactive": false]
        if try node["provideClusterInfo"]?.value(.legacy).bool == true {
            specification["cluster"] = Self.clusterInformation(cluster)
        }
        let information: Value = [
            "kind": "ExecCredential", "apiVersion": .string(version), "spec": .object(specification),
        ]
        variables.removeAll { $0.hasPrefix("KUBERNETES_EXEC_INFO=") }
        variables.append("KUBERNETES_EXEC_INFO=\(JSON.text(information))")
        self.environment = variables
    }

    private static func list(_ node: YAMLNode, _ key: String) throws -> [YAMLNode] {
        guard let value = node[key], !value.isNull else { return [] }
        guard let elements = value.elements else { throw problem(value, "exec: \(key) is \(value.shape), not a list") }
        return elements
    }

    private static func clusterInformation(_ cluster: Value) -> Value {
        var result = Value.Object()
        for key in ["server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority-data", "proxy-url"]
        {
            result[key] = cluster[key]
        }
        return .object(result)
    }

    /// Runs the program.
    func run() throws -> Answer {
        func failure(_ reason: String) -> KubernetesError {
            .credentialProgram(program, reason: reason, installHint: installHint)
        }
        let command = Command(program, arguments, environment: environment)
        let result: (ending: ProgramEnding, output: [UInt8], error: [UInt8])
        do {
            result = try command.capture(limit: Self.maximumAnswerByteCount)
        } catch let error as FileError {
            throw failure(error.message)
        }
        guard result.ending.isSuccess else {
            let words = oneLine(String(decoding: result.error, as: UTF8.self), limit: 300)
            throw failure("status \(result.ending.status)" + (words.isEmpty ? "" : ": \(words)"))
        }
        guard let value = try? JSON.parse(result.output, file: program) else { throw failure("its answer is no JSON") }
        guard value["kind"]?.string == "ExecCredential" else { throw failure("its answer is no ExecCredential") }
        guard value["apiVersion"]?.string == apiVersion else {
            throw failure("it answers with \(value["apiVersion"]?.string ?? "no apiVersion"), not \(apiVersion)")
        }
        guard let status = value["status"] else { throw failure("its answer has no status") }
        var answer = Answer(token: status["token"]?.string)
        answer.certificate = status["clientCertificateData"]?.string.map { Array($0.utf8) }
        answer.key = status["clientKeyData"]?.string.map { Array($0.utf8) }
        answer.expiry = status["expirationTimestamp"]?.string.flatMap { secondsSince1970($0) }
        guard (answer.certificate == nil) == (answer.key == nil) else {
            throw failure("it gave a certificate without a key, or a key without a certificate")
        }
        guard answer.token != nil || answer.certificate != nil else {
            throw failure("it gave neither token nor certificate")
        }
        return answer
    }
}

/// RFC 3339 as Kubernetes writes it, `2006-01-02T15:04:05Z`, fractions dropped, offsets obeyed.
func secondsSince1970(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int? {
        guard bytes.count >= range.upperBound else { return nil }
        return Int(String(decoding: bytes[range], as: UTF8.self))
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
        let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month)
    else { return nil }
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let yearOfEra = shifted - era * 400
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    var seconds = days * 86_400 + hour * 3600 + minute * 60 + second
    let zone = bytes[19...].drop { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
    if let sign = zone.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
        guard let hours = number((zone.startIndex + 1)..<(zone.startIndex + 3)),
            let minutes = number((zone.startIndex + 4)..<(zone.startIndex + 6))
        else { return nil }
        seconds -= (sign == UInt8(ascii: "+") ? 1 : -1) * (hours * 3600 + minutes * 60)
    }
    return seconds
}
