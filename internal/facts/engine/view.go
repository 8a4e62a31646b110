package engine

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync/atomic"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/resolve"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
)

// view is the facts as one query sees them.
type view struct {
	engine *Engine
	query  *query.Query
	scope  Scope
	effort Effort

	snapshot *column.Snapshot
	meaning  *meaning.Meaning
	names    *resolve.Resolved
	// now is also the time below which statements are visible: an answer follows
	// from its query and this alone (microseconds).
	now  int64
	span query.Span
	// parts are those of the snapshot that may have visible rows.
	parts []*partView
	// allowed says by person which may be seen; nil means all rows, also those of
	// nobody.
	allowed []bool
	// shared has the actors by the person into which several were merged: those
	// whose rows do not lie together.
	shared map[uint32][]column.Code
	// merged marks the actors in shared.
	merged []bool
	// extensions are the columns of extensions that were read for this query.
	extensions map[string]*extensionColumn

	suspects int64
	scanned  *atomic.Int64
	held     *holding
}

// partView is a part and which of its rows are not there for this query.
type partView struct {
	column.Part
	index int
	// dead are the rows, ascending, that were voided or whose clock is suspect.
	dead []uint32
	// recent: some rows were stored at now or later.
	recent bool
}

// open prepares a query: what is in force, what is visible, and the time range.
func (e *Engine) open(ctx context.Context, scope Scope, q *query.Query, effort Effort) (*view, error) {
	snapshot, through, err := e.config.Snapshot(ctx, scope.Store)
	if err != nil {
		return nil, fmt.Errorf("open the facts: %w", err)
	}
	inForce, err := e.config.Meaning(ctx, scope.Store)
	if err != nil {
		return nil, fmt.Errorf("read the meaning of words: %w", err)
	}
	v := &view{engine: e, query: q, scope: scope, effort: effort, snapshot: snapshot, meaning: inForce, now: through, scanned: new(atomic.Int64), held: &holding{of: &e.held}}
	if q.AsOf > through {
		return nil, problem.New(problem.Invalid, "as-of-ahead", "as_of_seq %d lies ahead: statements are counted up to %d so far", q.AsOf, through)
	}
	if q.AsOf != 0 {
		v.now = q.AsOf
	}
	if q.Kind == query.Episodes && q.AsOf == 0 {
		after, err := readCursor(q.Cursor)
		if err != nil {
			return nil, err
		}
		if after != nil {
			v.now = min(v.now, after.stored)
		}
	}
	if err := v.permit(); err != nil {
		return nil, err
	}
	known := e.known.of(scope.Store, snapshot, inForce, v.now)
	v.names = known.names
	v.restrict()
	v.findShared()
	v.openParts(known)
	first, last := int64(0), int64(0)
	if q.Time.Range == "all" {
		if first, last, err = v.extent(ctx); err != nil {
			return nil, err
		}
	}
	if v.span, err = query.Spans(q.Time, v.now, first, last); err != nil {
		return nil, err
	}
	v.suspects = v.countSuspects(known)
	if err := v.readExtensions(ctx); err != nil {
		return nil, err
	}
	return v, nil
}

// restrict finds out whom the scope lets see.
func (v *view) restrict() {
	if len(v.scope.Persons) == 0 {
		return
	}
	v.allowed = make([]bool, v.names.People()+1)
	for _, identity := range v.scope.Persons {
		if merged, ok := v.meaning.Persons[identity]; ok {
			identity = merged
		}
		if number, ok := v.names.PersonNumber(identity); ok {
			v.allowed[number] = true
		}
	}
}

// findShared lists the people of several actors.
func (v *view) findShared() {
	v.shared = make(map[uint32][]column.Code)
	if len(v.meaning.Persons) == 0 {
		return
	}
	for actor := 1; actor <= v.snapshot.Words(column.Actors); actor++ {
		person := v.names.Person(column.Code(actor))
		if v.meaning.Persons[v.snapshot.Word(column.Actors, column.Code(actor))] == "" && !v.isTarget(person) {
			continue
		}
		v.shared[person] = append(v.shared[person], column.Code(actor))
	}
	v.merged = make([]bool, v.snapshot.Words(column.Actors)+1)
	for _, actors := range v.shared {
		for _, actor := range actors {
			v.merged[actor] = true
		}
	}
}

// isTarget reports whether others were merged into the person.
func (v *view) isTarget(person uint32) bool { return person != 0 && v.names.Merged(person) }

// openParts finds the rows of each part that are not there for this query.
func (v *view) openParts(known *resolution) {
	for i, part := range v.snapshot.Parts {
		least, most := part.Span(column.Stored)
		if part.Len() == 0 || least >= v.now {
			continue
		}
		p := &partView{Part: part, index: i, recent: most >= v.now}
		for _, voided := range part.Voided() {
			if voided.At < v.now {
				p.dead = append(p.dead, voided.Row)
			}
		}
		if v.leavesOutSuspects() {
			if rows := known.suspects[part]; len(rows) > 0 {
				p.dead = append(p.dead, rows...)
				slices.Sort(p.dead)
				p.dead = slices.Compact(p.dead)
			}
		}
		v.parts = append(v.parts, p)
	}
}

// leavesOutSuspects: a timestamp from a wrong clock says nothing about when.
func (v *view) leavesOutSuspects() bool {
	return v.query.Kind != query.Statements && !v.query.Time.OnStored
}

// timeColumn is the column that the time range is about.
func (v *view) timeColumn() column.Column {
	if v.query.Time.OnStored {
		return column.Stored
	}
	return column.Timestamp
}

// extent returns the least and the greatest time of the visible rows; both are 0
// when there are none.
func (v *view) extent(ctx context.Context) (first, last int64, err error) {
	first, last = math.MaxInt64, math.MinInt64
	for _, p := range v.parts {
		if len(p.dead) == 0 && !p.recent && v.allowed == nil {
			least, most := p.Span(v.timeColumn())
			first, last = min(first, least), max(last, most)
			continue
		}
		err := v.eachRaw(ctx, p, everything, func(r *raw, kept []int32) {
			times := r.integers(v.timeColumn())
			for _, i := range kept {
				first, last = min(first, times[i]), max(last, times[i])
			}
		})
		if err != nil {
			return 0, 0, err
		}
	}
	if first > last {
		return 0, 0, nil
	}
	return first, last, nil
}

// countSuspects counts the rows that are left out for their clocks.
func (v *view) countSuspects(known *resolution) int64 {
	if !v.leavesOutSuspects() {
		return 0
	}
	within := window{v.span.From, v.span.To}
	if v.query.Time.Range == "all" {
		within = everything // what was left out says nothing of how far «all» goes
	}
	count := int64(0)
	var buffer []int64
	var actors []uint32
	for _, p := range v.parts {
		voided := p.Voided()
		for _, row := range known.suspects[p.Part] {
			at := int(row)
			buffer = p.Integers(column.Timestamp, at, at+1, buffer)
			if buffer[0] < within.from || buffer[0] >= within.to {
				continue
			}
			if buffer = p.Integers(column.Stored, at, at+1, buffer); buffer[0] >= v.now {
				continue
			}
			found, is := slices.BinarySearchFunc(voided, row, func(a column.Voided, row uint32) int { return int(a.Row) - int(row) })
			if is && voided[found].At < v.now {
				continue
			}
			actors = p.Codes(column.Actor, at, at+1, actors)
			if v.allowed == nil || v.allowed[v.names.Person(actors[0])] {
				count++
			}
		}
	}
	return count
}

// finish puts into an answer what every answer tells of itself.
func (v *view) finish(a *query.Answer, took time.Duration) {
	zone := v.query.Time.Zone
	if a.Rows == nil {
		a.Rows = [][]any{}
	}
	m := &a.Meta
	m.Kind = v.query.Kind
	m.CountedBy = query.Definitions(v.query)
	m.Range = [2]string{query.FormatTime(v.span.From, zone), query.FormatTime(v.span.To, zone)}
	if v.span.Previous != nil {
		m.Compare = &[2]string{query.FormatTime(v.span.Previous.From, zone), query.FormatTime(v.span.Previous.To, zone)}
	}
	m.Zone = zone.String()
	m.AsOf = v.now
	m.FreshTo = query.FormatTime(v.now, zone)
	m.Meaning = v.meaning.Version
	m.MinGroup = v.minGroup()
	m.ClockSuspect = v.suspects
	m.RowsScanned = v.scanned.Load()
	m.ElapsedMS = float64(took.Microseconds()) / 1000
	m.QueryHash = v.query.Hash()
	for i := 1; i < len(v.span.Edges); i++ {
		if v.span.Edges[i] > v.now {
			m.PartialBuckets = append(m.PartialBuckets, query.FormatTime(v.span.Edges[i-1], zone))
		}
	}
}

// looked counts rows that were looked at. How many there are of others is not for
// those who see some people only.
func (v *view) looked(rows, visible int) {
	if v.allowed != nil {
		rows = visible
	}
	v.scanned.Add(int64(rows))
}

// minGroup is the least number of people that the answer may tell of.
func (v *view) minGroup() int { return max(1, v.query.MinGroup, v.scope.MinGroup) }
