package xapihttp

import (
	"strconv"
	"strings"
)

// quality is one element of a header like Accept or Accept-Encoding, in lower case.
type quality struct {
	name  string
	value int // thousandths
}

type qualities []quality

// parseQualities reads a list with q-values (RFC 9110 12.4.2). Other
// parameters are passed over; a malformed q counts as 0.
func parseQualities(header string) qualities {
	var list qualities
	for element := range strings.SplitSeq(header, ",") {
		name, rest, _ := strings.Cut(element, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" {
			continue
		}
		value := 1000
		for parameter := range strings.SplitSeq(rest, ";") {
			key, text, _ := strings.Cut(parameter, "=")
			if strings.EqualFold(strings.TrimSpace(key), "q") {
				q, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
				if err != nil || !(q >= 0 && q <= 1) {
					q = 0
				}
				value = int(q * 1000)
			}
		}
		list = append(list, quality{name, value})
	}
	return list
}

func (l qualities) lookup(name string) (value int, named bool) {
	for _, element := range l {
		if element.name == name {
			return element.value, true
		}
	}
	return 0, false
}

// quality returns the value of the first of the names that is in the list:
// the thing itself first, then the wildcards that cover it. 0 is «not wanted».
func (l qualities) quality(names ...string) int {
	for _, name := range names {
		if value, named := l.lookup(name); named {
			return value
		}
	}
	return 0
}
