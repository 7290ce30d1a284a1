import Hashing
import Testing

@Suite struct CRC32Tests {
    @Test(
        arguments: [
            ("", 0), ("123456789", 0xCBF4_3926), ("docker.io/library/busybox", 2_140_033_595),
            ("docker.io/library/alpine", 1_117_969_859), ("ghcr.io/stefanprodan/manifests/podinfo", 2_823_281_104),
            ("ghcr.io/stefanprodan/charts/podinfo", 1_339_621_772),
        ] as [(String, UInt32)])
    func agreesWithKnownValues(text: String, expected: UInt32) {
        #expect(crc32(text) == expected)
    }
}
