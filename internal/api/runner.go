package api

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// maxResult is the greatest answer of a job, in bytes of JSON.
const maxResult = 64 << 20

// JobConfig is what Jobs work with.
type JobConfig struct {
	Database *db.DB
	Engine   Engine
	// Node names this server to people.
	Node string
	// Logger is told of faults; default: nobody.
	Logger *slog.Logger
	// Timeout is how long a job may run: default 120 s.
	Timeout time.Duration
	// Kept is for how long ended jobs are kept: default 24 h.
	Kept time.Duration
	// MostPerToken is how many jobs a token may have, ended ones included: default
	// 20.
	MostPerToken int
	// Workers is how many jobs run at once on this node: default 1.
	Workers int
	// Pulse is how often a running job says that it lives, and looks whether it was
	// cancelled: default 1 s.
	Pulse time.Duration
	// Silence is after how long without a pulse a job is given up: default 15
	// pulses.
	Silence time.Duration
}

// Jobs keeps queries that run by themselves in the database, which all nodes
// share, and runs them: a node claims a job that waits, tells from time to time
// that it is alive and how far it is, and enters the answer. Any node tells the
// state and the result, and cancels. A job whose node died is declared failed by
// any other, or by the same one when it is back.
type Jobs struct {
	config  JobConfig
	woken   chan struct{}
	encoder *zstd.Encoder
	decoder *zstd.Decoder

	// looks are closed and replaced when something changed that running jobs should
	// look at.
	mu   sync.Mutex
	look chan struct{}
}

// NewJobs returns Jobs; they run while Run does.
func NewJobs(config JobConfig) (*Jobs, error) {
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.Timeout == 0 {
		config.Timeout = 120 * time.Second
	}
	if config.Kept == 0 {
		config.Kept = 24 * time.Hour
	}
	if config.MostPerToken == 0 {
		config.MostPerToken = 20
	}
	if config.Workers == 0 {
		config.Workers = 1
	}
	if config.Pulse == 0 {
		config.Pulse = time.Second
	}
	if config.Silence == 0 {
		config.Silence = 15 * config.Pulse
	}
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("prepare to compress results: %w", err)
	}
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxResult))
	if err != nil {
		return nil, fmt.Errorf("prepare to read results: %w", err)
	}
	return &Jobs{
		config: config, encoder: encoder, decoder: decoder,
		woken: make(chan struct{}, 1), look: make(chan struct{}),
	}, nil
}

func (j *Jobs) unpack(packed []byte) ([]byte, error) { return j.decoder.DecodeAll(packed, nil) }

// wake lets the workers look for a job, and running jobs whether they were
// cancelled.
func (j *Jobs) wake() {
	select {
	case j.woken <- struct{}{}:
	default:
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	close(j.look)
	j.look = make(chan struct{})
}

func (j *Jobs) looking() <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.look
}

// Run works on jobs until ctx ends; those that run then wait for another node, or
// for this one to come back. It returns nil.
func (j *Jobs) Run(ctx context.Context) error {
	var group sync.WaitGroup
	group.Go(func() { j.config.Database.Listen(ctx, jobChannel, j.wake) })
	group.Go(func() { j.sweep(ctx) })
	for range j.config.Workers {
		group.Go(func() { j.work(ctx) })
	}
	group.Wait()
	return nil
}

// work takes one job after another.
func (j *Jobs) work(ctx context.Context) {
	ticker := time.NewTicker(2 * j.config.Pulse)
	defer ticker.Stop()
	for {
		worked, err := j.workOnce(ctx)
		if err != nil && ctx.Err() == nil {
			j.config.Logger.WarnContext(ctx, "query jobs", slog.String("error", err.Error()))
		}
		if worked && err == nil {
			j.wake() // another worker may find more
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-j.woken:
		case <-ticker.C:
		}
	}
}

// claimed is a job that this node works on.
type claimed struct {
	id, claim string
	scope     Scope
	query     *query.Query
}

func (j *Jobs) workOnce(ctx context.Context) (worked bool, err error) {
	job, err := j.claim(ctx)
	if job == nil || err != nil {
		return false, err
	}
	return true, j.run(ctx, job)
}

// claim takes the job that has waited longest of the token that was served least
// lately, so that nobody waits for all the jobs of another; nil when there is
// none.
func (j *Jobs) claim(ctx context.Context) (*claimed, error) {
	var waits string
	const find = `
		SELECT job.id FROM query_job AS job WHERE job.state = 'waiting'
		ORDER BY (SELECT max(other.started) FROM query_job AS other WHERE other.token = job.token), job.created, job.id LIMIT 1`
	err := j.config.Database.Read().QueryRowContext(ctx, find).Scan(&waits)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for a job: %w", db.Refusal(err))
	}
	job := &claimed{id: waits, claim: rand.Text()}
	var scope, text string
	taken := false
	err = j.config.Database.Write(ctx, func(tx *sql.Tx) error {
		now, err := j.config.Database.Now(ctx, tx)
		if err != nil {
			return err
		}
		const take = `
			UPDATE query_job SET state = 'running', started = $1, heartbeat = $1, node = $2, claim = $3
			WHERE id = $4 AND state = 'waiting' RETURNING scope, query`
		err = tx.QueryRowContext(ctx, take, now, j.config.Node, job.claim, job.id).Scan(&scope, &text)
		if taken = err == nil; errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil || !taken {
		return nil, err
	}
	if err := json.Unmarshal([]byte(scope), &job.scope); err != nil {
		return nil, fmt.Errorf("read the scope of the job %s: %w", job.id, err)
	}
	if job.query, err = query.Decode([]byte(text), nil); err != nil {
		// A newer version wrote it, or an older one.
		return nil, j.end(ctx, job, nil, err)
	}
	return job, nil
}

// run answers a job's query and enters the answer, or why there is none.
func (j *Jobs) run(ctx context.Context, job *claimed) error {
	limited, cancel := context.WithTimeout(ctx, j.config.Timeout)
	defer cancel()
	var progress atomic.Uint64
	var lost atomic.Bool
	var pulse sync.WaitGroup
	pulse.Go(func() { j.pulse(limited, cancel, job, &progress, &lost) })
	answer, err := j.ask(limited, job, func(done float64) {
		progress.Store(math.Float64bits(min(max(done, 0), 1)))
	})
	timedOut := errors.Is(limited.Err(), context.DeadlineExceeded)
	cancel()
	pulse.Wait()
	switch {
	case lost.Load():
		return nil // cancelled, or declared dead
	case err != nil && ctx.Err() != nil:
		return j.giveBack(ctx, job)
	case timedOut && !explained(err):
		err = problem.Wrap(problem.TooLarge, "query-timeout", err,
			"the job took longer than the %s that jobs may take: ask about less time, or with a narrower filter", j.config.Timeout)
	}
	return j.end(context.WithoutCancel(ctx), job, answer, err)
}

// explained reports whether there is nothing to explain: no error, or one that
// says to people what was wrong.
func explained(err error) bool {
	var e *problem.Error
	return err == nil || errors.As(err, &e)
}

// ask runs the query; a panic fails the job alone.
func (j *Jobs) ask(ctx context.Context, job *claimed, progress func(float64)) (text []byte, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	answer, err := j.config.Engine.Ask(ctx, job.scope, job.query, Effort{Job: true, Progress: progress})
	if err != nil {
		return nil, err
	}
	if text, err = json.Marshal(answer); err != nil {
		return nil, fmt.Errorf("write the answer: %w", err)
	}
	if len(text) > maxResult {
		return nil, problem.New(problem.TooLarge, "result-too-large",
			"the answer has %d bytes, more than the %d that are kept: ask for fewer rows or columns", len(text), maxResult)
	}
	return text, nil
}

// pulse tells that a job lives and how far it is, and ends it when it was
// cancelled.
func (j *Jobs) pulse(ctx context.Context, cancel func(), job *claimed, progress *atomic.Uint64, lost *atomic.Bool) {
	ticker := time.NewTicker(j.config.Pulse)
	defer ticker.Stop()
	for {
		look := j.looking()
		alive := true
		err := j.config.Database.Write(ctx, func(tx *sql.Tx) error {
			now, err := j.config.Database.Now(ctx, tx)
			if err != nil {
				return err
			}
			const beat = `UPDATE query_job SET heartbeat = $1, progress = $2 WHERE id = $3 AND claim = $4`
			alive, err = changed(tx.ExecContext(ctx, beat, now, math.Float64frombits(progress.Load()), job.id, job.claim))
			return err
		})
		if err == nil && !alive {
			lost.Store(true)
			cancel()
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-look:
		}
	}
}

// end enters how a job ended.
func (j *Jobs) end(ctx context.Context, job *claimed, answer []byte, failed error) error {
	state, why, packed := Done, "", []byte{}
	if failed != nil {
		e := known(failed)
		if e.Kind == problem.Internal {
			j.config.Logger.ErrorContext(ctx, "query job", slog.String("job", job.id), slog.String("error", failed.Error()))
		}
		text, err := json.Marshal(document(e, job.id))
		if err != nil {
			return fmt.Errorf("write why a job failed: %w", err)
		}
		state, why = Failed, string(text)
	} else {
		packed = j.encoder.EncodeAll(answer, packed)
	}
	err := j.config.Database.Write(ctx, func(tx *sql.Tx) error {
		now, err := j.config.Database.Now(ctx, tx)
		if err != nil {
			return err
		}
		const end = `
			UPDATE query_job SET state = $1, ended = $2, claim = '', problem = $3, result = $4, bytes = $5,
				progress = CASE WHEN $1 = 'done' THEN 1 ELSE progress END
			WHERE id = $6 AND claim = $7`
		_, err = tx.ExecContext(ctx, end, string(state), now, why, packed, len(answer), job.id, job.claim)
		return err
	})
	if err != nil {
		return fmt.Errorf("end the job %s: %w", job.id, err)
	}
	return nil
}

// giveBack lets another node, or this one later, take a job that was interrupted.
func (j *Jobs) giveBack(ctx context.Context, job *claimed) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	return j.config.Database.Write(ctx, func(tx *sql.Tx) error {
		const give = `UPDATE query_job SET state = 'waiting', started = 0, progress = 0, node = '', claim = '' WHERE id = $1 AND claim = $2`
		if _, err := tx.ExecContext(ctx, give, job.id, job.claim); err != nil {
			return fmt.Errorf("give the job %s back: %w", job.id, err)
		}
		return j.config.Database.Notify(ctx, tx, jobChannel)
	})
}

// sweep declares jobs failed whose nodes died, and forgets old ones.
func (j *Jobs) sweep(ctx context.Context) {
	ticker := time.NewTicker(5 * j.config.Pulse)
	defer ticker.Stop()
	for {
		if err := j.sweepOnce(ctx); err != nil && ctx.Err() == nil {
			j.config.Logger.WarnContext(ctx, "query jobs", slog.String("error", err.Error()))
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (j *Jobs) sweepOnce(ctx context.Context) error {
	died, err := json.Marshal(document(problem.New(problem.Unavailable, "job-node-died",
		"the server that worked on the job was not heard of for %s: submit the job again", j.config.Silence), ""))
	if err != nil {
		return fmt.Errorf("write why a job failed: %w", err)
	}
	err = j.config.Database.Write(ctx, func(tx *sql.Tx) error {
		now, err := j.config.Database.Now(ctx, tx)
		if err != nil {
			return err
		}
		const fail = `
			UPDATE query_job SET state = 'failed', ended = $1, claim = '', problem = $2
			WHERE state = 'running' AND heartbeat < $3`
		if _, err := tx.ExecContext(ctx, fail, now, string(died), now-j.config.Silence.Microseconds()); err != nil {
			return fmt.Errorf("declare dead jobs failed: %w", err)
		}
		const forget = `DELETE FROM query_job WHERE state IN ('done', 'failed', 'cancelled') AND ended < $1`
		if _, err := tx.ExecContext(ctx, forget, now-j.config.Kept.Microseconds()); err != nil {
			return fmt.Errorf("forget old jobs: %w", err)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("sweep jobs: %w", err)
	}
	return nil
}
