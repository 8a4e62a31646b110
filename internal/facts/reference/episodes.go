package reference

import (
	"cmp"
	"math"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
)

// episode is the matching rows of a session about one subject, in order.
type episode struct {
	person  string
	subject any
	rows    []*row
}

// subject is the course of a row, else its top activity.
func subject(r *row) any {
	switch {
	case r.course != "":
		return r.course
	case len(r.Parents) > 0:
		return r.Parents[0].ID
	case r.Object.ID != "":
		return r.Object.ID
	default:
		return nil
	}
}

// episodes answers kind episodes, the first page.
func (w *world) episodes(answer *query.Answer) {
	answer.Columns = []query.Column{
		{Name: "person", Type: query.ColumnText},
		{Name: "start", Type: query.ColumnTime},
		{Name: "end", Type: query.ColumnTime},
		{Name: "subject", Type: query.ColumnText},
		{Name: "seconds", Type: query.ColumnSeconds},
		{Name: "statements", Type: query.ColumnCount},
		{Name: "classes", Type: query.ColumnJSON},
		{Name: "best_score", Type: query.ColumnNumber},
		{Name: "outcome", Type: query.ColumnText},
		{Name: "sources", Type: query.ColumnJSON},
		{Name: "formal", Type: query.ColumnBoolean},
		{Name: "self_asserted", Type: query.ColumnBoolean},
	}
	p := w.period(w.span.From, w.span.To)
	var all []*episode
	for _, session := range sessions(p.all, w.q.SessionGap) {
		var of []*episode
		for _, r := range w.matching(session, w.q.Filter) {
			at := slices.IndexFunc(of, func(e *episode) bool { return e.subject == subject(r) })
			if at < 0 {
				at = len(of)
				of = append(of, &episode{person: r.person, subject: subject(r)})
			}
			of[at].rows = append(of[at].rows, r)
		}
		all = append(all, of...)
	}
	slices.SortFunc(all, func(a, b *episode) int {
		return cmp.Or(cmp.Compare(b.rows[0].Timestamp, a.rows[0].Timestamp), cmp.Compare(a.person, b.person), compareCells(a.subject, b.subject))
	})
	total := int64(len(all))
	answer.Meta.Total = &total
	if len(all) > w.q.Limit {
		all = all[:w.q.Limit]
		answer.Meta.Truncated = true
	}
	var people []string
	for _, e := range all {
		people = append(people, e.person)
		answer.Rows = append(answer.Rows, w.episodeRow(p, e))
	}
	if w.q.Milestones {
		answer.Meta.Milestones = w.milestones(p, people)
	}
}

func (w *world) episodeRow(p *period, e *episode) []any {
	zone := w.q.Time.Zone
	time := seconds(e.rows, p.reported)
	if time == 0 {
		time = seconds(e.rows, p.estimated)
	}
	statements := make(map[xapi.UUID]bool)
	classes := make(map[string]int64)
	var best any
	sources := []string{}
	formal, asserted := false, false
	is := func(m query.MeasureID) bool {
		return slices.ContainsFunc(e.rows, func(r *row) bool { return counts(m, r) })
	}
	worked := false
	for _, r := range e.rows {
		statements[r.ID] = true
		classes[r.class.String()]++
		if x := score(r); !math.IsNaN(x) && !r.InGroup && (best == nil || x > best.(float64)) {
			best = x
		}
		if r.Source != "" && !slices.Contains(sources, r.Source) {
			sources = append(sources, r.Source)
		}
		formal, asserted = formal || r.formal, asserted || r.SelfAsserted
		worked = worked || slices.Contains([]meaning.Class{meaning.Start, meaning.Progress, meaning.Answer, meaning.Score, meaning.Exit, meaning.Abandon}, r.class)
	}
	slices.Sort(sources)
	outcome := "viewed"
	switch {
	case is(query.PassedPeople):
		outcome = "passed"
	case is(query.CompletedPeople):
		outcome = "completed"
	case is(query.FailedPeople):
		outcome = "failed"
	case worked:
		outcome = "worked"
	}
	first, last := e.rows[0], e.rows[len(e.rows)-1]
	return []any{
		w.called(e.person), query.FormatTime(first.Timestamp, zone), query.FormatTime(last.Timestamp, zone), e.subject, time,
		int64(len(statements)), classes, best, outcome, sources, formal, asserted,
	}
}

// milestones are the first pass, completion and credential of each activity of
// some people.
func (w *world) milestones(p *period, people []string) []query.Milestone {
	type key struct{ person, activity, what string }
	seen := make(map[key]bool)
	type found struct {
		row  *row
		what string
	}
	var list []found
	for _, r := range p.match {
		if r.Object.ID == "" || !slices.Contains(people, r.person) {
			continue
		}
		for what, is := range map[string]bool{
			"pass": counts(query.PassedPeople, r), "completion": counts(query.CompletedPeople, r), "credential": r.class == meaning.Credential,
		} {
			if k := (key{r.person, r.Object.ID, what}); is && !seen[k] {
				seen[k] = true
				list = append(list, found{r, what})
			}
		}
	}
	slices.SortFunc(list, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.row.person, b.row.person), cmp.Compare(a.row.Timestamp, b.row.Timestamp),
			cmp.Compare(a.row.Object.ID, b.row.Object.ID), cmp.Compare(a.what, b.what))
	})
	var milestones []query.Milestone
	for _, f := range list {
		milestones = append(milestones, query.Milestone{
			Person: w.called(f.row.person), At: query.FormatTime(f.row.Timestamp, w.q.Time.Zone), What: f.what,
			Activity: f.row.Object.ID, StatementID: f.row.ID.String(),
		})
	}
	return milestones
}
