// Package embedded is the store inside the binary: it implements
// lrs.Statements on one directory.
//
// A statement goes through four stations. Append checks that its id is new.
// The committer, one goroutine, takes what is waiting, gives each statement
// its stored time, finds out what StatementRefs and voiding mean for it,
// writes the group to the log (package seglog) with one fdatasync, and
// publishes it to the tail. The tail, in memory, answers for what is not in
// the index yet. The flusher moves the tail into the index (Pebble) in the
// background, a generation at a time, together with a watermark.
//
// The log is the truth; the index follows it and may be deleted at any time.
// What a crash takes from the tail is read from the log again, from the
// watermark on.
//
// A position, here, is the stored time alone: the committer never gives the
// same microsecond to two statements, over all stores.
package embedded
