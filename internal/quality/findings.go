package quality

import (
	"cmp"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/facts/column"
)

// findings are how many statements have each combination, and who sent them.
type findings struct {
	*ground
	statements   int64
	combinations map[combination]*senders
	// sums is working memory: by code, all 0 between uses.
	sums []int64
}

// senders are where the statements of a combination come from; the same code may
// be there more than once.
type senders struct {
	statements                     int64
	sources, platforms, activities []sent
}

// sent is how many statements have a code.
type sent struct {
	code       column.Code
	statements int64
}

func newFindings(g *ground) *findings {
	most := max(g.snapshot.Words(column.Labels), g.snapshot.Words(column.Activities))
	return &findings{ground: g, combinations: make(map[combination]*senders), sums: make([]int64, most+1)}
}

// add adds what a collector counted.
func (f *findings) add(c *collector) {
	combinations := make([]combination, len(c.numbers)+1)
	for of, number := range c.numbers {
		combinations[number] = of
		if f.combinations[of] == nil {
			f.combinations[of] = &senders{}
		}
	}
	pairs := make([]pair, len(c.pairNumbers)+1)
	for of, number := range c.pairNumbers {
		pairs[number] = of
	}
	for key, n := range c.byPair.all {
		s, of := f.combinations[combinations[key>>32]], pairs[uint32(key)]
		f.statements += n
		s.statements += n
		s.sources = append(s.sources, sent{of.source, n})
		s.platforms = append(s.platforms, sent{of.platform, n})
	}
	for key, n := range c.byActivity.all {
		s := f.combinations[combinations[key>>32]]
		s.activities = append(s.activities, sent{uint32(key), n})
	}
}

// feature says how ready a feature is.
func (f *findings) feature(of *feature) Feature {
	made := Feature{Feature: of.id, Name: of.name, Needs: of.needs}
	qualifying := int64(0)
	for c, s := range f.combinations {
		if slices.ContainsFunc(of.ingredients, func(i ingredient) bool { return i.relevant.holds(c) && i.hasAll(c) }) {
			qualifying += s.statements
		}
	}
	made.Qualifying = shareOf(qualifying, f.statements)
	statuses := make(map[Status]int)
	for i := range of.ingredients {
		ingredient := f.ingredient(&of.ingredients[i])
		statuses[ingredient.Status]++
		made.Ingredients = append(made.Ingredients, ingredient)
	}
	switch all := len(of.ingredients); {
	case statuses[Ready] == all:
		made.Status = Ready
	case statuses[NotYet] == all, of.every && statuses[NotYet] > 0:
		made.Status = NotYet
	default:
		made.Status = Partly
	}
	made.Summary = f.summary(&made)
	return made
}

func (i *ingredient) hasAll(c combination) bool {
	return !slices.ContainsFunc(i.fields, func(f field) bool { return c.traits()&f.any == 0 })
}

// ingredient says what there is of an ingredient.
func (f *findings) ingredient(of *ingredient) Ingredient {
	relevant, qualifying := int64(0), int64(0)
	lacking := make([]lack, len(of.fields))
	for c, s := range f.combinations {
		if !of.relevant.holds(c) {
			continue
		}
		relevant += s.statements
		if of.hasAll(c) {
			qualifying += s.statements
		}
		for i := range of.fields {
			if c.traits()&of.fields[i].any == 0 {
				lacking[i].add(s)
			}
		}
	}
	made := Ingredient{
		Ingredient: of.id, Words: of.words, Relevant: shareOf(relevant, f.statements), Qualifying: shareOf(qualifying, relevant),
		Enough: of.enough, EnoughShare: enoughShare, Sample: jsontext.Value(of.sample), Missing: []Missing{},
	}
	for i := range of.fields {
		made.Fields = append(made.Fields, Field{of.fields[i].id, of.fields[i].words, shareOf(relevant-lacking[i].statements, relevant)})
		if lacking[i].statements > 0 {
			made.Missing = append(made.Missing, f.missing(of.fields[i].id, of.fields[i].words, &lacking[i]))
		}
	}
	slices.SortStableFunc(made.Missing, func(x, y Missing) int { return cmp.Compare(y.Statements, x.Statements) })
	if relevant == 0 && f.statements > 0 {
		var all lack
		for _, s := range f.combinations {
			all.add(s)
		}
		made.Missing = append(made.Missing, f.missing(of.id, of.words, &all))
	}
	switch {
	case qualifying == 0:
		made.Status = NotYet
	case qualifying >= of.enough && float64(qualifying) >= enoughShare*float64(relevant):
		made.Status = Ready
	default:
		made.Status = Partly
	}
	return made
}

// lack is who sent statements without something.
type lack struct {
	statements int64
	senders    []*senders
}

func (l *lack) add(s *senders) {
	l.statements += s.statements
	l.senders = append(l.senders, s)
}

func (f *findings) missing(id, words string, l *lack) Missing {
	return Missing{
		Field: id, Words: words, Statements: l.statements,
		Sources:    f.mostFrequent(column.Labels, l, func(s *senders) []sent { return s.sources }),
		Platforms:  f.mostFrequent(column.Labels, l, func(s *senders) []sent { return s.platforms }),
		Activities: f.mostFrequent(column.Activities, l, func(s *senders) []sent { return s.activities }),
	}
}

// mostFrequent names the words that most statements have.
func (f *findings) mostFrequent(dictionary column.Dictionary, l *lack, of func(*senders) []sent) []Count {
	var codes []column.Code
	for _, s := range l.senders {
		for _, with := range of(s) {
			if f.sums[with.code] == 0 {
				codes = append(codes, with.code)
			}
			f.sums[with.code] += with.statements
		}
	}
	// Few are named, of what may be very many.
	first := make([]sent, 0, maxOffenders+1)
	for _, code := range codes {
		one := sent{code, f.sums[code]}
		f.sums[code] = 0
		at, _ := slices.BinarySearchFunc(first, one, func(x, y sent) int {
			return cmp.Or(cmp.Compare(y.statements, x.statements), cmp.Compare(x.code, y.code))
		})
		if at < maxOffenders {
			first = slices.Insert(first, at, one)
			first = first[:min(len(first), maxOffenders)]
		}
	}
	list := make([]Count, 0, len(first))
	for _, one := range first {
		list = append(list, Count{f.snapshot.Word(dictionary, one.code), one.statements})
	}
	return list
}
