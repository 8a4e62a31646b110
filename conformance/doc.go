// Package conformance holds Lore to docs/conformance.md: it reads the table of
// rules there, and its tests drive a real server over HTTP, citing the rules
// they prove, in xAPI 1.0.3 and 2.0. A rule that Lore follows and no test
// proves fails the run.
//
// The tests start a server of their own on a temporary directory. With
// LORE_CONFORMANCE_URL (and _KEY, _SECRET) they drive a running one instead.
package conformance
