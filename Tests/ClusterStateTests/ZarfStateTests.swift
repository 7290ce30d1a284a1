import ClusterState
import Documents
import Testing

@Suite struct ZarfStateTests {
    // zarf-interop §6.2.
    @Test func readsOldStates() throws {
        let old = try ZarfState([
            "registryInfo": ["nodePort": 30500, "address": "127.0.0.1:30500"], "future": ["x": 1],
        ])
        #expect(old.registryPort == 30500)
        #expect(old.registryMode == .nodeport)
        #expect(old.value["future"] == ["x": 1])
        let external = try ZarfState(["registryInfo": ["port": 0, "address": "registry.test"]])
        #expect(external.registryMode == .external)
        let six = try ZarfState(["registryInfo": ["port": 31999, "address": "[::1]:31999"]])
        #expect(six.isRegistryInternal)
    }

    @Test func writesBothPorts() {
        var state = ZarfState()
        state.registryPort = 31000
        #expect(state.value == ["registryInfo": ["port": 31000, "nodePort": 31000]])
    }

    @Test(arguments: ["[]", "null", #"{"registryInfo": []}"#, "{", #"{"gitServer": "x"}"#])
    func refusesWhatIsNoState(text: String) {
        #expect(throws: (any Error).self) { try ZarfState(reading: Array(text.utf8), file: "state") }
    }

    @Test func targets() throws {
        let state = try ZarfState([
            "registryInfo": ["address": "127.0.0.1:31999", "port": 31999, "pullUsername": "p", "pullPassword": "w"],
            "gitServer": ["address": ""], "agentMutationPolicy": "labeled",
        ])
        let targets = state.targets()
        #expect(targets.registry == "127.0.0.1:31999")
        #expect(targets.registryPull?.user == "p")
        #expect(targets.gitServer == nil)
        #expect(!targets.redirectsUnlabelled)
    }
}
