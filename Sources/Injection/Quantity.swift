/// An amount of a resource as Kubernetes writes it: `500m`, `64Mi`, `1e3`.
// Kubernetes API conventions "Resource quantities".
struct Quantity: Comparable {
    /// The amount in its base unit: cores, bytes.
    let value: Double

    init(_ value: Double) { self.value = value }

    /// Nil for what is none.
    init?(_ text: String) {
        let digits = text.prefix { $0.isNumber || "+-.".contains($0) }
        let unit = text[digits.endIndex...]
        if let number = Double(text) {
            value = number
            return
        }
        let factors: [Substring: Double] = [
            "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
            "Ki": 1024, "Mi": 1_048_576, "Gi": 1_073_741_824, "Ti": 1_099_511_627_776, "Pi": 1_125_899_906_842_624,
            "Ei": 1_152_921_504_606_846_976,
        ]
        guard let number = Double(digits), let factor = factors[unit] else { return nil }
        value = number * factor
    }

    static func < (left: Quantity, right: Quantity) -> Bool { left.value < right.value }
}
