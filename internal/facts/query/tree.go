package query

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/problem"
)

// The bounds of what is read at all, before any meaning is asked.
const (
	// deepest is how many arrays and objects may lie in each other: a filter of
	// six levels in a step of a funnel needs less than twenty.
	deepest = 40
	// mostFaults is how many faults one answer names.
	mostFaults = 20
	// mostPointers is how many bytes the pointers to all values of a text have
	// together: a long key is in the pointer of everything below it.
	mostPointers = 16 << 20
	// mostJSON is how many values a text has: each takes some forty times the bytes
	// in which it is written.
	mostJSON = 50_000
)

// node is a JSON value with the place where it stood.
type node struct {
	kind    jsontext.Kind
	text    string // of a string; as written of a number
	members []member
	list    []*node
	at      string // JSON pointer
}

type member struct {
	name  string
	value *node
}

// faults collects what is wrong with a text.
type faults struct {
	details []problem.Detail
}

func (f *faults) add(at, format string, args ...any) {
	if len(f.details) < mostFaults {
		f.details = append(f.details, problem.Detail{Pointer: at, Message: fmt.Sprintf(format, args...)})
	}
}

// err returns the faults as one error; nil when there are none.
func (f *faults) err(what string) error {
	if len(f.details) == 0 {
		return nil
	}
	first := f.details[0]
	message := "the " + what + " cannot be understood: "
	if first.Pointer != "" {
		message += "at " + first.Pointer + ": "
	}
	message += first.Message
	if more := len(f.details) - 1; more > 0 {
		message += fmt.Sprintf(" (and %d more)", more)
	}
	return &problem.Error{Kind: problem.Invalid, Code: "query-invalid", Message: message, Details: f.details}
}

// parse reads one JSON value and nothing behind it; nil when that fails.
func (f *faults) parse(text []byte, at string) *node {
	p := &parser{decoder: jsontext.NewDecoder(bytes.NewReader(text)), pointers: mostPointers, values: mostJSON}
	root, err := p.value(at, 0)
	if err == nil {
		if _, err = p.decoder.ReadToken(); errors.Is(err, io.EOF) {
			return root
		}
		f.add(at, "more follows the end of the JSON value; send one value alone")
		return nil
	}
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.Is(err, errTooDeep):
		f.add(at, "arrays and objects lie more than %d deep in each other", deepest)
	case errors.Is(err, errTooMany):
		f.add(at, "there are more than %s values; send fewer at once", thousands(mostJSON))
	case errors.Is(err, errTooLong):
		f.add(at, "the keys are too long, or there are too many values below them")
	case errors.Is(err, jsontext.ErrDuplicateName):
		errors.As(err, &syntactic)
		f.add(at+string(syntactic.JSONPointer), "the key is there twice; every key may be there once")
	case errors.As(err, &syntactic):
		f.add(at+string(syntactic.JSONPointer), "this is not JSON (byte %d: %v)", syntactic.ByteOffset, syntactic.Err)
	default:
		f.add(at, "this is not JSON: it ends before the value does")
	}
	return nil
}

var (
	errTooDeep = errors.New("too deep")
	errTooLong = errors.New("pointers are too long")
	errTooMany = errors.New("too many values")
)

// parser reads one JSON value.
type parser struct {
	decoder *jsontext.Decoder
	// pointers is how many bytes of pointers are left, values how many values.
	pointers, values int
}

func (p *parser) value(at string, depth int) (*node, error) {
	if depth > deepest {
		return nil, errTooDeep
	}
	if p.pointers -= len(at); p.pointers < 0 {
		return nil, errTooLong
	}
	if p.values--; p.values < 0 {
		return nil, errTooMany
	}
	token, err := p.decoder.ReadToken()
	if err != nil {
		return nil, err
	}
	n := &node{kind: token.Kind(), at: at}
	switch n.kind {
	case '"', '0':
		n.text = token.String()
	case '{':
		for p.decoder.PeekKind() != '}' {
			name, err := p.decoder.ReadToken()
			if err != nil {
				return nil, err
			}
			key := name.String()
			value, err := p.value(at+"/"+escapePointer(key), depth+1)
			if err != nil {
				return nil, err
			}
			n.members = append(n.members, member{key, value})
		}
		_, err = p.decoder.ReadToken()
	case '[':
		for p.decoder.PeekKind() != ']' {
			value, err := p.value(at+"/"+strconv.Itoa(len(n.list)), depth+1)
			if err != nil {
				return nil, err
			}
			n.list = append(n.list, value)
		}
		_, err = p.decoder.ReadToken()
	}
	return n, err
}

// escapePointer writes a key as a token of a JSON pointer (RFC 6901).
func escapePointer(key string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}

// kindName says of what type a value is, with its article.
func (n *node) kindName() string {
	switch n.kind {
	case 'n':
		return "null"
	case 't', 'f':
		return "a boolean"
	case '"':
		return "a text"
	case '0':
		return "a number"
	case '{':
		return "an object"
	default:
		return "an array"
	}
}

// object is a JSON object whose keys are taken out one by one; what was not
// taken is not known.
type object struct {
	faults *faults
	node   *node
	taken  []string
	known  []string
}

// object reads a value that must be an object; nil with a fault when it is none.
func (f *faults) object(n *node, what string) *object {
	if n.kind != '{' {
		f.add(n.at, "%s is an object, not %s", what, n.kindName())
		return nil
	}
	return &object{faults: f, node: n}
}

// take returns the value of a key; nil when it is not there.
func (o *object) take(key string) *node {
	o.known = append(o.known, key)
	for _, m := range o.node.members {
		if m.name == key {
			o.taken = append(o.taken, key)
			return m.value
		}
	}
	return nil
}

// need returns the value of a key that must be there; nil with a fault when not.
func (o *object) need(key, what string) *node {
	n := o.take(key)
	if n == nil {
		o.faults.add(o.node.at, "the key %q is missing: %s", key, what)
	}
	return n
}

// close complains about every key that was not taken.
func (o *object) close(what string) {
	for _, m := range o.node.members {
		if !slices.Contains(o.taken, m.name) {
			o.faults.add(m.value.at, "%s has no key %q%s; it has %s", what, m.name, didYouMean(m.name, o.known), list(o.known))
		}
	}
}

// string reads a text of up to most characters.
func (f *faults) string(n *node, least, most int) (string, bool) {
	if n.kind != '"' {
		f.add(n.at, "this is a text, not %s", n.kindName())
		return "", false
	}
	if length := len([]rune(n.text)); length < least || length > most {
		f.add(n.at, "the text has %d characters; allowed are %s to %s", length, thousands(least), thousands(most))
		return "", false
	}
	return n.text, true
}

// word reads one of a few words.
func (f *faults) word(n *node, words ...string) (string, bool) {
	if n.kind != '"' {
		f.add(n.at, "this is one of the words %s, not %s", list(words), n.kindName())
		return "", false
	}
	if !slices.Contains(words, n.text) {
		f.add(n.at, "%q is not allowed here%s; allowed are %s", n.text, didYouMean(n.text, words), list(words))
		return "", false
	}
	return n.text, true
}

// integer reads a whole number from least to most.
func (f *faults) integer(n *node, least, most int64) (int64, bool) {
	if n.kind == '0' {
		if value, err := strconv.ParseInt(n.text, 10, 64); err == nil && value >= least && value <= most {
			return value, true
		}
		if value, err := strconv.ParseFloat(n.text, 64); err == nil && value == math.Trunc(value) &&
			math.Abs(value) < 1<<53 && int64(value) >= least && int64(value) <= most {
			return int64(value), true
		}
	}
	f.add(n.at, "this is a whole number from %s to %s", thousands(int(least)), thousands(int(most)))
	return 0, false
}

// number reads a finite number.
func (f *faults) number(n *node) (float64, bool) {
	if n.kind == '0' {
		if value, err := strconv.ParseFloat(n.text, 64); err == nil {
			return value + 0, true // -0 is 0
		}
		f.add(n.at, "the number %s is out of range", n.text)
		return 0, false
	}
	f.add(n.at, "this is a number, not %s", n.kindName())
	return 0, false
}

// boolean reads true or false.
func (f *faults) boolean(n *node) (value, ok bool) {
	if n.kind != 't' && n.kind != 'f' {
		f.add(n.at, "this is true or false, not %s", n.kindName())
		return false, false
	}
	return n.kind == 't', true
}

// array reads a list of so many values.
func (f *faults) array(n *node, least, most int, what string) ([]*node, bool) {
	if n.kind != '[' {
		f.add(n.at, "%s is an array, not %s", what, n.kindName())
		return nil, false
	}
	if len(n.list) < least || len(n.list) > most {
		if least == most {
			f.add(n.at, "%s has %s values, not %s", what, thousands(least), thousands(len(n.list)))
		} else {
			f.add(n.at, "%s has %s to %s values, not %s", what, thousands(least), thousands(most), thousands(len(n.list)))
		}
		return nil, false
	}
	return n.list, true
}
