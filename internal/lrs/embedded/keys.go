package embedded

import (
	"encoding/binary"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/xapi"
)

// statementKey is a statement's identity.
type statementKey struct {
	store lrs.StoreID
	id    xapi.UUID
}

// located is where a statement is and what it is.
type located struct {
	position int64
	flags    seglog.Flags
}

// listKey names a posting list.
type listKey struct {
	store lrs.StoreID
	kind  xapi.IndexKind
	key   xapi.Key
}

// everything is the kind of the list of all statements of a store: a small
// store beside a big one is not found by reading the log.
const everything xapi.IndexKind = 0

// descriptionKey names a thing that has a canonical description.
type descriptionKey struct {
	store lrs.StoreID
	kind  xapi.DescriptionKind
	key   xapi.Key
}

// referrer is a statement whose object is a StatementRef, seen from its target.
type referrer struct {
	position int64
	flags    seglog.Flags
	id       xapi.UUID
}

// The rows of the index, by the first byte of their key. Numbers are
// big-endian, so that rows sort by position.
const (
	rowMeta        = 'M' // → format version, watermark, first position of the log
	rowStatement   = 'I' // store, id → position, flags
	rowChunk       = 'P' // store, kind, key, first position → posting.AppendChunk
	rowLate        = 'L' // store, kind, key, position → nothing: see resolver
	rowVoided      = 'V' // store, position → nothing
	rowReferrer    = 'R' // store, target, position → flags, id
	rowDangling    = 'U' // store, target → nothing: references to it came first
	rowDescription = 'D' // store, kind, key → canonical description
)

// positionSize is the length of the position that ends many keys.
const positionSize = 8

func appendStore(dst []byte, row byte, store lrs.StoreID) []byte {
	return binary.BigEndian.AppendUint64(append(dst, row), uint64(store))
}

func appendPosition(dst []byte, position int64) []byte {
	return binary.BigEndian.AppendUint64(dst, uint64(position))
}

// endPosition reads the position that ends a key.
func endPosition(key []byte) int64 {
	return int64(binary.BigEndian.Uint64(key[len(key)-positionSize:]))
}

// append appends the key of the statement's row of the given kind.
func (k statementKey) append(dst []byte, row byte) []byte {
	return append(appendStore(dst, row, k.store), k.id[:]...)
}

// append appends what the keys of the list's rows begin with.
func (k listKey) append(dst []byte, row byte) []byte {
	dst = append(appendStore(dst, row, k.store), byte(k.kind))
	return append(dst, k.key[:]...)
}

func (k descriptionKey) append(dst []byte) []byte {
	dst = append(appendStore(dst, rowDescription, k.store), byte(k.kind))
	return append(dst, k.key[:]...)
}
