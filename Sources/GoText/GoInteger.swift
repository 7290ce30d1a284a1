/// Whole numbers as Go's strconv reads them.
package enum GoInteger {
    /// strconv.Atoi, or in Go's words why a text is no number.
    package static func parse(_ text: some Sequence<UInt8>) -> Result<Int, Fault> {
        let bytes = [UInt8](text)
        let hasSign = bytes.first == UInt8(ascii: "+") || bytes.first == UInt8(ascii: "-")
        let digits = bytes.dropFirst(hasSign ? 1 : 0)
        let name = "strconv.Atoi: parsing \(GoQuoting.quoted(bytes)): "
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return .failure(Fault(message: name + "invalid syntax"))
        }
        guard let number = Int(String(decoding: bytes, as: UTF8.self)) else {
            return .failure(Fault(message: name + "value out of range"))
        }
        return .success(number)
    }

    /// Why a text is no number, in Go's words.
    package struct Fault: Error, Equatable {
        package let message: String

        package init(message: String) { self.message = message }
    }
}
