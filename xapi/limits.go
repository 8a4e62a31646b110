package xapi

// Limits bounds what a parser takes in; a zero field means its default.
type Limits struct {
	// Depth is how deep objects and arrays may nest: default 256, at least 100 (GEN-14).
	Depth int
	// Statements is how many statements a batch may hold: default 10,000.
	Statements int
}

func (l Limits) depth() int {
	if l.Depth == 0 {
		return 256
	}
	return max(l.Depth, 100)
}

func (l Limits) statements() int {
	if l.Statements == 0 {
		return 10_000
	}
	return l.Statements
}

const (
	// maxFaults is how many faults of one statement are told.
	maxFaults = 10
	// maxBatchFaults is how many faults of a whole batch are told.
	maxBatchFaults = 100
)
