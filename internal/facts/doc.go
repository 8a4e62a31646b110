// Package facts keeps, on every node, the columns of each store's statements
// that analytics are answered from: it follows the log, turns statements into
// rows (internal/facts/fact) and adds them to tables (internal/facts/column).
//
// A table's own mark of how far it has the log is the follower's cursor here;
// there is no other. What was not saved when a process ended is read from the
// log again, so that rows are never doubled and never missing.
//
// Everything can be built anew: beside what is in use, in a directory with a
// higher generation, which takes its place when it has caught up.
//
//	DIR/generation       the number of the generation in use
//	DIR/origin           which log all of it follows from
//	DIR/<generation>/<store>/
package facts
