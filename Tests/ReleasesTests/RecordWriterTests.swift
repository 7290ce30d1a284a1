import Releases
import Testing

struct RecordWriterTests {
    @Test func whoWritesIsKnownAgain() {
        #expect(WriterIdentity(WriterIdentity.own.text) == .own)
        #expect(WriterIdentity.own.isAlive == true)
        for text in ["", "a/b/c/d", "a/b/1", "a/b/1/2/3"] { #expect(WriterIdentity(text) == nil) }
    }

    @Test func whoIsGoneIsKnownOnTheSameMachineAlone() {
        let own = WriterIdentity.own
        let recycled = WriterIdentity(boot: own.boot, namespace: own.namespace, process: own.process, start: "1")
        #expect(recycled.isAlive == false)
        let unknown = WriterIdentity(
            boot: "elsewhere", namespace: own.namespace, process: own.process, start: own.start)
        #expect(unknown.isAlive == nil)
    }
}
