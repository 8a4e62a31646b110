package reference

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/stat"
	"github.com/lore-lrs/lore/internal/meaning"
)

// taker is a person's first attempt at an assessment: the row that counts of
// each item, and the items in the order of their first rows.
type taker struct {
	person string
	order  []string
	given  map[string]*row
}

// assessmentOf is what an item row belongs to.
func assessmentOf(r *row) any {
	switch {
	case len(r.Parents) > 0:
		return r.Parents[0].ID
	case len(r.Groupings) > 0:
		return r.Groupings[0].ID
	default:
		return nil
	}
}

// itemScore is the score of a row of an item; NaN for none.
func itemScore(r *row) float64 {
	if r == nil {
		return math.NaN()
	}
	x := score(r)
	switch {
	case !math.IsNaN(x):
		return x
	case r.Success == fact.Yes:
		return 1
	case r.Success == fact.No:
		return 0
	default:
		return math.NaN()
	}
}

// exam is an assessment with the people who took it, in order.
type exam struct {
	assessment any
	items      []string
	takers     []*taker
}

func (e *exam) score(t *taker, item string) float64 { return itemScore(t.given[item]) }

// exams finds all assessments, in order.
func (w *world) exams() []*exam {
	var exams []*exam
	people, of := byPerson(w.matching(w.within(w.rows, w.span.From, w.span.To), w.q.Filter))
	for _, person := range people {
		byAssessment := make(map[any][]*row)
		for _, r := range of[person] {
			isItem := r.class == meaning.Answer || r.interacts != ""
			a := assessmentOf(r)
			if isItem && !r.InGroup && r.Object.ID != "" && (w.q.Assessment == nil || a == any(*w.q.Assessment)) {
				byAssessment[a] = append(byAssessment[a], r)
			}
		}
		for a, rows := range byAssessment {
			at := slices.IndexFunc(exams, func(e *exam) bool { return e.assessment == a })
			if at < 0 {
				at = len(exams)
				exams = append(exams, &exam{assessment: a})
			}
			exams[at].takers = append(exams[at].takers, take(person, firstTry(rows)))
		}
	}
	for _, e := range exams {
		e.orderItems()
	}
	slices.SortFunc(exams, func(a, b *exam) int { return compareCells(a.assessment, b.assessment) })
	return exams
}

// firstTry are the rows of the attempt of the first row.
func firstTry(rows []*row) []*row {
	first := rows[0]
	var try []*row
	for _, r := range rows {
		if r.HasRegistration != first.HasRegistration || r.Registration != first.Registration {
			continue
		}
		if !first.HasRegistration && len(try) > 0 && r.Timestamp-try[len(try)-1].Timestamp > (24*time.Hour).Microseconds() {
			break
		}
		try = append(try, r)
	}
	return try
}

// take picks the row that counts of each item.
func take(person string, rows []*row) *taker {
	t := &taker{person: person, given: make(map[string]*row)}
	for _, r := range rows {
		known := t.given[r.Object.ID]
		if known == nil {
			t.order = append(t.order, r.Object.ID)
		}
		if known == nil || math.IsNaN(itemScore(known)) && !math.IsNaN(itemScore(r)) {
			t.given[r.Object.ID] = r
		}
	}
	return t
}

// orderItems orders items by the mean of their places.
func (e *exam) orderItems() {
	places := make(map[string][]int64)
	for _, t := range e.takers {
		for place, item := range t.order {
			places[item] = append(places[item], int64(place))
		}
	}
	for item := range places {
		e.items = append(e.items, item)
	}
	sum := func(item string) int64 {
		total := int64(0)
		for _, place := range places[item] {
			total += place
		}
		return total
	}
	slices.SortFunc(e.items, func(a, b string) int {
		// Means are compared as fractions.
		return cmp.Or(cmp.Compare(sum(a)*int64(len(places[b])), sum(b)*int64(len(places[a]))), cmp.Compare(a, b))
	})
}

// rest is a taker's mean over the other items with a score.
func (e *exam) rest(t *taker, item string) float64 {
	var scores []float64
	for _, other := range e.items {
		if x := e.score(t, other); other != item && !math.IsNaN(x) {
			scores = append(scores, x)
		}
	}
	return stat.Mean(scores)
}

// items answers kind items.
func (w *world) items(answer *query.Answer) {
	for _, c := range []struct {
		name string
		kind query.ColumnType
	}{
		{"assessment", query.ColumnText},
		{"item", query.ColumnText},
		{"n", query.ColumnCount},
		{"facility", query.ColumnNumber},
		{"facility_corrected", query.ColumnNumber},
		{"discrimination", query.ColumnNumber},
		{"low", query.ColumnNumber},
		{"high", query.ColumnNumber},
		{"upper_lower", query.ColumnNumber},
		{"flag", query.ColumnText},
		{"provisional", query.ColumnBoolean},
		{"omitted", query.ColumnCount},
		{"not_reached", query.ColumnCount},
		{"mismatch", query.ColumnCount},
		{"responses", query.ColumnJSON},
	} {
		answer.Columns = append(answer.Columns, query.Column{Name: c.name, Type: c.kind})
	}
	for _, e := range w.exams() {
		people := int64(len(e.takers))
		for _, item := range slices.Sorted(slices.Values(e.items)) {
			cells, n := w.itemCells(e, item)
			switch {
			case w.small(people) || w.small(n):
				clear(cells)
				answer.Meta.SuppressedCells++
			case w.minGroup() > 1:
				w.hideFew(answer, cells)
			}
			answer.Rows = append(answer.Rows, append([]any{e.assessment, item}, cells...))
		}
		test := e.test()
		if w.small(people) || w.small(test.Complete) {
			answer.Meta.SuppressedCells++
			continue
		}
		answer.Meta.Tests = append(answer.Meta.Tests, test)
	}
	w.cutTotal(answer)
}

// hideFew makes nil what tells of few people in an item of enough: those who
// omitted or did not reach it, both, since one follows from the other.
func (w *world) hideFew(answer *query.Answer, cells []any) {
	if w.small(cells[9].(int64)) || w.small(cells[10].(int64)) {
		cells[9], cells[10] = nil, nil
		answer.Meta.SuppressedCells++
	}
	cells[11] = w.tell(answer, cells[11].(int64))
	cells[12] = nil
}

// pairOf is a taker with a score for an item and for others.
type pairOf struct {
	taker *taker
	score float64
	rest  float64
}

// itemCells are the columns of an item from n on.
func (w *world) itemCells(e *exam, item string) (cells []any, n int64) {
	var scores []float64
	var pairs []pairOf
	omitted, notReached := int64(0), int64(0)
	at := slices.Index(e.items, item)
	for _, t := range e.takers {
		x := e.score(t, item)
		if math.IsNaN(x) {
			if slices.ContainsFunc(e.items[at+1:], func(later string) bool { return !math.IsNaN(e.score(t, later)) }) {
				omitted++
			} else {
				notReached++
			}
			continue
		}
		scores = append(scores, x)
		if rest := e.rest(t, item); !math.IsNaN(rest) {
			pairs = append(pairs, pairOf{t, x, rest})
		}
	}
	n = int64(len(scores))
	d := w.defined(item)
	cells = make([]any, 13)
	cells[0], cells[9], cells[10], cells[11] = n, omitted, notReached, e.mismatches(item, d)
	if n == 0 {
		return cells, n
	}
	facility := stat.Mean(scores)
	cells[1] = facility
	if n < 30 {
		return cells, n
	}
	m := 0.0
	switch w.types[item].interacts {
	case "true-false":
		m = 2
	case "choice":
		m = float64(len(d.Choices))
	}
	if m > 1 {
		cells[2] = (facility - 1/m) / (1 - 1/m)
	}
	var x, y []float64
	for _, p := range pairs {
		x, y = append(x, p.score), append(y, p.rest)
	}
	high := math.NaN()
	if r, ok := stat.Pearson(x, y); ok {
		cells[3] = r
		if low, up, ok := stat.FisherZ95(r, len(pairs)); ok {
			cells[4], cells[5], high = low, up, up
		}
	}
	sorted := slices.Clone(pairs) // by person
	slices.SortStableFunc(sorted, func(a, b pairOf) int { return cmp.Compare(a.rest, b.rest) })
	if size := max(1, int(math.Round(0.27*float64(len(sorted))))); len(sorted) > 0 {
		cells[6] = meanScore(sorted[len(sorted)-size:]) - meanScore(sorted[:size])
	}
	switch {
	case high < 0:
		cells[7] = "check_key"
	case high < 0.15:
		cells[7] = "weak"
	case facility > 0.95:
		cells[7] = "too_easy"
	case facility < 0.20:
		cells[7] = "too_hard"
	}
	cells[8] = n < 100
	cells[12] = e.responses(item, d, sorted)
	return cells, n
}

func meanScore(pairs []pairOf) float64 {
	var scores []float64
	for _, p := range pairs {
		scores = append(scores, p.score)
	}
	return stat.Mean(scores)
}

// test is the reliability of the assessment.
func (e *exam) test() query.Test {
	t := query.Test{People: int64(len(e.takers))}
	if text, is := e.assessment.(string); is {
		t.Assessment = &text
	}
	var items []string
	for _, item := range e.items {
		if slices.ContainsFunc(e.takers, func(t *taker) bool { return !math.IsNaN(e.score(t, item)) }) {
			items = append(items, item)
		}
	}
	t.Items = int64(len(items))
	var complete [][]float64
	var means []float64
	for _, taker := range e.takers {
		var scores []float64
		for _, item := range items {
			if x := e.score(taker, item); !math.IsNaN(x) {
				scores = append(scores, x)
			}
		}
		if len(items) > 0 && len(scores) == len(items) {
			complete, means = append(complete, scores), append(means, stat.Mean(scores))
		}
	}
	t.Complete = int64(len(complete))
	if len(items) < 2 || len(complete) < 30 {
		return t
	}
	mean, sd := stat.Mean(means), stat.SD(means)
	t.Mean, t.SD = &mean, &sd
	if alpha, low, high, ok := stat.CronbachAlpha(complete); ok {
		sem := sd * math.Sqrt(max(0, 1-alpha))
		t.Alpha, t.AlphaLow, t.AlphaHigh, t.SEM = &alpha, &low, &high, &sem
	}
	return t
}
