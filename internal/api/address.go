package api

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// clientAddress is where a request comes from: the address of the connection, or of
// whoever a proxy that is trusted says it forwards for. Each proxy adds to the end of
// X-Forwarded-For whom it saw, so that the list is read from its end, as long as what
// was read is a trusted proxy; what stands before that anybody can write.
func clientAddress(r *http.Request, trusted []netip.Prefix) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	at, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for isIn(at, trusted) && len(forwarded) > 0 {
		last := len(forwarded) - 1
		before, ok := addressIn(strings.TrimSpace(forwarded[last]))
		if !ok {
			break
		}
		at, forwarded = before, forwarded[:last]
	}
	return at.Unmap().String()
}

// addressIn reads an address, which some proxies write with a port.
func addressIn(text string) (netip.Addr, bool) {
	if at, err := netip.ParseAddr(text); err == nil {
		return at, true
	}
	at, err := netip.ParseAddrPort(text)
	return at.Addr(), err == nil
}

func isIn(at netip.Addr, networks []netip.Prefix) bool {
	at = at.Unmap().WithZone("")
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(at) })
}
