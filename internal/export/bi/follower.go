package bi

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/lrs"
)

// Follower fills the facts; it is a follow.Shared. Prepare must have been called.
type Follower struct{}

// Name is the follower's name.
func (Follower) Name() string { return "bi-facts" }

// row is a fact as PostgreSQL reads it.
type row struct {
	Stored       int64    `json:"stored"`
	Member       uint16   `json:"member"`
	Statement    string   `json:"statement_id"`
	TS           string   `json:"ts"`
	StoredAt     string   `json:"stored_at"`
	Actor        string   `json:"actor"`
	Verb         string   `json:"verb"`
	Activity     *string  `json:"activity"`
	Parents      []string `json:"parents,omitempty"`
	Groupings    []string `json:"groupings,omitempty"`
	Registration *string  `json:"registration"`
	Scaled       *float64 `json:"scaled"`
	Raw          *float64 `json:"raw"`
	Min          *float64 `json:"min"`
	Max          *float64 `json:"max"`
	Success      *bool    `json:"success"`
	Completion   *bool    `json:"completion"`
	Duration     *float64 `json:"duration_s"`
	Response     *string  `json:"response"`
	Platform     *string  `json:"platform"`
	Device       *string  `json:"device"`
	Source       *string  `json:"source"`
	Lang         *string  `json:"lang"`
	InGroup      bool     `json:"in_group"`
	IsGroup      bool     `json:"is_group"`
	SelfAsserted bool     `json:"self_asserted"`
}

// activity is what a batch says of an activity.
type activity struct {
	Activity    string  `json:"activity"`
	Type        *string `json:"type"`
	Interaction *string `json:"interaction_type"`
}

// batch is what statements bring.
type batch struct {
	rows       []row
	activities []activity
	known      map[string]int // index into activities
	voids      []string
}

// Follow enters a batch of a store's statements into a generation.
func (Follower) Follow(ctx context.Context, tx *sql.Tx, generation int64, store lrs.StoreID, statements []lrs.Stored) error {
	b := batch{known: map[string]int{}}
	for i := range statements {
		found, err := fact.From(statements[i].Stored, statements[i].ID, statements[i].JSON, nil)
		if err != nil {
			return fmt.Errorf("take the facts from statement %s: %w", statements[i].ID, err)
		}
		if found.Voids {
			b.voids = append(b.voids, found.Target.String())
		}
		for j := range found.Rows {
			b.add(&found.Rows[j])
		}
	}
	const (
		putVoids = `
			INSERT INTO bi.void (generation, store, statement_id)
			SELECT $1::BIGINT, $2::BIGINT, value::UUID FROM jsonb_array_elements_text($3::JSONB)
			ON CONFLICT DO NOTHING`
		putRows = `
			INSERT INTO bi.fact (generation, store, stored, member, statement_id, ts, stored_at, actor, verb, activity, parents, groupings,
				registration, scaled, raw, min, max, success, completion, duration_s, response, platform, device, source, lang,
				in_group, is_group, self_asserted)
			SELECT $1::BIGINT, $2::BIGINT, r.*
			FROM jsonb_to_recordset($3::JSONB) AS r (stored BIGINT, member INTEGER, statement_id UUID, ts TIMESTAMPTZ, stored_at TIMESTAMPTZ,
				actor TEXT, verb TEXT, activity TEXT, parents TEXT[], groupings TEXT[], registration UUID, scaled DOUBLE PRECISION,
				raw DOUBLE PRECISION, min DOUBLE PRECISION, max DOUBLE PRECISION, success BOOLEAN, completion BOOLEAN,
				duration_s DOUBLE PRECISION, response TEXT, platform TEXT, device TEXT, source TEXT, lang TEXT,
				in_group BOOLEAN, is_group BOOLEAN, self_asserted BOOLEAN)
			WHERE NOT EXISTS (
				SELECT FROM bi.void v WHERE v.generation = $1 AND v.store = $2 AND v.statement_id = r.statement_id)
			ON CONFLICT DO NOTHING`
		putActivities = `
			INSERT INTO bi.activity (generation, store, activity, type, interaction_type)
			SELECT $1::BIGINT, $2::BIGINT, r.* FROM jsonb_to_recordset($3::JSONB) AS r (activity TEXT, type TEXT, interaction_type TEXT)
			ON CONFLICT (generation, store, activity) DO UPDATE
			SET type = COALESCE(activity.type, excluded.type),
				interaction_type = COALESCE(activity.interaction_type, excluded.interaction_type)
			WHERE activity.type IS NULL OR activity.interaction_type IS NULL`
		void = `
			DELETE FROM bi.fact
			WHERE generation = $1 AND store = $2
				AND statement_id = ANY (SELECT value::UUID FROM jsonb_array_elements_text($3::JSONB))`
	)
	for _, step := range []struct {
		statement string
		n         int
		values    any
	}{
		{putVoids, len(b.voids), b.voids}, {putRows, len(b.rows), b.rows}, {putActivities, len(b.activities), b.activities}, {void, len(b.voids), b.voids},
	} {
		if step.n == 0 {
			continue
		}
		values, err := json.Marshal(step.values)
		if err != nil {
			return fmt.Errorf("encode facts: %w", err)
		}
		if _, err := tx.ExecContext(ctx, step.statement, generation, int64(store), string(values)); err != nil {
			return fmt.Errorf("enter facts: %w", err)
		}
	}
	return nil
}

// Drop deletes a generation.
func (Follower) Drop(ctx context.Context, tx *sql.Tx, generation int64) error {
	for _, table := range []string{"fact", "void", "activity"} {
		if _, err := tx.ExecContext(ctx, "DELETE FROM bi."+table+" WHERE generation = $1", generation); err != nil {
			return fmt.Errorf("delete facts: %w", err)
		}
	}
	return nil
}

// add enters a fact.
func (b *batch) add(f *fact.Row) {
	r := row{
		Stored: f.Stored, Member: f.Member, Statement: f.ID.String(), TS: instant(f.Timestamp), StoredAt: instant(f.Stored),
		Actor: clean(f.Actor), Verb: clean(f.Verb), Activity: optional(f.Object.ID),
		Parents: ids(f.Parents), Groupings: ids(f.Groupings),
		Scaled: number(f.Scaled), Raw: number(f.Raw), Min: number(f.Min), Max: number(f.Max),
		Success: answer(f.Success), Completion: answer(f.Completion),
		Platform: optional(f.Platform), Device: optional(f.Device), Source: optional(f.Source), Lang: optional(f.Language),
		InGroup: f.InGroup, IsGroup: f.IsGroup, SelfAsserted: f.SelfAsserted,
	}
	if f.HasRegistration {
		r.Registration = new(f.Registration.String())
	}
	if f.Duration != fact.None {
		r.Duration = new(float64(f.Duration) / 1e6)
	}
	if f.HasResponse {
		r.Response = new(clean(f.Response))
	}
	b.rows = append(b.rows, r)
	b.describe(f.Object)
	for _, list := range [][]fact.Activity{f.Parents, f.Groupings, f.Categories, f.Others} {
		for _, a := range list {
			b.describe(a)
		}
	}
}

// describe keeps the first type and interaction type of an activity.
func (b *batch) describe(a fact.Activity) {
	if a.ID == "" || a.Type == "" && a.Interaction == "" {
		return
	}
	i, known := b.known[a.ID]
	if !known {
		i = len(b.activities)
		b.known[a.ID] = i
		b.activities = append(b.activities, activity{Activity: clean(a.ID)})
	}
	if b.activities[i].Type == nil {
		b.activities[i].Type = optional(a.Type)
	}
	if b.activities[i].Interaction == nil {
		b.activities[i].Interaction = optional(a.Interaction)
	}
}

func instant(micros int64) string { return time.UnixMicro(micros).UTC().Format(time.RFC3339Nano) }

// clean leaves out what PostgreSQL cannot have in a text.
func clean(text string) string { return strings.ReplaceAll(text, "\x00", "") }

func optional(text string) *string {
	if text == "" {
		return nil
	}
	return new(clean(text))
}

func number(value float64) *float64 {
	if math.IsNaN(value) {
		return nil
	}
	return &value
}

func answer(a fact.Answer) *bool {
	if a == fact.Unknown {
		return nil
	}
	return new(a == fact.Yes)
}

func ids(activities []fact.Activity) (ids []string) {
	for _, a := range activities {
		ids = append(ids, clean(a.ID))
	}
	return ids
}
