package engine

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/stat"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// answer is what a person gave to an item in the first attempt at its
// assessment.
type answer struct {
	item        uint32
	score       float64 // NaN when it was omitted
	success     fact.Answer
	response    uint32
	hasResponse bool
	row         int32 // of its block
}

// taker is a person's first attempt at an assessment, in order.
type taker struct {
	person  uint32
	answers []answer
}

// items answers kind items: how good the questions of assessments are.
func (v *view) items(ctx context.Context) (*query.Answer, error) {
	only := func(uint32) bool { return true }
	if v.query.Assessment != nil {
		code, known := v.snapshot.Code(column.Activities, *v.query.Assessment)
		if !known {
			return v.itemsAnswer(ctx, nil)
		}
		only = func(assessment uint32) bool { return assessment == code }
	}
	assessments, err := v.allTakers(ctx, only)
	if err != nil {
		return nil, err
	}
	return v.itemsAnswer(ctx, assessments)
}

// allTakers finds who took the assessments that are wanted, in the order of their
// names: that of sums must not depend on how work was shared.
func (v *view) allTakers(ctx context.Context, wanted func(assessment uint32) bool) (map[uint32][]taker, error) {
	where, err := v.compile(ctx, v.query.Filter)
	if err != nil {
		return nil, err
	}
	var lists []map[uint32][]taker
	err = v.scan(ctx, demand{within: window{v.span.From, v.span.To}, where: where}, func() func(*block) {
		mine := make(map[uint32][]taker)
		lists = append(lists, mine)
		return func(b *block) {
			v.takers(b, func(assessment uint32, t taker) {
				if wanted(assessment) {
					mine[assessment] = append(mine[assessment], t)
				}
			})
		}
	})
	if err != nil {
		return nil, err
	}
	assessments := make(map[uint32][]taker)
	for _, mine := range lists {
		for assessment, takers := range mine {
			assessments[assessment] = append(assessments[assessment], takers...)
		}
	}
	for _, takers := range assessments {
		slices.SortFunc(takers, func(a, b taker) int {
			return cmp.Compare(v.names.PersonName(a.person), v.names.PersonName(b.person))
		})
	}
	return assessments, nil
}

func itemColumns() []query.Column {
	columns := []query.Column{{Name: "assessment", Type: query.ColumnText}, {Name: "item", Type: query.ColumnText}, {Name: "n", Type: query.ColumnCount}}
	for _, name := range []string{"facility", "facility_corrected", "discrimination", "low", "high", "upper_lower"} {
		columns = append(columns, query.Column{Name: name, Type: query.ColumnNumber})
	}
	return append(columns,
		query.Column{Name: "flag", Type: query.ColumnText}, query.Column{Name: "provisional", Type: query.ColumnBoolean},
		query.Column{Name: "omitted", Type: query.ColumnCount}, query.Column{Name: "not_reached", Type: query.ColumnCount},
		query.Column{Name: "mismatch", Type: query.ColumnCount}, query.Column{Name: "responses", Type: query.ColumnJSON})
}

// takers finds the first attempt at each assessment of the people of a block.
func (v *view) takers(b *block, yield func(assessment uint32, t taker)) {
	flags, activities, contexts := b.codes(column.Flags), b.codes(column.Activity), b.codes(column.Context)
	classes, scores, responses, ids := b.classes(nil), b.scores(), b.codes(column.Response), b.registrations()
	for p := range len(b.starts) - 1 {
		from, to := int(b.starts[p]), int(b.starts[p+1])
		if b.person[from] == 0 {
			continue
		}
		rows := make(map[uint32][]int)
		for i := from; i < to; i++ {
			isItem := classes[i] == meaning.Answer || v.names.InteractionOf(activities[i]) != 0
			if !isItem || activities[i] == 0 || flags[i]&column.InGroup != 0 {
				continue
			}
			assessment := v.assessment(contexts[i])
			rows[assessment] = append(rows[assessment], i)
		}
		for assessment, all := range rows {
			t := taker{person: b.person[from]}
			places := make(map[uint32]int)
			for _, i := range firstAttempt(all, b.timestamp, ids) {
				given := answer{
					item: activities[i], score: scores[i], success: successOf(flags[i]),
					response: responses[i], hasResponse: flags[i]&column.HasResponse != 0, row: int32(i),
				}
				if math.IsNaN(given.score) && given.success != fact.Unknown {
					given.score = float64(flag(given.success == fact.Yes))
				}
				at, seen := places[given.item]
				switch {
				case !seen:
					places[given.item] = len(t.answers)
					t.answers = append(t.answers, given)
				case math.IsNaN(t.answers[at].score) && !math.IsNaN(given.score):
					t.answers[at] = given
				}
			}
			yield(assessment, t)
		}
	}
}

// assessment is what an item belongs to.
func (v *view) assessment(context uint32) uint32 {
	c := &v.snapshot.Contexts[context]
	switch {
	case len(c.Parents) > 0:
		return c.Parents[0]
	case len(c.Groupings) > 0:
		return c.Groupings[0]
	default:
		return 0
	}
}

// firstAttempt returns the rows that belong to the attempt of the first one.
func firstAttempt(rows []int, times []int64, ids []xapi.UUID) []int {
	registration := ids[rows[0]]
	var attempt []int
	for _, i := range rows {
		if ids[i] != registration {
			continue
		}
		run := registration == xapi.UUID{}
		if run && len(attempt) > 0 && times[i]-times[attempt[len(attempt)-1]] > runGap.Microseconds() {
			break
		}
		attempt = append(attempt, i)
	}
	return attempt
}

// itemsAnswer works out the numbers of every item of every assessment.
func (v *view) itemsAnswer(ctx context.Context, assessments map[uint32][]taker) (*query.Answer, error) {
	result := &query.Answer{Columns: itemColumns()}
	name := func(code uint32) any {
		if code == 0 {
			return nil
		}
		return v.snapshot.Word(column.Activities, code)
	}
	for code, takers := range assessments {
		s, err := v.sheet(takers)
		if err != nil {
			return nil, err
		}
		for k := range s.items {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			row, err := v.itemRow(ctx, s, k)
			if err != nil {
				return nil, err
			}
			row[0] = name(code)
			v.suppressItem(result, row, int64(len(takers)))
			result.Rows = append(result.Rows, row)
		}
		test := s.test()
		if text, is := name(code).(string); is {
			test.Assessment = &text
		}
		if v.small(test.People) || v.small(test.Complete) {
			result.Meta.SuppressedCells++
			continue
		}
		result.Meta.Tests = append(result.Meta.Tests, test)
	}
	slices.SortFunc(result.Rows, func(a, b []any) int { return compareRows(a, b, 2) })
	slices.SortFunc(result.Meta.Tests, func(a, b query.Test) int { return compareCells(textCell(a.Assessment), textCell(b.Assessment)) })
	v.cut(result)
	return result, nil
}

func textCell(text *string) any {
	if text == nil {
		return nil
	}
	return *text
}

// suppressItem leaves out what tells of few people.
func (v *view) suppressItem(result *query.Answer, row []any, people int64) {
	if v.small(people) || v.small(row[2].(int64)) {
		v.leaveOut(result, row[2:])
		return
	}
	if v.minGroup() <= 1 {
		return
	}
	// With n and all people, one of these two follows from the other.
	if v.small(row[11].(int64)) || v.small(row[12].(int64)) {
		row[11], row[12] = nil, nil
		result.Meta.SuppressedCells++
	}
	row[13] = v.tell(result, row[13].(int64))
	// The responses of single people are in their shares.
	row[14] = nil
}

// sheet is the scores of an assessment: a row for each taker, a column for each
// item in the order in which people met them.
type sheet struct {
	items  []uint32
	takers []taker
	given  [][]*answer // by taker and item; nil for none
}

// maxSheet is the most cells of a sheet; each has a pointer, and is looked at for
// every other item of its taker.
const maxSheet = 20_000_000

// sheet puts the items in order: by the mean place at which people met them.
// Errors: TooLarge.
func (v *view) sheet(takers []taker) (*sheet, error) {
	type met struct{ places, count int }
	all := make(map[uint32]*met)
	for _, t := range takers {
		for place, a := range t.answers {
			if all[a.item] == nil {
				all[a.item] = &met{}
			}
			all[a.item].places += place
			all[a.item].count++
		}
	}
	if len(all)*len(takers) > maxSheet {
		return nil, problem.New(problem.TooLarge, "too-many-items",
			"an assessment has %d items that %d people answered, more than can be compared at once: ask with a filter", len(all), len(takers))
	}
	s := &sheet{takers: takers}
	for item := range all {
		s.items = append(s.items, item)
	}
	slices.SortFunc(s.items, func(a, b uint32) int {
		x, y := all[a], all[b]
		return cmp.Or(cmp.Compare(x.places*y.count, y.places*x.count),
			cmp.Compare(v.snapshot.Word(column.Activities, a), v.snapshot.Word(column.Activities, b)))
	})
	columns := make(map[uint32]int, len(s.items))
	for k, item := range s.items {
		columns[item] = k
	}
	for _, t := range takers {
		given := make([]*answer, len(s.items))
		for i := range t.answers {
			given[columns[t.answers[i].item]] = &t.answers[i]
		}
		s.given = append(s.given, given)
	}
	return s, nil
}

// score returns the score of a taker for an item, NaN for none.
func (s *sheet) score(taker, item int) float64 {
	if a := s.given[taker][item]; a != nil {
		return a.score
	}
	return none
}

// rest returns a taker's mean over the other items with a score, NaN without.
func (s *sheet) rest(taker, item int) float64 {
	var scores []float64
	for k := range s.items {
		if x := s.score(taker, k); k != item && !math.IsNaN(x) {
			scores = append(scores, x)
		}
	}
	return stat.Mean(scores)
}

// The numbers of people from which something is said.
const (
	enoughTakers   = 30
	certainTakers  = 100
	outerShare     = 0.27
	tooEasy        = 0.95
	tooHard        = 0.20
	weakUpperBound = 0.15
)

// scored is a taker with a score for an item and for others.
type scored struct {
	taker       int
	score, rest float64
}

// itemRow works out one item.
func (v *view) itemRow(ctx context.Context, s *sheet, item int) ([]any, error) {
	row := make([]any, len(itemColumns()))
	name := v.snapshot.Word(column.Activities, s.items[item])
	row[1] = name
	var scores []float64
	var pairs []scored
	omitted, notReached := int64(0), int64(0)
	for taker := range s.takers {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x := s.score(taker, item)
		if math.IsNaN(x) {
			if s.wentOn(taker, item) {
				omitted++
			} else {
				notReached++
			}
			continue
		}
		scores = append(scores, x)
		if rest := s.rest(taker, item); !math.IsNaN(rest) {
			pairs = append(pairs, scored{taker, x, rest})
		}
	}
	n := int64(len(scores))
	row[2], row[11], row[12] = n, omitted, notReached
	definition, err := v.definitionOf(ctx, name)
	if err != nil {
		return nil, err
	}
	row[13] = v.mismatches(s, item, definition)
	if n == 0 {
		return row, nil
	}
	facility := stat.Mean(scores)
	row[3] = facility
	if n < enoughTakers {
		return row, nil
	}
	interaction := v.snapshot.Word(column.Types, v.names.InteractionOf(s.items[item]))
	if m := definition.options(interaction); m > 1 {
		row[4] = (facility - 1/float64(m)) / (1 - 1/float64(m))
	}
	high := none
	if r, ok := correlate(pairs); ok {
		row[5] = r
		if low, up, ok := stat.FisherZ95(r, len(pairs)); ok {
			row[6], row[7], high = low, up, up
		}
	}
	if len(pairs) > 0 {
		row[8] = upperLower(pairs)
	}
	switch {
	case high < 0:
		row[9] = "check_key"
	case high < weakUpperBound:
		row[9] = "weak"
	case facility > tooEasy:
		row[9] = "too_easy"
	case facility < tooHard:
		row[9] = "too_hard"
	}
	row[10] = n < certainTakers
	row[14] = v.responses(s, item, definition, pairs)
	return row, nil
}

// wentOn reports whether a taker has a score for an item later in the order.
func (s *sheet) wentOn(taker, item int) bool {
	for k := item + 1; k < len(s.items); k++ {
		if !math.IsNaN(s.score(taker, k)) {
			return true
		}
	}
	return false
}

func correlate(pairs []scored) (r float64, ok bool) {
	x, y := make([]float64, len(pairs)), make([]float64, len(pairs))
	for i, p := range pairs {
		x[i], y[i] = p.score, p.rest
	}
	return stat.Pearson(x, y)
}

// upperLower is the mean score of the best by rest score minus that of the
// worst.
func upperLower(pairs []scored) float64 {
	sorted := byRest(pairs)
	n := max(1, int(math.Round(outerShare*float64(len(sorted)))))
	mean := func(some []scored) float64 {
		scores := make([]float64, len(some))
		for i, p := range some {
			scores[i] = p.score
		}
		return stat.Mean(scores)
	}
	return mean(sorted[len(sorted)-n:]) - mean(sorted[:n])
}

// byRest sorts by rest score; takers are in the order of their people.
func byRest(pairs []scored) []scored {
	sorted := slices.Clone(pairs)
	slices.SortStableFunc(sorted, func(a, b scored) int { return cmp.Or(cmp.Compare(a.rest, b.rest), cmp.Compare(a.taker, b.taker)) })
	return sorted
}

// test works out the reliability of the assessment.
func (s *sheet) test() query.Test {
	t := query.Test{People: int64(len(s.takers))}
	used := s.used()
	t.Items = int64(len(used))
	var complete [][]float64
	for taker := range s.takers {
		if scores, whole := s.scores(taker, used); whole {
			complete = append(complete, scores)
		}
	}
	t.Complete = int64(len(complete))
	if len(used) < 2 || len(complete) < enoughTakers {
		return t
	}
	means := make([]float64, len(complete))
	for i, scores := range complete {
		means[i] = stat.Mean(scores)
	}
	mean, sd := stat.Mean(means), stat.SD(means)
	t.Mean, t.SD = &mean, &sd
	if alpha, low, high, ok := stat.CronbachAlpha(complete); ok {
		sem := sd * math.Sqrt(max(0, 1-alpha))
		t.Alpha, t.AlphaLow, t.AlphaHigh, t.SEM = &alpha, &low, &high, &sem
	}
	return t
}

// used are the items for which somebody has a score.
func (s *sheet) used() (used []int) {
	for k := range s.items {
		for taker := range s.takers {
			if !math.IsNaN(s.score(taker, k)) {
				used = append(used, k)
				break
			}
		}
	}
	return used
}

// scores returns a taker's scores for items, and whether all are there.
func (s *sheet) scores(taker int, items []int) (scores []float64, whole bool) {
	scores, whole = make([]float64, len(items)), len(items) > 0
	for i, k := range items {
		scores[i] = s.score(taker, k)
		whole = whole && !math.IsNaN(scores[i])
	}
	return scores, whole
}
