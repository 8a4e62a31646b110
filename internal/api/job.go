package api

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// State is how far a job is.
type State string

// The states. A job ends in one of the last three.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Job is a query that runs by itself.
type Job struct {
	ID    string `json:"id"`
	State State  `json:"state"`
	// Progress is which share of the work is done, from 0 to 1.
	Progress float64        `json:"progress"`
	Query    jsontext.Value `json:"query"`
	// Times are in RFC 3339; empty for not yet.
	Created string `json:"created"`
	Started string `json:"started,omitzero"`
	Ended   string `json:"ended,omitzero"`
	// Node is the server that works on it.
	Node string `json:"node,omitzero"`
	// Problem is why it failed.
	Problem jsontext.Value `json:"problem,omitzero"`
	// Bytes is how long the result is.
	Bytes int64 `json:"bytes,omitzero"`
}

// errJobUnknown: a token sees its own jobs alone.
func errJobUnknown() error {
	return problem.New(problem.NotFound, "job-unknown",
		"this token has no such job: jobs are forgotten a day after they ended, or when they are deleted")
}

// jobChannel is on which nodes tell each other of new and cancelled jobs.
const jobChannel = "lore_query_job"

// submit enters a job. Errors: TooMany when the token has as many as it may.
func (j *Jobs) submit(ctx context.Context, token string, scope Scope, q *query.Query) (Job, error) {
	scopeText, err := json.Marshal(scope)
	if err != nil {
		return Job{}, fmt.Errorf("write the scope of a job: %w", err)
	}
	job := Job{ID: rand.Text(), State: Waiting, Query: q.Encode()}
	err = j.config.Database.Write(ctx, func(tx *sql.Tx) error {
		now, err := j.config.Database.Now(ctx, tx)
		if err != nil {
			return err
		}
		job.Created = rfc3339(now)
		// The row stays locked until the transaction ends: who comes at the same time
		// counts what this one adds.
		if _, err := tx.ExecContext(ctx, `UPDATE counter SET value = value + 1 WHERE name = 'query_job'`); err != nil {
			return fmt.Errorf("count the job: %w", err)
		}
		var held int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM query_job WHERE token = $1`, token).Scan(&held); err != nil {
			return fmt.Errorf("count the jobs of the token: %w", err)
		}
		if held >= j.config.MostPerToken {
			return problem.New(problem.TooMany, "too-many-jobs",
				"this token has %d jobs, which is as many as it may have: delete those that are no longer needed", held)
		}
		const add = `
			INSERT INTO query_job (id, store, token, scope, query, state, progress, created, started, ended, heartbeat, node, claim, problem, result, bytes)
			VALUES ($1, $2, $3, $4, $5, $6, 0, $7, 0, 0, 0, '', '', '', $8, 0)`
		_, err = tx.ExecContext(ctx, add, job.ID, scope.Store, token, string(scopeText), string(job.Query), string(Waiting), now, []byte{})
		if err != nil {
			return fmt.Errorf("add the job: %w", err)
		}
		return j.config.Database.Notify(ctx, tx, jobChannel)
	})
	if err != nil {
		return Job{}, fmt.Errorf("submit a job: %w", err)
	}
	j.wake()
	return job, nil
}

const jobColumns = `id, state, progress, query, created, started, ended, node, problem, bytes`

func scanJob(scan func(...any) error) (Job, error) {
	var job Job
	var text, why string
	var created, started, ended int64
	err := scan(&job.ID, &job.State, &job.Progress, &text, &created, &started, &ended, &job.Node, &why, &job.Bytes)
	job.Query, job.Created, job.Started, job.Ended = jsontext.Value(text), rfc3339(created), rfc3339(started), rfc3339(ended)
	if why != "" {
		job.Problem = jsontext.Value(why)
	}
	return job, err
}

// rfc3339 writes a time; empty for 0.
func rfc3339(micros int64) string {
	if micros == 0 {
		return ""
	}
	return query.FormatTime(micros, time.UTC)
}

// list returns the jobs of a token, the latest first.
func (j *Jobs) list(ctx context.Context, token string) ([]Job, error) {
	rows, err := j.config.Database.Read().QueryContext(ctx,
		`SELECT `+jobColumns+` FROM query_job WHERE token = $1 ORDER BY created DESC, id`, token)
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", db.Refusal(err))
	}
	defer func() { _ = rows.Close() }()
	jobs := []Job{}
	for rows.Next() {
		job, err := scanJob(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("list jobs: %w", err)
		}
		jobs = append(jobs, job)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list jobs: %w", db.Refusal(err))
	}
	return jobs, nil
}

// get returns a job. Errors: NotFound.
func (j *Jobs) get(ctx context.Context, token, id string) (Job, error) {
	row := j.config.Database.Read().QueryRowContext(ctx,
		`SELECT `+jobColumns+` FROM query_job WHERE token = $1 AND id = $2`, token, id)
	job, err := scanJob(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Job{}, errJobUnknown()
	}
	if err != nil {
		return Job{}, fmt.Errorf("find a job: %w", db.Refusal(err))
	}
	return job, nil
}

// result returns the answer of a job as JSON. Errors: NotFound; Conflict when it
// is not done.
func (j *Jobs) result(ctx context.Context, token, id string) ([]byte, error) {
	var state State
	var packed []byte
	err := j.config.Database.Read().QueryRowContext(ctx,
		`SELECT state, result FROM query_job WHERE token = $1 AND id = $2`, token, id).Scan(&state, &packed)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, errJobUnknown()
	case err != nil:
		return nil, fmt.Errorf("find the result of a job: %w", db.Refusal(err))
	case state != Done:
		return nil, problem.New(problem.Conflict, "job-not-done", "the job is %s: it has no result (its status tells more)", state)
	}
	text, err := j.unpack(packed)
	if err != nil {
		return nil, fmt.Errorf("read the result of the job %s: %w", id, err)
	}
	return text, nil
}

// remove cancels a job that has not ended, and forgets one that has. Errors:
// NotFound.
func (j *Jobs) remove(ctx context.Context, token, id string) error {
	err := j.config.Database.Write(ctx, func(tx *sql.Tx) error {
		now, err := j.config.Database.Now(ctx, tx)
		if err != nil {
			return err
		}
		const cancel = `
			UPDATE query_job SET state = $1, ended = $2, claim = ''
			WHERE token = $3 AND id = $4 AND state IN ('waiting', 'running')`
		cancelled, err := changed(tx.ExecContext(ctx, cancel, string(Cancelled), now, token, id))
		if err != nil {
			return fmt.Errorf("cancel the job: %w", err)
		}
		if cancelled {
			return j.config.Database.Notify(ctx, tx, jobChannel)
		}
		const forget = `DELETE FROM query_job WHERE token = $1 AND id = $2 AND state NOT IN ('waiting', 'running')`
		forgotten, err := changed(tx.ExecContext(ctx, forget, token, id))
		if err != nil {
			return fmt.Errorf("forget the job: %w", err)
		}
		if !forgotten {
			return errJobUnknown()
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("remove a job: %w", err)
	}
	j.wake()
	return nil
}

// changed reports whether a statement changed a row.
func changed(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}
