import Documents
import Kubernetes
import Testing

struct ObjectProtocolsTests {
    @Test(arguments: [
        (
            #"{"apiVersion":"v1","kind":"Service","spec":{"ports":[{"port":1},{"port":1,"protocol":"UDP"}]}}"#,
            #"{"apiVersion":"v1","kind":"Service","spec":{"ports":[{"port":1,"protocol":"TCP"},{"port":1,"protocol":"UDP"}]}}"#
        ),
        (
            #"{"apiVersion":"apps/v1","kind":"DaemonSet","spec":{"template":{"spec":{"containers":[{"ports":[{"containerPort":1}]},{}]}}}}"#,
            #"{"apiVersion":"apps/v1","kind":"DaemonSet","spec":{"template":{"spec":{"containers":[{"ports":[{"containerPort":1,"protocol":"TCP"}]},{}]}}}}"#
        ),
        (
            #"{"apiVersion":"serving.knative.dev/v1","kind":"Service","spec":{"ports":[{"port":1}]}}"#,
            #"{"apiVersion":"serving.knative.dev/v1","kind":"Service","spec":{"ports":[{"port":1}]}}"#
        ),
        (
            #"{"apiVersion":"v1","kind":"Service","spec":{"ports":null}}"#,
            #"{"apiVersion":"v1","kind":"Service","spec":{"ports":null}}"#
        ),
    ])
    func portsHaveAProtocol(_ text: String, _ expected: String) throws {
        let object = Object(try JSON.parse(text, file: "test")).withPortProtocols()
        #expect(JSON.text(object.value) == expected)
    }
}
