// Package analyticstest asks the real binary what it makes of statements, from
// the request that stores them to the answer of the query API, over HTTP alone.
// It contains only tests.
//
// The corpus of queries is asked of a server on a data directory and of one on
// PostgreSQL, with tokens of several roles. What a server answers must be, to
// the last byte of every row, what the slow reference evaluator makes of the
// statements as that server returns them.
package analyticstest
