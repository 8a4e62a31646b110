package aggregate

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/problem"
)

// value is one of nil (null), absent, bool, number, string, date, *object and
// []value.
type value any

// absent is the value of a field that is not there.
type absent struct{}

// number keeps its text, so that a score of 1.0 is returned as 1.0.
type number struct {
	text  string
	value float64
}

// numberOf is a number that was computed; nil for one that JSON does not have.
func numberOf(x float64) value {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return number{strconv.FormatFloat(x, 'f', -1, 64), x}
}

// date is a moment in microseconds.
type date int64

// String writes the date as Learning Locker does: UTC with milliseconds.
func (d date) String() string {
	return time.UnixMicro(int64(d)).UTC().Format("2006-01-02T15:04:05.000Z")
}

// object is a document, whose fields have an order.
type object struct {
	fields []field
}

type field struct {
	name  string
	value value
}

func (o *object) get(name string) value {
	for i := range o.fields {
		if o.fields[i].name == name {
			return o.fields[i].value
		}
	}
	return absent{}
}

// set adds a field, or changes its value.
func (o *object) set(name string, v value) {
	for i := range o.fields {
		if o.fields[i].name == name {
			o.fields[i].value = v
			return
		}
	}
	o.fields = append(o.fields, field{name, v})
}

// parse reads a JSON text that is known to be well-formed, as a stored statement
// is, or one that a client sent; the error says where it is not JSON.
func parse(text []byte) (value, error) {
	decoder := jsontext.NewDecoder(bytes.NewReader(text))
	v, err := parseNext(decoder, 0)
	if err != nil {
		return nil, err
	}
	if decoder.PeekKind() != 0 {
		return nil, fmt.Errorf("more follows the end of the JSON value")
	}
	return v, nil
}

// deepest is how deep values may lie in each other; statements are held to less.
const deepest = 200

func parseNext(decoder *jsontext.Decoder, depth int) (value, error) {
	if depth > deepest {
		return nil, fmt.Errorf("values lie more than %d deep in each other", deepest)
	}
	token, err := decoder.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case 't', 'f':
		return token.Bool(), nil
	case '"':
		return token.String(), nil
	case '0':
		text := token.String()
		x, err := strconv.ParseFloat(text, 64)
		if err != nil && math.IsInf(x, 0) {
			x = math.Copysign(math.MaxFloat64, x)
		}
		return number{text, x}, nil
	case '{':
		o := &object{}
		for decoder.PeekKind() != '}' {
			name, err := decoder.ReadToken()
			if err != nil {
				return nil, err
			}
			key := name.String()
			v, err := parseNext(decoder, depth+1)
			if err != nil {
				return nil, err
			}
			o.fields = append(o.fields, field{key, v})
		}
		_, err = decoder.ReadToken()
		return o, err
	case '[':
		list := []value{}
		for decoder.PeekKind() != ']' {
			v, err := parseNext(decoder, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err = decoder.ReadToken()
		return list, err
	default:
		return nil, nil
	}
}

// appendJSON writes a value.
func appendJSON(dst []byte, v value) []byte {
	switch v := v.(type) {
	case bool:
		return strconv.AppendBool(dst, v)
	case number:
		return append(dst, v.text...)
	case string:
		return appendText(dst, v)
	case date:
		return appendText(dst, v.String())
	case *object:
		dst = append(dst, '{')
		for i, f := range v.fields {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendText(dst, f.name), ':')
			dst = appendJSON(dst, f.value)
		}
		return append(dst, '}')
	case []value:
		dst = append(dst, '[')
		for i, element := range v {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendJSON(dst, element)
		}
		return append(dst, ']')
	default:
		return append(dst, "null"...)
	}
}

func appendText(dst []byte, text string) []byte {
	quoted, err := jsontext.AppendQuote(dst, text)
	if err != nil {
		// Invalid UTF-8 cannot come in, and is replaced all the same.
		return quoted
	}
	return quoted
}

// rank orders values of different types, as MongoDB does.
func rank(v value) int {
	switch v.(type) {
	case absent, nil:
		return 0
	case number:
		return 1
	case string:
		return 2
	case *object:
		return 3
	case []value:
		return 4
	case bool:
		return 5
	default:
		return 6 // date
	}
}

// compare orders any two values.
func compare(a, b value) int {
	if order := cmp.Compare(rank(a), rank(b)); order != 0 {
		return order
	}
	switch a := a.(type) {
	case number:
		return cmp.Compare(a.value, b.(number).value)
	case string:
		return strings.Compare(a, b.(string))
	case *object:
		return slices.CompareFunc(a.fields, b.(*object).fields, func(x, y field) int {
			return cmp.Or(cmp.Compare(rank(x.value), rank(y.value)), strings.Compare(x.name, y.name), compare(x.value, y.value))
		})
	case []value:
		return slices.CompareFunc(a, b.([]value), compare)
	case bool:
		if a == b.(bool) {
			return 0
		}
		if a {
			return 1
		}
		return -1
	case date:
		return cmp.Compare(a, b.(date))
	default:
		return 0
	}
}

// appendKey writes a value so that equal values, and only those, are equal bytes.
func appendKey(dst []byte, v value) []byte {
	dst = append(dst, byte(rank(v)))
	switch v := v.(type) {
	case number:
		return binary.BigEndian.AppendUint64(dst, math.Float64bits(v.value+0))
	case string:
		return append(binary.AppendUvarint(dst, uint64(len(v))), v...)
	case *object:
		dst = binary.AppendUvarint(dst, uint64(len(v.fields)))
		for _, f := range v.fields {
			dst = append(binary.AppendUvarint(dst, uint64(len(f.name))), f.name...)
			dst = appendKey(dst, f.value)
		}
	case []value:
		dst = binary.AppendUvarint(dst, uint64(len(v)))
		for _, element := range v {
			dst = appendKey(dst, element)
		}
	case bool:
		return strconv.AppendBool(dst, v)
	case date:
		return binary.BigEndian.AppendUint64(dst, uint64(v))
	}
	return dst
}

// mostBytes is how large a document may be that a pipeline computes, as MongoDB
// has it, too. A projection can have the same part several times, and the next
// one that twice again: nothing may walk through such a document before it is
// known to be small.
const mostBytes = 16 << 20

// fits refuses a computed value that is too large.
func fits(v value) error {
	if size(v) <= mostBytes {
		return nil
	}
	return problem.New(problem.TooLarge, "pipeline-too-large",
		"the pipeline computes a document of more than %d MB: leave out of $project and $group what is there several times", mostBytes>>20)
}

// size is about how many bytes of memory a value takes. It stops looking soon
// after mostBytes.
func size(v value) int {
	const word = 16
	switch v := v.(type) {
	case number:
		return 2*word + len(v.text)
	case string:
		return word + len(v)
	case *object:
		bytes := 3 * word
		for _, f := range v.fields {
			if bytes += 2*word + len(f.name) + size(f.value); bytes > mostBytes {
				break
			}
		}
		return bytes
	case []value:
		bytes := 3 * word
		for _, element := range v {
			if bytes += word + size(element); bytes > mostBytes {
				break
			}
		}
		return bytes
	default:
		return word
	}
}
