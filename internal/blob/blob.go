// Package blob keeps attachment bytes by their content hash, for each store
// (tenant) apart: what one store holds, no other can read, even if it knows the
// hash. Bytes are kept in a directory, in S3-compatible object storage, or in a
// table of the relational database; settings choose. Nothing is ever deleted
// here, and nothing is overwritten but what turned out damaged.
//
// Bytes are checked against their hash whenever they are read.
package blob

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// ErrDamaged is in the chain of the error for bytes that are not what their
// hash says.
var ErrDamaged = errors.New("the kept bytes do not have the hash they are kept under")

// Store is a place for blobs that also tells what it holds.
type Store interface {
	lrs.Blobs
	// Each calls fn with the digest of every blob of a store, in ascending
	// order. It stops at fn's first error and returns it.
	Each(ctx context.Context, store lrs.StoreID, fn func(sha2 string) error) error
	// Place names the object storage that keeps them, the same for the same one;
	// empty when they are in a data directory or database.
	Place() string
}

// Open returns the blobs that a URL names: in the directory dir when it is
// empty, else in s3://ENDPOINT/BUCKET/PREFIX?region=R, with the credentials.
// tls=false in the query speaks plain HTTP, for storage on the same machine.
func Open(url, dir, accessKey, secretKey string) (Store, error) {
	switch {
	case url == "":
		return OpenDirectory(dir)
	case strings.HasPrefix(url, "s3://"):
		return OpenS3(url, accessKey, secretKey)
	}
	return nil, fmt.Errorf("attachments cannot be kept at %q: use s3://ENDPOINT/BUCKET/PREFIX?region=R, or nothing for the data directory", url)
}

// name returns the slash-separated name under which bytes are kept:
// STORE/FIRST TWO DIGITS/DIGEST. Whatever is no digest has no name, so that no
// hash from outside can name another file.
func name(store lrs.StoreID, sha2 string) (string, error) {
	if !isDigest(sha2) {
		return "", fmt.Errorf("%q is no SHA-2 digest in lower-case hex", sha2)
	}
	return path.Join(strconv.FormatInt(int64(store), 10), sha2[:2], sha2), nil
}

func isDigest(text string) bool {
	switch len(text) {
	case 56, 64, 96, 128:
	default:
		return false
	}
	for _, c := range []byte(text) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func check(content []byte, sha2, where string) error {
	if got := lrs.SHA2(content, len(sha2)); got != sha2 {
		return fmt.Errorf("read the attachment %s: %w (%d bytes with the hash %s): restore it from a backup", where, ErrDamaged, len(content), got)
	}
	return nil
}

func notFound(sha2 string) error {
	return problem.New(problem.NotFound, "attachment-unknown", "there is no attachment with the hash %s here", sha2)
}
