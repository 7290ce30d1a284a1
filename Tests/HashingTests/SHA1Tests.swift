import Hashing
import Testing

@Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
])
func sha1IsTheStandards(_ text: String, _ digits: String) {
    #expect(hexadecimal(sha1(text.utf8)) == digits)
}
