package xapihttp

import (
	"testing"

	"github.com/lore-lrs/lore/xapi"
)

func TestParseVersion(t *testing.T) {
	const none = xapi.Version(0)
	cases := map[string]xapi.Version{
		"1.0": xapi.Version1, "1.0.0": xapi.Version1, "1.0.3": xapi.Version1, "1.0.9": xapi.Version1, "1.0.12": xapi.Version1,
		"2.0": xapi.Version2, "2.0.0": xapi.Version2, "2.0.9": xapi.Version2,
		"": none, "1": none, "2": none, "1.": none, "1.0.": none, "1.0.x": none, "1.0.3.1": none, "1.0.03": none,
		"1.00": none, "1.0 .3": none, "0.9": none, "0.95": none, "1.1.0": none, "2.1.0": none, "3.0.0": none,
		"1.0.3, 2.0.0": none, "v2.0.0": none, "bad version": none, "1.0.-1": none, "1.0.9999999999": none,
	}
	for text, want := range cases {
		if got := parseVersion(text); got != want {
			t.Errorf("version of %q is %d, want %d (VR-02, VR-04)", text, got, want)
		}
	}
}
