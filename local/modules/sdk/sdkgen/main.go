// Generates SDKs from the schema of a package, as `pulumi package add` does: sdkgen <schema.json> <folder>.
// The folder gets one subfolder for each language.
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"

	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

type files = map[string][]byte

var generators = map[string]func(*schema.Package) (files, error){
	"go": func(pkg *schema.Package) (files, error) {
		return golang.GeneratePackage("sdkgen", pkg, nil)
	},
	"nodejs": func(pkg *schema.Package) (files, error) {
		return nodejs.GeneratePackage("sdkgen", pkg, nil, nil, true, nil)
	},
	"python": func(pkg *schema.Package) (files, error) {
		return python.GeneratePackage("sdkgen", pkg, nil, nil)
	},
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: sdkgen <schema.json> <folder>")
	}
	text, err := os.ReadFile(os.Args[1])
	check(err)
	for language, generate := range generators {
		generated, err := generate(bind(text))
		check(err)
		write(filepath.Join(os.Args[2], language), generated)
	}
}

// Each generator changes the package that it gets, so it gets one of its own.
func bind(text []byte) *schema.Package {
	var spec schema.PackageSpec
	check(json.Unmarshal(text, &spec))
	pkg, problems, err := schema.BindSpec(spec, nil, schema.ValidationOptions{})
	check(err)
	if problems.HasErrors() {
		log.Fatal(problems)
	}
	// `pulumi package add` sets this too. It changes the import path in Go.
	pkg.SupportPack = true
	return pkg
}

func write(folder string, generated files) {
	for name, content := range generated {
		file := filepath.Join(folder, name)
		check(os.MkdirAll(filepath.Dir(file), 0o755))
		check(os.WriteFile(file, content, 0o644))
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
