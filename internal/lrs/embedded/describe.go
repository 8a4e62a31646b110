package embedded

import (
	"bytes"
	"context"
	"fmt"
	"hash/maphash"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// describedCache remembers what was last said of things. Nearly every
// statement repeats the definitions of the one before; only what is new goes
// into the tail. It belongs to the committer.
type describedCache struct {
	seed maphash.Seed
	said map[descriptionKey]uint64
}

// describedLimit bounds the cache: about 5 MiB.
const describedLimit = 1 << 16

// add notes a description in the generation, unless it was the last thing said.
func (c *describedCache) add(g *generation, key descriptionKey, value []byte) {
	if c.said == nil {
		c.seed, c.said = maphash.MakeSeed(), map[descriptionKey]uint64{}
	}
	hash := maphash.Bytes(c.seed, value)
	before, known := c.said[key]
	if known && before == hash {
		return
	}
	if !known && len(c.said) >= describedLimit {
		for any := range c.said {
			delete(c.said, any)
			break
		}
	}
	c.said[key] = hash
	g.descriptions[key] = append(g.descriptions[key], bytes.Clone(value))
	g.bytes += len(value) + descriptionBytes
}

// descriptionBytes is about what an entry takes besides its value.
const descriptionBytes = 100

// Describe implements lrs.Statements.
func (s *Store) Describe(_ context.Context, store lrs.StoreID, kind xapi.DescriptionKind, key xapi.Key) ([]byte, error) {
	if err := s.gate.enter(); err != nil {
		return nil, err
	}
	defer s.gate.leave()
	return s.describe(descriptionKey{store, kind, key})
}

// DescribeAll implements lrs.Statements.
func (s *Store) DescribeAll(_ context.Context, store lrs.StoreID, kind xapi.DescriptionKind, keys []xapi.Key) ([][]byte, error) {
	if err := s.gate.enter(); err != nil {
		return nil, err
	}
	defer s.gate.leave()
	texts := make([][]byte, len(keys))
	for i, key := range keys {
		var err error
		if texts[i], err = s.describe(descriptionKey{store, kind, key}); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// describe is for who has entered the gate.
func (s *Store) describe(what descriptionKey) ([]byte, error) {
	var said [][]byte
	s.tail.mu.RLock()
	for _, g := range s.tail.generations() {
		said = append(said, g.descriptions[what]...)
	}
	s.tail.mu.RUnlock()
	// A flush that ends in between makes values count twice, which changes
	// nothing: merging the same ones in the same order again is idempotent.
	described, err := s.index.description(what)
	if err != nil {
		return nil, fmt.Errorf("describe: %w", err)
	}
	for _, value := range said {
		described = xapi.MergeDescription(what.kind, described, value)
	}
	return described, nil
}
