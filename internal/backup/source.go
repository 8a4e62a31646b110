// Package backup saves a data directory into one file while the server works,
// and makes a data directory of it again.
//
// The file is a tar archive in one zstd stream: a header, the statement log's
// files up to what is committed, a copy of the relational database, the
// attachments, and last a manifest with the size and SHA-256 of every file.
// They are taken in this order, which makes the whole consistent: an
// attachment is durable before the statement that names it is in the log, and
// a store is in the database before it has statements. What follows from the
// log (the index) is not saved; it is built again at the next start.
//
// The package knows nothing of engines: a Source says what there is to save.
package backup

import "context"

// File is a file to save, up to Size bytes; what stands behind them is not
// committed yet.
type File struct {
	// Name is the slash-separated path within the data directory.
	Name string
	// Path is where to read it.
	Path string
	Size int64
}

// Source is what a backup is taken from.
type Source struct {
	// Log returns the log's files as they are committed now. They must stay
	// readable until release is called.
	Log func(ctx context.Context) (files []File, release func(), err error)
	// Database writes a consistent copy of the relational database to path,
	// which does not exist yet.
	Database func(ctx context.Context, path string) error
	// DatabaseName is the database's name within the data directory.
	DatabaseName string
	// Blobs is the directory of attachments, and BlobsName its name within the
	// data directory; Blobs is empty when attachments are kept elsewhere.
	Blobs, BlobsName string
	// Scratch is a directory for the copy of the database, which is removed
	// again; empty for the system's temporary directory.
	Scratch string
}
