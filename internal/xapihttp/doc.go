// Package xapihttp is the HTTP binding of xAPI: every resource, method,
// header, parameter and status code of versions 1.0.3 and 2.0, side by side on
// one base path and chosen by X-Experience-API-Version.
//
// A request becomes an exchange. The wrapper (handler.go) takes it through one
// fixed order (ER-05): route, alternate request syntax, authentication,
// version, permission, parameters; then the route's handler reads the body,
// calls the record store and fills the answer; then the wrapper writes the
// answer or the error, with the headers that every response has, and the one
// line of the log.
//
// An error is answered as JSON,
//
//	{"error": {"code": "invalid-parameter", "message": "…", "requestId": "…",
//	  "details": [{"pointer": "/0/actor", "parameter": "limit", "rule": "GS-05", "message": "…"}]}}
//
// or as text/plain or text/html if the client prefers that (ER-02). code is
// stable; message and details are for people; details and the members of one
// are left out when they say nothing.
//
// It holds no rule about statements or documents themselves (lrs), none about
// who may do what (access), and opens no listener (server).
package xapihttp
