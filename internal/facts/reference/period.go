package reference

import (
	"math"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
)

// period is a time range with what is worked out from all its rows before the
// filter is applied.
type period struct {
	w        *world
	from, to int64
	all      []*row
	match    []*row
	session  map[*row]int
	attempt  map[*row]any
	// chosen has the score of each row that counts.
	chosen map[*row]float64
	// reported and estimated are microseconds.
	reported, estimated map[*row]int64
	cut                 map[*row]bool
	low, high           map[*row]int64
}

func (w *world) period(from, to int64) *period {
	p := &period{w: w, from: from, to: to, all: w.within(w.rows, from, to)}
	p.match = w.matching(p.all, w.q.Filter)
	p.session = numbered(sessions(p.all, w.q.SessionGap))
	p.attempt = attempts(p.all)
	p.chosen = p.choose(w.q.Attempts, p.match)
	p.report()
	theta, median := typical(p.all)
	p.estimated = estimate(p.all, w.q.SessionGap, theta, median, math.MaxInt64)
	p.low = estimate(p.all, 15*time.Minute, theta, median, (15 * time.Minute).Microseconds())
	p.high = estimate(p.all, 60*time.Minute, theta, median, (60 * time.Minute).Microseconds())
	return p
}

// sessions are the rows of each person in order, cut where the gap is greater.
func sessions(rows []*row, gap time.Duration) [][]*row {
	var list [][]*row
	people, of := byPerson(rows)
	for _, person := range people {
		for i, r := range of[person] {
			if i == 0 || r.Timestamp-of[person][i-1].Timestamp > gap.Microseconds() {
				list = append(list, nil)
			}
			list[len(list)-1] = append(list[len(list)-1], r)
		}
	}
	return list
}

func numbered(list [][]*row) map[*row]int {
	numbers := make(map[*row]int)
	for number, rows := range list {
		for _, r := range rows {
			numbers[r] = number
		}
	}
	return numbers
}

// registered is an attempt with a registration; run one without.
type registered struct {
	person string
	id     xapi.UUID
}
type run struct {
	person, activity string
	number           int
}

// attempts returns the attempt of each row that belongs to one.
func attempts(rows []*row) map[*row]any {
	found := make(map[*row]any)
	type key struct{ person, activity string }
	number := make(map[key]int)
	last := make(map[key]*row)
	for _, r := range rows {
		switch {
		case r.HasRegistration:
			found[r] = registered{r.person, r.Registration}
		case r.person != "" && r.Object.ID != "":
			k := key{r.person, r.Object.ID}
			before := last[k]
			if before == nil || r.class == meaning.Start || r.Timestamp-before.Timestamp > (24*time.Hour).Microseconds() {
				number[k]++
			}
			last[k] = r
			found[r] = run{r.person, r.Object.ID, number[k]}
		}
	}
	return found
}

// choose returns the scores that count among rows, in order.
func (p *period) choose(which query.Attempts, rows []*row) map[*row]float64 {
	chosen := make(map[*row]float64)
	type key struct{ person, activity string }
	scored := make(map[key][]*row)
	for _, r := range rows {
		if r.person == "" || r.InGroup || math.IsNaN(score(r)) {
			continue
		}
		if which == query.AllAttempts {
			chosen[r] = score(r)
		} else if r.Object.ID != "" {
			k := key{r.person, r.Object.ID}
			scored[k] = append(scored[k], r)
		}
	}
	for _, rows := range scored {
		// The score of each attempt is its last row, and attempts are in the order of
		// their first rows.
		var order []any
		last := make(map[any]*row)
		for _, r := range rows {
			attempt := p.attempt[r]
			if last[attempt] == nil {
				order = append(order, attempt)
			}
			last[attempt] = r
		}
		best := last[order[0]]
		for _, attempt := range order[1:] {
			r := last[attempt]
			switch which {
			case query.LastAttempt:
				if inOrder(r, best) > 0 {
					best = r
				}
			case query.BestAttempt:
				if score(r) > score(best) || score(r) == score(best) && inOrder(r, best) < 0 {
					best = r
				}
			}
		}
		chosen[best] = score(best)
	}
	return chosen
}

// report says what each row contributes to reported time.
func (p *period) report() {
	p.reported, p.cut = make(map[*row]int64), make(map[*row]bool)
	gap := p.w.q.SessionGap.Microseconds()
	for _, session := range sessions(p.all, p.w.q.SessionGap) {
		most := session[len(session)-1].Timestamp - session[0].Timestamp + gap
		byActivity := make(map[string][]*row)
		for _, r := range session {
			byActivity[r.Object.ID] = append(byActivity[r.Object.ID], r)
		}
		for _, rows := range byActivity {
			left := most
			for _, r := range reporting(rows) {
				p.reported[r] = min(r.Duration, left)
				p.cut[r] = p.reported[r] < r.Duration
				left -= p.reported[r]
			}
		}
	}
}

// reporting are the rows of a session and activity whose durations count.
func reporting(rows []*row) []*row {
	of := func(classes ...meaning.Class) []*row {
		var found []*row
		for _, r := range rows {
			if r.Duration != fact.None && !r.InGroup && slices.Contains(classes, r.class) {
				found = append(found, r)
			}
		}
		return found
	}
	if found := of(meaning.Exit); found != nil {
		return found
	}
	if found := of(meaning.Abandon); found != nil {
		return found
	}
	var longest []*row
	for _, r := range of(meaning.Complete, meaning.Pass, meaning.Fail) {
		if longest == nil || r.Duration > longest[0].Duration {
			longest = []*row{r}
		}
	}
	return longest
}

// typical returns θ and the median gap of each activity type, in microseconds.
func typical(rows []*row) (theta, median map[string]int64) {
	gaps := make(map[string][]int64)
	people, of := byPerson(rows)
	for _, person := range people {
		for i, r := range of[person][:len(of[person])-1] {
			gap := of[person][i+1].Timestamp - r.Timestamp
			if gap <= time.Hour.Microseconds() {
				gaps[r.typed] = append(gaps[r.typed], gap/1e6)
			}
		}
	}
	theta, median = make(map[string]int64), make(map[string]int64)
	for of, seconds := range gaps {
		if len(seconds) >= 20 {
			theta[of], median[of] = nearestRank(seconds, 0.9)*1e6, nearestRank(seconds, 0.5)*1e6
		}
	}
	return theta, median
}

// nearestRank is the smallest value with at least the share of all at or below.
func nearestRank(values []int64, share float64) int64 {
	slices.Sort(values)
	for _, x := range values {
		below := 0
		for _, y := range values {
			if y <= x {
				below++
			}
		}
		if float64(below) >= share*float64(len(values)) {
			return x
		}
	}
	return 0
}

// estimate says what each row contributes to estimated time.
func estimate(rows []*row, gap time.Duration, theta, median map[string]int64, most int64) map[*row]int64 {
	found := make(map[*row]int64)
	for _, session := range sessions(rows, gap) {
		for i, r := range session {
			if r.InGroup {
				continue
			}
			if i == len(session)-1 {
				found[r] = median[r.typed]
				continue
			}
			limit, known := theta[r.typed]
			if !known {
				limit = (30 * time.Minute).Microseconds()
			}
			found[r] = min(session[i+1].Timestamp-r.Timestamp, limit, most)
		}
	}
	return found
}

// tellMeta says what was found by the way.
func (p *period) tellMeta(answer *query.Answer, metrics []query.Metric) {
	uses := func(question func(query.MeasureID) bool) bool {
		return slices.ContainsFunc(metrics, func(m query.Metric) bool { return m.Expr.Uses(question) })
	}
	is := func(id query.MeasureID) func(query.MeasureID) bool {
		return func(m query.MeasureID) bool { return m == id }
	}
	protects := p.w.minGroup() > 1
	if uses(query.MeasureID.Scored) && !protects {
		answer.Meta.NotComparable = notComparable(p.match)
	}
	var total, low, high int64
	for _, r := range p.match {
		if p.cut[r] && uses(is(query.TimeReported)) && !protects {
			answer.Meta.Clamped++
		}
		total, low, high = total+p.estimated[r], low+p.low[r], high+p.high[r]
	}
	if uses(is(query.TimeEstimated)) && p.w.tellsTotals(answer) {
		answer.Meta.TimeEstimated = &query.Band{Total: float64(total) / 1e6, Low: float64(low) / 1e6, High: float64(high) / 1e6}
	}
}

// notComparable counts the rows whose raw score cannot be compared.
func notComparable(rows []*row) int64 {
	count := int64(0)
	for _, r := range rows {
		if !math.IsNaN(r.Raw) && math.IsNaN(score(r)) {
			count++
		}
	}
	return count
}
