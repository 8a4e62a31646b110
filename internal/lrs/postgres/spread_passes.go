package postgres

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/bucket"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

const (
	// pieceRows and pieceBytes bound what is copied or removed at once: writers
	// and voiding may wait for as long as that takes.
	pieceRows  = 1000
	pieceBytes = 8 << 20
)

// piece works on the next rows of a bucket behind place, and returns the place
// it came to, nil at the end. Rows that must leave the bucket are copied, and
// removed then if remove is true. moved counts the rows that were copied.
type piece func(m *mover, ctx context.Context, from int32, place []byte, remove bool) (next []byte, moved int, err error)

// passes is the work, in order. Keys lead to their statements by the stored
// time, so those are copied first and removed last.
var passes = []struct {
	what   string
	work   piece
	remove bool
}{
	{"copy statements", (*mover).statements, false},
	{"copy keys", (*mover).keys, false},
	{"copy references", (*mover).references, false},
	{"remove keys", (*mover).keys, true},
	{"remove references", (*mover).references, true},
	{"remove statements", (*mover).statements, true},
}

// passes does what is left to do, and calls step after each piece.
func (m *mover) passes(ctx context.Context, step func()) error {
	for ; int(m.at.pass) < len(passes); m.at.pass++ {
		pass := passes[m.at.pass]
		if pass.remove {
			if err := m.outlive(ctx); err != nil {
				return fmt.Errorf("wait for reads: %w", err)
			}
		}
		for m.at.slot < m.at.buckets {
			from := bucket.Number(uint64(m.store) + uint64(m.at.slot))
			next, moved, err := pass.work(m, ctx, from, m.at.place, pass.remove)
			if err != nil {
				return fmt.Errorf("%s of bucket %d: %w", pass.what, from, err)
			}
			if m.at.pass == 0 {
				m.at.moved += int64(moved)
			}
			m.at.place = next
			if next == nil {
				m.at.slot, m.at.place = m.at.slot+1, []byte{}
			}
			if err := m.note(ctx); err != nil {
				return err
			}
			step()
		}
		m.at.slot = 0
	}
	return nil
}

// note writes down how far the way is.
func (m *mover) note(ctx context.Context) error {
	const note = `
		UPDATE spread
		SET pass = $3, slot = $4, place = $5, moved = $6
		WHERE store = $1 AND next = $2 AND moving`
	_, err := m.conn.Exec(ctx, note, int32(m.store), m.goal, m.at.pass, m.at.slot, m.at.place, m.at.moved)
	if err != nil {
		return fmt.Errorf("note how far it is: %w", err)
	}
	return nil
}

// outlive waits, on Citus, until every transaction has ended that is open now.
// A question to several shards has a snapshot for each of them: it may have
// looked for a row in the new place before it was copied, and would look in
// the old one after it was removed.
func (m *mover) outlive(ctx context.Context) error {
	if !m.pools.Citus {
		return nil
	}
	const (
		now  = `SELECT clock_timestamp()`
		open = `
			SELECT EXISTS (
				SELECT FROM pg_stat_activity
				WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start <= $1)`
	)
	var begun time.Time
	if err := m.conn.QueryRow(ctx, now).Scan(&begun); err != nil {
		return err
	}
	for {
		var waiting bool
		if err := m.conn.QueryRow(ctx, open, begun).Scan(&waiting); err != nil || !waiting {
			return err
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}

// newHome returns the bucket to which a statement is on its way.
func (m *mover) newHome(id xapi.UUID) int32 { return bucketIn(m.store, id, m.goal) }

// statements is the piece for the table of statements. place is a stored time.
func (m *mover) statements(ctx context.Context, from int32, place []byte, remove bool) (next []byte, moved int, err error) {
	const look = `
		SELECT stored, id, octet_length(payload)
		FROM statement
		WHERE bucket = $1 AND store = $2 AND stored > $3
		ORDER BY stored
		LIMIT $4`
	rows, err := m.conn.Query(ctx, look, from, int32(m.store), int64(number(place)), pieceRows)
	if err != nil {
		return nil, 0, err
	}
	var leaving []lrs.Position
	var stored int64
	var id [16]byte
	var size, count, bytes int
	full := errors.New("enough for one piece")
	_, err = pgx.ForEachRow(rows, []any{&stored, &id, &size}, func() error {
		leaves := m.newHome(id) != from
		if leaves && len(leaving) > 0 && bytes+size > pieceBytes {
			return full
		}
		count++
		next = binary.BigEndian.AppendUint64(nil, uint64(stored))
		if leaves {
			leaving, bytes = append(leaving, lrs.Position{Stored: stored, ID: id}), bytes+size
		}
		return nil
	})
	switch {
	case errors.Is(err, full):
	case err != nil:
		return nil, 0, err
	case count < pieceRows:
		next = nil
	}
	missing := leaving
	if remove {
		// All were copied by an earlier pass; nothing is removed without a look.
		if missing, err = m.notThere(ctx, leaving); err != nil {
			return nil, 0, err
		}
	}
	if err := m.copyStatements(ctx, from, missing); err != nil {
		return nil, 0, fmt.Errorf("copy: %w", err)
	}
	if remove && len(leaving) > 0 {
		const deletion = `
			DELETE FROM statement
			WHERE bucket = $1 AND store = $2 AND stored BETWEEN $3 AND $4 AND stored + 0 = ANY($5)`
		times := timesAt(leaving)
		if _, err := m.conn.Exec(ctx, deletion, from, int32(m.store), times[0], times[len(times)-1], times); err != nil {
			return nil, 0, fmt.Errorf("remove: %w", err)
		}
	}
	return next, len(leaving), nil
}

func timesAt(positions []lrs.Position) []int64 {
	times := make([]int64, len(positions))
	for i, p := range positions {
		times[i] = p.Stored
	}
	return times
}

// notThere returns the statements that are not in their new buckets.
func (m *mover) notThere(ctx context.Context, leaving []lrs.Position) ([]lrs.Position, error) {
	if len(leaving) == 0 {
		return nil, nil
	}
	var homes []int32
	for _, p := range leaving {
		homes = append(homes, m.newHome(p.ID))
	}
	slices.Sort(homes)
	// Between their times lie few others.
	const look = `SELECT id FROM statement WHERE bucket = ANY($1) AND store = $2 AND stored BETWEEN $3 AND $4`
	rows, err := m.conn.Query(ctx, look, slices.Compact(homes), int32(m.store), leaving[0].Stored, leaving[len(leaving)-1].Stored)
	if err != nil {
		return nil, err
	}
	there := make(map[xapi.UUID]bool, len(leaving))
	var id [16]byte
	if _, err := pgx.ForEachRow(rows, []any{&id}, func() error {
		there[id] = true
		return nil
	}); err != nil {
		return nil, err
	}
	var missing []lrs.Position
	for _, p := range leaving {
		if !there[p.ID] {
			missing = append(missing, p)
		}
	}
	return missing, nil
}

// copyStatements copies statements of a bucket to their new ones. They are
// locked meanwhile: who marks one as voided waits, and then marks the copy, too
// (linker.void).
func (m *mover) copyStatements(ctx context.Context, from int32, leaving []lrs.Position) error {
	if len(leaving) == 0 {
		return nil
	}
	// The bounds lead to the rows, in their order; what stays is passed over.
	const read = `
		SELECT ` + columns + `
		FROM statement
		WHERE bucket = $1 AND store = $2 AND stored BETWEEN $3 AND $4 AND stored + 0 = ANY($5)
		ORDER BY stored
		FOR UPDATE`
	times := timesAt(leaving)
	return pgx.BeginFunc(ctx, m.conn, func(tx pgx.Tx) error {
		var values []any
		count := 0
		err := each(ctx, tx, func(r row) bool {
			var target any
			if r.isReference() {
				target = [16]byte(r.target)
			}
			values = append(values, m.newHome(r.ID), int32(m.store), r.Stored.Stored, [16]byte(r.ID), target, r.flags, r.Voided, r.JSON)
			count++
			return true
		}, read, from, int32(m.store), times[0], times[len(times)-1], times)
		if err != nil || count == 0 {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO statement (bucket, store, stored, id, target, flags, voided, payload) VALUES `+
			placeholders(count, 8)+` ON CONFLICT DO NOTHING`, append([]any{pgx.QueryExecModeDescribeExec}, values...)...)
		return err
	})
}

// placeholders returns ($1,$2),($3,$4) for two rows of two columns.
func placeholders(rows, columns int) string {
	var b strings.Builder
	for n := range rows * columns {
		switch {
		case n%columns != 0:
			b.WriteString(",$")
		case n == 0:
			b.WriteString("($")
		default:
			b.WriteString("),($")
		}
		b.WriteString(strconv.Itoa(n + 1))
	}
	return b.String() + ")"
}

// keys is the piece for the keys of statements. place is a key and a stored
// time.
func (m *mover) keys(ctx context.Context, from int32, place []byte, remove bool) (next []byte, moved int, err error) {
	const look = `
		SELECT key, stored
		FROM statement_key
		WHERE bucket = $1 AND store = $2 AND (key, stored) > ($3, $4)
		ORDER BY key, stored
		LIMIT $5`
	key, rest := split(place)
	rows, err := m.conn.Query(ctx, look, from, int32(m.store), key, int64(number(rest)), pieceRows)
	if err != nil {
		return nil, 0, err
	}
	var found []keyRow
	var r keyRow
	if _, err := pgx.ForEachRow(rows, []any{&r.key, &r.stored}, func() error {
		found = append(found, r)
		return nil
	}); err != nil || len(found) == 0 {
		return nil, 0, err
	}
	last := found[len(found)-1]
	if len(found) == pieceRows {
		next = binary.BigEndian.AppendUint64(last.key[:], uint64(last.stored))
	}
	leaving, err := m.leavingKeys(ctx, from, found)
	if err != nil || len(leaving) == 0 {
		return next, 0, err
	}
	for rows := range slices.Chunk(leaving, 500) {
		if err := insertKeys(ctx, m.conn, m.store, rows); err != nil {
			return nil, 0, fmt.Errorf("copy: %w", err)
		}
	}
	if !remove {
		return next, len(leaving), nil
	}
	times := make([]int64, len(leaving))
	for i, r := range leaving {
		times[i] = r.stored
	}
	// All keys of a statement leave with it, so its time alone says which do.
	// «+ 0» keeps the planner from looking each time up under each key.
	const deletion = `
		DELETE FROM statement_key
		WHERE bucket = $1 AND store = $2 AND (key, stored) >= ($3, $4) AND (key, stored) <= ($5, $6)
			AND stored + 0 = ANY($7)`
	if _, err := m.conn.Exec(ctx, deletion, from, int32(m.store), found[0].key, found[0].stored, last.key, last.stored, times); err != nil {
		return nil, 0, fmt.Errorf("remove: %w", err)
	}
	return next, len(leaving), nil
}

// leavingKeys returns those of the rows that leave a bucket, with their new
// ones.
func (m *mover) leavingKeys(ctx context.Context, from int32, found []keyRow) ([]keyRow, error) {
	times := make([]int64, 0, len(found))
	for _, r := range found {
		times = append(times, r.stored)
	}
	slices.Sort(times)
	const look = `SELECT stored, id FROM statement WHERE bucket = ANY($1) AND store = $2 AND stored = ANY($3)`
	rows, err := m.conn.Query(ctx, look, m.at.all(m.store), int32(m.store), slices.Compact(times))
	if err != nil {
		return nil, err
	}
	homes := make(map[int64]int32, len(times))
	var stored int64
	var id [16]byte
	if _, err := pgx.ForEachRow(rows, []any{&stored, &id}, func() error {
		homes[stored] = m.newHome(id)
		return nil
	}); err != nil {
		return nil, err
	}
	var leaving []keyRow
	for _, r := range found {
		if home, known := homes[r.stored]; known && home != from {
			leaving = append(leaving, keyRow{r.key, r.stored, home})
		}
	}
	return leaving, nil
}

// references is the piece for references, which lie in the buckets of their
// targets. place is a target and a source.
func (m *mover) references(ctx context.Context, from int32, place []byte, remove bool) (next []byte, moved int, err error) {
	const look = `
		SELECT target, source, voids, linked
		FROM statement_reference
		WHERE bucket = $1 AND store = $2 AND (target, source) > ($3, $4)
		ORDER BY target, source
		LIMIT $5`
	target, rest := split(place)
	source, _ := split(rest)
	rows, err := m.conn.Query(ctx, look, from, int32(m.store), target, source, pieceRows)
	if err != nil {
		return nil, 0, err
	}
	var values []any
	var leaving [][16]byte
	var voids, linked bool
	count := 0
	if _, err := pgx.ForEachRow(rows, []any{&target, &source, &voids, &linked}, func() error {
		count++
		if home := m.newHome(target); home != from {
			leaving = append(leaving, target)
			values = append(values, home, int32(m.store), target, source, voids, linked)
		}
		return nil
	}); err != nil {
		return nil, 0, err
	}
	if count == pieceRows {
		next = append(target[:], source[:]...)
	}
	if len(leaving) == 0 {
		return next, 0, nil
	}
	if _, err := m.conn.Exec(ctx, `INSERT INTO statement_reference (bucket, store, target, source, voids, linked) VALUES `+
		placeholders(len(leaving), 6)+` ON CONFLICT DO NOTHING`, append([]any{pgx.QueryExecModeDescribeExec}, values...)...); err != nil {
		return nil, 0, fmt.Errorf("copy: %w", err)
	}
	if remove {
		const deletion = `
			DELETE FROM statement_reference
			WHERE bucket = $1 AND store = $2 AND target = ANY($3) AND (target, source) <= ($4, $5)`
		if _, err := m.conn.Exec(ctx, deletion, from, int32(m.store), leaving, target, source); err != nil {
			return nil, 0, fmt.Errorf("remove: %w", err)
		}
	}
	return next, len(leaving), nil
}

// split takes the first 16 bytes of a place off; an empty one is before all.
func split(place []byte) (first [16]byte, rest []byte) {
	if len(place) < len(first) {
		return first, nil
	}
	return [16]byte(place), place[len(first):]
}

// number reads the stored time that ends a place; an empty one is before all.
func number(place []byte) uint64 {
	if len(place) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(place)
}
