package query

// Answer is what a query gives.
type Answer struct {
	Columns []Column `json:"columns"`
	// Rows have a cell for each column: nil, string, int64, float64, bool, Share,
	// or for ColumnJSON anything that can be written as JSON.
	Rows [][]any `json:"rows"`
	// People are those that Query.Actors asked for.
	People []PersonRow `json:"actors,omitempty"`
	Meta   Meta        `json:"meta"`
}

// ColumnType is how a column's cells are written.
type ColumnType string

// The types of columns.
const (
	ColumnText    ColumnType = "text"
	ColumnTime    ColumnType = "time" // RFC 3339 with the zone's offset
	ColumnCount   ColumnType = "count"
	ColumnNumber  ColumnType = "number"
	ColumnSeconds ColumnType = "seconds"
	ColumnBoolean ColumnType = "boolean"
	ColumnRate    ColumnType = "rate" // a Share
	ColumnJSON    ColumnType = "json"
)

// Column describes a column.
type Column struct {
	Name string     `json:"name"`
	Type ColumnType `json:"type"`
	// Denominator names what a rate is a share of.
	Denominator string `json:"denominator,omitempty"`
}

// Share is the cell of a rate. Low and High are the Wilson 95 % interval, nil
// where the denominator is 0, or at least 100.
type Share struct {
	Value       *float64 `json:"value"`
	Numerator   int64    `json:"numerator"`
	Denominator int64    `json:"denominator"`
	Low         *float64 `json:"low,omitempty"`
	High        *float64 `json:"high,omitempty"`
}

// PersonRow is one of the people behind a number.
type PersonRow struct {
	Person string `json:"person"`
	// Name is the last name that any statement gave; empty when there is none.
	Name       string `json:"name,omitempty"`
	Statements int64  `json:"statements"`
	First      string `json:"first"`
	Last       string `json:"last"`
}

// Meta is what must be known to read an answer.
type Meta struct {
	Kind            Kind       `json:"kind"`
	CountedBy       []string   `json:"counted_by"`
	Range           [2]string  `json:"range"`
	Compare         *[2]string `json:"compare,omitempty"`
	Zone            string     `json:"zone"`
	AsOf            int64      `json:"as_of_seq"`
	FreshTo         string     `json:"fresh_to"`
	Meaning         uint64     `json:"meaning"`
	MinGroup        int        `json:"min_group"`
	SuppressedCells int64      `json:"suppressed_cells"`
	ClockSuspect    int64      `json:"clock_suspect"`
	NotComparable   int64      `json:"not_comparable,omitempty"`
	Clamped         int64      `json:"clamped,omitempty"`
	Open            *int64     `json:"open,omitempty"`
	PartialBuckets  []string   `json:"partial_buckets,omitempty"`
	Truncated       bool       `json:"truncated,omitempty"`
	Total           *int64     `json:"total,omitempty"`
	Next            string     `json:"next,omitempty"`
	// Bins are the edges of a distribution's histogram.
	Bins          []float64   `json:"bins,omitempty"`
	TimeEstimated *Band       `json:"time_estimated,omitempty"`
	Stickiness    *Stickiness `json:"stickiness,omitempty"`
	Tests         []Test      `json:"tests,omitempty"`
	Nodes         []PathNode  `json:"nodes,omitempty"`
	Milestones    []Milestone `json:"milestones,omitempty"`
	Warnings      []string    `json:"warnings,omitempty"`
	Sentence      string      `json:"sentence,omitempty"`
	RowsScanned   int64       `json:"rows_scanned"`
	ElapsedMS     float64     `json:"elapsed_ms"`
	QueryHash     string      `json:"query_hash"`
}

// Band is an estimated time in seconds with its sensitivity to the method.
type Band struct {
	Total float64 `json:"total"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Stickiness is how many of a month's people come on a day.
type Stickiness struct {
	DAUMean float64  `json:"dau_mean"`
	MAU     int64    `json:"mau"`
	Value   *float64 `json:"value"` // nil without people
}

// Test is the reliability of an assessment (docs/query-api.md, items). What cannot be
// computed is nil.
type Test struct {
	Assessment *string  `json:"assessment"`
	People     int64    `json:"people"`
	Items      int64    `json:"items"`
	Complete   int64    `json:"complete"`
	Alpha      *float64 `json:"alpha"`
	AlphaLow   *float64 `json:"alpha_low"`
	AlphaHigh  *float64 `json:"alpha_high"`
	SEM        *float64 `json:"sem"`
	Mean       *float64 `json:"mean"`
	SD         *float64 `json:"sd"`
}

// Milestone is the first time that a person got this far with an activity.
type Milestone struct {
	Person      string `json:"person"`
	At          string `json:"at"`
	What        string `json:"what"` // pass, completion or credential
	Activity    string `json:"activity"`
	StatementID string `json:"statement_id"`
}

// PathNode is a node of a layer of paths, or those whose path had ended there: arrows
// share people, so that the people of a node are no sum of theirs. People are nil where
// they are few, or an arrow to the node is of few.
type PathNode struct {
	Layer  int64  `json:"layer"`
	Value  any    `json:"value"`
	Kind   string `json:"kind"`
	People *int64 `json:"people"`
}

// Cell is a number of an answer whose people are asked for. What it has depends
// on the kind.
type Cell struct {
	// Bucket is written as in the answer's column bucket.
	Bucket string
	// Dimensions are the cells of the row's dimensions, by name: nil, text, float64
	// or bool.
	Dimensions map[string]any
	// Metric is the name of a metric of the query, or "people".
	Metric string
	// Step is a funnel's, from 1; Dropped asks for those who reached only the one
	// before.
	Step    int
	Dropped bool
	// Cohort is written as in the answer's column cohort; K nil is the whole one.
	Cohort string
	K      *int
	// Column is a lifecycle's.
	Column string
	// Path is of kind paths, Item of kind items.
	Path *PathCell
	Item *ItemCell
}

// CellQuery asks for the people, or the statements, behind a cell.
type CellQuery struct {
	Query        *Query
	Cell         Cell
	OfStatements bool
	// Limit is from 1; Cursor continues behind an earlier answer's Meta.Next.
	Limit  int
	Cursor string
}
