/// One step of the automaton.
struct Instruction: Sendable {
    enum Operation: UInt8, Sendable {
        /// `next` first, then `argument`.
        case alternative
        /// Stores the place in slot `argument`.
        case capture
        /// Goes on if all of `argument`'s assertions hold.
        case assertion
        /// Takes the character `argument`.
        case character
        /// Takes a character of class `argument`.
        case characters
        case anyCharacter
        case anyButNewline
        /// Goes on.
        case skip
        case match
        case fail
    }

    var operation: Operation
    var next: Int32 = 0
    var argument: UInt32 = 0
}

/// A pattern compiled to instructions, with what helps to find where a match may begin.
struct Program: Sendable {
    let instructions: [Instruction]
    let classes: [CharacterClass]
    let start: Int32
    /// Two for each group.
    let slotCount: Int
    /// Text that every match begins with.
    let prefix: [UInt8]
    /// True if the prefix is the whole match.
    let isLiteral: Bool
    /// True if a match can only begin where the text does.
    let isAnchored: Bool
    /// Bytes that a match can begin with, a flag each; empty if any byte, or none at all, will do.
    let firstBytes: [Bool]
}

extension Program {
    /// The instruction behind a run of steps that take no character and choose nothing.
    private static func skipped(_ index: Int32, _ instructions: [Instruction]) -> Int32 {
        var index = index
        while case .skip = instructions[Int(index)].operation { index = instructions[Int(index)].next }
        return index
    }

    init(_ instructions: [Instruction], _ classes: [CharacterClass], start: Int32, slotCount: Int) {
        self.instructions = instructions
        self.classes = classes
        self.start = start
        self.slotCount = slotCount
        var index = Self.skipped(start, instructions)
        var prefix: [UInt8] = []
        var sawCapture = false
        while true {
            let instruction = instructions[Int(index)]
            if instruction.operation == .capture {
                sawCapture = true
            } else if instruction.operation == .character, let scalar = Unicode.Scalar(instruction.argument) {
                prefix.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            } else {
                break
            }
            index = Self.skipped(instruction.next, instructions)
        }
        self.prefix = prefix
        isLiteral = !prefix.isEmpty && !sawCapture && instructions[Int(index)].operation == .match
        isAnchored = Self.isAnchored(Self.skipped(start, instructions), instructions)
        firstBytes = Self.firstBytes(start, instructions, classes)
    }

    private static func isAnchored(_ start: Int32, _ instructions: [Instruction]) -> Bool {
        var index = start
        while instructions[Int(index)].operation == .capture {
            index = skipped(instructions[Int(index)].next, instructions)
        }
        let first = instructions[Int(index)]
        return first.operation == .assertion && Assertion(rawValue: UInt8(first.argument)).contains(.textStart)
    }

    private static func firstBytes(
        _ start: Int32, _ instructions: [Instruction], _ classes: [CharacterClass]
    ) -> [Bool] {
        var flags = [Bool](repeating: false, count: 256)
        var seen = [Bool](repeating: false, count: instructions.count)
        var stack = [start]
        while let index = stack.popLast() {
            guard !seen[Int(index)] else { continue }
            seen[Int(index)] = true
            let instruction = instructions[Int(index)]
            switch instruction.operation {
            case .fail: break
            case .match, .anyCharacter, .anyButNewline: return []
            case .alternative:
                stack.append(instruction.next)
                stack.append(Int32(instruction.argument))
            case .capture, .assertion, .skip: stack.append(instruction.next)
            case .character: mark(instruction.argument...instruction.argument, &flags)
            case .characters:
                for range in classes[Int(instruction.argument)].ranges { mark(range, &flags) }
            }
        }
        return flags.contains(false) ? flags : []
    }

    /// Marks the first bytes of a range of characters in UTF-8.
    private static func mark(_ range: ClosedRange<UInt32>, _ flags: inout [Bool]) {
        for byte in leadByte(range.lowerBound)...leadByte(range.upperBound) where !UTF8.isContinuation(byte) {
            flags[Int(byte)] = true
        }
    }

    private static func leadByte(_ scalar: UInt32) -> UInt8 {
        switch scalar {
        case ..<0x80: UInt8(scalar)
        case ..<0x800: UInt8(0xC0 | scalar >> 6)
        case ..<0x10000: UInt8(0xE0 | scalar >> 12)
        default: UInt8(0xF0 | scalar >> 18)
        }
    }
}
