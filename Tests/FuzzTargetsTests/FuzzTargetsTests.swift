import FuzzTargets
import Glibc
import Testing

/// A few inputs of each target, always the same; `make fuzz` looks further.
@Test(arguments: FuzzTarget.all.map(\.name)) func noInputDoesHarm(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let count = getenv("ZARF_FUZZ_RUNS").flatMap { Int(String(cString: $0)) } ?? 5000
    var mutation = Mutation(target, seed: 1)
    for seed in target.seeds { try target.run(Array(seed.utf8)) }
    for _ in 0..<count {
        let input = mutation.next()
        do {
            try target.run(input)
        } catch {
            Issue.record("\(String(decoding: input, as: UTF8.self).debugDescription): \(error)")
        }
    }
}
