package live

import (
	"cmp"
	"slices"
	"sync"

	"github.com/lore-lrs/lore/internal/sentence"
	"github.com/lore-lrs/lore/xapi"
)

const (
	// maxNames is how many names a breakdown tells apart in a window; the rest is
	// counted together.
	maxNames = 10_000
	// maxActive is how many active learners are told apart.
	maxActive = 200_000
	// topNames is how many names a summary lists.
	topNames = 10
	// shownSeconds is how many counts of a second a summary has.
	shownSeconds = 60
)

// window counts the statements of the last five minutes that somebody may see,
// by the second in which they were stored.
type window struct {
	access Access

	mu sync.Mutex
	// from is the time (microseconds) from which everything was counted.
	from int64
	// newest is the last second there is a place for.
	newest  int64
	seconds [windowSeconds]second
	names   [breakdowns]names
	// active has the last second of each learner.
	active map[string]int64
	// total is how many statements came while they were watched.
	total int64
}

// The breakdowns of a window.
const (
	byVerb = iota
	bySource
	byActivity
	breakdowns
)

// second is what one second adds to the window.
type second struct {
	statements int64
	names      [breakdowns]map[*name]int64
	other      [breakdowns]int64
	learners   []string
}

type names struct {
	known map[string]*name
	other int64
}

type name struct {
	id    string
	texts map[string]string
	count int64
}

func newWindow(access Access, from int64) *window {
	w := &window{access: access, from: from, newest: from / 1e6, active: make(map[string]int64)}
	for i := range w.names {
		w.names[i].known = make(map[string]*name)
	}
	return w
}

// add counts a statement; live is false for one that was there before anybody
// watched.
func (w *window) add(s *statement, live bool) {
	if !s.visible(w.access) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if live {
		w.total++
	}
	at := s.Stored.Stored / 1e6
	w.advance(at)
	if at <= w.newest-windowSeconds {
		return
	}
	in := &w.seconds[at%windowSeconds]
	in.statements++
	w.count(in, byVerb, s.Verb.ID, s.Verb.Display)
	w.count(in, bySource, s.source, nil)
	w.count(in, byActivity, s.Activity(), s.Object.Definition.Name)
	for _, learner := range s.learners {
		last, there := w.active[learner]
		if learner == "" || last >= at || !there && len(w.active) >= maxActive {
			continue
		}
		w.active[learner] = at
		in.learners = append(in.learners, learner)
	}
}

func (w *window) count(in *second, by int, id string, texts map[string]string) {
	if id == "" {
		return
	}
	all := &w.names[by]
	n := all.known[id]
	if n == nil {
		if len(all.known) >= maxNames {
			all.other++
			in.other[by]++
			return
		}
		n = &name{id: id}
		all.known[id] = n
	}
	if len(texts) > 0 {
		n.texts = texts
	}
	n.count++
	if in.names[by] == nil {
		in.names[by] = make(map[*name]int64)
	}
	in.names[by][n]++
}

// totalNow is how many statements came so far.
func (w *window) totalNow() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.total
}

// advance makes a place for a second and forgets those that fall out.
func (w *window) advance(to int64) {
	if to <= w.newest {
		return
	}
	for at := max(w.newest+1, to-windowSeconds+1); at <= to; at++ {
		w.forget(at)
	}
	w.newest = to
}

// forget empties the place that a new second takes over.
func (w *window) forget(at int64) {
	gone := &w.seconds[at%windowSeconds]
	for by := range gone.names {
		all := &w.names[by]
		all.other -= gone.other[by]
		for n, count := range gone.names[by] {
			if n.count -= count; n.count == 0 {
				delete(all.known, n.id)
			}
		}
	}
	for _, learner := range gone.learners {
		if w.active[learner] <= at-windowSeconds {
			delete(w.active, learner)
		}
	}
	*gone = second{}
}

// counts is the part of a summary that all readers of a window share.
type counts struct {
	At string `json:"at"`
	// CountedFrom is the beginning of what the five minutes hold.
	CountedFrom string  `json:"counted_from"`
	PerSecond   []int64 `json:"per_second"`
	Active      int     `json:"active"`
	// AtLeast: there are more active learners than can be told apart.
	AtLeast    bool      `json:"active_at_least,omitempty"`
	Verbs      breakdown `json:"verbs"`
	Sources    breakdown `json:"sources"`
	Activities breakdown `json:"activities"`
}

type breakdown struct {
	Top   []nameCount `json:"top"`
	Other int64       `json:"other"`
}

type nameCount struct {
	ID    string `json:"id"`
	Name  string `json:"name,omitempty"`
	Count int64  `json:"count"`
}

// summary counts up to a time, in microseconds, and returns the total as well.
func (w *window) summary(now int64, languages xapi.LanguageRanges) (c counts, total int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.advance(now / 1e6)
	c = counts{
		At:          string(xapi.AppendStoredTime(nil, now)),
		CountedFrom: string(xapi.AppendStoredTime(nil, max(w.from, (w.newest-windowSeconds+1)*1e6))),
		PerSecond:   make([]int64, 0, shownSeconds),
		Active:      len(w.active), AtLeast: len(w.active) >= maxActive,
		Verbs:      w.names[byVerb].breakdown(languages),
		Sources:    w.names[bySource].breakdown(languages),
		Activities: w.names[byActivity].breakdown(languages),
	}
	for at := w.newest - shownSeconds; at < w.newest; at++ {
		c.PerSecond = append(c.PerSecond, w.seconds[at%windowSeconds].statements)
	}
	return c, w.total
}

func (n *names) breakdown(languages xapi.LanguageRanges) breakdown {
	b := breakdown{Top: make([]nameCount, 0, topNames+1), Other: n.other}
	for _, one := range n.known {
		entry := nameCount{ID: one.id, Count: one.count}
		at, _ := slices.BinarySearchFunc(b.Top, entry, func(a, b nameCount) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.ID, b.ID)) })
		b.Top = slices.Insert(b.Top, at, entry)
		if len(b.Top) > topNames {
			b.Other += b.Top[topNames].Count
			b.Top = b.Top[:topNames]
		}
	}
	for i := range b.Top {
		b.Top[i].Name = sentence.Chosen(n.known[b.Top[i].ID].texts, languages)
	}
	return b
}
