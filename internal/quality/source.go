package quality

import "time"

// Share is a count and what it is a part of.
type Share struct {
	Count int64 `json:"count"`
	Of    int64 `json:"of"`
	// Share is Count ÷ Of, from 0 to 1; nil when Of is 0.
	Share *float64 `json:"share"`
}

func shareOf(count, of int64) Share {
	s := Share{Count: count, Of: of}
	if of > 0 {
		share := float64(count) / float64(of)
		s.Share = &share
	}
	return s
}

// Count is a word and how many statements have it.
type Count struct {
	Name       string `json:"name"`
	Statements int64  `json:"statements"`
}

// DayCount is how many statements were stored on a calendar day.
type DayCount struct {
	Day        string `json:"day"` // as 2026-11-29
	Statements int64  `json:"statements"`
}

// Drift is how the share of statements with a part changed.
type Drift struct {
	// Part is score, success, completion, duration, registration, parent or
	// grouping.
	Part string `json:"part"`
	// Before is of the three weeks before the last one, Now of the last 7 days.
	Before Share `json:"before"`
	Now    Share `json:"now"`
	// Changed: the share differs by more than 20 points, where both are of at least
	// 50 statements.
	Changed bool `json:"changed"`
}

const (
	driftPoints = 0.20
	driftLeast  = 50
)

// Figures are what is known of the statements of a source, of a platform within
// it, or of all. They are about statements that tell of learning: those that void
// others, or are about other statements, are not counted. What is a part is of the
// statements stored in the last 28 days, if nothing else is said.
type Figures struct {
	// Statements is how many there are, whenever they were stored.
	Statements int64 `json:"statements"`
	// FirstStored and LastStored are when the first and the last one were stored;
	// FirstTimestamp and LastTimestamp the least and the greatest timestamp.
	FirstStored    time.Time `json:"first_stored,omitzero"`
	LastStored     time.Time `json:"last_stored,omitzero"`
	FirstTimestamp time.Time `json:"first_timestamp,omitzero"`
	LastTimestamp  time.Time `json:"last_timestamp,omitzero"`

	// How many were stored in the last hour, and so on.
	LastHour   int64 `json:"last_hour"`
	LastDay    int64 `json:"last_day"`
	Last7Days  int64 `json:"last_7_days"`
	Last28Days int64 `json:"last_28_days"`
	// PerHour is the mean of the last 24 hours, UsualPerHour that of the 28 days.
	PerHour      float64 `json:"per_hour"`
	UsualPerHour float64 `json:"usual_per_hour"`
	// Days are today and the 27 days before it.
	Days []DayCount `json:"days"`

	Arrival Arrival `json:"arrival"`
	// QuietSeconds is how long nothing was stored; UsualGapSeconds and
	// LongestGapSeconds are the median and the greatest distance between minutes in
	// which something was. Nil where that is not known.
	QuietSeconds      *float64 `json:"quiet_s"`
	UsualGapSeconds   *float64 `json:"usual_gap_s"`
	LongestGapSeconds *float64 `json:"longest_gap_s"`

	// Loaded were stored with sample data that tell of a time before their store was
	// made. They were never late, and no lag is taken from them.
	Loaded int64 `json:"loaded"`
	// LagMedianSeconds and LagP95Seconds are of stored − timestamp, right to half a
	// hundredth, of the other statements whose clock is not suspect; nil without any.
	LagMedianSeconds *float64 `json:"lag_median_s"`
	LagP95Seconds    *float64 `json:"lag_p95_s"`
	// Late came more than an hour after their timestamp; of those whose clock is not
	// suspect.
	Late Share `json:"late"`
	// ClockSuspect have a timestamp more than 5 minutes after they were stored, or
	// more than 3,653 days before; SuspectAhead are the former among them. Ahead have
	// one that is after they were stored at all.
	ClockSuspect Share `json:"clock_suspect"`
	SuspectAhead int64 `json:"suspect_ahead"`
	Ahead        Share `json:"ahead"`

	// LikelyDuplicates tell of the same person, verb, activity and timestamp as one
	// stored before with another id; neither is voided.
	LikelyDuplicates Share `json:"likely_duplicates"`
	Voided           Share `json:"voided"`
	// UnknownVerbs have a verb of class other; Verbs are the most frequent of these
	// verbs.
	UnknownVerbs Share   `json:"unknown_verbs"`
	Verbs        []Count `json:"verbs"`
	// WithoutPerson are about nobody; EmptyGroups are those among them that are about
	// a group without members.
	WithoutPerson Share `json:"without_person"`
	EmptyGroups   Share `json:"groups_without_members"`
	// OfflineBatches are runs of 5 or more late statements of one person, each stored
	// at most a minute after the one before; OfflineStatements are in them.
	OfflineBatches    int64   `json:"offline_batches"`
	OfflineStatements int64   `json:"offline_statements"`
	Drift             []Drift `json:"drift"`
}

// Reason is why requests were rejected.
type Reason struct {
	Code     string    `json:"code"`
	Rule     string    `json:"rule,omitempty"`
	Requests int64     `json:"requests"`
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
	// The rest is of one of them.
	Example Example `json:"example"`
}

// Example is a request that was rejected.
type Example struct {
	At        time.Time `json:"at"`
	Status    int       `json:"status"`
	Method    string    `json:"method,omitempty"`
	Resource  string    `json:"resource,omitempty"`
	Message   string    `json:"message"`
	Pointer   string    `json:"pointer,omitempty"`
	Parameter string    `json:"parameter,omitempty"`
	UserAgent string    `json:"user_agent,omitempty"`
	RequestID string    `json:"request_id,omitempty"`
	// Sample is the beginning of the body.
	Sample string `json:"sample,omitempty"`
}

// Rejected are the requests that were rejected in the last 7 days.
type Rejected struct {
	Requests int64    `json:"requests"`
	Reasons  []Reason `json:"reasons"`
}

// Kind says what a source is.
type Kind string

// The kinds of sources.
const (
	// KindKey is an access key of the store.
	KindKey Kind = "key"
	// KindAuthority is an authority that statements came with.
	KindAuthority Kind = "authority"
)

// Source is what is known of a source.
type Source struct {
	// Source is what the query API calls it: the public part of a key, or the
	// identity of an authority; empty for statements without either.
	Source string `json:"source"`
	Kind   Kind   `json:"kind"`
	// Name is that of the key; Created and Revoked are when that happened.
	Name    string    `json:"name,omitempty"`
	Created time.Time `json:"created,omitzero"`
	Revoked time.Time `json:"revoked,omitzero"`
	// Formal and TrustedClock are what was decided about it.
	Formal       bool `json:"formal"`
	TrustedClock bool `json:"trusted_clock"`

	Figures
	Rejected Rejected `json:"rejected"`
	// Resent is how many statements it sent in the last 28 days that were stored
	// already. They are not counted among its statements.
	Resent int64 `json:"resent"`
	// Platforms are the values of context.platform in its statements, the most
	// frequent first.
	Platforms []Platform `json:"platforms"`
}

// Platform is what is known of a platform within a source.
type Platform struct {
	// Platform is empty for the statements that name none.
	Platform string `json:"platform"`
	Figures
}

// Sources is the report of all sources of a store.
type Sources struct {
	// At is when it was made; FreshTo up to which time of storage statements are
	// counted.
	At      time.Time `json:"at"`
	FreshTo time.Time `json:"fresh_to"`
	// Zone is the one whose days the series have.
	Zone string `json:"zone"`
	// Totals are of all sources together.
	Totals Figures `json:"totals"`
	// Resent and RejectedRequests are the sums over all sources; the latter with
	// Unidentified.
	Resent           int64 `json:"resent"`
	RejectedRequests int64 `json:"rejected_requests"`
	// Sources are in the order of what they sent in the last 28 days, the most first.
	Sources []Source `json:"sources"`
	// Unidentified are rejected requests that presented no key, or none that this
	// store has.
	Unidentified Rejected `json:"unidentified"`
}
