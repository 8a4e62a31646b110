// Package column keeps the rows of analytics (internal/facts/fact) as typed
// columns, one Table for each store: words become numbers through
// dictionaries, rows lie in sealed segment files that never change and are
// mapped into memory, and what is new is held in memory in the same form. A
// Snapshot is what a query reads; it stays as it is while the table grows.
//
// Everything here follows from the statement log and can be deleted. A table
// remembers up to which time it has the log; a crash at any moment leaves it at
// an earlier such time, never in between.
package column

import "github.com/lore-lrs/lore/xapi"

// Code is a word's number in its dictionary. 0 is no word.
type Code = uint32

// Column names a column of a Part.
type Column uint8

// The columns. Those of codes are read by Codes, those of whole numbers by
// Integers, those of numbers by Numbers.
const (
	Actor      Column = iota // Code of Actors
	Verb                     // Code of Verbs
	Activity                 // Code of Activities
	Context                  // index into Snapshot.Contexts; 0 is no context activity
	Platform                 // Code of Labels, as are the following
	Language                 //
	Device                   //
	Source                   //
	Response                 //
	Instructor               // Code of Actors
	Flags                    // bits, see the flags
	// Registration is an index into the Part's Registrations; 0 is none. The same
	// registration has other indexes in other parts.
	Registration

	Stored    // Integers, microseconds
	Timestamp // Integers, microseconds
	Member    // Integers
	Duration  // Integers, microseconds, fact.None for none

	Scaled      // Numbers, NaN for none, as are the following
	Raw         //
	Min         //
	Max         //
	VideoLength // seconds

	// Extension is the first of the promoted extensions' columns (Code of Labels),
	// which follow each other in the order of Snapshot.Promoted.
	Extension
)

// The bits of Flags. First is set for the first row of each statement that is
// not about a member of a group, and for the first member's.
const (
	InGroup uint32 = 1 << iota
	IsGroup
	SelfAsserted
	HasSuccess
	Success
	HasCompletion
	Completion
	HasResponse
	HasSegments
	First
)

// Dictionary names a dictionary of words.
type Dictionary uint8

// The dictionaries.
const (
	Actors Dictionary = iota
	Verbs
	Activities
	Types  // activity types and interaction types
	Labels // every other text
	Dictionaries
)

// Part is some rows of a table, immutable, in the order of (actor's code,
// timestamp, stored, member). Its methods may be called concurrently. The
// rows [from, to) of a column are appended to dst[:0], whose memory is used
// where it suffices: what they return belongs to the caller. Lists without dst
// belong to the part: do not write to them.
type Part interface {
	Len() int
	// Span returns the least and the greatest value of Stored or Timestamp.
	Span(column Column) (least, most int64)
	// Runs lists the actors of the part in ascending order, and where the rows of
	// each begin; starts has one more element, Len().
	Runs() (actors []Code, starts []uint32)
	Codes(column Column, from, to int, dst []uint32) []uint32
	Integers(column Column, from, to int, dst []int64) []int64
	Numbers(column Column, from, to int, dst []float64) []float64
	// Constant reports whether all rows have the same code in a column of codes,
	// and which.
	Constant(column Column) (Code, bool)
	ID(row int) xapi.UUID
	// Registrations are the registrations of the part by index.
	Registrations() []xapi.UUID
	// Segments returns the played intervals of a row as pairs of milliseconds.
	Segments(row int) []int64
	// Voided lists in ascending order the rows that were voided, and when the
	// voiding statement was stored.
	Voided() []Voided
}

// Voided is a row that a statement stored at At voided.
type Voided struct {
	Row uint32
	At  int64
}

// ContextActivities are the codes (of Activities) in one combination of
// context activities.
type ContextActivities struct {
	Parents, Groupings, Categories, Others []Code
}

// ActivityFacts is what is known of an activity by its code: the first type
// and interaction type (Codes of Types, 0 for none) that any statement gave it,
// and when that statement was stored.
type ActivityFacts struct {
	Type, Interaction           Code
	TypeSince, InteractionSince int64
}

// Snapshot is a table at one moment.
type Snapshot struct {
	// Through is the time (microseconds) below which every statement of the log is
	// in the snapshot.
	Through int64
	// Parts have ascending, separate ranges of Stored.
	Parts []Part
	// Contexts and Facts are looked up by code. Like the words they may hold more
	// than the parts need.
	Contexts []ContextActivities
	Facts    []ActivityFacts
	// Promoted are the extensions that have columns, as the query API writes them.
	Promoted []string

	words [Dictionaries]wordsView
}
