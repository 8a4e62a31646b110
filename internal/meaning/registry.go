package meaning

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/db"
)

// Config is what a Registry needs beside the database.
type Config struct {
	// CheckSegment returns why the JSON cannot be a saved filter, as an error for
	// people; nil takes any JSON.
	CheckSegment func(filter []byte) error
}

// Registry keeps the decisions of all stores in the database, and remembers
// those in force. Its methods may be called concurrently. A change takes effect
// at once in this process, and within 5 s in all others.
//
// Stores are known by their numbers; one that does not exist has no decisions
// and cannot be given any.
type Registry struct {
	db     *db.DB
	config Config
	now    func() time.Time

	remembered memory
}

// NewRegistry returns a Registry on the database.
func NewRegistry(database *db.DB, config Config) *Registry {
	return &Registry{db: database, config: config, now: time.Now}
}

// Admin is what administrators decide. Registry implements it.
type Admin interface {
	// Verbs returns the classes of the standard verbs and of all that were given
	// one, by id.
	Verbs(ctx context.Context, store int64) ([]Verb, error)
	// SetVerb gives a verb a class. Errors: Invalid, with the classes that exist.
	SetVerb(ctx context.Context, store int64, verb, class string) error
	// UnsetVerb takes a decision about a verb back: a standard verb has its
	// standard class again, another one is Other. Errors: NotFound.
	UnsetVerb(ctx context.Context, store int64, verb string) error

	// Courses returns the activities that were given a course, by id.
	Courses(ctx context.Context, store int64) ([]Course, error)
	// MapCourse gives an activity a course. Errors: Invalid.
	MapCourse(ctx context.Context, store int64, activity, course string) error
	// UnmapCourse takes that back. Errors: NotFound.
	UnmapCourse(ctx context.Context, store int64, activity string) error

	// Merges returns all merges, those that were undone included, in their order.
	Merges(ctx context.Context, store int64) ([]Merge, error)
	// Merge makes the people of two identities one, who is called as target's was.
	// Errors: Invalid; Conflict when they are one person already.
	Merge(ctx context.Context, store int64, identity, target string) (Merge, error)
	// Split undoes a merge: everything is as if it had never been made. Errors:
	// NotFound; Conflict when it is undone already.
	Split(ctx context.Context, store, merge int64) error

	// Sources returns the sources with a mark, by name.
	Sources(ctx context.Context, store int64) ([]Source, error)
	// MarkSource gives a source a mark, once or more often. Errors: Invalid.
	MarkSource(ctx context.Context, store int64, source string, mark Mark) error
	// UnmarkSource takes a mark away. Errors: Invalid, NotFound.
	UnmarkSource(ctx context.Context, store int64, source string, mark Mark) error

	// Segments returns the saved filters by name.
	Segments(ctx context.Context, store int64) ([]Segment, error)
	// SaveSegment saves a filter, in place of another one of that name. Errors:
	// Invalid.
	SaveSegment(ctx context.Context, store int64, name string, filter []byte) error
	// RemoveSegment removes a filter. Errors: NotFound.
	RemoveSegment(ctx context.Context, store int64, name string) error

	// Promoted returns the extensions with a column of their own, by name.
	Promoted(ctx context.Context, store int64) ([]Extension, error)
	// Promote gives an extension ("context.extensions[IRI]") a column, once or
	// more often. Errors: Invalid.
	Promote(ctx context.Context, store int64, extension string) error
	// Demote takes the column away. Errors: NotFound.
	Demote(ctx context.Context, store int64, extension string) error
}

var _ Admin = (*Registry)(nil)

// Verb is the class of a verb.
type Verb struct {
	Verb  string `json:"verb"`
	Class string `json:"class"`
	// Standard is the class without a decision; empty for a verb that is not a
	// standard one.
	Standard string `json:"standard,omitempty"`
	// Changed is when it was decided, in microseconds since 1970; 0 for never.
	Changed int64 `json:"changed,omitempty"`
}

// Course is the course of an activity.
type Course struct {
	Activity string `json:"activity"`
	Course   string `json:"course"`
	Changed  int64  `json:"changed"` // microseconds since 1970
}

// Merge says that two identities are one person.
type Merge struct {
	ID int64 `json:"id"`
	// Identity's person joined that of Target; both are texts of xapi.IFI.String.
	Identity string `json:"identity"`
	Target   string `json:"target"`
	Made     int64  `json:"made"`             // microseconds since 1970
	Undone   int64  `json:"undone,omitempty"` // microseconds; 0 while in force
}

// Mark is what can be said of a source.
type Mark string

// The marks.
const (
	// Formal says that all statements of the source are formal learning.
	Formal Mark = "formal"
	// TrustedClock says that its timestamps are accepted wherever they lie.
	TrustedClock Mark = "trusted-clock"
)

// Source is what was said of a source: the public part of an access key, or an
// authority as the query API writes it.
type Source struct {
	Source string `json:"source"`
	Marks  []Mark `json:"marks"`
}

// Segment is a saved filter.
type Segment struct {
	Name    string         `json:"name"`
	Filter  jsontext.Value `json:"filter"`
	Changed int64          `json:"changed"` // microseconds since 1970
}

// Extension is an extension with a column of its own.
type Extension struct {
	Extension string `json:"extension"`
	Changed   int64  `json:"changed"` // microseconds since 1970
}

// changed is the channel on which nodes tell each other of changes.
const changed = "lore_meaning"

// change runs fn in a transaction that other processes and nodes learn of. The
// changes of all stores are numbered in one row, so that they come one after
// another; number is that of this one.
func (r *Registry) change(ctx context.Context, store int64, fn func(tx *sql.Tx, number int64) error) error {
	// Also when it failed: a commit that broke off may have been made.
	defer r.remembered.distrust()
	return r.db.Write(ctx, func(tx *sql.Tx) error {
		var number int64
		const count = `UPDATE counter SET value = value + 1 WHERE name = 'meaning' RETURNING value`
		if err := tx.QueryRowContext(ctx, count).Scan(&number); err != nil {
			return fmt.Errorf("number the change: %w", err)
		}
		if err := checkStore(ctx, tx, store); err != nil {
			return err
		}
		const version = `
			INSERT INTO meaning_version (store, version) VALUES ($1, $2)
			ON CONFLICT (store) DO UPDATE SET version = excluded.version`
		if _, err := tx.ExecContext(ctx, version, store, number); err != nil {
			return fmt.Errorf("count the change: %w", err)
		}
		if err := r.db.Notify(ctx, tx, changed); err != nil {
			return err
		}
		return fn(tx, number)
	})
}

// Watch looks at the counters of changes as soon as another node tells of one,
// until ctx ends. Without it, or when the word is lost, that takes until the
// next look (staleAfter).
func (r *Registry) Watch(ctx context.Context) {
	r.db.Listen(ctx, changed, r.remembered.distrust)
}
