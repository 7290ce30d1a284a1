import Testing
import ToolSupport

@Test(
    arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_250_000, "1.3 MB"), (999_960_000, "1.0 GB"),
        (3_400_000_000, "3.4 GB"),
    ] as [(Int64, String)])
func byteCountsReadAsPeopleWriteThem(byteCount: Int64, text: String) {
    #expect(byteText(byteCount) == text)
}

@Test(arguments: [
    ("plain ünïcode", "plain ünïcode"), ("a\u{1b}[31mred", "a?[31mred"), ("bell\u{7}", "bell?"),
    ("c1\u{9b}0m", "c1?0m"),
    ("two\nlines\tkept", "two\nlines\tkept"), ("over\rwritten", "over?written"),
])
func textCannotDriveTheTerminal(text: String, shown: String) {
    #expect(printable(text) == shown)
}
