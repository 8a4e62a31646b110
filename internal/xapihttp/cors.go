package xapihttp

import "net/http"

// preflight answers OPTIONS: with Allow, and for a browser that asks before a
// request from another origin, with what it may send (HT-11). Neither version
// nor credentials are needed. Any origin is allowed because credentials are
// never taken from cookies: a page without a key gets nowhere.
func (x *exchange) preflight() {
	header := x.w.Header()
	header["Allow"] = x.resource.allow
	if x.r.Header.Get(preflightOnlyHeader) != "" {
		header["Access-Control-Allow-Methods"] = x.resource.allow
		header["Access-Control-Allow-Headers"] = allowedHeaders
		header["Access-Control-Max-Age"] = preflightValidity
	}
	x.answer.status = http.StatusNoContent
}
