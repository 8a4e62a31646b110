package xapi

import (
	"bytes"
	"strings"
)

// unknownKey notes a key that an object must not have (GEN-05, GEN-07, V2-01),
// and the allowed one that was probably meant. thing names the object with its
// article.
func (p *parser) unknownKey(key int, thing string, allowed []string) {
	name := p.decoded(key)
	for _, meant := range allowed {
		if bytes.EqualFold(name, []byte(meant)) {
			p.fault(key, "GEN-05", "keys are case-sensitive: write "+meant+", not "+string(name))
			return
		}
	}
	message := quote(name) + " is not a property of " + thing
	for _, meant := range allowed {
		if oneLetterOff(name, meant) {
			p.fault(key, "GEN-07", message+"; did you mean "+meant+"?")
			return
		}
	}
	p.fault(key, "GEN-07", message+"; it may have "+strings.Join(allowed, ", "))
}

// oneLetterOff reports whether one letter changed, added, dropped or swapped
// with its neighbour makes got into want.
func oneLetterOff(got []byte, want string) bool {
	same := 0
	for same < len(got) && same < len(want) && got[same] == want[same] {
		same++
	}
	g, w := string(got[same:]), want[same:]
	switch len(g) - len(w) {
	case -1:
		return g == w[1:]
	case 1:
		return g[1:] == w
	case 0:
		return g == "" || g[1:] == w[1:] || len(g) > 1 && g[0] == w[1] && g[1] == w[0] && g[2:] == w[2:]
	}
	return false
}
