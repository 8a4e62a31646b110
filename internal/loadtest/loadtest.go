// Package loadtest measures a record store, this one or any other, from
// outside: it sends believable statements and queries from many clients at
// once, checks every answer, and says how many there were and how long each
// took.
//
// It shares the machine with what it measures more often than not, so it costs
// little: requests are built before the clock starts, and only ids and times
// are written into them; connections are its own, kept open, one a client.
package loadtest

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
	"github.com/lore-lrs/lore/xapi/client"
)

// Mode is what the clients do.
type Mode string

// The modes.
const (
	Single Mode = "single" // POST one statement
	Batch  Mode = "batch"  // POST an array of statements
	Read   Mode = "query"  // GET one statement, or a filtered page of 50
	Mixed  Mode = "mixed"  // of ten requests eight POST one statement, two GET
)

// Config says what to measure and how hard.
type Config struct {
	// Endpoint is the base URL of the record store, such as
	// https://lrs.example/xapi, Key and Secret are Basic credentials.
	Endpoint, Key, Secret string
	// Version is the version of xAPI to speak: default xapi.Version2.
	Version xapi.Version
	Mode    Mode
	// Clients is how many requests are under way at once: default 8.
	Clients int
	// Duration and Count bound the run, whichever comes first: the time, and
	// the number of statements sent plus queries asked. 0 is no bound; with
	// both 0, Duration is 10 s.
	Duration time.Duration
	Count    int64
	// Batch is how many statements a request has in mode batch: default 100.
	Batch int
	// Seed makes other statements; equal seeds make the same actors, verbs and
	// activities, so that queries find what an earlier run sent.
	Seed uint64
}

// maxClients bounds what a mistyped number can do to a machine.
const maxClients = 10_000

func (c Config) withDefaults() (Config, error) {
	if c.Clients == 0 {
		c.Clients = 8
	}
	if c.Batch == 0 {
		c.Batch = 100
	}
	if c.Version == 0 {
		c.Version = xapi.Version2
	}
	if c.Duration == 0 && c.Count == 0 {
		c.Duration = 10 * time.Second
	}
	switch {
	case c.Clients < 0 || c.Clients > maxClients:
		return c, invalid("the number of clients must be 1 to %d", maxClients)
	case c.Batch < 1 || c.Batch > 10_000:
		return c, invalid("a batch has 1 to 10000 statements")
	case c.Duration < 0 || c.Count < 0:
		return c, invalid("duration and count cannot be negative")
	}
	return c, nil
}

func invalid(format string, args ...any) error {
	return problem.New(problem.Invalid, "invalid-load", format, args...)
}

// Run puts the load on the record store and returns what was measured. Answers
// that are not the wanted ones are counted, not returned as an error. Errors:
// Invalid for a config that makes no sense; else why the store cannot be
// measured at all.
func Run(ctx context.Context, config Config) (Result, error) {
	config, err := config.withDefaults()
	if err != nil {
		return Result{}, err
	}
	run, err := prepare(ctx, config)
	if err != nil {
		return Result{}, err
	}
	defer run.close()
	run.measure(ctx)
	result := run.result()
	result.Mismatches, err = run.readBack(ctx)
	return result, err
}

// load is one run.
type load struct {
	config  Config
	client  *client.Client // for what is not measured
	workers []*worker
	// remaining counts down when Config.Count bounds the run.
	remaining atomic.Int64
	elapsed   time.Duration
}

// prepare builds everything that the clock must not see.
func prepare(ctx context.Context, config Config) (*load, error) {
	target, err := url.Parse(config.Endpoint)
	if err != nil {
		return nil, invalid("the endpoint is no URL: %v", err)
	}
	run := &load{config: config}
	run.client, err = client.New(client.Config{Endpoint: config.Endpoint, Key: config.Key, Secret: config.Secret, Version: config.Version})
	if err != nil {
		return nil, invalid("%v", err)
	}
	if _, err := run.client.About(ctx); err != nil {
		return nil, fmt.Errorf("ask the record store about itself: %w", err)
	}
	generator := newGenerator(config.Seed)
	material, err := run.material(ctx, generator)
	if err != nil {
		return nil, err
	}
	head := newRequestHead(target, config)
	for i := range config.Clients {
		connection, err := dial(ctx, target)
		if err != nil {
			run.close()
			return nil, fmt.Errorf("connect client %d: %w", i+1, err)
		}
		run.workers = append(run.workers, newWorker(uint64(i), config, head, material, connection))
	}
	run.remaining.Store(config.Count)
	return run, nil
}

// material is what requests are made of; it is shared and never changed.
type material struct {
	templates []template
	// queries are paths with their parameters, and ids statements to ask for.
	queries []string
	ids     []xapi.UUID
}

func (run *load) material(ctx context.Context, generator *generator) (*material, error) {
	m := &material{}
	if run.config.Mode != Read {
		m.templates = generator.templates(templateCount)
	}
	if run.config.Mode == Read || run.config.Mode == Mixed {
		m.queries = generator.queries(queryCount)
		for page, err := range run.client.Pages(ctx, client.Query{Limit: 100, Format: "ids"}) {
			if err != nil {
				return nil, fmt.Errorf("look for statements to read: %w", err)
			}
			for _, statement := range page.Statements {
				parsed, err := xapi.ParseStored(statement)
				if err == nil && parsed.HasID {
					m.ids = append(m.ids, parsed.ID)
				}
			}
			if len(m.ids) >= idCount || len(page.Statements) == 0 {
				break
			}
		}
		if run.config.Mode == Read && len(m.ids) == 0 {
			return nil, invalid("there are no statements to read; run the mode batch first")
		}
	}
	return m, nil
}

const (
	templateCount = 8192
	queryCount    = 2048
	idCount       = 5000
)

// measure lets all clients loose and waits for them.
func (run *load) measure(ctx context.Context) {
	if run.config.Duration > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, run.config.Duration)
		defer cancel()
	}
	started := time.Now()
	var working sync.WaitGroup
	for _, w := range run.workers {
		working.Go(func() { w.work(ctx, run.take) })
	}
	working.Wait()
	run.elapsed = time.Since(started)
}

// take asks for the right to n more statements or queries.
func (run *load) take(n int) bool {
	return run.config.Count == 0 || run.remaining.Add(-int64(n)) > -int64(n)
}

// readBack asks for some of the statements that were acknowledged, and returns
// how many are not there as they were sent.
func (run *load) readBack(ctx context.Context) (mismatches int64, err error) {
	for _, w := range run.workers {
		for _, sent := range w.samples {
			stored, err := run.client.Statement(ctx, sent.id)
			if err != nil && ctx.Err() != nil {
				return mismatches, err
			}
			if err != nil || !xapi.Equal(stored, sent.json) {
				mismatches++
			}
		}
	}
	return mismatches, nil
}

func (run *load) close() {
	for _, w := range run.workers {
		w.connection.close()
	}
}
