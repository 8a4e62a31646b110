package server

import (
	_ "embed"
	"runtime/debug"
	"strings"

	"github.com/lore-lrs/lore/internal/api"
)

// licenceList has the licence of each module in the program: a test holds it to
// what the program is made of.
//
//go:embed licences.txt
var licenceList string

// licences lists the libraries in the program. A test's binary, which does not say
// what it is made of, has those that are on the list, without versions.
func licences() []api.Licence {
	versions := make(map[string]string)
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Replace != nil {
				module = module.Replace
			}
			versions[module.Path] = module.Version
		}
	}
	var list []api.Licence
	for line := range strings.Lines(licenceList) {
		name, licence, _ := strings.Cut(strings.TrimSpace(line), " ")
		version, there := versions[name]
		if there || len(versions) == 0 {
			list = append(list, api.Licence{Name: name, Version: version, Licence: licence})
		}
	}
	return list
}
