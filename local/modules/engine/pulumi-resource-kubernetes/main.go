// The Kubernetes provider. Its module publishes the schema, but not the files that its own main package embeds.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

func main() {
	provider.Serve("kubernetes", version.Version, besideProgram("schema.json"), besideProgram("terraform-mapping.json"))
}

func besideProgram(name string) []byte {
	program, err := os.Executable()
	if err != nil {
		log.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(filepath.Dir(program), name))
	if err != nil {
		log.Fatal(err)
	}
	return content
}
