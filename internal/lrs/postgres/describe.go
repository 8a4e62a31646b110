package postgres

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lore-lrs/lore/internal/bucket"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/xapi"
)

// describedKey names what a description is of.
type describedKey struct {
	store lrs.StoreID
	kind  xapi.DescriptionKind
	key   xapi.Key
}

func (d describedKey) compare(other describedKey) int {
	return cmp.Or(cmp.Compare(d.kind, other.kind), bytes.Compare(d.key[:], other.key[:]))
}

// describedCache remembers what was last said of things through this node.
// Nearly every statement repeats the definitions of the one before; only what
// is new asks the database. Another node may say something else meanwhile, so
// what is remembered of activities and verbs counts for some seconds only: then
// the newest wins again. Names only add up.
type describedCache struct {
	mu   sync.Mutex
	seed maphash.Seed
	said map[describedKey]saidValue
}

type saidValue struct {
	hash uint64
	at   time.Time
}

const (
	// describedLimit bounds the cache: about 6 MiB.
	describedLimit = 1 << 16
	// describedFor is how long a definition said again is taken as known.
	describedFor = 5 * time.Second
)

// fresh returns what the records say that is not known to be said already, by
// key, each in order.
func (c *describedCache) fresh(store lrs.StoreID, records []*lrs.Record) map[describedKey][][]byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.said == nil {
		c.seed, c.said = maphash.MakeSeed(), map[describedKey]saidValue{}
	}
	now := time.Now()
	var said map[describedKey][][]byte
	for _, record := range records {
		for _, d := range record.Descriptions {
			key := describedKey{store, d.Kind, d.Key}
			values, spoken := said[key]
			if !spoken {
				before, known := c.said[key]
				if known && before.hash == maphash.Bytes(c.seed, d.Value) && (d.Kind == xapi.NamesAgent || now.Sub(before.at) < describedFor) {
					continue
				}
			} else if bytes.Equal(values[len(values)-1], d.Value) {
				continue
			}
			if said == nil {
				said = map[describedKey][][]byte{}
			}
			said[key] = append(values, d.Value)
		}
	}
	return said
}

// remember notes what was committed.
func (c *describedCache) remember(said map[describedKey][][]byte) {
	if len(said) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	for key, values := range said {
		if len(c.said) >= describedLimit {
			for other := range c.said { // any one: the order of a map is random
				delete(c.said, other)
				break
			}
		}
		c.said[key] = saidValue{maphash.Bytes(c.seed, values[len(values)-1]), now}
	}
}

// descriptionHome is the bucket of all of a store's descriptions: they are few,
// and there a transaction of a small store finds them on its own shard.
func descriptionHome(store lrs.StoreID) int32 { return bucket.Number(uint64(store)) }

const (
	selectDescriptions = `
		SELECT kind, key, value
		FROM description
		WHERE bucket = $1 AND store = $2 AND key = ANY($3)`
	insertDescription = `
		INSERT INTO description (bucket, store, kind, key, value)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (store, kind, key, bucket) DO NOTHING`
	lockDescription = `
		SELECT value
		FROM description
		WHERE bucket = $1 AND store = $2 AND kind = $3 AND key = $4
		FOR UPDATE`
	updateDescription = `
		UPDATE description
		SET value = $5
		WHERE bucket = $1 AND store = $2 AND kind = $3 AND key = $4`
)

// describe merges what the group says into the canonical descriptions, last in
// the transaction and in the order of the keys: who waits for a row here waits
// for a commit, and never in a circle. It returns what was said.
func (s *Store) describe(ctx context.Context, conn *pgxpool.Conn, g *group) (map[describedKey][][]byte, error) {
	said := s.described.fresh(g.store, g.records)
	if len(said) == 0 {
		return nil, nil
	}
	keys := make([]describedKey, 0, len(said))
	for key := range said {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, describedKey.compare)
	known, err := descriptions(ctx, conn, g.store, keys)
	if err != nil {
		return nil, fmt.Errorf("read descriptions: %w", err)
	}
	changed, err := addDescriptions(ctx, conn, keys, known, said)
	if err != nil {
		return nil, fmt.Errorf("add descriptions: %w", err)
	}
	for _, key := range changed {
		// Somebody else may have changed it since it was read.
		var before []byte
		arguments := descriptionArguments(key)
		if err := conn.QueryRow(ctx, lockDescription, arguments...).Scan(&before); err != nil {
			return nil, fmt.Errorf("lock a description: %w", err)
		}
		after := merged(key.kind, before, said[key])
		if bytes.Equal(before, after) {
			continue
		}
		if _, err := conn.Exec(ctx, updateDescription, append(arguments, string(after))...); err != nil {
			return nil, fmt.Errorf("change a description: %w", err)
		}
	}
	return said, nil
}

// addDescriptions inserts those that there are not yet, all with one question,
// and returns the keys of those that are to be changed.
func addDescriptions(ctx context.Context, conn *pgxpool.Conn, keys []describedKey, known map[describedKey][]byte, said map[describedKey][][]byte) (changed []describedKey, err error) {
	var added []describedKey
	batch := &pgx.Batch{}
	for _, key := range keys {
		before, exists := known[key]
		after := merged(key.kind, before, said[key])
		switch {
		case bytes.Equal(before, after):
		case exists:
			changed = append(changed, key)
		default:
			added = append(added, key)
			batch.Queue(insertDescription, append(descriptionArguments(key), string(after))...)
		}
	}
	if len(added) == 0 {
		return changed, nil
	}
	results := conn.SendBatch(ctx, batch)
	for _, key := range added {
		inserted, execErr := results.Exec()
		if execErr != nil {
			err = execErr
			break
		}
		if inserted.RowsAffected() == 0 {
			changed = append(changed, key) // another node was first
		}
	}
	if closeErr := results.Close(); err == nil {
		err = closeErr
	}
	slices.SortFunc(changed, describedKey.compare)
	return changed, err
}

func descriptionArguments(key describedKey) []any {
	return []any{descriptionHome(key.store), int32(key.store), int16(key.kind), [16]byte(key.key)}
}

func merged(kind xapi.DescriptionKind, before []byte, values [][]byte) []byte {
	for _, value := range values {
		before = xapi.MergeDescription(kind, before, value)
	}
	return before
}

// descriptions returns those of the keys that there are.
func descriptions(ctx context.Context, conn *pgxpool.Conn, store lrs.StoreID, keys []describedKey) (map[describedKey][]byte, error) {
	list := make([][16]byte, len(keys))
	for i, key := range keys {
		list[i] = key.key
	}
	rows, err := conn.Query(ctx, selectDescriptions, descriptionHome(store), int32(store), list)
	if err != nil {
		return nil, err
	}
	known := map[describedKey][]byte{}
	var kind int16
	var key [16]byte
	var value []byte
	_, err = pgx.ForEachRow(rows, []any{&kind, &key, &value}, func() error {
		known[describedKey{store, xapi.DescriptionKind(kind), key}] = bytes.Clone(value)
		return nil
	})
	return known, err
}

// Describe implements lrs.Statements.
func (s *Store) Describe(ctx context.Context, store lrs.StoreID, kind xapi.DescriptionKind, key xapi.Key) ([]byte, error) {
	const find = `
		SELECT value
		FROM description
		WHERE bucket = $1 AND store = $2 AND kind = $3 AND key = $4`
	var value []byte
	err := s.pools.Small.QueryRow(ctx, find, descriptionHome(store), int32(store), int16(kind), [16]byte(key)).Scan(&value)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("describe: %w", pgpool.Refusal(err))
	}
	return value, nil
}

// DescribeAll implements lrs.Statements.
func (s *Store) DescribeAll(ctx context.Context, store lrs.StoreID, kind xapi.DescriptionKind, keys []xapi.Key) ([][]byte, error) {
	texts := make([][]byte, len(keys))
	if len(keys) == 0 {
		return texts, nil
	}
	places := make(map[xapi.Key][]int, len(keys))
	for i, key := range keys {
		places[key] = append(places[key], i)
	}
	const find = `
		SELECT key, value
		FROM description
		WHERE bucket = $1 AND store = $2 AND kind = $3 AND key = ANY($4)`
	list := make([][16]byte, 0, len(places))
	for key := range places {
		list = append(list, key)
	}
	rows, err := s.pools.Small.Query(ctx, find, descriptionHome(store), int32(store), int16(kind), list)
	if err != nil {
		return nil, fmt.Errorf("describe: %w", pgpool.Refusal(err))
	}
	var key [16]byte
	var value []byte
	_, err = pgx.ForEachRow(rows, []any{&key, &value}, func() error {
		for _, i := range places[key] {
			texts[i] = bytes.Clone(value)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("describe: %w", pgpool.Refusal(err))
	}
	return texts, nil
}
