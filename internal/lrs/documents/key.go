package documents

import (
	"encoding/binary"
	"hash/fnv"
	"slices"

	"github.com/lore-lrs/lore/internal/bucket"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// keyArguments returns $1 to $7 of the queries for one document, without room
// for more: what is appended is a copy.
func (s *Store) keyArguments(store lrs.StoreID, key lrs.DocumentKey) []any {
	return slices.Clip(append(s.contextArguments(store, key.DocumentContext), registrationArgument(key.DocumentContext), []byte(key.ID)))
}

// contextArguments returns $1 to $5 of all queries.
func (s *Store) contextArguments(store lrs.StoreID, where lrs.DocumentContext) []any {
	return []any{int64(s.bucket(store, where)), int64(store), int64(where.Resource), []byte(where.Activity), agentArgument(where)}
}

// bucket returns where the documents of a context are, whatever their
// registration: a list without one asks for all. It never changes, because
// documents are found by it. SQLite has no use for buckets.
func (s *Store) bucket(store lrs.StoreID, where lrs.DocumentContext) int32 {
	if s.db.Dialect() == db.SQLite {
		return 0
	}
	hash := fnv.New64a()
	var head [9]byte
	binary.BigEndian.PutUint64(head[:], uint64(store))
	head[8] = byte(where.Resource)
	hash.Write(head[:])
	hash.Write(where.Agent[:])
	hash.Write([]byte(where.Activity))
	return bucket.Number(hash.Sum64())
}

func agentArgument(where lrs.DocumentContext) []byte {
	if where.Agent == (xapi.Key{}) {
		return []byte{}
	}
	return where.Agent[:]
}

func registrationArgument(where lrs.DocumentContext) []byte {
	if !where.HasRegistration {
		return []byte{}
	}
	return where.Registration[:]
}
