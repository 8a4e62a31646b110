// Package live shows what is stored, and what is refused, while it happens:
// streams of Server-Sent Events for dashboards and for curl.
//
// The Hub is a follower of the log that keeps nothing durable. For each store
// that somebody watches it has a feed: the newest statements in memory, in the
// order of the log. A reader has a position in that order and no queue of its
// own. It takes what lies behind its position from the feed, or, when it resumes
// or was too slow and the feed has gone past it, from the log. A position is the
// stored time of a statement, which no two statements share: so each reader sees
// each statement once, on whatever node, and nobody ever waits for a reader.
// Stores that nobody watches cost nothing.
//
// It decides nothing about who may see what: Access is handed in.
package live

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
)

// Rejected is a request that was refused.
type Rejected struct {
	// ID rises in the order in which refusals can be seen, over all nodes.
	ID int64
	// Count is how many requests it stands for.
	Count int64
	// JSON is an object for clients.
	JSON []byte
}

// Rejections are the refused requests that all nodes see.
type Rejections interface {
	// After returns those of a store with a greater id, in their order, at most
	// limit.
	After(ctx context.Context, store lrs.StoreID, id int64, limit int) ([]Rejected, error)
	// Newest returns the id of the last one that can be seen, of whatever store.
	Newest(ctx context.Context) (int64, error)
}

// Statements is what is needed of the statement log; lrs.Statements has it.
type Statements interface {
	Scan(ctx context.Context, store lrs.StoreID, after lrs.Position, fn func(lrs.Stored) error) error
	Query(ctx context.Context, store lrs.StoreID, query lrs.Query) (lrs.Page, error)
}

// Config is what a Hub is made of.
type Config struct {
	Statements Statements
	// Rejections may be nil: then there are none.
	Rejections Rejections
	// Class returns the class of a verb, by the decisions in force for the store;
	// nil knows no classes.
	Class func(store lrs.StoreID, verb string) string
	// Language is preferred where a reader's own is not there.
	Language string
	// Running ends every stream when it ends: default never.
	Running context.Context
	Logger  *slog.Logger
	// MaxReaders is how many streams this node serves at once: default 1,000.
	MaxReaders int
	// FeedStatements and FeedBytes bound what is kept in memory of one store that
	// is watched, and of all: default 8,192 statements a store, 32 MiB together.
	FeedStatements, FeedBytes int
	// Pause is how long events of a stream are collected at least: default 50 ms,
	// in which a store at full speed takes less than its feed holds.
	Pause time.Duration
	// WriteTimeout is how long a reader may keep a write waiting before its
	// stream is cut off: default 30 s.
	WriteTimeout time.Duration
	// Now is the clock; default time.Now.
	Now func() time.Time

	// summaryEvery and heartbeatEvery, if not 0, replace the constants: in tests.
	summaryEvery, heartbeatEvery time.Duration
}

const (
	// replay is how far back a stream can begin.
	replay = time.Hour
	// windowSeconds is what the breakdowns and active learners are counted over.
	windowSeconds = 300
	// linger is how long the feed of a store is kept that nobody watches any more.
	linger = 5 * time.Minute
	// maxScans is how many readers take from the log at once.
	maxScans = 2
)

// Hub follows the log and serves streams. Its methods may be called
// concurrently.
type Hub struct {
	config Config
	// scans has room for those who take from the log.
	scans      chan struct{}
	generation atomic.Int64

	// mu is held while the log moves on: a feed begins and ends between two steps.
	mu sync.Mutex
	// through is up to where the log was followed, of stores without a feed.
	through map[lrs.StoreID]int64
	feeds   map[lrs.StoreID]*feed
	readers int
}

// New returns a Hub. It starts nothing: whoever follows the log calls Follow.
func New(config Config) *Hub {
	if config.Running == nil {
		config.Running = context.Background()
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.MaxReaders == 0 {
		config.MaxReaders = 1000
	}
	if config.FeedStatements == 0 {
		config.FeedStatements = 8192
	}
	if config.FeedBytes == 0 {
		config.FeedBytes = 32 << 20
	}
	if config.Pause == 0 {
		config.Pause = 50 * time.Millisecond
	}
	if config.WriteTimeout == 0 {
		config.WriteTimeout = 30 * time.Second
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	config.summaryEvery = cmp.Or(config.summaryEvery, defaultSummaryEvery)
	config.heartbeatEvery = cmp.Or(config.heartbeatEvery, defaultHeartbeatEvery)
	h := &Hub{
		config: config, scans: make(chan struct{}, maxScans),
		through: make(map[lrs.StoreID]int64), feeds: make(map[lrs.StoreID]*feed),
	}
	h.generation.Store(1)
	return h
}
