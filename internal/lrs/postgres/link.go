package postgres

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/match"
	"github.com/lore-lrs/lore/xapi"
)

// What references and voiding mean is entered after the commit, and before the
// request is answered (GS-20, VO-02, VO-03): two transactions that are open at
// the same time do not see each other, but of two that were committed, the one
// that looks later sees both. So whoever commits a statement looks for what it
// refers to and for what refers to it, and enters for every path that leads
// through it:
//
//   - a statement that refers to another gets its keys, and those of what that
//     one refers to, at its own position;
//   - a statement that another voids is marked.
//
// The keys of targets that are there already are entered before the commit, too:
// who follows a filter never comes back to a time that was safe.
//
// All of it can be done twice. A reference with both ends there is marked as
// linked at the end; when a node dies before, its client sends the statements
// again, or Resolve finds what is not marked.

const (
	selectReferrers = `
		SELECT target, source, voids
		FROM statement_reference
		WHERE bucket = ANY($1) AND store = $2 AND target = ANY($3)`

	// Those that wait: a target that is sent again may have a million others.
	selectWaiting = selectReferrers + ` AND NOT linked`

	markLinked = `
		UPDATE statement_reference
		SET linked = TRUE
		WHERE bucket = ANY($1) AND store = $2 AND target = $3 AND source = ANY($4) AND NOT linked`

	// VO-04: voiding a voiding statement has no effect; those have the flag 2.
	markVoided = `
		UPDATE statement
		SET voided = TRUE
		WHERE bucket = ANY($1) AND store = $2 AND id = $3 AND flags & 2 = 0 AND NOT voided`
)

// referrer is a row of statement_reference.
type referrer struct {
	target, source xapi.UUID
	voids          bool
}

func referrers(ctx context.Context, from querier, query string, in spread, store lrs.StoreID, targets []xapi.UUID) ([]referrer, error) {
	rows, err := from.Query(ctx, query, in.bucketsOf(store, targets), int32(store), uuids(targets))
	if err != nil {
		return nil, err
	}
	var list []referrer
	var target, source [16]byte
	var voids bool
	_, err = pgx.ForEachRow(rows, []any{&target, &source, &voids}, func() error {
		list = append(list, referrer{target, source, voids})
		return nil
	})
	return list, err
}

// link enters what follows from a group that was committed.
func (s *Store) link(ctx context.Context, conn *pgxpool.Conn, g *group) error {
	records := slices.Concat(g.records, g.known)
	if len(records) == 0 {
		return nil
	}
	var subjects []xapi.UUID
	for _, record := range records {
		if record.IsReference || record.Voids {
			subjects = append(subjects, record.ID)
		}
	}
	waiting, err := referrers(ctx, conn, selectWaiting, g.spread, g.store, idsOf(records))
	if err != nil {
		return fmt.Errorf("look for references: %w", err)
	}
	for _, r := range waiting {
		if !slices.Contains(subjects, r.target) {
			subjects = append(subjects, r.target)
		}
	}
	for ids := range slices.Chunk(subjects, linkAtOnce) {
		if err := linkStatements(ctx, conn, g.store, ids); err != nil {
			return err
		}
	}
	if len(subjects) == 0 {
		return nil
	}
	return s.noteLinked(ctx, conn)
}

// inherit gives the group's statements the keys of what they refer to, as far as
// that is there, in the transaction that stores them.
func (s *Store) inherit(ctx context.Context, conn *pgxpool.Conn, g *group) error {
	var ids []xapi.UUID
	for _, record := range g.records {
		if record.IsReference || record.Voids {
			ids = append(ids, record.ID)
		}
	}
	for ids := range slices.Chunk(ids, linkAtOnce) {
		l := linker{ctx: ctx, tx: conn, store: g.store, in: g.spread}
		found, err := l.load(ids)
		if err != nil {
			return fmt.Errorf("read what statements refer to: %w", err)
		}
		for id, statement := range found {
			if _, err := l.down(&statement); err != nil {
				return fmt.Errorf("follow the reference of %s: %w", id, err)
			}
		}
		if err := l.enterKeys(); err != nil {
			return err
		}
	}
	return nil
}

// linkAtOnce is how many statements are linked in one transaction.
const linkAtOnce = 100

// executor is a pgx.Tx, or a connection that is in one.
type executor interface {
	querier
	execer
}

// linker works on some statements of a store in one transaction.
type linker struct {
	ctx   context.Context
	tx    executor
	store lrs.StoreID
	in    spread
	// targets are statements that were read for many at once.
	targets map[xapi.UUID]row

	keys   []keyRow
	voided []xapi.UUID
	linked []referrer
}

// linkStatements enters what follows for every path of references that leads
// through one of the statements.
func linkStatements(ctx context.Context, conn *pgxpool.Conn, store lrs.StoreID, ids []xapi.UUID) error {
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		l := linker{ctx: ctx, tx: tx, store: store}
		if err := tx.QueryRow(ctx, `SELECT buckets, next FROM lrs_spread($1)`, int32(store)).Scan(&l.in.buckets, &l.in.next); err != nil {
			return fmt.Errorf("look how the store is spread: %w", err)
		}
		found, err := l.load(ids)
		if err != nil {
			return fmt.Errorf("read them: %w", err)
		}
		for id, statement := range found {
			entries, err := l.down(&statement)
			if err != nil {
				return fmt.Errorf("follow the reference of %s: %w", id, err)
			}
			if err := l.up(&statement, entries); err != nil {
				return fmt.Errorf("find what refers to %s: %w", id, err)
			}
		}
		return l.enter()
	})
	if err != nil {
		return fmt.Errorf("link statements: %w", err)
	}
	return nil
}

// load returns the statements that are there, and reads what they refer to with
// one question.
func (l *linker) load(ids []xapi.UUID) (map[xapi.UUID]row, error) {
	found, err := byID(l.ctx, l.tx, l.in, l.store, ids)
	if err != nil {
		return nil, err
	}
	var targets []xapi.UUID
	for _, r := range found {
		if r.isReference() {
			targets = append(targets, r.target)
		}
	}
	slices.SortFunc(targets, compareUUIDs)
	l.targets, err = byID(l.ctx, l.tx, l.in, l.store, slices.Compact(targets))
	return found, err
}

// find returns a statement, nil when it is not there.
func (l *linker) find(id xapi.UUID) (*row, error) {
	if r, there := l.targets[id]; there {
		return &r, nil
	}
	found, err := byID(l.ctx, l.tx, l.in, l.store, []xapi.UUID{id})
	if r, there := found[id]; there {
		return &r, err
	}
	return nil, err
}

func entriesOf(r *row) ([]xapi.IndexEntry, error) {
	parsed, err := xapi.ParseStored(r.JSON)
	if err != nil {
		return nil, fmt.Errorf("parse the stored statement %s: %w", r.ID, err)
	}
	return match.Inheritable(parsed.Index), nil
}

// down gives the statement what it inherits, and returns what those inherit who
// refer to it. A cycle ends where it returns to a statement already seen.
func (l *linker) down(from *row) ([]xapi.IndexEntry, error) {
	own, err := entriesOf(from)
	if err != nil || !from.isReference() {
		return own, err
	}
	if from.target == from.ID {
		// It has nothing to inherit, and nobody must look at it again.
		l.linked = append(l.linked, referrer{target: from.ID, source: from.ID})
	}
	var inherited []xapi.IndexEntry
	seen := map[xapi.UUID]bool{from.ID: true}
	for at := from; at.isReference() && !seen[at.target] && len(seen) <= match.MaxChain && len(inherited) < match.MaxInherited; {
		target, err := l.find(at.target)
		if err != nil {
			return nil, err
		}
		if target == nil {
			break
		}
		if at == from {
			l.linked = append(l.linked, referrer{target: target.ID, source: from.ID})
			if from.voids() {
				l.voided = append(l.voided, target.ID)
			}
		}
		seen[target.ID] = true
		entries, err := entriesOf(target)
		if err != nil {
			return nil, err
		}
		inherited = append(inherited, entries...)
		at = target
	}
	inherited = match.Bounded(inherited)
	l.give(from.Position, inherited)
	return match.Bounded(append(own, inherited...)), nil
}

// up gives the entries to those who refer to the statement, and to those who
// refer to them.
func (l *linker) up(to *row, entries []xapi.IndexEntry) error {
	seen := map[xapi.UUID]bool{to.ID: true}
	level := []xapi.UUID{to.ID}
	for depth := 0; len(level) > 0 && depth < match.MaxChain; depth++ {
		list, err := referrers(l.ctx, l.tx, selectReferrers, l.in, l.store, level)
		if err != nil {
			return err
		}
		level = level[:0]
		for _, r := range list {
			if !seen[r.source] {
				seen[r.source] = true
				level = append(level, r.source)
			}
		}
		positions, err := l.positions(level)
		if err != nil {
			return err
		}
		for _, p := range positions {
			l.give(p, entries)
		}
		if depth > 0 {
			continue
		}
		for _, r := range list {
			if r.source == to.ID || !slices.ContainsFunc(positions, func(p lrs.Position) bool { return p.ID == r.source }) {
				continue
			}
			l.linked = append(l.linked, referrer{target: to.ID, source: r.source})
			if r.voids {
				l.voided = append(l.voided, to.ID)
			}
		}
	}
	return nil
}

// positions returns where the statements are that are there.
func (l *linker) positions(ids []xapi.UUID) ([]lrs.Position, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	const find = `SELECT stored, id FROM statement WHERE bucket = ANY($1) AND store = $2 AND id = ANY($3)`
	rows, err := l.tx.Query(l.ctx, find, l.in.bucketsOf(l.store, ids), int32(l.store), uuids(ids))
	if err != nil {
		return nil, err
	}
	var list []lrs.Position
	var stored int64
	var id [16]byte
	_, err = pgx.ForEachRow(rows, []any{&stored, &id}, func() error {
		list = append(list, lrs.Position{Stored: stored, ID: id})
		return nil
	})
	return list, err
}

func (l *linker) give(to lrs.Position, entries []xapi.IndexEntry) {
	home := l.in.home(l.store, to.ID)
	for _, entry := range entries {
		l.keys = append(l.keys, keyRow{keyOf(entry.Kind, entry.Key), to.Stored, home})
	}
}

// enter writes what was found out, always in the same order.
func (l *linker) enter() error {
	if err := l.enterKeys(); err != nil {
		return err
	}
	slices.SortFunc(l.voided, compareUUIDs)
	for _, id := range slices.Compact(l.voided) {
		if err := l.void(id); err != nil {
			return fmt.Errorf("mark as voided: %w", err)
		}
	}
	slices.SortFunc(l.linked, func(a, b referrer) int {
		return cmp.Or(compareUUIDs(a.target, b.target), compareUUIDs(a.source, b.source))
	})
	for _, r := range l.linked {
		targets := []xapi.UUID{r.target}
		if _, err := l.tx.Exec(l.ctx, markLinked, l.in.bucketsOf(l.store, targets), int32(l.store), [16]byte(r.target), uuids([]xapi.UUID{r.source})); err != nil {
			return fmt.Errorf("mark as linked: %w", err)
		}
	}
	return nil
}

func (l *linker) enterKeys() error {
	slices.SortFunc(l.keys, compareKeyRows)
	for rows := range slices.Chunk(slices.Compact(l.keys), 500) {
		if err := insertKeys(l.ctx, l.tx, l.store, rows); err != nil {
			return fmt.Errorf("insert keys: %w", err)
		}
	}
	return nil
}

func compareUUIDs(a, b xapi.UUID) int { return bytes.Compare(a[:], b[:]) }

// void marks a statement. While a store is spread, a copy of it may appear
// behind the update: then it is repeated.
func (l *linker) void(id xapi.UUID) error {
	for {
		changed, err := l.tx.Exec(l.ctx, markVoided, l.in.bucketsOf(l.store, []xapi.UUID{id}), int32(l.store), [16]byte(id))
		if err != nil || changed.RowsAffected() == 0 {
			return err
		}
	}
}

// insertKeys enters rows that may be there already. There are numbers and
// hashes in them only, so they stand in the text: each count of rows would
// else be another statement to prepare.
func insertKeys(ctx context.Context, into execer, store lrs.StoreID, rows []keyRow) error {
	text := []byte(`INSERT INTO statement_key (bucket, store, key, stored) VALUES `)
	for i, r := range rows {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, '(')
		text = strconv.AppendInt(text, int64(r.bucket), 10)
		text = append(text, ',')
		text = strconv.AppendInt(text, int64(store), 10)
		text = append(text, `,'`...)
		text = hex.AppendEncode(text, r.key[:])
		text = append(text, `',`...)
		text = strconv.AppendInt(text, r.stored, 10)
		text = append(text, ')')
	}
	text = append(text, ` ON CONFLICT (store, key, stored, bucket) DO NOTHING`...)
	_, err := into.Exec(ctx, string(text), pgx.QueryExecModeSimpleProtocol)
	return err
}

// execer is a connection or a transaction.
type execer interface {
	Exec(ctx context.Context, sql string, arguments ...any) (pgconn.CommandTag, error)
}
