package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// errDuplicate says that an id of a group is stored already.
var errDuplicate = errors.New("the id is taken")

// isDuplicate reports whether a group was not stored because an id is taken.
func isDuplicate(err error) bool {
	var refused *pgconn.PgError
	return errors.Is(err, errDuplicate) ||
		errors.As(err, &refused) && refused.Code == "23505" && refused.TableName != "statement_key"
}

// setKnownAside takes those records out of the group whose ids are stored with
// equal content (PS-10), and answers the requests that have one with other
// content (PS-11).
func (s *Store) setKnownAside(ctx context.Context, conn *pgxpool.Conn, g *group) error {
	g.collect()
	stored, err := s.payloads(ctx, conn, g)
	if err != nil {
		return err
	}
	for _, r := range append([]*request(nil), g.requests...) {
		for i := range r.records {
			payload, known := stored[r.records[i].ID]
			if known && !xapi.Equal(r.records[i].JSON, payload) {
				g.refuse(r, problem.New(problem.Conflict, "statement-conflict",
					"a different statement with the id %s is stored already, and statements never change; send it with a new id", r.records[i].ID))
				break
			}
		}
	}
	g.collect()
	fresh := g.records[:0]
	for _, record := range g.records {
		if _, known := stored[record.ID]; known {
			record.Known = true
			g.known = append(g.known, record)
		} else {
			fresh = append(fresh, record)
		}
	}
	g.records = fresh
	return nil
}

// payloads returns the stored statements with the group's ids.
func (s *Store) payloads(ctx context.Context, conn *pgxpool.Conn, g *group) (map[xapi.UUID][]byte, error) {
	const look = `SELECT buckets, next FROM lrs_spread($1)`
	if err := conn.QueryRow(ctx, look, int32(g.store)).Scan(&g.spread.buckets, &g.spread.next); err != nil {
		return nil, fmt.Errorf("look how the store is spread: %w", err)
	}
	found, err := byID(ctx, conn, g.spread, g.store, idsOf(g.records))
	if err != nil {
		return nil, fmt.Errorf("look for known ids: %w", err)
	}
	payloads := make(map[xapi.UUID][]byte, len(found))
	for id, r := range found {
		payloads[id] = r.JSON
		// It is acknowledged once more, through this node.
		s.clock.wrote(r.Stored.Stored)
	}
	return payloads, nil
}

// checkOldBuckets looks for the group's ids where a store's statements lay
// before they began to move: no unique key spans both places.
func (s *Store) checkOldBuckets(ctx context.Context, conn *pgxpool.Conn, g *group) error {
	ids := idsOf(g.records)
	before := spread{buckets: g.spread.buckets}
	const look = `
		SELECT EXISTS (
			SELECT FROM statement
			WHERE bucket = ANY($1) AND store = $2 AND id = ANY($3))`
	var known bool
	if err := conn.QueryRow(ctx, look, before.bucketsOf(g.store, ids), int32(g.store), uuids(ids)).Scan(&known); err != nil {
		return fmt.Errorf("look for known ids: %w", err)
	}
	if known {
		return errDuplicate
	}
	return nil
}

func idsOf(records []*lrs.Record) []xapi.UUID {
	ids := make([]xapi.UUID, len(records))
	for i, record := range records {
		ids[i] = record.ID
	}
	return ids
}

// uuids returns the ids in the form that the driver takes.
func uuids(ids []xapi.UUID) [][16]byte {
	list := make([][16]byte, len(ids))
	for i, id := range ids {
		list[i] = id
	}
	return list
}
