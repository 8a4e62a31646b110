package postgres

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// The bits of statement.flags.
const (
	flagReference = 1 << iota
	flagVoids
	flagDefines
)

func flagsOf(record *lrs.Record) (flags int16) {
	if record.IsReference {
		flags |= flagReference
	}
	if record.Voids {
		flags |= flagReference | flagVoids
	}
	if record.Defines {
		flags |= flagDefines
	}
	return flags
}

// keyOf returns an index entry as it stands in statement_key: 120 bits of the
// hash and the kind.
func keyOf(kind xapi.IndexKind, key xapi.Key) (packed [16]byte) {
	packed = key
	packed[15] = byte(kind)
	return packed
}

const (
	copyStatement = `COPY statement (bucket, store, stored, id, target, flags, voided, payload) FROM STDIN BINARY`
	copyKey       = `COPY statement_key (bucket, store, key, stored) FROM STDIN BINARY`
	copyReference = `COPY statement_reference (bucket, store, target, source, voids, linked) FROM STDIN BINARY`
)

// copyBuffers are reused: a group has some megabytes.
var copyBuffers = sync.Pool{New: func() any { return new(copyBuffer) }}

// copyStatements writes the group's rows. They are sorted, so that two
// transactions with the same ids wait for each other in one order and pages of
// an index are visited once.
func copyStatements(ctx context.Context, conn *pgxpool.Conn, g *group) error {
	b := copyBuffers.Get().(*copyBuffer)
	defer copyBuffers.Put(b)
	homes := make([]int32, len(g.records))
	order := make([]int, len(g.records))
	references := 0
	for i, record := range g.records {
		homes[i] = g.spread.home(g.store, record.ID)
		order[i] = i
		if record.IsReference || record.Voids {
			references++
		}
	}
	slices.SortFunc(order, func(x, y int) int {
		return bytes.Compare(g.records[x].ID[:], g.records[y].ID[:])
	})
	b.start()
	for _, i := range order {
		b.statement(homes[i], g.store, g.records[i], g.stored[i])
	}
	if err := b.send(ctx, conn, copyStatement); err != nil {
		return fmt.Errorf("copy statements: %w", err)
	}
	b.start()
	for _, k := range g.keys(homes) {
		b.key(k, g.store)
	}
	if err := b.send(ctx, conn, copyKey); err != nil {
		return fmt.Errorf("copy keys: %w", err)
	}
	if references == 0 {
		return nil
	}
	b.start()
	for _, i := range order {
		if record := g.records[i]; record.IsReference || record.Voids {
			b.reference(g.spread.home(g.store, record.Target), g.store, record)
		}
	}
	if err := b.send(ctx, conn, copyReference); err != nil {
		return fmt.Errorf("copy references: %w", err)
	}
	return nil
}

// keyRow is a row of statement_key.
type keyRow struct {
	key    [16]byte
	stored int64
	bucket int32
}

func compareKeyRows(a, b keyRow) int {
	return cmp.Or(bytes.Compare(a.key[:], b.key[:]), cmp.Compare(a.stored, b.stored))
}

// keys returns the rows of all the group's index entries, sorted, each once.
func (g *group) keys(homes []int32) []keyRow {
	count := 0
	for _, record := range g.records {
		count += len(record.Index)
	}
	rows := make([]keyRow, 0, count)
	for i, record := range g.records {
		for _, entry := range record.Index {
			rows = append(rows, keyRow{keyOf(entry.Kind, entry.Key), g.stored[i], homes[i]})
		}
	}
	slices.SortFunc(rows, compareKeyRows)
	return slices.Compact(rows)
}

// copyBuffer holds rows in the binary format of COPY.
type copyBuffer struct{ data []byte }

// copyHeader is the signature, no flags and no extension.
const copyHeader = "PGCOPY\n\xff\r\n\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00"

func (b *copyBuffer) start() { b.data = append(b.data[:0], copyHeader...) }

// send copies the rows, which ends them.
func (b *copyBuffer) send(ctx context.Context, conn *pgxpool.Conn, command string) error {
	b.data = binary.BigEndian.AppendUint16(b.data, 0xffff)
	_, err := conn.Conn().PgConn().CopyFrom(ctx, bytes.NewReader(b.data), command)
	return err
}

func (b *copyBuffer) row(fields uint16) { b.data = binary.BigEndian.AppendUint16(b.data, fields) }

func (b *copyBuffer) int2(v int16) {
	b.data = append(b.data, 0, 0, 0, 2)
	b.data = binary.BigEndian.AppendUint16(b.data, uint16(v))
}

func (b *copyBuffer) int4(v int32) {
	b.data = append(b.data, 0, 0, 0, 4)
	b.data = binary.BigEndian.AppendUint32(b.data, uint32(v))
}

func (b *copyBuffer) int8(v int64) {
	b.data = append(b.data, 0, 0, 0, 8)
	b.data = binary.BigEndian.AppendUint64(b.data, uint64(v))
}

func (b *copyBuffer) uuid(v [16]byte) {
	b.data = append(b.data, 0, 0, 0, 16)
	b.data = append(b.data, v[:]...)
}

func (b *copyBuffer) bool(v bool) {
	b.data = append(b.data, 0, 0, 0, 1, 0)
	if v {
		b.data[len(b.data)-1] = 1
	}
}

func (b *copyBuffer) null() { b.data = append(b.data, 0xff, 0xff, 0xff, 0xff) }

// statement adds a row of statement, and writes stored into its text.
func (b *copyBuffer) statement(home int32, store lrs.StoreID, record *lrs.Record, stored int64) {
	b.row(8)
	b.int4(home)
	b.int4(int32(store))
	b.int8(stored)
	b.uuid(record.ID)
	if record.IsReference || record.Voids {
		b.uuid(record.Target)
	} else {
		b.null()
	}
	b.int2(flagsOf(record))
	b.bool(false)
	b.data = binary.BigEndian.AppendUint32(b.data, uint32(len(record.JSON)))
	start := len(b.data)
	b.data = append(b.data, record.JSON...)
	xapi.PutStored(b.data[start:], record.StoredAt, stored)
}

func (b *copyBuffer) key(k keyRow, store lrs.StoreID) {
	b.row(4)
	b.int4(k.bucket)
	b.int4(int32(store))
	b.uuid(k.key)
	b.int8(k.stored)
}

func (b *copyBuffer) reference(home int32, store lrs.StoreID, record *lrs.Record) {
	b.row(6)
	b.int4(home)
	b.int4(int32(store))
	b.uuid(record.Target)
	b.uuid(record.ID)
	b.bool(record.Voids)
	b.bool(false)
}
