import ToolSupport

@main struct ZarfOCI: Tool {
    static let configuration = CommandConfiguration(
        commandName: "zarf-oci",
        abstract: "Copy, look at and make images: in registries, layout directories, tar archives and packages.",
        discussion: """
            An IMAGE is one of
              [HOST[:PORT]/]REPOSITORY[:TAG][@DIGEST]   in a registry
              oci:DIR[:NAME]                            in an OCI layout directory
              archive:FILE[:NAME]                       in a tar: OCI layout or docker save
              package:FILE[:NAME]                       in a Zarf package; to read only
            NAME may be left out where there is one image only.

            Credentials come from Docker's config.json, in $DOCKER_CONFIG or ~/.docker; proxies from HTTP_PROXY, \
            HTTPS_PROXY and NO_PROXY. Registries on this machine or a private network are spoken to over plain HTTP if \
            they show that they do not speak TLS; others only with --plain-http.

            The last line on standard output is the digest of what was made, or what was asked for.

            EXAMPLES:
              $ zarf-oci append --layer site.tar --cmd '["/httpd"]' registry.test/site:1
              sha256:4f8c…
              $ zarf-oci copy registry.test/site:1 oci:layout
              sha256:4f8c…
              $ zarf-oci ls registry.test
              site
            """,
        version: toolchainVersion,
        subcommands: [
            Copy.self, Pull.self, Push.self, Append.self, List.self, Tags.self, DigestOf.self, ManifestOf.self,
            ConfigOf.self, Remove.self, Mirror.self,
        ]
    )

    func execute(_ streams: StandardStreams) throws {
        streams.writeError(Self.helpMessage() + "\n")
        throw ExitStatus.usage
    }
}
