// Package seglog is the log of statements: the truth that everything else is
// derived from.
//
// It appends groups of records to segment files and reads them back by
// position. A group is durable as a whole or not there at all: it is one write
// and one fdatasync, and its last frame carries an end mark that recovery asks
// for. What is committed never changes; only the unacknowledged end of the
// last segment is ever cut off, when the log is opened after a crash.
//
//	segment  = header frame… [directory trailer]     the latter when sealed
//	header   = magic, format version, salt, first position, checksum
//	frame    = magic, checksum, length, start of its group, first and last
//	           position, number of records, flags, zstd(record…)
//	record   = type, flags, id, store, distance to the position before, [target], JSON
//	trailer  = count and place of the directory, last position, checksum, magic
//
// All checksums are CRC-32C, and those of frames and trailers start from the
// segment's random salt: bytes that a client managed to have written can never
// pass for a frame. Integers are little-endian.
//
// The caller holds the lock of the data directory. Append is for one goroutine
// at a time; everything else may be called concurrently with it.
package seglog
