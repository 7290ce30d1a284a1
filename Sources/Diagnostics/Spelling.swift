/// The candidate nearest to `word` by edit distance, if it is near enough to be what was meant.
///
/// - maximumDistance: edits allowed; by default a third of the word's length, at least 1.
public func nearestSpelling(
    of word: String, among candidates: some Sequence<String>, maximumDistance: Int? = nil
) -> String? {
    let limit = maximumDistance ?? max(1, word.count / 3)
    var best: (distance: Int, word: String)?
    for candidate in candidates {
        let distance = editDistance(Array(word.lowercased().utf8), Array(candidate.lowercased().utf8))
        guard distance <= limit else { continue }
        if best.map({ distance < $0.distance }) ?? true { best = (distance, candidate) }
    }
    return best?.word
}

/// Levenshtein distance between two byte strings.
public func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var row = Array(0...second.count)
    for (i, a) in first.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, b) in second.enumerated() {
            let substituted = diagonal + (a == b ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substituted, diagonal + 1, row[j] + 1)
        }
    }
    return row[second.count]
}
