package xapi

import (
	"bytes"
	"strings"
)

// checkAuthority checks an authority that was sent (AU-12): an Agent, or the
// anonymous Group of two that OAuth makes. One that the LRS has set is its own
// affair.
func (p *parser) checkAuthority(n int) {
	group := p.checkActor(n, authorityPlace, ByAuthority)
	if !group || p.stored {
		return
	}
	members := 0
	for key, value := range p.members(n) {
		switch string(p.decoded(key)) {
		case "mbox", "mbox_sha1sum", "openid", "account":
			p.fault(key, "AU-12", "a Group as authority must be anonymous: two members and no "+string(p.decoded(key)))
		case "member":
			if p.kind(value) == arrayNode {
				for range p.items(value) {
					members++
				}
			}
		}
	}
	if members != 2 {
		p.fault(n, "AU-12", "a Group as authority must have exactly two members: the application and the user")
	}
}

// checkVersion checks the version of a statement (AU-20, AU-21, AU-22) and
// returns it.
func (p *parser) checkVersion(n int) string {
	if !p.want(n, stringNode) {
		return ""
	}
	version := p.decoded(n)
	one, two := patchOf(version, "1.0"), patchOf(version, "2.0")
	switch {
	case one, two && p.version == Version2:
	case p.version == Version1:
		p.fault(n, "AU-20", `version must be "1.0" or start with "1.0.", such as 1.0.3; got `+quote(version))
	default:
		p.fault(n, "AU-21", `version must be "2.0", "1.0", or start with "2.0." or "1.0."; got `+quote(version))
	}
	switch string(version) { // the usual ones need no copy
	case "1.0.0":
		return "1.0.0"
	case "1.0.3":
		return "1.0.3"
	case "2.0.0":
		return "2.0.0"
	}
	return string(version)
}

// patchOf reports whether a version is a minor version itself or one of its
// patch versions, as semantic versioning writes them.
func patchOf(version []byte, minor string) bool {
	rest, ok := bytes.CutPrefix(version, []byte(minor))
	if !ok || len(rest) == 0 {
		return ok
	}
	patch := strings.TrimLeft(string(rest[1:]), "0123456789")
	digits := len(rest) - 1 - len(patch)
	if rest[0] != '.' || digits == 0 {
		return false
	}
	return patch == "" || (patch[0] == '-' || patch[0] == '+') && len(patch) > 1 && strings.Trim(patch[1:], preRelease) == ""
}

const preRelease = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-.+"
