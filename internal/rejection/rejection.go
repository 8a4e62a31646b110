// Package rejection remembers the requests that a record store refused, with
// the reasons, so that people see why a source is not heard: in live views and
// in reports of data quality.
//
// The HTTP binding hands in each refusal (Add), which never waits. Run writes
// what has come to the database twice a second, where all nodes see it. What is
// too much to write is only counted, by key and code, so that a flood of bad
// requests costs good ones nothing. What is old is removed. A crash loses what
// came in the last half second: this is for looking at, not a record.
package rejection

import (
	"log/slog"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/lore-lrs/lore/internal/db"
)

// Request is a request that was refused.
type Request struct {
	At time.Time
	// Store is the store's number, 0 when the request did not prove that it
	// belongs to one; StoreName is then the name that it gave, "" for none.
	Store     int64
	StoreName string
	// KeyID is the public part of the key that was presented, good or not; ""
	// for none.
	KeyID string
	// Method is the HTTP method that was meant, Resource the path below the base.
	Method, Resource string
	// Status is that of HTTP.
	Status int
	// Code is stable and for programs. Rule is the id of the rule of xAPI that was
	// broken, Pointer a JSON pointer into the body, Parameter the name of a
	// parameter; "" for none. Message is for people.
	Code, Rule, Pointer, Parameter, Message string
	UserAgent                               string
	RequestID                               string
	// Sample is the beginning of the body, nil for none.
	Sample []byte
}

// Rejection is a Request as it is remembered.
type Rejection struct {
	// ID rises in the order in which rejections can be seen, over all nodes.
	ID int64
	// Node is the server that refused it.
	Node string
	// Count is 1, or how many requests it stands for that were only counted: of
	// those it has the time of the first, the store, the key and the code.
	Count int64
	Request
}

// The bounds of what is kept in memory and in the database.
const (
	// perSecond is how many requests of a store are written in a second.
	perSecond = 200
	// maxQueued is how many wait in memory to be written.
	maxQueued = 2000
	// maxCounted is how many pairs of key and code are counted apart between two
	// writes; all others together.
	maxCounted = 500
	// KeptFor is how long a rejection is kept, and Kept how many of a store are:
	// more are there for a minute at most.
	KeptFor = 7 * 24 * time.Hour
	Kept    = 10_000
)

// The longest texts that are kept, in bytes.
const (
	maxKey     = 128
	maxWord    = 64
	maxText    = 200
	maxMessage = 1000
	maxSample  = 2 << 10
)

// Config is what a Log is made of.
type Config struct {
	Database *db.DB
	// Node names this server to people.
	Node string
	// Logger is told when rejections cannot be written; default: nobody.
	Logger *slog.Logger
	// Now is the clock; default time.Now.
	Now func() time.Time
	// Every is how long rejections wait at most before they are written: default
	// 500 ms.
	Every time.Duration
}

// Log remembers rejections. Its methods may be called concurrently.
type Log struct {
	config Config

	mu      sync.Mutex
	queued  []Request
	counted map[counted]*count
	// second is the one that the numbers in written are of, by store.
	second  int64
	written map[int64]int
}

// counted is what is told apart of requests that are only counted.
type counted struct {
	store          int64
	storeName, key string
	code           string
}

type count struct {
	requests int64
	first    time.Time
	status   int
}

// New returns a Log, which writes while it Runs.
func New(config Config) *Log {
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Every == 0 {
		config.Every = 500 * time.Millisecond
	}
	return &Log{config: config, counted: make(map[counted]*count), written: make(map[int64]int)}
}

// Add takes a request. It never waits for more than a short lock.
func (l *Log) Add(r Request) {
	r = r.trimmed()
	l.mu.Lock()
	defer l.mu.Unlock()
	if second := l.config.Now().Unix(); second != l.second {
		l.second = second
		clear(l.written)
	}
	if l.written[r.Store] < perSecond && len(l.queued) < maxQueued {
		l.written[r.Store]++
		l.queued = append(l.queued, r)
		return
	}
	l.count(r)
}

// count counts a request that is not written. mu is held.
func (l *Log) count(r Request) {
	key := counted{r.Store, r.StoreName, r.KeyID, r.Code}
	if _, there := l.counted[key]; !there && len(l.counted) >= maxCounted {
		key = counted{store: r.Store, code: CodeOther}
	}
	c := l.counted[key]
	if c == nil {
		c = &count{first: r.At, status: r.Status}
		l.counted[key] = c
	}
	c.requests++
}

// CodeOther is the code of requests of too many kinds, which are counted
// together.
const CodeOther = "other"

// trimmed makes sure that a database takes the texts, and that none is long.
func (r Request) trimmed() Request {
	for _, field := range []struct {
		text *string
		most int
	}{
		{&r.StoreName, maxWord},
		{&r.KeyID, maxKey},
		{&r.Method, maxWord},
		{&r.Resource, maxWord},
		{&r.Code, maxWord},
		{&r.Rule, maxWord},
		{&r.Pointer, maxText},
		{&r.Parameter, maxText},
		{&r.Message, maxMessage},
		{&r.UserAgent, maxText},
		{&r.RequestID, maxWord},
	} {
		*field.text = trim(*field.text, field.most)
	}
	r.Sample = r.Sample[:min(len(r.Sample), maxSample)]
	return r
}

func trim(text string, most int) string {
	if len(text) > most {
		for most > 0 && !utf8.RuneStart(text[most]) {
			most--
		}
		text = text[:most]
	}
	if utf8.ValidString(text) && !strings.ContainsRune(text, 0) {
		return text
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}
