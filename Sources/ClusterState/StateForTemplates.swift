public import Documents

extension ZarfState {
    /// What Go templates find as `.State`.
    ///
    /// - access: the secrets a component may see: `registryCredentials`, `gitCredentials`, `agentCerts`.
    // zarf v0.84 src/pkg/template/template.go WithState; spec/zarf-interop.md §9.
    public func forTemplates(access: [String]) -> Value {
        func text(_ path: String...) -> Value { .string(self.text(path)) }
        var registry: Value.Object = [
            "Address": .string(registryAddress), "Port": .integer(Int64(registryPort)),
            "PushUsername": text("registryInfo", "pushUsername"), "PullUsername": text("registryInfo", "pullUsername"),
            "Mode": .string(registryMode.rawValue), "MTLSEnabled": .bool(mutualTLS == .managed),
            "SeedAddress": .string("127.0.0.1:\(integer(["injectorInfo", "port"]))"),
        ]
        var git: Value.Object = [
            "Address": text("gitServer", "address"), "PushUsername": text("gitServer", "pushUsername"),
            "PullUsername": text("gitServer", "pullUsername"),
            "IsInternal": .bool(self.text(["gitServer", "address"]) == Self.internalGitAddress),
        ]
        if access.contains("registryCredentials") {
            registry["PushPassword"] = text("registryInfo", "pushPassword")
            registry["PullPassword"] = text("registryInfo", "pullPassword")
            registry["Secret"] = text("registryInfo", "secret")
        }
        if access.contains("gitCredentials") {
            git["PushPassword"] = text("gitServer", "pushPassword")
            git["PullPassword"] = text("gitServer", "pullPassword")
        }
        var all: Value.Object = [
            "Distro": .string(distribution), "StorageClass": .string(storageClass), "IPFamily": .string(ipFamily),
            "Registry": .object(registry), "Git": .object(git),
            "Injector": [
                "Image": text("injectorInfo", "injectorImage"),
                "Port": .integer(Int64(integer(["injectorInfo", "port"]))),
                "PayloadConfigMaps": .integer(Int64(integer(["injectorInfo", "payLoadConfigMapAmount"]))),
                "PayloadShaSum": text("injectorInfo", "payLoadShaSum"),
            ],
        ]
        if access.contains("agentCerts") {
            all["Agent"] = [
                "CA": text("agentTLS", "ca"), "Cert": text("agentTLS", "cert"), "Key": text("agentTLS", "key"),
            ]
        }
        return .object(all)
    }
}
