package aggregate

import (
	"errors"
	"strings"

	"github.com/lore-lrs/lore/internal/problem"
)

// The bounds of groups.
const (
	mostGroups   = 10_000
	mostElements = 10_000 // of a list that $push or $addToSet makes
)

// accumulator adds up the values of a group.
type accumulator interface {
	add(v value, m *memory) error
	result() value
}

var accumulators = map[string]func() accumulator{
	"$sum":      func() accumulator { return &sum{} },
	"$avg":      func() accumulator { return &mean{} },
	"$min":      func() accumulator { return &end{descending: false} },
	"$max":      func() accumulator { return &end{descending: true} },
	"$first":    func() accumulator { return &first{} },
	"$last":     func() accumulator { return &last{} },
	"$push":     func() accumulator { return &collected{} },
	"$addToSet": func() accumulator { return &collected{seen: make(map[string]bool)} },
}

type groupField struct {
	name    string
	make    func() accumulator
	compute expression
}

// group reads {"_id": EXPRESSION, NAME: {ACCUMULATOR: EXPRESSION}, …}.
func (d *decoder) group(v value, at string) (stage, error) {
	o, ok := v.(*object)
	if !ok {
		return nil, refusal(at, "a group is an object with the key _id")
	}
	s := &groupStage{}
	for _, f := range o.fields {
		at := at + "/" + f.name
		if f.name == "_id" {
			var err error
			if s.id, err = d.expression(f.value, at); err != nil {
				return nil, err
			}
			continue
		}
		if strings.ContainsAny(f.name, ".$") || f.name == "" {
			return nil, refusal(at, "the name of a field of a group has no dots and no $")
		}
		asked := operators(f.value)
		if len(asked) != 1 || accumulators[asked[0].name] == nil {
			return nil, refusal(at, "a field of a group has one of $sum, $avg, $min, $max, $first, $last, $push and $addToSet")
		}
		compute, err := d.expression(asked[0].value, at+"/"+asked[0].name)
		if err != nil {
			return nil, err
		}
		s.fields = append(s.fields, groupField{strings.ReplaceAll(f.name, "&46;", "."), accumulators[asked[0].name], compute})
	}
	if s.id == nil {
		return nil, refusal(at, "a group has the key _id: what to group by, or null for all")
	}
	return s, nil
}

type groupStage struct {
	id     expression
	fields []groupField
	memory *memory
}

func (s *groupStage) start(next sink) sink {
	return &grouper{stage: s, next: next, groups: make(map[string]*groupOf)}
}

type groupOf struct {
	id     value
	values []accumulator
}

type grouper struct {
	stage  *groupStage
	next   sink
	groups map[string]*groupOf
	// order has the groups as they came.
	order []*groupOf
	key   []byte
}

func (g *grouper) push(v value) error {
	id := g.stage.id(v)
	if id == (absent{}) {
		id = nil
	}
	if err := fits(id); err != nil {
		return err
	}
	g.key = appendKey(g.key[:0], id)
	group := g.groups[string(g.key)]
	if group == nil {
		if len(g.order) == mostGroups {
			return problem.New(problem.TooLarge, "pipeline-too-large",
				"the pipeline makes more than 10,000 groups: put a $match in front, or ask a query of kind table (POST /api/v1/query)")
		}
		if err := g.stage.memory.take(size(id) + 2*len(g.key) + 100*(1+len(g.stage.fields))); err != nil {
			return err
		}
		group = &groupOf{id: id}
		for _, f := range g.stage.fields {
			group.values = append(group.values, f.make())
		}
		g.groups[string(g.key)] = group
		g.order = append(g.order, group)
	}
	for i, f := range g.stage.fields {
		computed := f.compute(v)
		if err := fits(computed); err != nil {
			return err
		}
		if err := group.values[i].add(computed, g.stage.memory); err != nil {
			return err
		}
	}
	return nil
}

func (g *grouper) end() error {
	for _, group := range g.order {
		made := &object{fields: []field{{"_id", group.id}}}
		for i, f := range g.stage.fields {
			made.fields = append(made.fields, field{f.name, group.values[i].result()})
		}
		err := g.next.push(made)
		if errors.Is(err, errEnough) {
			break
		}
		if err != nil {
			return err
		}
	}
	return g.next.end()
}

type sum struct{ total float64 }

func (s *sum) add(v value, _ *memory) error {
	if n, ok := v.(number); ok {
		s.total += n.value
	}
	return nil
}

func (s *sum) result() value { return numberOf(s.total) }

type mean struct{ total, count float64 }

func (m *mean) add(v value, _ *memory) error {
	if n, ok := v.(number); ok {
		m.total += n.value
		m.count++
	}
	return nil
}

func (m *mean) result() value { return numberOf(m.total / m.count) }

// end is the least or the greatest value.
type end struct {
	descending bool
	found      value
}

func (e *end) add(v value, m *memory) error {
	if rank(v) == 0 {
		return nil
	}
	if e.found != nil && (compare(v, e.found) < 0) == e.descending {
		return nil
	}
	return replace(&e.found, v, m)
}

func (e *end) result() value { return e.found }

// replace keeps a value in place of another one.
func replace(kept *value, v value, m *memory) error {
	m.give(size(*kept))
	*kept = v
	return m.take(size(v))
}

type first struct {
	there bool
	found value
}

func (f *first) add(v value, m *memory) error {
	if f.there {
		return nil
	}
	f.there = true
	return replace(&f.found, v, m)
}

func (f *first) result() value { return f.found }

type last struct{ found value }

func (l *last) add(v value, m *memory) error { return replace(&l.found, v, m) }

func (l *last) result() value { return l.found }

// collected is a list of the values that are there; with seen, each once.
type collected struct {
	list []value
	seen map[string]bool
}

func (c *collected) add(v value, m *memory) error {
	if v == (absent{}) {
		return nil
	}
	bytes := size(v)
	if c.seen != nil {
		key := string(appendKey(nil, v))
		if c.seen[key] {
			return nil
		}
		c.seen[key] = true
		bytes += len(key)
	}
	if len(c.list) == mostElements {
		return problem.New(problem.TooLarge, "pipeline-too-large",
			"a list of a group would have more than 10,000 values: count them with $sum, or put a $match in front")
	}
	c.list = append(c.list, v)
	return m.take(bytes)
}

func (c *collected) result() value {
	if c.list == nil {
		return []value{}
	}
	return c.list
}
