import Documents
import Kubernetes
import Releases
import Testing

struct ManagedFieldsTests {
    private func object(_ entries: String) throws -> Object {
        Object(["metadata": ["managedFields": try JSON.parse(entries, file: "test")]])
    }

    @Test func whatTheClientMergedBecomesOurs() throws {
        let object = try object(
            """
            [{"manager":"helm","operation":"Update","apiVersion":"v1","fieldsV1":{"f:data":{"f:a":{}},
              "f:metadata":{"f:annotations":{"f:kubectl.kubernetes.io/last-applied-configuration":{},"f:x":{}}}}},
             {"manager":"helm","operation":"Apply","apiVersion":"v1","fieldsV1":{"f:data":{"f:b":{}}}},
             {"manager":"controller","operation":"Update","apiVersion":"v1","fieldsV1":{"f:status":{}}},
             {"manager":"zarf","operation":"Update","subresource":"status","fieldsV1":{}}]
            """)
        let entries = try #require(ManagedFields.passedOn(of: object, to: "helm"))
        #expect(entries.map { $0["manager"]?.string } == ["helm", "controller", "zarf"])
        #expect(entries[0]["operation"] == "Apply")
        let fields = entries[0]["fieldsV1"]?.withSortedKeys ?? .null
        #expect(JSON.text(fields) == #"{"f:data":{"f:a":{},"f:b":{}},"f:metadata":{"f:annotations":{"f:x":{}}}}"#)
    }

    @Test func whatIsOursAlreadyStays() throws {
        let entries =
            #"[{"manager":"helm","operation":"Apply","fieldsV1":{}},{"manager":"kubectl","operation":"Apply"}]"#
        #expect(ManagedFields.passedOn(of: try object(entries), to: "helm") == nil)
        #expect(ManagedFields.passedOn(of: try object(entries), to: "zarf")?.count == 2)
    }
}
