package server

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
)

// removedWithStore deletes what is kept of a store beside its statements, documents
// and attachments.
var removedWithStore = []string{
	`DELETE FROM rejection WHERE store = $1`,
	`DELETE FROM resent WHERE store = $1`,
	`DELETE FROM query_job WHERE store = $1`,
	`DELETE FROM export_partition WHERE store = $1`,
	`DELETE FROM export_schedule WHERE store = $1`,
	`DELETE FROM decision WHERE store = $1`,
	`DELETE FROM person_merge WHERE store = $1`,
	`DELETE FROM embed WHERE store = $1`,
	`DELETE FROM kpi WHERE store = $1`,
	`DELETE FROM dashboard WHERE store = $1`,
	`DELETE FROM saved_view WHERE store = $1`,
	`DELETE FROM document WHERE store = $1`,
	`DELETE FROM statement_import WHERE store = $1`, // its faults quote what was in the files
}

// dropStore removes what is kept of a store that was removed. Its statements stay in
// the log, which is never written anew.
func (a *App) dropStore(ctx context.Context, store int64) error {
	for _, statement := range removedWithStore { // one by one: no long transaction
		err := a.storage.database().Write(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, statement, store)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	if a.facts == nil {
		return nil
	}
	return a.facts.Drop(lrs.StoreID(store))
}

const (
	// sweepEvery is how often what is left of removed stores is looked for, and lateFor
	// for how long after the removal: what other nodes had, or a request wrote that was
	// on its way, or a server left that stopped in the middle.
	sweepEvery = time.Minute
	lateFor    = 10 * time.Minute
)

// sweepRemoved removes what is left of stores that were removed, until ctx ends: at
// first of all that ever were.
func (a *App) sweepRemoved(ctx context.Context) {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	since := int64(0)
	for {
		began := time.Now()
		if err := a.sweepOnce(ctx, since); err == nil {
			since = began.Add(-lateFor).UnixMicro()
		} else if ctx.Err() == nil {
			a.logger.Warn("what is left of removed stores cannot be removed now", "error", err)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

func (a *App) sweepOnce(ctx context.Context, since int64) error {
	removed, err := a.registry.RemovedStores(ctx, since)
	if err != nil {
		return err
	}
	for _, store := range removed {
		if err := a.dropStore(ctx, store); err != nil {
			return err
		}
	}
	return nil
}

// URL is where clients reach the server, without a slash at its end: the public URL,
// or else the address that it listens on.
func (a *App) URL() string {
	if a.config.PublicURL != "" {
		return strings.TrimRight(a.config.PublicURL, "/")
	}
	scheme, address := "http", a.config.Listen
	if a.config.TLSCert != "" || len(a.config.ACMEHost) > 0 {
		scheme = "https"
	}
	if listening := a.Addr(); listening != nil {
		address = listening.String()
	}
	return scheme + "://" + address
}
