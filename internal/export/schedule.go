package export

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// Schedule is a relation of a store that is written day by day, and how that
// goes. Times are in microseconds since 1970, 0 for never.
type Schedule struct {
	Store    string   `json:"store"`
	Relation Relation `json:"relation"`
	// Target is a directory or s3://ENDPOINT/BUCKET/PREFIX?region=R.
	Target  string `json:"target"`
	Created int64  `json:"created"`
	// Days counts the files, Rows what is in them; Last is the latest of the days
	// ("2026-01-31"), Written when a file was written last.
	Days    int64  `json:"days"`
	Rows    int64  `json:"rows"`
	Last    string `json:"last,omitempty"`
	Written int64  `json:"written,omitempty"`
	// Failure says why the last round went wrong, after Tries rounds that did;
	// Retry is when it is tried again.
	Failure string `json:"failure,omitempty"`
	Tries   int64  `json:"tries,omitempty"`
	Retry   int64  `json:"retry,omitempty"`

	store, checked int64
}

// Set has a relation of a store written to a target from now on, all closed
// days since the beginning; in place of the target it had. Errors: Invalid;
// NotFound for the store; Conflict when the target has the relation of another
// store.
func (s *Scheduler) Set(ctx context.Context, store int64, relation Relation, target string) error {
	if _, err := ParseRelation(string(relation)); err != nil {
		return err
	}
	if _, err := s.target(target); err != nil {
		return err
	}
	err := s.config.Database.Write(ctx, func(tx *sql.Tx) error {
		var other int64
		const taken = `SELECT COUNT(*) FROM export_schedule WHERE target = $1 AND relation = $2 AND store <> $3`
		if err := tx.QueryRowContext(ctx, taken, target, string(relation), store).Scan(&other); err != nil {
			return err
		}
		if other > 0 {
			return problem.New(problem.Conflict, "target-taken", "the %s of another store are written to %s: give each store a target of its own", relation, target)
		}
		var known int64
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM store WHERE id = $1`, store).Scan(&known); err != nil {
			return err
		}
		if known == 0 {
			return problem.New(problem.NotFound, "store-unknown", "there is no store with the number %d", store)
		}
		// The files of another target say nothing about this one.
		const remove = `DELETE FROM export_schedule WHERE store = $1 AND relation = $2 AND target <> $3`
		if _, err := tx.ExecContext(ctx, remove, store, string(relation), target); err != nil {
			return err
		}
		const put = `
			INSERT INTO export_schedule (store, relation, target, created, checked, tries, failure, retry)
			VALUES ($1, $2, $3, $4, 0, 0, '', 0)
			ON CONFLICT (store, relation) DO UPDATE SET tries = 0, failure = '', retry = 0`
		_, err := tx.ExecContext(ctx, put, store, string(relation), target, s.now().UnixMicro())
		return err
	})
	if err != nil {
		return fmt.Errorf("schedule an export: %w", err)
	}
	return nil
}

// Remove ends a schedule; the files stay. Errors: NotFound.
func (s *Scheduler) Remove(ctx context.Context, store int64, relation Relation) error {
	err := s.config.Database.Write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `DELETE FROM export_schedule WHERE store = $1 AND relation = $2`, store, string(relation))
		if err != nil {
			return err
		}
		if removed, err := result.RowsAffected(); err != nil || removed > 0 {
			return err
		}
		return unscheduled(relation)
	})
	if err != nil {
		return fmt.Errorf("end the schedule of an export: %w", err)
	}
	return nil
}

func unscheduled(relation Relation) error {
	return problem.New(problem.NotFound, "export-not-scheduled",
		"the %s of this store have no schedule: «lore schedule list» shows the schedules there are", relation)
}

// List returns all schedules by store and relation.
func (s *Scheduler) List(ctx context.Context) ([]Schedule, error) {
	const list = `
		SELECT store.id, store.name, export_schedule.relation, target, export_schedule.created, checked, tries, failure, retry,
			COUNT(export_partition.day), CAST(COALESCE(SUM(export_partition.rows), 0) AS BIGINT),
			COALESCE(MAX(export_partition.day), 0), COALESCE(MAX(export_partition.written), 0)
		FROM export_schedule
		JOIN store ON store.id = export_schedule.store
		LEFT JOIN export_partition ON export_partition.store = export_schedule.store AND export_partition.relation = export_schedule.relation
		GROUP BY store.id, store.name, export_schedule.relation, target, export_schedule.created, checked, tries, failure, retry
		ORDER BY store.id, export_schedule.relation`
	rows, err := s.config.Database.Read().QueryContext(ctx, list)
	if err != nil {
		return nil, fmt.Errorf("list the schedules: %w", db.Refusal(err))
	}
	defer rows.Close()
	found := []Schedule{}
	for rows.Next() {
		var schedule Schedule
		var last int64
		err := rows.Scan(&schedule.store, &schedule.Store, &schedule.Relation, &schedule.Target, &schedule.Created, &schedule.checked,
			&schedule.Tries, &schedule.Failure, &schedule.Retry, &schedule.Days, &schedule.Rows, &last, &schedule.Written)
		if err != nil {
			return nil, fmt.Errorf("list the schedules: %w", db.Refusal(err))
		}
		if schedule.Days > 0 {
			schedule.Last = dayName(last)
		}
		found = append(found, schedule)
	}
	return found, db.Refusal(rows.Err())
}

// dayLength is the length of a day in microseconds.
const dayLength = int64(24 * time.Hour / time.Microsecond)

// dayOf returns the day of a time: days are counted since 1970 UTC.
func dayOf(micros int64) int64 {
	day := micros / dayLength
	if micros%dayLength < 0 {
		day--
	}
	return day
}

// dayName returns a day as it is written in the names of files.
func dayName(day int64) string { return time.UnixMicro(day * dayLength).UTC().Format(time.DateOnly) }

// partition is a file that was written.
type partition struct {
	day, meaning    int64
	columns, digest string
	rows            int64
}

// again is the meaning of a partition that must be written again.
const again = -1

// partitions returns the files of a schedule by day.
func (s *Scheduler) partitions(ctx context.Context, schedule *Schedule) (map[int64]partition, error) {
	const list = `SELECT day, meaning, columns, digest, rows FROM export_partition WHERE store = $1 AND relation = $2`
	rows, err := s.config.Database.Read().QueryContext(ctx, list, schedule.store, string(schedule.Relation))
	if err != nil {
		return nil, fmt.Errorf("list the files: %w", db.Refusal(err))
	}
	defer rows.Close()
	found := map[int64]partition{}
	for rows.Next() {
		var p partition
		if err := rows.Scan(&p.day, &p.meaning, &p.columns, &p.digest, &p.rows); err != nil {
			return nil, fmt.Errorf("list the files: %w", db.Refusal(err))
		}
		found[p.day] = p
	}
	return found, db.Refusal(rows.Err())
}

// keep notes that a file was written, and that the days touched must be written
// again. A schedule that was removed meanwhile has nothing to note.
func (s *Scheduler) keep(ctx context.Context, schedule *Schedule, p partition, touched map[int64]bool) error {
	return s.config.Database.Write(ctx, func(tx *sql.Tx) error {
		const put = `
			INSERT INTO export_partition (store, relation, day, meaning, columns, digest, rows, written)
			SELECT store, relation, CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS BIGINT), CAST($8 AS BIGINT)
			FROM export_schedule WHERE store = $1 AND relation = $2 AND target = $9
			ON CONFLICT (store, relation, day) DO UPDATE
			SET meaning = excluded.meaning, columns = excluded.columns, digest = excluded.digest, rows = excluded.rows, written = excluded.written`
		_, err := tx.ExecContext(ctx, put, schedule.store, string(schedule.Relation), p.day, p.meaning, p.columns, p.digest, p.rows,
			s.now().UnixMicro(), schedule.Target)
		if err != nil {
			return err
		}
		for day := range touched {
			const touch = `UPDATE export_partition SET meaning = $1 WHERE store = $2 AND relation = $3 AND day = $4`
			if _, err := tx.ExecContext(ctx, touch, again, schedule.store, string(schedule.Relation), day); err != nil {
				return err
			}
		}
		return nil
	})
}

// settle notes how a round went.
func (s *Scheduler) settle(ctx context.Context, schedule *Schedule, checked int64, failed error) error {
	failure, tries, retry := "", int64(0), int64(0)
	if failed != nil {
		failure, tries = failed.Error(), schedule.Tries+1
		retry = s.now().Add(pause(tries)).UnixMicro()
		checked = schedule.checked
	}
	return s.config.Database.Write(ctx, func(tx *sql.Tx) error {
		const note = `
			UPDATE export_schedule SET checked = $1, tries = $2, failure = $3, retry = $4
			WHERE store = $5 AND relation = $6 AND target = $7`
		_, err := tx.ExecContext(ctx, note, checked, tries, failure, retry, schedule.store, string(schedule.Relation), schedule.Target)
		return err
	})
}

// pause is how long to wait after so many rounds in a row that went wrong: a
// minute and then twice as long each time, up to an hour.
func pause(tries int64) time.Duration {
	return min(time.Hour, time.Minute<<min(tries-1, 6))
}
