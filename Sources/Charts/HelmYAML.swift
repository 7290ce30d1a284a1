import Documents

/// YAML in the manner of sigs.k8s.io/yaml, which Helm writes: keys sorted, block style, lists not indented.
enum HelmYAML {
    /// A value as one document with a newline at its end.
    static func text(_ value: Value) -> String {
        var writer = HelmYAMLWriter()
        writer.write(value, indent: 0)
        return writer.text
    }
}

private struct HelmYAMLWriter {
    var text = ""

    /// Writes a value that stands on lines of its own.
    mutating func write(_ value: Value, indent: Int, isAfterDash: Bool = false) {
        let spaces = String(repeating: " ", count: indent)
        switch value {
        case .object(let object) where !object.isEmpty:
            for (index, key) in object.keys.sorted(by: keyPrecedes).enumerated() {
                if index > 0 || !isAfterDash { text += spaces }
                text += HelmYAMLScalar.key(key) + ":"
                writeMember(object[key] ?? .null, indent: indent)
            }
        case .array(let elements) where !elements.isEmpty:
            for (index, element) in elements.enumerated() {
                if index > 0 || !isAfterDash { text += spaces }
                text += "- "
                if element.isEmptyOrScalar {
                    text += scalar(element, indent: indent) + "\n"
                } else {
                    write(element, indent: indent + 2, isAfterDash: true)
                }
            }
        default: text += spaces + scalar(value, indent: indent) + "\n"
        }
    }

    private mutating func writeMember(_ value: Value, indent: Int) {
        if value.isEmptyOrScalar {
            text += " "
            text += scalar(value, indent: indent) + "\n"
        } else if case .array = value {
            text += "\n"
            write(value, indent: indent)
        } else {
            text += "\n"
            write(value, indent: indent + 2)
        }
    }

    /// Characters written on the line so far.
    private var column: Int {
        text.unicodeScalars.reversed().prefix { $0 != "\n" }.count
    }

    private func scalar(_ value: Value, indent: Int) -> String {
        switch value {
        case .null: "null"
        case .bool(let truth): truth ? "true" : "false"
        case .integer(let number): String(number)
        case .double(let number): number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"
        case .string(let string): HelmYAMLScalar.text(string, indent: indent + 2, column: column)
        case .array: "[]"
        case .object: "{}"
        }
    }
}

extension Value {
    fileprivate var isEmptyOrScalar: Bool {
        switch self {
        case .array(let elements): elements.isEmpty
        case .object(let object): object.isEmpty
        default: true
        }
    }
}

/// go-yaml v2 sorter.go keyList.Less: letters after everything else, numbers by value.
private func keyPrecedes(_ first: String, _ second: String) -> Bool {
    let (a, b) = (Array(first.unicodeScalars), Array(second.unicodeScalars))
    var digits = false
    for index in 0..<min(a.count, b.count) {
        if a[index] == b[index] {
            digits = isDigit(a[index])
            continue
        }
        let (aIsLetter, bIsLetter) = (a[index].properties.isAlphabetic, b[index].properties.isAlphabetic)
        if aIsLetter && bIsLetter { return a[index] < b[index] }
        if aIsLetter || bIsLetter { return digits ? aIsLetter : bIsLetter }
        if isDigit(a[index]) || isDigit(b[index]) { return numberPrecedes(a, b, at: index) }
        return a[index] < b[index]
    }
    return a.count < b.count
}

private func numberPrecedes(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], at index: Int) -> Bool {
    var (aNumber, bNumber) = (UInt64(0), UInt64(0))
    if a[index] == "0" || b[index] == "0" {
        // Zeros after a number other than zero are part of it.
        for earlier in stride(from: index - 1, through: 0, by: -1) where isDigit(a[earlier]) {
            if a[earlier] != "0" {
                (aNumber, bNumber) = (1, 1)
                break
            }
        }
    }
    func take(_ scalars: [Unicode.Scalar], _ number: inout UInt64) -> Int {
        var end = index
        while end < scalars.count, isDigit(scalars[end]) {
            number = number &* 10 &+ UInt64(scalars[end].value - 48)
            end += 1
        }
        return end
    }
    let (aEnd, bEnd) = (take(a, &aNumber), take(b, &bNumber))
    if aNumber != bNumber { return aNumber < bNumber }
    if aEnd != bEnd { return aEnd < bEnd }
    return a[index] < b[index]
}

private func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .decimalNumber }
