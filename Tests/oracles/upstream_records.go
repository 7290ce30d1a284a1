// Writes Tests/Fixtures/cluster-records with upstream's own types, to hold ours against them. It wants upstream's module:
//
//	cd a checkout of github.com/zarf-dev/zarf v0.84.0 and put this file below cmd-records/
//	go run ./cmd-records state >state.json
//	go run ./cmd-records package <record.json >package.json     a record, as upstream writes what it read
//	go run ./cmd-records read-state <state.json                 a state, as upstream writes what it read
package main

import (
	"encoding/json"
	"io"
	"log"
	"os"

	"github.com/zarf-dev/zarf/src/pkg/pki"
	"github.com/zarf-dev/zarf/src/pkg/state"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func write(value any) {
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	check(encoder.Encode(value))
}

func read(value any) {
	text, err := io.ReadAll(os.Stdin)
	check(err)
	check(json.Unmarshal(text, value))
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: upstream_records state|read-state|package")
	}
	switch os.Args[1] {
	case "state":
		made := &state.State{
			Distro: "k3d", StorageClass: "local-path", IPFamily: state.IPFamilyIPv4,
			AgentMutationPolicy: state.MutationPolicyAll,
		}
		check(made.RegistryInfo.FillInEmptyValues(made.IPFamily))
		check(made.GitServer.FillInEmptyValues())
		made.ArtifactServer.FillInEmptyValues()
		made.RegistryInfo.ReconcilePort()
		made.AgentTLS = pki.GeneratedPKI{CA: []byte("ca"), Cert: []byte("cert"), Key: []byte("key")}
		write(made)
	case "read-state":
		known := &state.State{}
		read(known)
		known.RegistryInfo.ReconcilePort()
		write(known)
	case "package":
		known := &state.DeployedPackage{}
		read(known)
		write(known)
	default:
		log.Fatal("usage: upstream_records state|read-state|package")
	}
}
