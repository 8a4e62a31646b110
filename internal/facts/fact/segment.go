package fact

import (
	"math"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// segments reads played segments, "0[.]5.5[,]10[.]20" in seconds (video
// profile). Parts that are no interval are left out.
func segments(text string) []Segment {
	if text == "" {
		return nil
	}
	var list []Segment
	for part := range strings.SplitSeq(text, "[,]") {
		from, to, ok := strings.Cut(part, "[.]")
		begins, fromOK := milliseconds(from)
		ends, toOK := milliseconds(to)
		if ok && fromOK && toOK && begins <= ends {
			list = append(list, Segment{begins, ends})
		}
	}
	return list
}

// maxSeconds is beyond every video.
const maxSeconds = 1e9

func milliseconds(text string) (int64, bool) {
	seconds, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || !(seconds >= 0 && seconds <= maxSeconds) {
		return 0, false
	}
	return int64(math.Round(seconds * 1000)), true
}

// text is the text of a value that is a string, with U+FFFD for half a surrogate
// pair; "" for any other.
func text(value jsontext.Value) string {
	if value.Kind() != '"' {
		return ""
	}
	// The value was read before, so that all AppendUnquote can find wrong is half a
	// surrogate pair, for which it has appended U+FFFD.
	unquoted, _ := jsontext.AppendUnquote(nil, value)
	return string(unquoted)
}

// number is a value that is a number; NaN for any other, and for what no float64
// can be.
func number(value jsontext.Value) float64 {
	if value.Kind() != '0' {
		return math.NaN()
	}
	x, err := strconv.ParseFloat(string(value), 64)
	if err != nil {
		return math.NaN()
	}
	return x
}
