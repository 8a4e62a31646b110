// Package analyticstest asks the real binary what it makes of statements, from
// the request that stores them to the answer of the query API, over HTTP alone.
// It contains only tests.
//
// The corpus of queries is asked of a server on a data directory and of one on
// PostgreSQL, with tokens of several roles. What a server answers must be, to
// the last byte of every row, what the slow reference evaluator makes of the
// statements as that server returns them. Then servers are killed while their
// followers run, and three nodes on one database are held against each other.
//
// `go test` kills three times, `make kills` twenty. With -analytics.previous=PATH
// the binary of an earlier release stores statements first, which this one then
// answers about.
package analyticstest
