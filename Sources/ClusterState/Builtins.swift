public import Documents
import HTTP
import Kubernetes
import Sprig

extension ZarfState {
    /// What every component may write as `###ZARF_<NAME>###`.
    // zarf v0.84 src/internal/packager/template/template.go; spec/zarf-interop.md §9.
    public var builtins: Value.Object {
        func text(_ path: String...) -> Value { .string(self.text(path)) }
        return [
            "STORAGE_CLASS": .string(storageClass), "IPV6_ONLY": .string(ipFamily == "ipv6" ? "true" : "false"),
            "REGISTRY": .string(registryAddress), "NODEPORT": .string(String(registryPort)),
            "REGISTRY_PORT": .string(String(registryPort)),
            "REGISTRY_AUTH_PUSH": text("registryInfo", "pushPassword"),
            "REGISTRY_AUTH_PULL": text("registryInfo", "pullPassword"),
            "REGISTRY_PROXY": .string(registryMode == .proxy ? "true" : "false"),
            "REGISTRY_MTLS_ENABLED": .string(mutualTLS == .managed ? "true" : "false"),
            "INJECTOR_IMAGE": text("injectorInfo", "injectorImage"),
            "INJECTOR_HOSTPORT": .string(String(integer(["injectorInfo", "port"]))),
            "INJECTOR_PAYLOAD_CONFIGMAPS": .string(String(integer(["injectorInfo", "payLoadConfigMapAmount"]))),
            "INJECTOR_SHASUM": text("injectorInfo", "payLoadShaSum"),
            "GIT_PUSH": text("gitServer", "pushUsername"), "GIT_PULL": text("gitServer", "pullUsername"),
            "GIT_AUTH_PUSH": text("gitServer", "pushPassword"), "GIT_AUTH_PULL": text("gitServer", "pullPassword"),
        ]
    }
}

extension StateStore {
    /// The registry's users with their passwords, hashed; those that it has already if they are still right.
    ///
    /// New hashes every time would restart the registry every time.
    public func htpasswd(_ state: ZarfState) throws -> [String] {
        let lines = Self.users(in: try secret(Self.registrySecretName, Self.namespace))
        return try ["push", "pull"].map { role in
            let user = state.text(["registryInfo", role + "Username"])
            let password = state.text(["registryInfo", role + "Password"])
            if let line = lines.first(where: { $0.hasPrefix(user + ":") }),
                isBcryptHash(String(line.dropFirst(user.utf8.count + 1)), of: password)
            {
                return line
            }
            return try CredentialMaker.htpasswd(user: user, password: password)
        }
    }
}
