package db

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
)

// The pauses before a lost connection for notices is made again.
const (
	firstPause   = 100 * time.Millisecond
	longestPause = 10 * time.Second
)

// Notify tells those who Listen to the channel, on every node, once tx is
// committed. It is a hint that can be lost: what must be known is read again
// from time to time. On SQLite, which one process uses, it does nothing.
func (d *DB) Notify(ctx context.Context, tx *sql.Tx, channel string) error {
	if d.dialect == SQLite {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `SELECT pg_notify($1, '')`, channel); err != nil {
		return fmt.Errorf("notify %s: %w", channel, err)
	}
	return nil
}

// Listen calls heard after every notice on the channel, and whenever notices
// may have been missed: each time it is connected anew. It returns when ctx
// ends. It keeps one connection beside the pools; on SQLite it only waits.
func (d *DB) Listen(ctx context.Context, channel string, heard func()) {
	if d.dialect == SQLite {
		<-ctx.Done()
		return
	}
	pause := firstPause
	for ctx.Err() == nil {
		// Why a connection was lost does not matter: it is made again.
		if connected, _ := d.listen(ctx, channel, heard); connected {
			pause = firstPause
		}
		timer := time.NewTimer(pause/2 + rand.N(pause/2))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
		}
		pause = min(2*pause, longestPause)
	}
}

// listen does so on one connection, and reports whether it got that far.
func (d *DB) listen(ctx context.Context, channel string, heard func()) (connected bool, err error) {
	connection, err := pgx.ConnectConfig(ctx, d.connection.Copy())
	if err != nil {
		return false, err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = connection.Close(closing) // nothing is lost with it
	}()
	if _, err := connection.Exec(ctx, "LISTEN "+pgx.Identifier{channel}.Sanitize()); err != nil {
		return false, err
	}
	for {
		heard()
		if _, err := connection.WaitForNotification(ctx); err != nil {
			return true, err
		}
	}
}
