package intake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

const (
	// silence is after how many pulses an import has failed that says nothing.
	silence = 30
	// listed is how many imports are listed, kept how many of a store are remembered.
	listed = 100
	kept   = 1000
)

// enter begins an import, and forgets the oldest.
func (i *Importer) enter(ctx context.Context, request Request, state *Import) error {
	return i.config.Database.Write(ctx, func(tx *sql.Tx) error {
		now, err := i.config.Database.Now(ctx, tx)
		if err != nil {
			return err
		}
		state.Started = micros(now)
		const add = `
			INSERT INTO statement_import (id, store, name, format, dry_run, asker, state, node, started, finished, heartbeat,
				bytes, stored, present, rejected, faults, message)
			VALUES ($1, $2, $3, $4, $5, $6, 'running', $7, $8, 0, $8, 0, 0, 0, 0, '[]', '')`
		dry := 0
		if request.DryRun {
			dry = 1
		}
		if _, err := tx.ExecContext(ctx, add, state.ID, request.Store, state.Name, state.Format, dry, state.By, i.config.Node, now); err != nil {
			return fmt.Errorf("enter the import: %w", err)
		}
		const forget = `
			DELETE FROM statement_import WHERE store = $1 AND state <> 'running' AND started <
				(SELECT started FROM statement_import WHERE store = $1 ORDER BY started DESC LIMIT 1 OFFSET $2)`
		if _, err := tx.ExecContext(ctx, forget, request.Store, kept); err != nil {
			return fmt.Errorf("forget old imports: %w", err)
		}
		return nil
	})
}

func micros(at int64) time.Time { return time.UnixMicro(at).UTC() }

// startPulse says from time to time how far the import is, until stop is called.
func (r *run) startPulse(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	over := make(chan struct{})
	go func() {
		defer close(over)
		ticker := time.NewTicker(r.importer.config.Pulse)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
			case <-ctx.Done():
				return
			}
			if _, err := r.save(ctx, false); err != nil && ctx.Err() == nil {
				r.importer.config.Logger.Warn("an import cannot say how far it is", "import", r.state.ID, "error", err)
			}
		}
	}()
	return func() {
		cancel()
		<-over
	}
}

// end says how the import ended.
func (r *run) end(ctx context.Context, failure error) (Import, error) {
	r.mu.Lock()
	r.state.State = Done
	if failure != nil {
		r.state.State, r.state.Message = Failed, messageOf(ctx, failure)
		r.importer.config.Logger.Info("an import ended early", "import", r.state.ID, "error", failure)
	}
	r.mu.Unlock()
	return r.save(ctx, true)
}

// save writes the state, as it is now, to the database.
func (r *run) save(ctx context.Context, over bool) (Import, error) {
	r.mu.Lock()
	state := r.state
	r.mu.Unlock()
	faults, err := json.Marshal(state.Faults)
	if err != nil {
		return Import{}, fmt.Errorf("write the faults of an import: %w", err)
	}
	database := r.importer.config.Database
	err = database.Write(ctx, func(tx *sql.Tx) error {
		now, err := database.Now(ctx, tx)
		if err != nil {
			return err
		}
		finished := int64(0)
		if over {
			at := micros(now)
			finished, state.Finished = now, &at
		}
		const save = `
			UPDATE statement_import
			SET state = $1, finished = $2, heartbeat = $3, bytes = $4, stored = $5, present = $6, rejected = $7, faults = $8, message = $9
			WHERE id = $10`
		_, err = tx.ExecContext(ctx, save, state.State, finished, now, state.Read, state.Stored, state.Present, state.Rejected, string(faults), state.Message, state.ID)
		return err
	})
	if err != nil {
		return Import{}, fmt.Errorf("save the state of an import: %w", err)
	}
	return state, nil
}

// lose declares imports failed whose server died.
func (i *Importer) lose(ctx context.Context) error {
	err := i.config.Database.Write(ctx, func(tx *sql.Tx) error {
		now, err := i.config.Database.Now(ctx, tx)
		if err != nil {
			return err
		}
		const lose = `
			UPDATE statement_import
			SET state = 'failed', finished = heartbeat,
				message = 'the server stopped in the middle; what came before is stored, and the same file can be sent again'
			WHERE state = 'running' AND heartbeat < $1`
		_, err = tx.ExecContext(ctx, lose, now-silence*i.config.Pulse.Microseconds())
		return err
	})
	if err != nil {
		return fmt.Errorf("look for imports that were lost: %w", err)
	}
	return nil
}

const columns = `id, name, format, dry_run, state, started, finished, asker, bytes, stored, present, rejected, message, faults`

func scan(scan func(...any) error) (Import, error) {
	var im Import
	var dry, started, finished int64
	var faults string
	if err := scan(&im.ID, &im.Name, &im.Format, &dry, &im.State, &started, &finished, &im.By, &im.Read,
		&im.Stored, &im.Present, &im.Rejected, &im.Message, &faults); err != nil {
		return Import{}, err
	}
	im.DryRun, im.Started = dry != 0, micros(started)
	if finished != 0 {
		at := micros(finished)
		im.Finished = &at
	}
	if err := json.Unmarshal([]byte(faults), &im.Faults); err != nil {
		return Import{}, fmt.Errorf("read the faults of an import: %w", err)
	}
	return im, nil
}

// List returns the imports into a store, the newest first, at most a hundred.
func (i *Importer) List(ctx context.Context, store int64) ([]Import, error) {
	if err := i.lose(ctx); err != nil {
		return nil, err
	}
	const list = `SELECT ` + columns + ` FROM statement_import WHERE store = $1 ORDER BY started DESC, id LIMIT $2`
	rows, err := i.config.Database.Read().QueryContext(ctx, list, store, listed)
	if err != nil {
		return nil, fmt.Errorf("list the imports: %w", db.Refusal(err))
	}
	defer rows.Close()
	imports := []Import{}
	for rows.Next() {
		im, err := scan(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("list the imports: %w", db.Refusal(err))
		}
		imports = append(imports, im)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list the imports: %w", db.Refusal(err))
	}
	return imports, nil
}

// Get returns an import into a store. Errors: NotFound.
func (i *Importer) Get(ctx context.Context, store int64, id string) (Import, error) {
	unknown := problem.New(problem.NotFound, "import-unknown", "there is no import %q into this store", id)
	if !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return Import{}, unknown // which PostgreSQL could not be asked for
	}
	if err := i.lose(ctx); err != nil {
		return Import{}, err
	}
	const find = `SELECT ` + columns + ` FROM statement_import WHERE store = $1 AND id = $2`
	im, err := scan(i.config.Database.Read().QueryRowContext(ctx, find, store, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Import{}, unknown
	}
	if err != nil {
		return Import{}, fmt.Errorf("look for an import: %w", db.Refusal(err))
	}
	return im, nil
}
