// Package crashtest proves that nothing acknowledged is lost: it kills the
// store at every step and looks at what is left.
//
// There are two ways to kill, each for what the other cannot reach.
//
// The real binary is killed with SIGKILL by another process, at random moments
// and at moments that are aimed by watching the data directory: when a segment
// appears, when the index changes, while a fresh directory is made, while an
// index is built anew. Disk full, a read-only directory, a second server and
// SIGTERM are tried on the real binary too.
//
// Single writes are too short to be hit from outside: a block half written, a
// footer half written, a segment without header, a name not yet durable, a
// failed fsync. For these the engine runs in the test's process on a file
// system that stops at a chosen operation. It stops in one of two ways: as a
// killed process leaves the files, or as a power cut does, which takes from
// the disk what no fsync had made durable.
//
// Whatever was done, the same questions are asked afterwards: is every
// acknowledged statement there exactly once with equal bytes, is each batch
// whole or absent, and does every filter answer like a walk over everything?
package crashtest
