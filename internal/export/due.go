package export

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// facts writes the facts of the closed days that are due.
func (w *writing) facts(ctx context.Context) (checked int64, err error) {
	source := &w.config.Source
	snapshot, err := source.Snapshot(ctx, lrs.StoreID(w.schedule.store))
	if err != nil {
		return 0, err
	}
	if snapshot.Through < w.schedule.checked {
		// A node that has just begun to follow: its facts would empty the files.
		return 0, problem.New(problem.Unavailable, "facts-behind",
			"the facts of this node are still being built: they are complete to %s, and the files to %s",
			dayName(dayOf(snapshot.Through)), dayName(dayOf(w.schedule.checked)))
	}
	inForce, err := source.Meaning(ctx, w.schedule.store)
	if err != nil {
		return 0, err
	}
	request := Request{Relation: Facts, Format: Parquet, Store: lrs.StoreID(w.schedule.store), StoreName: w.schedule.Store}
	f := newFacts(snapshot, inForce, request)
	columns, version := columnsDigest(f.relation().columns), int64(inForce.Version)
	due, err := daysDue(ctx, snapshot, w.schedule.checked, w.known)
	if err != nil {
		return 0, err
	}
	for day, p := range w.known {
		if day < dayOf(snapshot.Through) && (w.everything || p.meaning != version || p.columns != columns) {
			due[day] = true
		}
	}
	for _, day := range slices.Sorted(maps.Keys(due)) {
		f.request.Since, f.request.Until = bounds(day)
		if err := w.write(ctx, partition{day: day, meaning: version}, f.relation(), nil); err != nil {
			return 0, err
		}
	}
	return snapshot.Through, nil
}

// bounds returns those of a day, as a Request has them.
func bounds(day int64) (since, until int64) { return day*dayLength - 1, (day+1)*dayLength - 1 }

// daysDue returns the closed days that have facts and no file, and those whose
// facts became others since checked: by a void, or by a type of an activity.
func daysDue(ctx context.Context, snapshot *column.Snapshot, checked int64, known map[int64]partition) (map[int64]bool, error) {
	due, closed := map[int64]bool{}, dayOf(snapshot.Through)
	late, lateContext := lateTypes(snapshot, checked)
	var stored []int64
	var activities, contexts []uint32
	for _, part := range snapshot.Parts {
		if least, _ := part.Span(column.Stored); dayOf(least) >= closed {
			continue
		}
		for from := 0; from < part.Len(); from += factBlock {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			to := min(from+factBlock, part.Len())
			stored = part.Integers(column.Stored, from, to, stored)
			activities = part.Codes(column.Activity, from, to, activities)
			contexts = part.Codes(column.Context, from, to, contexts)
			last, written := int64(-1), false
			for i, at := range stored {
				day := at / dayLength // not before 1970
				if day >= closed {
					continue
				}
				if day != last {
					last = day
					_, written = known[day]
				}
				if !written || late[activities[i]] || lateContext[contexts[i]] {
					due[day] = true
				}
			}
		}
		for _, voided := range part.Voided() {
			if voided.At >= checked {
				stored = part.Integers(column.Stored, int(voided.Row), int(voided.Row)+1, stored)
				if day := dayOf(stored[0]); day < closed {
					due[day] = true
				}
			}
		}
	}
	return due, nil
}

// lateTypes marks the activities whose type or interaction type was told at or
// after a time, and the contexts that have such activities.
func lateTypes(snapshot *column.Snapshot, checked int64) (activities, contexts []bool) {
	activities = make([]bool, max(len(snapshot.Facts), snapshot.Words(column.Activities)+1))
	for i, known := range snapshot.Facts {
		activities[i] = known.Type != 0 && known.TypeSince >= checked || known.Interaction != 0 && known.InteractionSince >= checked
	}
	contexts = make([]bool, len(snapshot.Contexts))
	for i := range snapshot.Contexts {
		for _, list := range [][]column.Code{snapshot.Contexts[i].Parents, snapshot.Contexts[i].Groupings} {
			for _, code := range list {
				contexts[i] = contexts[i] || int(code) < len(activities) && activities[code]
			}
		}
	}
	return activities, contexts
}

// statements writes the statements of the closed days that are due: first the
// new ones, then those that have statements which the new ones void.
func (w *writing) statements(ctx context.Context) (checked int64, err error) {
	safe, err := w.config.Statements.SafeTime(ctx)
	if err != nil {
		return 0, err
	}
	closed, fresh := dayOf(safe), map[int64]bool{}
	for after := max(w.schedule.checked-1, 0); ; {
		day, found, err := w.nextDay(ctx, after)
		if err != nil {
			return 0, err
		}
		if !found || day >= closed {
			break
		}
		if _, written := w.known[day]; !written {
			if err := w.statementDay(ctx, day); err != nil {
				return 0, err
			}
			fresh[day] = true
		}
		_, after = bounds(day)
	}
	if w.known, err = w.partitions(ctx, w.schedule); err != nil {
		return 0, err
	}
	for _, day := range slices.Sorted(maps.Keys(w.known)) {
		if w.known[day].meaning != again && (!w.everything || fresh[day]) {
			continue
		}
		if err := w.statementDay(ctx, day); err != nil {
			return 0, err
		}
	}
	return closed * dayLength, nil
}

// nextDay returns the day of the first statement stored after a time.
func (w *writing) nextDay(ctx context.Context, after int64) (day int64, found bool, err error) {
	err = w.config.Source.Statements.Scan(ctx, lrs.StoreID(w.schedule.store), behind(after), func(stored lrs.Stored) error {
		day, found = dayOf(stored.Stored), true
		return errPast
	})
	if errors.Is(err, errPast) {
		err = nil
	}
	return day, found, err
}

// The columns of statements that tell a voiding one.
const (
	statementVerb = 4
	statementJSON = 8
)

// voided is the verb of voiding statements.
const voided = "http://adlnet.gov/expapi/verbs/voided"

// statementDay writes the statements of a day. What they void changes the files
// of other days, which are marked to be written again; a day that is written
// again has marked them before.
func (w *writing) statementDay(ctx context.Context, day int64) error {
	store := lrs.StoreID(w.schedule.store)
	since, until := bounds(day)
	r := w.config.Source.statements(Request{Relation: Statements, Format: Parquet, Store: store, Since: since, Until: until})
	touched := map[int64]bool{}
	if _, written := w.known[day]; !written {
		each := r.each
		r.each = func(ctx context.Context, yield func([]cell) error) error {
			return each(ctx, func(row []cell) error {
				if row[statementVerb].text == voided {
					other, err := w.voidedDay(ctx, store, row[statementJSON].text)
					if err != nil {
						return err
					}
					if other != day {
						touched[other] = true
					}
				}
				return yield(row)
			})
		}
	}
	return w.write(ctx, partition{day: day}, r, touched)
}

// never is a day that has no statements.
const never = -1

// voidedDay returns the day of the statement that a statement voids, never where
// there is none.
func (w *writing) voidedDay(ctx context.Context, store lrs.StoreID, text string) (int64, error) {
	statement, err := xapi.ParseStored([]byte(text))
	if err != nil || !statement.Voids {
		return never, err
	}
	target, err := w.config.Statements.Get(ctx, store, statement.Target)
	if problem.Is(err, problem.NotFound) {
		return never, nil // it will be voided from its beginning
	}
	return dayOf(target.Stored), err
}
