// Package query is the language of the query API (docs/query-api.md): it reads
// a query, holds it to the grammar, says what its time range means, and has the
// form of answers. It knows nothing of how an answer is found.
package query

import "time"

// Query is a query that Decode has read: valid, with defaults filled in and
// saved filters in place of their names. Fields that the kind does not have are
// zero.
type Query struct {
	Kind       Kind
	Metrics    []Metric
	Dimensions []Field
	// Filter is nil where everything matches.
	Filter *Filter
	Time   Time
	Order  []Order
	// Limit is the most rows, or groups of a trend; Offset is a table's.
	Limit, Offset int
	MinGroup      int
	// AsOf pins the answer to the statements stored before this time
	// (microseconds); 0 is now.
	AsOf       int64
	SessionGap time.Duration
	Attempts   Attempts
	// Cursor continues behind an earlier answer's Meta.Next; "" begins.
	Cursor string
	// Actors asks for the people behind a metric too; nil does not.
	Actors *Actors

	// Columns are those of kind statements; a Field of ID StatementJSON is the
	// statement itself.
	Columns []Field

	// Of is what a distribution or paths look at.
	Of   Field
	Bins int
	Pass *float64

	Steps  []Step
	Within time.Duration // 0: no bound
	Match  Match
	// ByRegistration: a funnel's unit, or a path's sequence, is the registration
	// of a person instead of the person or session.
	ByRegistration bool

	From, To   *string
	Depth, Top int

	Period    Bucket
	Periods   int
	Unbounded bool

	// Assessment is nil for all.
	Assessment *string

	Milestones bool

	X, Y, Given *Series
	// LagDays is the greatest number of days from X to Y; 0 is no bound.
	LagDays int
	// By is nil for no groups.
	By *Field
}

// Kind is what a query asks for.
type Kind string

// The kinds.
const (
	Statements   Kind = "statements"
	Trend        Kind = "trend"
	Table        Kind = "table"
	Distribution Kind = "distribution"
	Funnel       Kind = "funnel"
	Paths        Kind = "paths"
	Retention    Kind = "retention"
	Lifecycle    Kind = "lifecycle"
	Items        Kind = "items"
	Episodes     Kind = "episodes"
	Correlation  Kind = "correlation"
)

// Attempts says which scores of a person's attempts at an activity count.
type Attempts string

// The choices of attempts.
const (
	FirstAttempt Attempts = "first"
	BestAttempt  Attempts = "best"
	LastAttempt  Attempts = "last"
	AllAttempts  Attempts = "all"
)

// Match is how the steps of a funnel must follow each other.
type Match string

// The ways in which steps follow.
const (
	Ordered Match = "ordered"
	Strict  Match = "strict"
	Any     Match = "any"
)

// Step is a step of a funnel.
type Step struct {
	Name   string
	Filter *Filter
}

// Series chooses the scores of one side of a correlation.
type Series struct {
	Filter   *Filter
	Attempts Attempts
}

// Actors asks for people.
type Actors struct {
	// Metric is the column name of one of the query's people metrics, or "people".
	Metric string
	Limit  int
}

// Order is one key to sort by.
type Order struct {
	// Column is the name of a column of the answer.
	Column     string
	Descending bool
}

// Metric is a column of numbers.
type Metric struct {
	// Name is the column's name.
	Name string
	Expr Expr
}

// Operation is what an Expr does.
type Operation uint8

// The operations.
const (
	Measure  Operation = iota // Metric itself
	Constant                  // Number
	Rate                      // persons of Operands[1] who are also among those of Operands[0]; both are Measures
	Divide
	Multiply
	Add
	Subtract
)

// Expr is a metric, a number, or something of two of them.
type Expr struct {
	Operation Operation
	Measure   MeasureID
	Number    float64
	Operands  []Expr
}

// MeasureID is a metric of the closed list.
type MeasureID uint8

// The metrics.
const (
	StatementsCount MeasureID = iota
	People
	ActivePeople
	ActivePeople7
	ActivePeople28
	ActivePeople30
	Sessions
	AttemptsCount
	Registrations
	EnrolledPeople
	StartedPeople
	CompletedPeople
	PassedPeople
	FailedPeople
	WaivedPeople
	ScoreMean
	ScoreMedian
	ScoreP10
	ScoreP90
	TimeReported
	TimeVideo
	TimeEstimated
	LagP95
	LateShare
	Measures // how many there are
)

// FieldID names a field.
type FieldID uint8

// The fields.
const (
	NoField FieldID = iota
	Person
	Actor
	Verb
	VerbClass
	Activity
	ActivityType
	Interaction
	Course
	CourseRule
	Parent
	Grouping
	Category
	OtherContext
	Registration
	Platform
	Language
	Instructor
	Device
	Source
	Response
	StatementID
	Score
	ScoreScaled
	ScoreRaw
	ScoreMin
	ScoreMax
	Duration
	Lag
	VideoLength
	Success
	Completion
	Formal
	SelfAsserted
	InGroup
	IsGroup
	ClockSuspect
	Timestamp
	Stored
	Hour
	Weekday
	Extension     // Field.Extension says which
	StatementJSON // only a column of kind statements
	FieldIDs      // how many there are
)

// Field is a field of the facts.
type Field struct {
	ID FieldID
	// Extension is the path of an extension, "context.extensions[IRI]"; empty for
	// other fields.
	Extension string
}

// Operator is what a Filter asks.
type Operator uint8

// The operators. InClass is read as Is on VerbClass, IsNot as Not of Is, Exists
// as Not of Missing, HasNotDone as Not of HasDone, InSegment as the filter that
// was saved, and every comparison as Between.
const (
	And      Operator = iota // all of Operands
	Or                       // one of Operands
	Not                      // not Operands[0]
	Is                       // Field is one of Texts, Numbers or Flag
	Contains                 // one of Texts is in Field
	Starts                   // Field starts with one of Texts
	Between                  // Field is within Low and High
	Missing                  // Field has no value
	HasDone                  // the person has a row that matches Operands[0] Within
)

// Filter is a condition on a row.
type Filter struct {
	Operator Operator
	Operands []*Filter
	Field    Field
	// Texts and Numbers are distinct and sorted; Numbers are microseconds for a
	// field of times, and Flags say whether false and true are asked for.
	Texts   []string
	Numbers []float64
	Flags   [2]bool
	// Low and High are bounds; the ends of a comparison are infinite. Open bounds
	// are not included.
	Low, High         float64
	LowOpen, HighOpen bool
	// Within is how far HasDone looks back; 0 is without end.
	Within time.Duration
}

// Bucket is a length of calendar time.
type Bucket string

// The buckets.
const (
	ByHour    Bucket = "hour"
	ByDay     Bucket = "day"
	ByWeek    Bucket = "week"
	ByMonth   Bucket = "month"
	ByQuarter Bucket = "quarter"
	ByYear    Bucket = "year"
)

// Time is which rows a query looks at.
type Time struct {
	// Range is the relative range as written; "" for two instants, which are From
	// and To (microseconds, half-open).
	Range    string
	From, To int64
	Bucket   Bucket // "" for none
	Zone     *time.Location
	Compare  bool
	OnStored bool
}

// Span is a Time at a certain now: half-open, in microseconds.
type Span struct {
	From, To int64
	// Edges are the bounds of the buckets, one more than there are buckets; empty
	// without buckets. The first may lie before From and the last after To only
	// where Time.Range is "all".
	Edges []int64
	// Previous is the span to compare with; nil for none.
	Previous *Span
}
