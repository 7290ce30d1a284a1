/// Tries the choices one after another, each instruction at each place at most once: fast for short texts.
struct Backtracker {
    // Go's regexp backtrack.go maxBacktrackVector: the bits of memory that one search may visit.
    private static let maximumBitCount = 256 << 10
    // Go's regexp backtrack.go maxBacktrackProg: longer programs visit too much of it.
    private static let maximumInstructionCount = 500

    /// Something still to do: go on at an instruction, or put back a slot's value.
    private struct Job {
        let instruction: Int32
        let place: Int
    }

    private let program: Program
    private let slotCount: Int
    private var visited: [UInt64] = []
    private var jobs: [Job] = []
    private var slots: [Int]

    init(_ program: Program, slotCount: Int) {
        self.program = program
        self.slotCount = slotCount
        slots = Array(repeating: -1, count: slotCount)
    }

    /// True if a search over so many bytes stays within the memory allowed.
    func suits(byteCount: Int) -> Bool {
        program.instructions.count <= Self.maximumInstructionCount
            && byteCount < Self.maximumBitCount / program.instructions.count
    }

    /// The slots of a match that begins exactly at a place.
    ///
    /// - start: where the whole search began.
    /// - isFirst: forgets what earlier calls of another search found out.
    mutating func match(
        _ bytes: UnsafeBufferPointer<UInt8>, at place: Int, from start: Int, isFirst: Bool = true
    ) -> [Int]? {
        let width = bytes.count - start + 1
        if isFirst {
            let wordCount = (program.instructions.count * width + 63) / 64
            if visited.count < wordCount {
                visited = Array(repeating: 0, count: wordCount)
            } else {
                for index in 0..<wordCount { visited[index] = 0 }
            }
        }
        for index in slots.indices { slots[index] = -1 }
        if slotCount > 0 { slots[0] = place }
        jobs.removeAll(keepingCapacity: true)
        jobs.append(Job(instruction: program.start, place: place))
        return program.instructions.withUnsafeBufferPointer { instructions in
            while let job = jobs.popLast() {
                guard job.instruction >= 0 else {
                    slots[Int(~job.instruction)] = job.place
                    continue
                }
                if run(job, instructions, bytes, start: start, width: width) { return slots }
            }
            return nil
        }
    }

    /// Follows one path until it fails (false) or matches (true), leaving other choices for later.
    private mutating func run(
        _ job: Job, _ instructions: UnsafeBufferPointer<Instruction>, _ bytes: UnsafeBufferPointer<UInt8>, start: Int,
        width: Int
    ) -> Bool {
        var index = job.instruction
        var place = job.place
        while true {
            let bit = Int(index) * width + place - start
            guard visited[bit >> 6] >> UInt64(bit & 63) & 1 == 0 else { return false }
            visited[bit >> 6] |= 1 << UInt64(bit & 63)
            let instruction = instructions[Int(index)]
            switch instruction.operation {
            case .fail: return false
            case .match:
                if slotCount > 1 { slots[1] = place }
                return true
            case .alternative: jobs.append(Job(instruction: Int32(instruction.argument), place: place))
            case .capture:
                let slot = Int(instruction.argument)
                if slot < slotCount {
                    jobs.append(Job(instruction: ~Int32(slot), place: slots[slot]))
                    slots[slot] = place
                }
            case .assertion:
                let wanted = Assertion(rawValue: UInt8(instruction.argument))
                guard Assertion(at: place, in: bytes).isSuperset(of: wanted) else { return false }
            case .skip: break
            case .character, .characters, .anyCharacter, .anyButNewline:
                guard place < bytes.count else { return false }
                let (scalar, width) = bytes.character(at: place)
                guard instruction.accepts(scalar, program.classes) else { return false }
                place += width
            }
            index = instruction.next
        }
    }
}

extension Instruction {
    /// True if the instruction takes this character.
    @inline(__always)
    func accepts(_ scalar: UInt32, _ classes: [CharacterClass]) -> Bool {
        switch operation {
        case .character: scalar == argument
        case .characters: classes[Int(argument)].contains(scalar)
        case .anyCharacter: true
        case .anyButNewline: scalar != 0x0A
        default: false
        }
    }
}
