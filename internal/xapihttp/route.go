package xapihttp

import (
	"net/http"
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/access"
)

// route is what one method of one resource does. Routes are declared beside
// their handlers; a GET route answers HEAD too (HT-02).
type route struct {
	// resource is the path below the base.
	resource string
	method   string
	// action is what the caller must be allowed to do.
	action access.Action
	// public: also without credentials, and whatever version is asked for (AB-02).
	public bool
	// parameters lists the ones known, in their right spelling (HT-04, HT-05).
	parameters []string
	handle     func(*exchange) error
}

var routes = slices.Concat(
	statementRoutes, stateRoutes, activityProfileRoutes, agentProfileRoutes,
	activityRoutes, agentRoutes, aboutRoutes,
)

// resource is a path with its methods.
type resource struct {
	name   string
	routes []*route
	// allow is the value of the header Allow.
	allow []string
	// consistent: every response says X-Experience-API-Consistent-Through (GS-40).
	consistent bool
}

var resources = tabulate(routes)

func tabulate(routes []route) map[string]*resource {
	table := make(map[string]*resource)
	for i := range routes {
		r := &routes[i]
		entry := table[r.resource]
		if entry == nil {
			entry = &resource{name: r.resource, consistent: r.resource == "statements"}
			table[r.resource] = entry
		}
		entry.routes = append(entry.routes, r)
	}
	for _, entry := range table {
		methods := []string{http.MethodOptions}
		for _, r := range entry.routes {
			methods = append(methods, r.method)
			if r.method == http.MethodGet {
				methods = append(methods, http.MethodHead)
			}
		}
		slices.Sort(methods)
		entry.allow = []string{strings.Join(methods, ", ")}
	}
	return table
}

// route returns what the method does on the resource, nil when nothing.
func (r *resource) route(method string) *route {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for _, candidate := range r.routes {
		if candidate.method == method {
			return candidate
		}
	}
	return nil
}

// locate finds the resource that a request path means, the base it was reached
// by, and the store that the base names ("" for /xapi). prefix is the path of
// the public URL: a proxy may strip it or pass it on.
func locate(path, prefix string) (found *resource, base, store string) {
	if prefix != "" {
		if rest, ok := strings.CutPrefix(path, prefix); ok && strings.HasPrefix(rest, "/") {
			path = rest
		}
	}
	base = "/xapi"
	if rest, ok := strings.CutPrefix(path, "/stores/"); ok {
		name, rest, _ := strings.Cut(rest, "/")
		if !strings.HasPrefix(rest, "xapi/") || name == "" {
			return nil, "", ""
		}
		store = name
		base = "/stores/" + name + "/xapi"
		path = "/" + rest
	}
	name, ok := strings.CutPrefix(path, "/xapi/")
	if !ok {
		return nil, "", ""
	}
	// Clients join an endpoint that ends with a slash and a resource that begins
	// with one, or end with one: no other resource can be meant.
	return resources[strings.Trim(name, "/")], base, store
}
