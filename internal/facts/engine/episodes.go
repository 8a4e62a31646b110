package engine

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/meaning"
)

// episode is what a person did in one session about one subject.
type episode struct {
	person              uint32
	subject             string
	hasSubject          bool
	start, end          int64
	reported, estimated int64
	anyReported         bool
	statements          map[int64]struct{}
	classes             [meaning.Classes]int64
	best                float64
	passed, completed   bool
	failed, worked      bool
	sources             map[uint32]struct{}
	formal, asserted    bool
}

// maxSkip is how many episodes may lie before a page: all of them are found anew
// for each page, and kept.
const maxSkip = 100_000

// episodes answers kind episodes, page by page.
func (v *view) episodes(ctx context.Context) (*query.Answer, error) {
	where, err := v.compile(ctx, v.query.Filter)
	if err != nil {
		return nil, err
	}
	within := window{v.span.From, v.span.To}
	pauses, err := v.pauses(ctx, within)
	if err != nil {
		return nil, err
	}
	// How many were shown; the moment is pinned by the cursor too.
	skip, err := readSkip(v.query.Cursor, maxSkip)
	if err != nil {
		return nil, err
	}
	type tally struct {
		first []*episode
		count int64
	}
	most := skip + v.query.Limit + 1
	var tallies []*tally
	err = v.scan(ctx, demand{within: within, where: where, all: true}, func() func(*block) {
		t := &tally{}
		tallies = append(tallies, t)
		return func(b *block) {
			found := v.episodesOf(b, pauses)
			t.count += int64(len(found))
			if t.first = append(t.first, found...); len(t.first) > 2*most+1024 {
				t.first = v.firstEpisodes(t.first, most)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	var all []*episode
	total := int64(0)
	for _, t := range tallies {
		all = append(all, t.first...)
		total += t.count
	}
	all = v.firstEpisodes(all, most)
	page := all[min(skip, len(all)):]
	answer := &query.Answer{Columns: episodeColumns()}
	answer.Meta.Total = &total
	if len(page) > v.query.Limit {
		page = page[:v.query.Limit]
		answer.Meta.Next = writeCursor(int64(skip+v.query.Limit), v.now, 0)
		answer.Meta.Truncated = true
	}
	for _, e := range page {
		answer.Rows = append(answer.Rows, v.episodeRow(e))
	}
	if v.query.Milestones {
		if answer.Meta.Milestones, err = v.milestones(ctx, where, page); err != nil {
			return nil, err
		}
	}
	return answer, nil
}

func episodeColumns() []query.Column {
	return []query.Column{
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
}

func (v *view) firstEpisodes(all []*episode, n int) []*episode {
	slices.SortFunc(all, v.compareEpisodes)
	return all[:min(n, len(all))]
}

// compareEpisodes orders by start, the latest first, then person and subject.
func (v *view) compareEpisodes(a, b *episode) int {
	return cmp.Or(
		order(b.start, a.start),
		cmp.Compare(v.names.PersonName(a.person), v.names.PersonName(b.person)),
		flag(!a.hasSubject)-flag(!b.hasSubject),
		cmp.Compare(a.subject, b.subject),
	)
}

// episodesOf finds the episodes in a block.
func (v *view) episodesOf(b *block, p *pauses) []*episode {
	sessions := b.sessions(v.query.SessionGap)
	reported, _ := b.reported(sessions, v.query.SessionGap)
	estimated := b.estimated(sessions, p, maxGap)
	courses, classes, scores := b.courses(nil), b.classes(nil), b.scores()
	flags, activities, contexts, sources := b.codes(column.Flags), b.codes(column.Activity), b.codes(column.Context), b.codes(column.Source)
	durations := b.integers(column.Duration)
	type key struct {
		session int32
		subject string
		has     bool
	}
	found := make(map[key]*episode)
	var list []*episode
	for i := range b.n {
		if !b.match[i] || sessions[i] < 0 {
			continue
		}
		subject, has := v.subject(courses[i], activities[i], contexts[i])
		k := key{sessions[i], subject, has}
		e := found[k]
		if e == nil {
			e = &episode{
				person: b.person[i], subject: subject, hasSubject: has, start: b.timestamp[i], best: none,
				statements: make(map[int64]struct{}), sources: make(map[uint32]struct{}),
			}
			found[k] = e
			list = append(list, e)
		}
		e.end = b.timestamp[i]
		e.reported += reported[i]
		e.anyReported = e.anyReported || reported[i] > 0 && durations[i] >= 0
		e.estimated += estimated[i]
		e.statements[b.stored[i]] = struct{}{}
		e.classes[classes[i]]++
		if x := scores[i]; !math.IsNaN(x) && flags[i]&column.InGroup == 0 && !(e.best >= x) {
			e.best = x
		}
		e.passed = e.passed || v.passes(classes[i], flags[i], activities[i])
		e.completed = e.completed || v.completes(classes[i], flags[i])
		e.failed = e.failed || v.fails(classes[i], flags[i], activities[i])
		switch classes[i] {
		case meaning.Start, meaning.Progress, meaning.Answer, meaning.Score, meaning.Exit, meaning.Abandon:
			e.worked = true
		}
		if sources[i] != 0 {
			e.sources[sources[i]] = struct{}{}
		}
		e.formal = e.formal || v.names.Formal(courses[i], sources[i])
		e.asserted = e.asserted || flags[i]&column.SelfAsserted != 0
	}
	return list
}

// subject is what a row is about: its course, else its top activity.
func (v *view) subject(course, activity, context uint32) (string, bool) {
	if course != 0 {
		return v.names.CourseName(course), true
	}
	if parents := v.snapshot.Contexts[context].Parents; len(parents) > 0 {
		return v.snapshot.Word(column.Activities, parents[0]), true
	}
	return v.snapshot.Word(column.Activities, activity), activity != 0
}

func (v *view) episodeRow(e *episode) []any {
	zone := v.query.Time.Zone
	seconds := e.estimated
	if e.anyReported {
		seconds = e.reported
	}
	classes := make(map[string]int64)
	for class, n := range e.classes {
		if n > 0 {
			classes[meaning.Class(class).String()] = n
		}
	}
	sources := []string{}
	for source := range e.sources {
		sources = append(sources, v.snapshot.Word(column.Labels, source))
	}
	slices.Sort(sources)
	var subject, best any
	if e.hasSubject {
		subject = e.subject
	}
	if !math.IsNaN(e.best) {
		best = e.best
	}
	return []any{
		v.personName(e.person), query.FormatTime(e.start, zone), query.FormatTime(e.end, zone), subject, float64(seconds) / 1e6,
		int64(len(e.statements)), classes, best, e.outcome(), sources, e.formal, e.asserted,
	}
}

// outcome is the best that came of an episode.
func (e *episode) outcome() string {
	switch {
	case e.passed:
		return "passed"
	case e.completed:
		return "completed"
	case e.failed:
		return "failed"
	case e.worked:
		return "worked"
	default:
		return "viewed"
	}
}

// milestones lists, for the people of a page, the first pass, completion and
// credential of each activity among the rows of the range that match.
func (v *view) milestones(ctx context.Context, where condition, page []*episode) ([]query.Milestone, error) {
	wanted := make(map[uint32]bool)
	for _, e := range page {
		wanted[e.person] = true
	}
	var lists []*[]milestone
	err := v.scan(ctx, demand{within: window{v.span.From, v.span.To}, where: where}, func() func(*block) {
		list := new([]milestone)
		lists = append(lists, list)
		return func(b *block) { *list = append(*list, v.milestonesOf(b, wanted)...) }
	})
	if err != nil {
		return nil, err
	}
	var all []milestone
	for _, list := range lists {
		all = append(all, *list...)
	}
	slices.SortFunc(all, func(a, b milestone) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), order(a.at, b.at), cmp.Compare(a.Activity, b.Activity), cmp.Compare(a.What, b.What))
	})
	var told []query.Milestone
	for _, m := range all {
		told = append(told, m.Milestone)
	}
	return told, nil
}

// milestone is one with its time (microseconds), by which they are ordered.
type milestone struct {
	at int64
	query.Milestone
}

func (v *view) milestonesOf(b *block, wanted map[uint32]bool) (list []milestone) {
	flags, activities, classes := b.codes(column.Flags), b.codes(column.Activity), b.classes(nil)
	type key struct {
		what     string
		activity uint32
	}
	for p := range len(b.starts) - 1 {
		person := b.person[b.starts[p]]
		if !wanted[person] {
			continue
		}
		reached := make(map[key]bool)
		for i := int(b.starts[p]); i < int(b.starts[p+1]); i++ {
			if activities[i] == 0 {
				continue
			}
			for what, is := range map[string]bool{
				"pass":       v.passes(classes[i], flags[i], activities[i]),
				"completion": v.completes(classes[i], flags[i]),
				"credential": classes[i] == meaning.Credential,
			} {
				if k := (key{what, activities[i]}); is && !reached[k] {
					reached[k] = true
					list = append(list, milestone{b.timestamp[i], query.Milestone{
						Person: v.personName(person), At: query.FormatTime(b.timestamp[i], v.query.Time.Zone), What: what,
						Activity: v.snapshot.Word(column.Activities, activities[i]), StatementID: b.id(i).String(),
					}})
				}
			}
		}
	}
	return list
}
