import Diagnostics
import Testing

@Test(arguments: [
    ("chart", "charts"), ("imges", "images"), ("reqired", "required"), ("Images", "images"),
])
func aTypoFindsWhatWasMeant(typo: String, meant: String) {
    #expect(nearestSpelling(of: typo, among: ["charts", "images", "required", "repos"]) == meant)
}

@Test func nothingNearIsNoSuggestion() {
    #expect(nearestSpelling(of: "kubernetes", among: ["charts", "images"]) == nil)
    #expect(nearestSpelling(of: "x", among: []) == nil)
}

@Test func distanceCountsEdits() {
    #expect(editDistance(Array("kitten".utf8), Array("sitting".utf8)) == 3)
    #expect(editDistance([], Array("abc".utf8)) == 3)
    #expect(editDistance(Array("abc".utf8), Array("abc".utf8)) == 0)
}
