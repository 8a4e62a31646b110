package xapihttp

import (
	"net/http"
	"slices"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/xapi"
)

var aboutRoutes = []route{{
	resource: "about", method: http.MethodGet, action: access.ReadAbout, public: true,
	handle: getAbout,
}}

// getAbout answers with the versions offered (AB-01, VR-06).
func getAbout(x *exchange) error {
	x.json(x.handler.about)
	return nil
}

// about renders the About object.
func about(versions []xapi.Version) []byte {
	text := []byte(`{"version":[`)
	for i, version := range slices.Sorted(slices.Values(versions)) {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, '"')
		text = append(text, version.String()...)
		text = append(text, '"')
	}
	return append(text, `]}`...)
}
