import Documents
import GoTemplate

/// Rendered files on their way through a program that may change them all, as Helm sends them.
// helm v4.2 pkg/action/action.go annotateAndMerge, splitAndDeannotate.
package enum PostRendering {
    /// By which a document is known again when it comes back.
    private static let fileAnnotation = "postrenderer.helm.sh/postrender-filename"

    /// The files as `render` leaves them: their documents go through it as one stream, each naming its file.
    package static func rewritten(
        _ files: [ChartRenderer.File], by render: ([UInt8]) throws -> [UInt8]
    ) throws -> [ChartRenderer.File] {
        var documents: [[UInt8]] = []
        for file in files.sorted(by: { $0.name < $1.name }) where !trimmed(file.text).isEmpty {
            for text in ManifestOrder.split(file.text) {
                guard var document = try ReflowedDocument(text, file: file.name.text) else { continue }
                document.setAnnotation(fileAnnotation, file.name.text)
                documents.append(document.bytes)
            }
        }
        return try divided(try render(joined(documents)))
    }

    private static func divided(_ stream: [UInt8]) throws -> [ChartRenderer.File] {
        var names: [String] = []
        var documents: [String: [[UInt8]]] = [:]
        for (index, text) in ManifestOrder.split(stream).enumerated() {
            guard var document = try ReflowedDocument(text, file: "what the post-renderer wrote") else { continue }
            let name = document.annotation(fileAnnotation) ?? ""
            document.setAnnotation(fileAnnotation, nil)
            let file = name.isEmpty ? "generated-by-postrender-\(index).yaml" : name
            if documents[file] == nil { names.append(file) }
            documents[file, default: []].append(document.bytes)
        }
        return names.map { ChartRenderer.File(name: GoString($0), text: joined(documents[$0] ?? [])) }
    }

    private static func joined(_ documents: [[UInt8]]) -> [UInt8] { Array(documents.joined(separator: "---\n".utf8)) }
}
