import Glibc
import GoTemplate

extension Sprig {
    /// Numbers: Masterminds/sprig v3.3 numeric.go. Whole numbers run over as Go's do.
    static let numbers: FunctionTable = [
        "int": GoFunction([.any]) { .int(Int(Casting.int64($0[0]))) },
        "int64": GoFunction([.any]) { .int64(Casting.int64($0[0])) },
        "float64": GoFunction([.any]) { .float64(Casting.float64($0[0])) },
        "atoi": GoFunction([.string]) { .int(GoNumber.clamped($0[0].string?.bytes ?? [], radix: 10).value) },
        "toDecimal": GoFunction([.any]) {
            let (value, isInRange) = GoNumber.clamped(GoFormat.print($0[0]).bytes, radix: 8)
            return .int64(isInRange ? Int64(value) : 0)
        },
        "add1": GoFunction([.any]) { .int64(Casting.int64($0[0]) &+ 1) },
        "add": GoFunction([.any], isVariadic: true) { .int64($0.reduce(0) { $0 &+ Casting.int64($1) }) },
        "sub": GoFunction([.any, .any]) { .int64(Casting.int64($0[0]) &- Casting.int64($0[1])) },
        "mul": folding { $0 &* $1 },
        "max": maximum, "biggest": maximum,
        "min": folding { Swift.min($0, $1) },
        "div": GoFunction([.any, .any]) {
            let divisor = try divisor($0[1])
            // The quotient of the least number and -1 is not there; Go's runs over.
            return .int64(Casting.int64($0[0]).dividedReportingOverflow(by: divisor).partialValue)
        },
        "mod": GoFunction([.any, .any]) {
            let divisor = try divisor($0[1])
            return .int64(Casting.int64($0[0]).remainderReportingOverflow(dividingBy: divisor).partialValue)
        },
        "maxf": foldingFloats { $0.isNaN || $1.isNaN ? .nan : Swift.max($0, $1) },
        "minf": foldingFloats { $0.isNaN || $1.isNaN ? .nan : Swift.min($0, $1) },
        "floor": GoFunction([.any]) { .float64(Casting.float64($0[0]).rounded(.down)) },
        "ceil": GoFunction([.any]) { .float64(Casting.float64($0[0]).rounded(.up)) },
        "round": GoFunction([.any, .int, .float64], isVariadic: true) { .float64(rounded($0)) },
        "add1f": GoFunction([.any]) { try decimal($0[0], [.int(1)]) { $0.adding($1) } },
        "addf": GoFunction([.any], isVariadic: true) { try decimal(.int(0), $0[...]) { $0.adding($1) } },
        "subf": decimals { $0.subtracting($1) },
        "mulf": decimals { $0.multiplied(by: $1) },
        "divf": decimals { try $0.divided(by: $1) },
    ]

    private static let maximum = folding { Swift.max($0, $1) }

    private static func folding(_ operation: @escaping (Int64, Int64) -> Int64) -> GoFunction {
        GoFunction([.any, .any], isVariadic: true) { arguments in
            .int64(arguments.dropFirst().reduce(Casting.int64(arguments[0])) { operation($0, Casting.int64($1)) })
        }
    }

    private static func foldingFloats(_ operation: @escaping (Double, Double) -> Double) -> GoFunction {
        GoFunction([.any, .any], isVariadic: true) { arguments in
            .float64(arguments.dropFirst().reduce(Casting.float64(arguments[0])) { operation($0, Casting.float64($1)) })
        }
    }

    private static func decimals(_ operation: @escaping (Decimal, Decimal) throws -> Decimal) -> GoFunction {
        GoFunction([.any, .any], isVariadic: true) { try decimal($0[0], $0.dropFirst(), operation) }
    }

    private static func decimal(
        _ first: GoValue, _ others: ArraySlice<GoValue>, _ operation: (Decimal, Decimal) throws -> Decimal
    ) throws -> GoValue {
        var result = try Decimal(Casting.float64(first))
        for other in others { result = try operation(result, Decimal(Casting.float64(other))) }
        return .float64(result.double)
    }

    private static func divisor(_ value: GoValue) throws -> Int64 {
        let divisor = Casting.int64(value)
        guard divisor != 0 else { throw GoError("runtime error: integer divide by zero") }
        return divisor
    }

    private static func rounded(_ arguments: [GoValue]) -> Double {
        let power = pow(10, Double(Arguments.int(arguments[1])))
        let digit = power * Casting.float64(arguments[0])
        let threshold = arguments.count > 2 ? Casting.float64(arguments[2]) : 0.5
        // The fraction of a negative number is negative: -1.5 becomes -2.
        let fraction = digit.isInfinite ? .nan : digit - digit.rounded(.towardZero)
        return (fraction >= threshold ? digit.rounded(.up) : digit.rounded(.down)) / power
    }
}
