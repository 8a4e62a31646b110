package quality

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
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
	if _, err := r.keys(ctx, store); err != nil {
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

// collector counts the combinations of one worker.
type collector struct {
	since int64
	known *byCode
	// numbers has the combinations that were met, from 1.
	numbers     map[combination]uint64
	pairNumbers map[pair]uint64
	recent      [256]struct {
		combination combination
		number      uint64
	}
	lastPair   pair
	pairNumber uint64
	// byPair and byActivity count by the number of a combination in the upper half,
	// and of the pair or activity in the lower.
	byPair, byActivity counts
	combinations       []combination
}

// take implements consumer.
func (c *collector) take(p *piece) {
	stored, times := p.integers(column.Stored), p.integers(column.Timestamp)
	flags, actors, verbs := p.codes(column.Flags), p.codes(column.Actor), p.codes(column.Verb)
	activities, contexts := p.codes(column.Activity), p.codes(column.Context)
	sources, platforms := p.codes(column.Source), p.codes(column.Platform)
	c.combinations = slices.Grow(c.combinations[:0], p.len())[:p.len()]
	for i := range c.combinations {
		c.combinations[i] = 0
	}
	for i, duration := range p.integers(column.Duration) {
		if duration >= 0 {
			c.combinations[i] |= combination(hasDuration)
		}
	}
	c.findScores(p)
	for i, length := range p.numbers(column.VideoLength) {
		if length == length {
			c.combinations[i] |= combination(hasVideoTime)
		}
	}
	voided := p.voided()
	for i, bits := range flags {
		if stored[i] < c.since || bits&column.First == 0 || voided != nil && voided[i] {
			continue
		}
		found := c.combinations[i] | c.known.verbs[verbs[i]] | combination(c.known.flags[bits]|c.known.activities[activities[i]]|c.known.contexts[contexts[i]])
		if p.names.Person(actors[i]) != 0 {
			found |= combination(hasPerson)
		}
		if !p.names.Suspect(stored[i], times[i], sources[i]) {
			found |= combination(goodClock)
		}
		course, _ := p.names.Course(activities[i], contexts[i])
		if course != 0 {
			found |= combination(hasCourse)
		}
		if p.names.Formal(course, sources[i]) {
			found |= combination(mappedCourse)
		}
		if bits&column.HasSuccess != 0 && found.traits()&hasItemType == 0 {
			if class := found.class(); class == meaning.Complete || class == meaning.Score {
				found |= combination(decides)
				if bits&column.Success != 0 {
					found |= combination(passes)
				}
			}
		}
		number := c.numberOf(found) << 32
		c.byPair.add(number | c.numberOfPair(pair{sources[i], platforms[i]}))
		c.byActivity.add(number | uint64(activities[i]))
	}
}

// findScores finds out which rows have a score, and one that can be compared.
func (c *collector) findScores(p *piece) {
	scaled, raw := p.numbers(column.Scaled), p.numbers(column.Raw)
	least, most := p.numbers(column.Min), p.numbers(column.Max)
	for i := range scaled {
		switch {
		case !math.IsNaN(scaled[i]), !math.IsNaN(raw[i]) && most[i] > least[i]:
			c.combinations[i] |= combination(hasScore | hasAnyScore | hasResult)
		case !math.IsNaN(raw[i]):
			c.combinations[i] |= combination(hasAnyScore | hasResult)
		}
	}
}

// numberOf returns the number of a combination.
func (c *collector) numberOf(of combination) uint64 {
	slot := &c.recent[(uint32(of)*2654435769)>>24]
	if slot.combination == of && slot.number != 0 {
		return slot.number
	}
	number := c.numbers[of]
	if number == 0 {
		number = uint64(len(c.numbers) + 1)
		c.numbers[of] = number
	}
	slot.combination, slot.number = of, number
	return number
}

func (c *collector) numberOfPair(of pair) uint64 {
	if of == c.lastPair && c.pairNumber != 0 {
		return c.pairNumber
	}
	number := c.pairNumbers[of]
	if number == 0 {
		number = uint64(len(c.pairNumbers) + 1)
		c.pairNumbers[of] = number
	}
	c.lastPair, c.pairNumber = of, number
	return number
}

// end implements consumer.
func (c *collector) end() {}

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

// summary says in a few sentences what there is, and what to do first.
func (f *findings) summary(of *Feature) string {
	text := fmt.Sprintf("In %d days you sent %s; %s.", readinessDays, number(f.statements, "statement"), qualify(of.Qualifying.Count))
	for i := range of.Ingredients {
		in := &of.Ingredients[i]
		if in.Status == Ready {
			continue
		}
		switch {
		case in.Relevant.Count == 0:
			text += fmt.Sprintf(" There are no %s.", in.Words)
		case len(in.Missing) > 0:
			text += fmt.Sprintf(" Of %s %s, %s without %s.", group(in.Relevant.Count), in.Words, are(in.Missing[0].Statements), in.Missing[0].Words)
		}
		if in.Qualifying.Count > 0 && in.Qualifying.Count < in.Enough {
			text += fmt.Sprintf(" %s of %d needed.", group(in.Qualifying.Count), in.Enough)
		}
	}
	return text
}

// group writes a number with commas.
func group(n int64) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func number(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return group(n) + " " + what + "s"
}

func qualify(n int64) string {
	if n == 1 {
		return "1 qualifies"
	}
	return group(n) + " qualify"
}

func are(n int64) string {
	if n == 1 {
		return "1 is"
	}
	return group(n) + " are"
}
