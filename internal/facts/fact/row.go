// Package fact says what analytics know of one statement: the base relation of
// Lore's analytics, one Row for each learner of each learning event. It reads
// statements as they are stored and knows nothing of files, time ranges or
// settings; what can be redefined later (person, course, verb class, voided)
// is not decided here but when a query runs.
package fact

import "github.com/lore-lrs/lore/xapi"

// GroupPrefix begins the Actor of a row about a group, so that it is never taken
// for a person's.
const GroupPrefix = "group:"

// None is the Duration of a row without one.
const None = -1

// Row is one learner's part in one statement. The empty string, NaN, None and
// the zero UUID stand for what the statement does not say.
type Row struct {
	// Stored (microseconds since 1970 UTC) is the statement's position in the log
	// and Member the learner's place among a group's members, from 0: together
	// they order rows as they arrived.
	Stored int64
	Member uint16
	ID     xapi.UUID
	// Timestamp is when it happened, in microseconds since 1970 UTC.
	Timestamp int64

	// Actor is the identity (xapi.IFI.String) of the learner, or GroupPrefix and
	// the identity of a group whose members are not told.
	Actor string
	// InGroup: the learner took part as a member of a group, whose score and time
	// are not the learner's own. IsGroup: Actor is a group, not a person.
	InGroup, IsGroup bool
	// SelfAsserted: the authority is the actor.
	SelfAsserted bool

	Verb string
	// Object is the activity; its ID is empty when the object is no activity.
	Object Activity
	// Parents, Groupings, Categories and Others are the context activities, each
	// list in the statement's order.
	Parents, Groupings, Categories, Others []Activity

	Registration    xapi.UUID
	HasRegistration bool
	Platform        string
	Language        string
	// Device is the text of the context extension DeviceExtension.
	Device string
	// Source is the access key that stored the statement, or the identity of an
	// authority that is not one of Lore's keys.
	Source string
	// Instructor is the identity of context.instructor.
	Instructor string

	// Scaled, Raw, Min and Max are result.score; NaN for none.
	Scaled, Raw, Min, Max float64
	Success, Completion   Answer
	// Duration is result.duration in microseconds; a day has 24 hours, a month
	// 30.4375 and a year 365.25 days. None where there is none.
	Duration int64
	// Response is result.response; of more than MaxResponse bytes only "sha256:"
	// and a digest.
	Response    string
	HasResponse bool

	// Segments are the intervals of a video that were played, from the result
	// extension SegmentsExtension, in its order; VideoLength its length in
	// seconds (LengthExtension), NaN for none.
	Segments    []Segment
	VideoLength float64

	// Extensions are the values of the extensions that From was asked for, in that
	// order: a string as its text, any other JSON as it was written without
	// spaces; empty for none.
	Extensions []string
}

// Activity is an activity as a statement tells of it. Type and Interaction are
// empty when its definition does not say.
type Activity struct {
	ID          string
	Type        string
	Interaction string
}

// Segment is a played interval of a video, in milliseconds from its beginning.
type Segment struct{ From, To int64 }

// Answer is a boolean that may be missing.
type Answer uint8

// The answers.
const (
	Unknown Answer = iota
	No
	Yes
)

// The extensions that have a column of their own.
const (
	DeviceExtension   = "https://w3id.org/device-type"
	SegmentsExtension = "https://w3id.org/xapi/video/extensions/played-segments"
	LengthExtension   = "https://w3id.org/xapi/video/extensions/length"
)

// MaxResponse is the longest response that is kept as it is, in bytes.
const MaxResponse = 128

// Statement is what From finds in a stored statement.
type Statement struct {
	// Rows has a row for each learner; none where the statement tells of no
	// learning (a voiding statement, a SubStatement or StatementRef as object).
	Rows []Row
	// Voids is true for a voiding statement, which voids Target.
	Voids  bool
	Target xapi.UUID
}
