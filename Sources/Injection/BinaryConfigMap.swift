import Documents
import HTTP

/// A ConfigMap that carries one file, in both forms that API servers take.
struct BinaryConfigMap {
    let name: String
    let namespace: String
    let labels: [String: String]
    let annotations: [String: String]
    let key: String
    let bytes: [UInt8]

    /// What every API server takes: a third longer, and slow to read.
    var json: [UInt8] {
        func object(_ texts: [String: String]) -> Value {
            .object(.init(uniqueKeysWithValues: texts.map { ($0, .string($1)) }))
        }
        return JSON.bytes([
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": .string(name), "namespace": .string(namespace), "labels": object(labels),
                "annotations": object(annotations),
            ],
            "binaryData": .object([key: .string(base64(bytes))]),
        ])
    }

    /// The media type of `protobuf`.
    static let protobufType = "application/vnd.kubernetes.protobuf"

    /// The bytes as they are, in Kubernetes' own encoding.
    // Kubernetes API concepts, "Kubernetes Protobuf encoding"; the numbers of fields are those of runtime.Unknown,
    // runtime.TypeMeta (apimachinery pkg/runtime/generated.proto), meta/v1 ObjectMeta and core/v1 ConfigMap.
    var protobuf: [UInt8] {
        var metadata = ProtobufMessage()
        metadata.add(1, name)
        metadata.add(3, namespace)
        metadata.add(11, labels)
        metadata.add(12, annotations)
        var file = ProtobufMessage()
        file.add(1, key)
        file.add(2, bytes)
        var configMap = ProtobufMessage()
        configMap.add(1, metadata.bytes)
        configMap.add(3, file.bytes)
        var type = ProtobufMessage()
        type.add(1, "v1")
        type.add(2, "ConfigMap")
        var whole = ProtobufMessage()
        whole.add(1, type.bytes)
        whole.add(2, configMap.bytes)
        return Array("k8s\0".utf8) + whole.bytes
    }
}

/// Fields of Protocol Buffers, of the one kind that is needed: texts, bytes and messages.
// protobuf.dev "Encoding": a tag of number and wire type 2, a length, the content.
private struct ProtobufMessage {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ number: Int, _ content: some Collection<UInt8>) {
        bytes.reserveCapacity(bytes.count + content.count + 8)
        addVarint(number << 3 | 2)
        addVarint(content.count)
        bytes += content
    }

    mutating func add(_ number: Int, _ text: String) { add(number, text.utf8) }

    mutating func add(_ number: Int, _ texts: [String: String]) {
        for (key, text) in texts {
            var entry = ProtobufMessage()
            entry.add(1, key)
            entry.add(2, text)
            add(number, entry.bytes)
        }
    }

    private mutating func addVarint(_ number: Int) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7f | 0x80))
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
