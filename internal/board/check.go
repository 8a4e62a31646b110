package board

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

const (
	maxTitle       = 200
	maxDescription = 2000
	// maxQuery is how long a saved query may be, in bytes.
	maxQuery = 64 << 10
)

// faults collects what is wrong with what is to be saved.
type faults struct{ details []problem.Detail }

func (f *faults) add(pointer, format string, args ...any) {
	f.details = append(f.details, problem.Detail{Pointer: pointer, Message: fmt.Sprintf(format, args...)})
}

// err returns the faults as one error; nil when there are none.
func (f *faults) err(what string) error {
	if len(f.details) == 0 {
		return nil
	}
	first := f.details[0]
	message := fmt.Sprintf("the %s cannot be saved: at %s: %s", what, first.Pointer, first.Message)
	if more := len(f.details) - 1; more > 0 {
		message += fmt.Sprintf(" (and %d more)", more)
	}
	return &problem.Error{Kind: problem.Invalid, Code: what + "-invalid", Message: message, Details: f.details}
}

// line checks a text of one line that must be there, and returns it without
// blanks around it.
func (f *faults) line(pointer, text string, most int) string {
	text = strings.TrimSpace(text)
	switch length := utf8.RuneCountInString(text); {
	case length == 0:
		f.add(pointer, "this is needed: write 1 to %d characters", most)
	case length > most:
		f.add(pointer, "this has %d characters: write at most %d", length, most)
	case strings.ContainsFunc(text, unicode.IsControl) || !utf8.ValidString(text):
		f.add(pointer, "this is one line of text, without control characters")
	}
	return text
}

// lines checks a text of several lines that may be empty.
func (f *faults) lines(pointer, text string, most int) string {
	text = strings.TrimSpace(text)
	control := func(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t' }
	switch length := utf8.RuneCountInString(text); {
	case length > most:
		f.add(pointer, "this has %d characters: write at most %d", length, most)
	case strings.ContainsFunc(text, control) || !utf8.ValidString(text):
		f.add(pointer, "this is text, without control characters")
	}
	return text
}

func (f *faults) word(pointer, word string, words ...string) {
	if !slices.Contains(words, word) {
		f.add(pointer, "this is one of the words %s", strings.Join(words, ", "))
	}
}

// query reads a query, with its faults below /query; nil when it has some. It
// makes the text compact.
func (f *faults) query(text *jsontext.Value, saved map[string]string) *query.Query {
	if len(*text) == 0 {
		f.add("/query", "the query is missing")
		return nil
	}
	compact := slices.Clone(*text)
	if err := compact.Compact(); err != nil {
		f.add("/query", "this is not JSON")
		return nil
	}
	if len(compact) > maxQuery {
		f.add("/query", "the query has %d bytes: at most %d are saved", len(compact), maxQuery)
		return nil
	}
	*text = compact
	q, err := query.Decode(compact, saved)
	if err != nil {
		f.below("/query", err)
		return nil
	}
	if q.Cursor != "" {
		f.add("/query/cursor", "a cursor belongs to one page of one answer: leave it out")
		return nil
	}
	return q
}

// below adds the faults of a part, at their places below the pointer.
func (f *faults) below(pointer string, err error) {
	known, is := err.(*problem.Error)
	if !is || len(known.Details) == 0 {
		f.add(pointer, "%v", err)
		return
	}
	for _, detail := range known.Details {
		detail.Pointer = pointer + detail.Pointer
		f.details = append(f.details, detail)
	}
}

// shows reports whether the asker is shown something with the query. What cannot
// be read any more, such as with a saved filter that is gone, may name people.
func (a *Asker) shows(owner string, text jsontext.Value) bool {
	if a.SeesEverybody || owner == a.ID {
		return true
	}
	q, err := query.Decode(text, a.Segments)
	return err == nil && !q.NamesPeople()
}
