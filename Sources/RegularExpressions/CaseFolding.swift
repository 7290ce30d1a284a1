/// Simple case folding: which characters differ only in case.
enum CaseFolding {
    /// Each character that has others like it, with the next of its orbit, sorted.
    private static let steps: [(scalar: UInt32, next: UInt32)] = UnicodeTables.foldRuns.split(separator: ",")
        .flatMap { run in
            let numbers = run.split(separator: " ").compactMap { Int($0, radix: 36) }
            return (0...numbers[1]).map { index in
                let scalar = numbers[0] + index * numbers[2]
                return (UInt32(scalar), UInt32(scalar + numbers[3]))
            }
        }
        .sorted { $0.0 < $1.0 }

    private static func firstStep(from scalar: UInt32) -> Int {
        var low = 0
        var high = steps.count
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].scalar < scalar { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The others that differ from a character only in case.
    static func others(_ scalar: UInt32) -> [UInt32] {
        var result: [UInt32] = []
        var current = scalar
        while true {
            let index = firstStep(from: current)
            guard index < steps.count, steps[index].scalar == current else { return result }
            current = steps[index].next
            if current == scalar { return result }
            result.append(current)
        }
    }

    /// What must be added to ranges so that case does not matter.
    static func additions(to ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var added: [ClosedRange<UInt32>] = []
        for range in ranges {
            var index = firstStep(from: range.lowerBound)
            while index < steps.count, steps[index].scalar <= range.upperBound {
                for other in others(steps[index].scalar) where !range.contains(other) { added.append(other...other) }
                index += 1
            }
        }
        return added
    }
}
