// Package browse shows single statements to people: pages of lines, one statement
// with all that belongs to it, attachments, why a statement is not there, and it
// takes what learners say of themselves.
//
// Which statements answer a query the engine decides (Config.Find); everything
// else is read from the log. Whom a viewer may see comes with each call; what is
// not for the viewer's eyes is not there, and nothing tells it from what never
// was.
package browse

import (
	"context"
	"log/slog"
	"time"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/rejection"
	"github.com/lore-lrs/lore/xapi"
)

// Viewer is who asks, and what they may see.
type Viewer struct {
	// Store is the number of the store, StoreName its name.
	Store     int64
	StoreName string
	// Persons are the identities of the only people whose statements may be seen;
	// empty is everybody.
	Persons []string
	// Statements: whole statements, and what is attached to them.
	Statements bool
	// Quality: what was refused, and how far the followers are.
	Quality bool
}

// Found is a page of statements that answer a query.
type Found struct {
	Statements []FoundStatement
	Meta       query.Meta
}

// FoundStatement is one of them, with its course, "" for none.
type FoundStatement struct {
	ID     xapi.UUID
	Course string
}

// Resent is how many statements a source sent again.
type Resent struct {
	Source string
	Count  int64
}

// Progress is how far a follower is with a store.
type Progress struct {
	Name, State string
	// Through is the time (microseconds) below which it has everything.
	Through int64
}

// Config is what a Browser is made of.
type Config struct {
	Statements lrs.Statements
	Blobs      lrs.Blobs
	// Service stores what learners say of themselves.
	Service *lrs.Service
	// Find answers a query of kind statements as the viewer may see it.
	Find func(ctx context.Context, viewer Viewer, q *query.Query) (*Found, error)
	// Meaning returns the decisions in force for a store.
	Meaning func(ctx context.Context, store int64) (*meaning.Meaning, error)
	// Rejections are the requests that were refused.
	Rejections *rejection.Log
	// Resends lists what was sent again since the day of a time.
	Resends func(ctx context.Context, store lrs.StoreID, since time.Time) ([]Resent, error)
	// Followers lists how far the followers of a store are.
	Followers func(ctx context.Context, store lrs.StoreID) ([]Progress, error)
	// Language is preferred where a viewer's own is not there.
	Language string
	// Logger is told of attachments that are damaged; default: nobody.
	Logger *slog.Logger
	// Now is the clock; default time.Now.
	Now func() time.Time
}

// Browser shows statements. Its methods may be called concurrently.
type Browser struct{ config Config }

// New returns a Browser.
func New(config Config) *Browser {
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	return &Browser{config}
}

// maxLanguage bounds a preference of languages, in bytes: longer ones say
// nothing.
const maxLanguage = 200

// store is the one of the viewer, as the log has it.
func (v Viewer) store() lrs.StoreID { return lrs.StoreID(v.Store) }

// languages reads a preference of languages as in Accept-Language.
func (b *Browser) languages(text string) xapi.LanguageRanges {
	if len(text) > maxLanguage {
		text = ""
	}
	return xapi.ParseLanguageRanges(text, b.config.Language)
}
