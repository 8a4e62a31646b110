package live

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/sentence"
	"github.com/lore-lrs/lore/xapi"
)

// feed is what is in memory of a store that is watched.
type feed struct {
	hub   *Hub
	store lrs.StoreID
	// readers and left (when the last of them went) belong to the hub's mutex.
	readers int
	left    time.Time

	mu sync.Mutex
	// newest are the statements of the store whose stored time is above floor and
	// at most through, in their order: all of them.
	newest         []*statement
	bytes          int
	floor, through int64
	// fallen is how many statements have fallen out of newest.
	fallen int64
	// changed is closed, and replaced, when there is more.
	changed chan struct{}
	// windows are everybody's, and one for each reader who may not see everybody.
	windows   []*window
	everybody *window

	rejected   rejectedFeed
	summarised summarised
}

func newFeed(hub *Hub, store lrs.StoreID, through int64) *feed {
	return &feed{
		hub: hub, store: store, floor: through, through: through, changed: make(chan struct{}),
		rejected: rejectedFeed{hub: hub, store: store},
	}
}

// add takes what follows in the log.
func (f *feed) add(batch []*statement, through int64, most int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range batch {
		if s.Stored.Stored <= f.through {
			continue // the log was followed that far already
		}
		f.newest = append(f.newest, s)
		f.bytes += s.size()
		f.through = s.Stored.Stored
		for _, w := range f.windows {
			w.add(s, true)
		}
	}
	f.through = max(f.through, through)
	if excess := f.excess(most); excess > 0 {
		for _, s := range f.newest[:excess] {
			f.bytes -= s.size()
		}
		f.floor = f.newest[excess-1].Stored.Stored
		f.fallen += int64(excess)
		f.newest = slices.Delete(f.newest, 0, excess)
	}
	close(f.changed)
	f.changed = make(chan struct{})
}

// excess is how many of the oldest have to go. A quarter of the room is made at
// once, so that it is not made for each batch.
func (f *feed) excess(mostBytes int) (count int) {
	most := f.hub.config.FeedStatements
	if len(f.newest) <= most && f.bytes <= mostBytes {
		return 0
	}
	for bytes := f.bytes; count < len(f.newest) && (len(f.newest)-count > most*3/4 || bytes > mostBytes*3/4); count++ {
		bytes -= f.newest[count].size()
	}
	return count
}

// glimpse is what a reader finds behind its position.
type glimpse struct {
	statements []*statement
	// through is up to where these go: there is nothing else of the store.
	through int64
	// more: there are further ones.
	more bool
	// gone: the feed does not reach back to the position; missed is how many
	// statements of the store were missed at least, if the reader was at fallen.
	gone   bool
	fallen int64
	// changed is closed when there is more.
	changed <-chan struct{}
}

// after returns at most so many statements behind a position.
func (f *feed) after(position int64, most int) glimpse {
	f.mu.Lock()
	defer f.mu.Unlock()
	g := glimpse{through: f.through, changed: f.changed, fallen: f.fallen}
	if position < f.floor {
		g.gone = true
		return g
	}
	at, found := slices.BinarySearchFunc(f.newest, position, func(s *statement, position int64) int { return int(min(max(s.Stored.Stored-position, -1), 1)) })
	if found {
		at++
	}
	end := min(at+most, len(f.newest))
	g.statements = slices.Clone(f.newest[at:end])
	g.fallen += int64(end)
	if end < len(f.newest) {
		g.more = true
		g.through = f.newest[end-1].Stored.Stored
	}
	return g
}

// end is up to where the log was followed.
func (f *feed) end() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.through
}

// window returns what counts for a reader, and whether it still has to be
// filled with what was stored in the last minutes, up to the position through.
func (f *feed) window(access Access) (w *window, fresh bool, through int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if access.Everybody && f.everybody != nil {
		return f.everybody, false, 0
	}
	w = newWindow(access, f.through)
	f.windows = append(f.windows, w)
	if access.Everybody {
		f.everybody = w
	}
	return w, true, f.through
}

// release forgets the window of a reader who may not see everybody.
func (f *feed) release(w *window) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if w != f.everybody {
		f.windows = slices.DeleteFunc(f.windows, func(other *window) bool { return other == w })
	}
}

// The bounds of filling a window.
const (
	fillStatements = 100_000
	fillTime       = 2 * time.Second
)

// fill counts what was stored in the five minutes up to a position. Where that
// is too much, the window goes on with what comes.
func (f *feed) fill(ctx context.Context, w *window, through int64) {
	ctx, cancel := context.WithTimeout(ctx, fillTime)
	defer cancel()
	from := through - windowSeconds*1e6
	var found []*statement
	whole, err := f.hub.scan(ctx, f.store, from, func(s *statement) bool {
		if s.Stored.Stored <= through {
			found = append(found, s.light())
		}
		return s.Stored.Stored < through && len(found) < fillStatements
	})
	if err != nil || !whole && len(found) >= fillStatements {
		return
	}
	for _, s := range found {
		w.add(s, false)
	}
	w.mu.Lock()
	w.from = min(w.from, from)
	w.mu.Unlock()
}

// light is what a window needs of the statement.
func (s *statement) light() *statement {
	return &statement{
		Stored:    lrs.Stored{Position: s.Position},
		Statement: sentence.Statement{Verb: s.Verb, Object: sentence.Object{Agent: sentence.Agent{ObjectType: s.Object.ObjectType}, ID: s.Object.ID, Definition: s.Object.Definition}},
		source:    s.source, learners: s.learners,
	}
}

// summarised keeps the summaries of everybody's window for a moment: many
// readers ask for the same at the same time.
type summarised struct {
	mu sync.Mutex
	at int64
	of map[string]summaryOf
}

type summaryOf struct {
	text  []byte
	total int64
}

// summary returns the counts that a reader's window shares, as the beginning of
// a JSON object, and the total.
func (f *feed) summary(w *window, now int64, language string, languages xapi.LanguageRanges) ([]byte, int64, error) {
	if !w.access.Everybody {
		return summarise(w, now, languages)
	}
	const often = 250_000 // microseconds
	s := &f.summarised
	s.mu.Lock()
	defer s.mu.Unlock()
	if now-s.at >= often || s.of == nil || len(s.of) > maxRendered {
		s.at, s.of = now, make(map[string]summaryOf)
	}
	if kept, there := s.of[language]; there {
		return kept.text, kept.total, nil
	}
	text, total, err := summarise(w, now, languages)
	if err == nil {
		s.of[language] = summaryOf{text, total}
	}
	return text, total, err
}

func summarise(w *window, now int64, languages xapi.LanguageRanges) ([]byte, int64, error) {
	counts, total := w.summary(now, languages)
	text, err := json.Marshal(&counts)
	if err != nil {
		return nil, 0, err
	}
	return text[:len(text)-1], total, nil
}
