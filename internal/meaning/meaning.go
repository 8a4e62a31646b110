// Package meaning is what the administrators of a store decided about the
// words in its statements: which class a verb belongs to, which course an
// activity, which identities are one person, which sources are formal. Queries
// ask it while they run, so that a change takes effect at once and nothing is
// computed anew.
package meaning

// Class is what kind of event a verb tells of. The zero Class is Other.
type Class uint8

// The classes of verbs.
const (
	Other Class = iota
	Enrol
	Start
	Progress
	Complete
	Pass
	Fail
	Score
	Answer
	Exit
	Abandon
	Waive
	Social
	View
	Credential
	// Classes is how many there are.
	Classes
)

var classNames = [Classes]string{
	"other", "enrol", "start", "progress", "complete", "pass", "fail", "score",
	"answer", "exit", "abandon", "waive", "social", "view", "credential",
}

// String returns the class as it is written in queries and answers.
func (c Class) String() string { return classNames[c] }

// ParseClass reads a class.
func ParseClass(text string) (Class, bool) {
	for class, name := range classNames {
		if name == text {
			return Class(class), true
		}
	}
	return Other, false
}

// Qualifies reports whether an event of the class counts as activity of the
// learner: what others did to them does not (enrol, credential, waive).
func (c Class) Qualifies() bool { return c != Enrol && c != Credential && c != Waive }

// Meaning is the decisions in force for one store at one moment; it never
// changes. Names that it does not have mean what they say: a verb without a row
// is Other, an actor without one is a person of its own.
type Meaning struct {
	// Version is different after every change.
	Version uint64
	// Verbs has the classes of verb ids.
	Verbs map[string]Class
	// Courses has the course of each activity that was given one.
	Courses map[string]string
	// Persons has the person of each identity that is not a person of its own:
	// another identity, which is the merged person's name.
	Persons map[string]string
	// FormalSources are the sources whose statements are all formal learning.
	FormalSources map[string]bool
	// TrustedClocks are the sources whose timestamps are accepted even where they
	// lie in the future or far in the past.
	TrustedClocks map[string]bool
	// Segments are saved filters by name, as JSON of the query API.
	Segments map[string]string
	// Promoted are the extensions with a column of their own, as the query API
	// writes them: "context.extensions[IRI]".
	Promoted map[string]bool
}
