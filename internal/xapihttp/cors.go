package xapihttp

import "net/http"

// What browsers are told about requests from other origins (HT-11). Any origin
// is allowed because credentials are never taken from cookies: a page without
// a key gets nowhere. Headers are named one by one beside the «*», which older
// browsers do not know and which never covers Authorization.
var (
	anyOrigin      = []string{"*"}
	allowedHeaders = []string{"Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match, " +
		"Traceparent, X-Experience-API-Version, X-Request-Id, *"}
	exposedHeaders = []string{"ETag, Last-Modified, Location, Retry-After, WWW-Authenticate, " +
		"X-Experience-API-Consistent-Through, X-Experience-API-Version, X-Request-Id"}
	preflightSeconds = []string{"86400"}
)

// allowOrigins sets what every response says.
func allowOrigins(header http.Header) {
	header["Access-Control-Allow-Origin"] = anyOrigin
	header["Access-Control-Expose-Headers"] = exposedHeaders
}

// preflight answers OPTIONS: with Allow, and for a browser that asks before a
// request from another origin, with what it may send. Neither version nor
// credentials are needed.
func (x *exchange) preflight() {
	header := x.w.Header()
	header["Allow"] = x.resource.allow
	if x.r.Header.Get("Access-Control-Request-Method") != "" {
		header["Access-Control-Allow-Methods"] = x.resource.allow
		header["Access-Control-Allow-Headers"] = allowedHeaders
		header["Access-Control-Max-Age"] = preflightSeconds
	}
	x.answer.status = http.StatusNoContent
}
