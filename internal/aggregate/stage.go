package aggregate

import (
	"errors"
	"slices"

	"github.com/lore-lrs/lore/internal/problem"
)

// stage is a stage of a pipeline as it was read.
type stage interface {
	// start returns what takes documents in and gives what comes of them to next.
	start(next sink) sink
}

// sink takes documents one by one.
type sink interface {
	// push takes a document. errEnough says that no more are wanted, which is no
	// fault: end still comes.
	push(v value) error
	// end says that there are no more.
	end() error
}

var errEnough = errors.New("enough documents")

// through is a sink without memory: it passes on what fn returns, if it says so.
type through struct {
	next sink
	fn   func(v value) (value, bool)
}

func (t *through) push(v value) error {
	if v, ok := t.fn(v); ok {
		return t.next.push(v)
	}
	return nil
}

func (t *through) end() error { return t.next.end() }

type matchStage struct {
	test test
	// spec is the condition as it was sent.
	spec value
}

func (s *matchStage) start(next sink) sink {
	return &through{next: next, fn: func(v value) (value, bool) { return v, s.test(v) }}
}

type skipStage struct{ skip int }

func (s *skipStage) start(next sink) sink {
	passed := 0
	return &through{next: next, fn: func(v value) (value, bool) {
		passed++
		return v, passed > s.skip
	}}
}

type limitStage struct{ most int }

func (s *limitStage) start(next sink) sink { return &limiter{next: next, left: s.most} }

type limiter struct {
	next sink
	left int
}

func (l *limiter) push(v value) error {
	if l.left == 0 {
		return errEnough
	}
	l.left--
	if err := l.next.push(v); err != nil || l.left > 0 {
		return err
	}
	return errEnough
}

func (l *limiter) end() error { return l.next.end() }

type countStage struct{ name string }

func (s *countStage) start(next sink) sink { return &counter{next: next, name: s.name} }

type counter struct {
	next  sink
	name  string
	count int
}

func (c *counter) push(value) error {
	c.count++
	return nil
}

func (c *counter) end() error {
	if c.count > 0 {
		if err := c.next.push(&object{fields: []field{{c.name, numberOf(float64(c.count))}}}); err != nil && !errors.Is(err, errEnough) {
			return err
		}
	}
	return c.next.end()
}

// memory bounds what a pipeline may keep.
type memory struct {
	limit, used int
}

func (m *memory) take(bytes int) error {
	if m.used += bytes; m.used > m.limit {
		return problem.New(problem.TooLarge, "pipeline-too-large",
			"the pipeline would keep more than %d MB in memory: put a $match or $project in front, or ask a query (POST /api/v1/query)", m.limit>>20)
	}
	return nil
}

func (m *memory) give(bytes int) { m.used -= bytes }

// sortKey is one of the fields that documents are sorted by.
type sortKey struct {
	path       path
	descending bool
}

// sort reads {PATH: 1 or -1, …}.
func (d *decoder) sort(v value, at string) (stage, error) {
	o, ok := v.(*object)
	if !ok || len(o.fields) == 0 || len(o.fields) > 32 {
		return nil, refusal(at, "$sort has 1 to 32 fields, such as {\"timestamp\": -1, \"_id\": 1}")
	}
	s := &sortStage{}
	for _, f := range o.fields {
		p, err := d.path(f.name, at)
		if err != nil {
			return nil, err
		}
		n, ok := f.value.(number)
		if !ok || n.value != 1 && n.value != -1 {
			return nil, refusal(at+"/"+f.name, "a field is sorted by 1 (ascending) or -1 (descending)")
		}
		s.keys = append(s.keys, sortKey{p, n.value < 0})
	}
	return s, nil
}

type sortStage struct {
	keys []sortKey
	// most is how many documents are wanted of it; 0 is all.
	most int
	// memory is shared by the stages of a run.
	memory *memory
}

func (s *sortStage) start(next sink) sink { return &sorter{stage: s, next: next} }

type sorter struct {
	stage *sortStage
	next  sink
	kept  []sorted
}

type sorted struct {
	keys     []value
	document value
	size     int
}

func (s *sorter) push(v value) error {
	item := sorted{document: v, size: size(v)}
	for _, key := range s.stage.keys {
		item.keys = append(item.keys, extreme(key.path.get(v), key.descending))
	}
	if err := s.stage.memory.take(item.size); err != nil {
		return err
	}
	s.kept = append(s.kept, item)
	if most := s.stage.most; most > 0 && len(s.kept) >= 2*most+1000 {
		s.order()
		for _, left := range s.kept[most:] {
			s.stage.memory.give(left.size)
		}
		clear(s.kept[most:])
		s.kept = s.kept[:most]
	}
	return nil
}

// extreme is what an array is sorted by: its least element, or its greatest.
func extreme(v value, descending bool) value {
	list, is := v.([]value)
	if !is {
		return v
	}
	switch {
	case len(list) == 0:
		return absent{}
	case descending:
		return slices.MaxFunc(list, compare)
	default:
		return slices.MinFunc(list, compare)
	}
}

// order sorts what is kept; equals stay as they came.
func (s *sorter) order() {
	slices.SortStableFunc(s.kept, func(a, b sorted) int {
		for i, key := range s.stage.keys {
			order := compare(a.keys[i], b.keys[i])
			if key.descending {
				order = -order
			}
			if order != 0 {
				return order
			}
		}
		return 0
	})
}

func (s *sorter) end() error {
	s.order()
	for i := range s.kept {
		err := s.next.push(s.kept[i].document)
		if errors.Is(err, errEnough) {
			break
		}
		if err != nil {
			return err
		}
		s.kept[i] = sorted{}
	}
	return s.next.end()
}
