package quality

import (
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/lrs"
)

const (
	// readinessDays is of how many days statements are looked at, by when they were
	// stored.
	readinessDays = 90
	// maxOffenders is how many sources, platforms and activities are named.
	maxOffenders = 5
)

// Status says whether a feature can be used.
type Status string

// The statuses.
const (
	// Ready: enough statements qualify, and at least half of those that come near.
	Ready Status = "ready"
	// Partly: some do.
	Partly Status = "partly"
	// NotYet: none does; or none of a kind without which nothing can be computed.
	NotYet Status = "not_yet"
)

// Missing is what statements lack, and who sent them.
type Missing struct {
	// Field is what they lack: one of the ingredient's fields, or its id when no
	// statement comes near.
	Field string `json:"field"`
	Words string `json:"words"`
	// Statements is how many lack it.
	Statements int64 `json:"statements"`
	// The most frequent of them; an activity is its id, what has none is "".
	Sources    []Count `json:"sources"`
	Platforms  []Count `json:"platforms"`
	Activities []Count `json:"activities"`
}

// Field is something that statements must have to qualify.
type Field struct {
	Field string `json:"field"`
	Words string `json:"words"`
	// Present is how many of the relevant statements have it.
	Present Share `json:"present"`
}

// Ingredient is a kind of statement that a feature needs.
type Ingredient struct {
	Ingredient string `json:"ingredient"`
	Words      string `json:"words"`
	Status     Status `json:"status"`
	// Relevant come near, of all statements; Qualifying have every field, of those.
	Relevant   Share `json:"relevant"`
	Qualifying Share `json:"qualifying"`
	// Enough and EnoughShare are the thresholds of Ready.
	Enough      int64   `json:"enough"`
	EnoughShare float64 `json:"enough_share"`
	Fields      []Field `json:"fields"`
	// Missing is what is missing, most often first.
	Missing []Missing `json:"missing"`
	// Sample is a statement that would qualify.
	Sample jsontext.Value `json:"sample"`
}

// Feature is a feature of analytics.
type Feature struct {
	Feature string `json:"feature"`
	Name    string `json:"name"`
	Status  Status `json:"status"`
	// Needs says in words what it needs, Summary what there is of it.
	Needs   string `json:"needs"`
	Summary string `json:"summary"`
	// Qualifying are the statements that serve as any ingredient, of all.
	Qualifying  Share        `json:"qualifying"`
	Ingredients []Ingredient `json:"ingredients"`
}

// Readiness is the report of what the features of analytics need and what of it
// is there.
type Readiness struct {
	At      time.Time `json:"at"`
	FreshTo time.Time `json:"fresh_to"`
	// Days is of how many days statements are looked at, by when they were stored.
	// Voided ones are not.
	Days       int       `json:"days"`
	Statements int64     `json:"statements"`
	Features   []Feature `json:"features"`
}

// Readiness reports which features of analytics a store's statements are enough
// for. The report is shared: do not change it.
func (r *Reporter) Readiness(ctx context.Context, store lrs.StoreID) (*Readiness, error) {
	made, err := r.once(ctx, question{store: store, readiness: true}, func(ctx context.Context) (any, error) {
		return r.makeReadiness(ctx, store)
	})
	if err != nil {
		return nil, fmt.Errorf("report on readiness: %w", err)
	}
	return made.(*Readiness), nil
}

func (r *Reporter) makeReadiness(ctx context.Context, store lrs.StoreID) (*Readiness, error) {
	if _, _, err := r.keys(ctx, store); err != nil {
		return nil, err
	}
	g, err := r.open(ctx, store)
	if err != nil {
		return nil, err
	}
	since := g.now - readinessDays*day
	known := newByCode(g)
	var collectors []*collector
	err = g.scan(ctx, r.config.Workers, since, false, func() consumer {
		c := &collector{since: since, known: known, numbers: make(map[combination]uint64), pairNumbers: make(map[pair]uint64)}
		collectors = append(collectors, c)
		return c
	})
	if err != nil {
		return nil, err
	}
	found := newFindings(g)
	for _, c := range collectors {
		found.add(c)
	}
	report := &Readiness{At: time.UnixMicro(g.now).UTC(), FreshTo: time.UnixMicro(g.through).UTC(), Days: readinessDays, Statements: found.statements}
	for _, f := range features() {
		report.Features = append(report.Features, found.feature(&f))
	}
	return report, nil
}
