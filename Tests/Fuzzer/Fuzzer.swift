import FuzzTargets
import Glibc

// The program that `make fuzz` builds around libFuzzer, which looks for these names. FUZZ is the target's name.

private let target: FuzzTarget = {
    let name = getenv("FUZZ").map { String(cString: $0) } ?? ""
    if let target = FuzzTarget.all.first(where: { $0.name == name }) { return target }
    say("FUZZ must be one of \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
    exit(64)
}()

/// Writes seeds and tokens to the folder of inputs that FUZZ_SEEDS names: libFuzzer joins what it finds there.
@_cdecl("LLVMFuzzerInitialize") public func initialize(_: UnsafeRawPointer, _: UnsafeRawPointer) -> CInt {
    guard let folder = getenv("FUZZ_SEEDS").map({ String(cString: $0) }) else { return 0 }
    for (index, seed) in (target.seeds + target.tokens).enumerated() {
        write(Array(seed.utf8), to: "\(folder)/seed-\(index)")
    }
    return 0
}

private func say(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = Glibc.write(2, line, line.count)
}

private func write(_ bytes: [UInt8], to path: String) {
    guard let file = fopen(path, "w") else { return }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
}

@_cdecl("LLVMFuzzerTestOneInput") public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do {
        try target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
        say("finding: \(error)")
        abort()
    }
    return 0
}
