/// Follows all choices at once, in the order of their priority: time is text times program, whatever they are.
struct PikeMachine {
    /// The threads that wait at one place, best first.
    private struct ThreadList {
        /// Instructions that are in the list; others hold what they held before.
        var sparse: [Int32]
        var dense: [Int32] = []
        /// `slotCount` for each of `waiting`.
        var slots: [Int] = []
        /// The instructions that take a character or match.
        var waiting: [Int32] = []

        init(instructionCount: Int) { sparse = Array(repeating: 0, count: instructionCount) }

        mutating func clear() {
            dense.removeAll(keepingCapacity: true)
            slots.removeAll(keepingCapacity: true)
            waiting.removeAll(keepingCapacity: true)
        }

        /// Enters an instruction; false if it is there already.
        mutating func insert(_ instruction: Int32) -> Bool {
            let index = Int(sparse[Int(instruction)])
            if index < dense.count, dense[index] == instruction { return false }
            sparse[Int(instruction)] = Int32(dense.count)
            dense.append(instruction)
            return true
        }

        /// Adds what can be reached from an instruction without taking a character.
        mutating func add(
            _ first: Int32, at place: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ program: Program,
            _ scratch: inout Scratch
        ) {
            scratch.jobs.append((first, 0))
            while let job = scratch.jobs.popLast() {
                if job.instruction >= 0 {
                    follow(job.instruction, at: place, bytes, program, &scratch)
                } else {
                    scratch.slots[Int(~job.instruction)] = job.value
                }
            }
        }

        private mutating func follow(
            _ first: Int32, at place: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ program: Program,
            _ scratch: inout Scratch
        ) {
            var index = first
            while insert(index) {
                let instruction = program.instructions[Int(index)]
                switch instruction.operation {
                case .fail: return
                case .alternative: scratch.jobs.append((Int32(instruction.argument), 0))
                case .skip: break
                case .capture:
                    let slot = Int(instruction.argument)
                    if slot < scratch.slots.count {
                        scratch.jobs.append((~Int32(slot), scratch.slots[slot]))
                        scratch.slots[slot] = place
                    }
                case .assertion:
                    let wanted = Assertion(rawValue: UInt8(instruction.argument))
                    guard Assertion(at: place, in: bytes).isSuperset(of: wanted) else { return }
                case .character, .characters, .anyCharacter, .anyButNewline, .match:
                    waiting.append(index)
                    slots.append(contentsOf: scratch.slots)
                    return
                }
                index = instruction.next
            }
        }
    }

    /// What one thread's way through the program needs.
    private struct Scratch {
        /// Instructions still to follow, and slots (complemented) to put back, with their values.
        var jobs: [(instruction: Int32, value: Int)] = []
        var slots: [Int]
    }

    private let program: Program
    private let slotCount: Int
    private var current: ThreadList
    private var following: ThreadList
    private var scratch: Scratch

    init(_ program: Program, slotCount: Int) {
        self.program = program
        self.slotCount = slotCount
        current = ThreadList(instructionCount: program.instructions.count)
        following = ThreadList(instructionCount: program.instructions.count)
        scratch = Scratch(slots: Array(repeating: -1, count: slotCount))
    }

    /// The slots of the first match at or after an offset.
    ///
    /// - candidate: the next place from an offset on where a match may begin.
    mutating func search(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, candidate: (Int) -> Int?
    ) -> [Int]? {
        if program.isAnchored, start > 0 { return nil }
        var best: [Int]?
        var place = start
        current.clear()
        while true {
            if current.waiting.isEmpty {
                if best != nil { break }
                if program.isAnchored, place > 0 { break }
                guard let next = candidate(place) else { break }
                place = next
                current.clear()
            }
            if best == nil, !program.isAnchored || place == 0 {
                for index in 0..<slotCount { scratch.slots[index] = -1 }
                if slotCount > 0 { scratch.slots[0] = place }
                current.add(program.start, at: place, bytes, program, &scratch)
            }
            let (scalar, width) = place < bytes.count ? bytes.character(at: place) : (.max, 1)
            if let matched = step(scalar, place + width, place, bytes) {
                if slotCount == 0 { return [] }
                best = matched
            }
            swap(&current, &following)
            guard place < bytes.count else { break }
            place += width
        }
        return best
    }

    /// Lets every thread take the character before `next`; gives the slots of the best one that matched at `place`.
    private mutating func step(
        _ scalar: UInt32, _ next: Int, _ place: Int, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> [Int]? {
        following.clear()
        for (index, pc) in current.waiting.enumerated() {
            let instruction = program.instructions[Int(pc)]
            let own = index * slotCount
            if instruction.operation == .match {
                var matched = Array(current.slots[own..<own + slotCount])
                if slotCount > 1 { matched[1] = place }
                return matched
            }
            guard scalar != .max, instruction.accepts(scalar, program.classes) else { continue }
            for slot in 0..<slotCount { scratch.slots[slot] = current.slots[own + slot] }
            following.add(instruction.next, at: next, bytes, program, &scratch)
        }
        return nil
    }
}
