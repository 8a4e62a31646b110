package fact

import (
	"math"
	"strconv"
	"strings"
)

// The lengths of the units of a duration, in seconds.
const (
	minute = 60
	hour   = 60 * minute
	day    = 24 * hour
	week   = 7 * day
	month  = 30.4375 * day
	year   = 365.25 * day
)

// duration reads a duration (ISO 8601, as validated when it was stored) in
// microseconds. Longer ones than fit are not read.
func duration(text string) (micros int64, ok bool) {
	rest, ok := strings.CutPrefix(text, "P")
	if !ok || rest == "" {
		return 0, false
	}
	seconds, ofDay := 0.0, false
	for rest != "" {
		if rest[0] == 'T' {
			ofDay = true
			rest = rest[1:]
			continue
		}
		end := strings.IndexFunc(rest, func(c rune) bool { return (c < '0' || c > '9') && c != '.' && c != ',' })
		if end <= 0 {
			return 0, false
		}
		n, err := strconv.ParseFloat(strings.Replace(rest[:end], ",", ".", 1), 64)
		unit := secondsOf(rest[end], ofDay)
		if err != nil || unit == 0 {
			return 0, false
		}
		seconds += n * unit
		rest = rest[end+1:]
	}
	micros = int64(math.Round(seconds * 1e6))
	return micros, seconds >= 0 && seconds < 1e12
}

// secondsOf is the length of a unit; 0 for none. ofDay is true behind the T,
// where M stands for minutes.
func secondsOf(unit byte, ofDay bool) float64 {
	switch {
	case ofDay && unit == 'H':
		return hour
	case ofDay && unit == 'M':
		return minute
	case ofDay && unit == 'S':
		return 1
	case ofDay:
		return 0
	case unit == 'Y':
		return year
	case unit == 'M':
		return month
	case unit == 'W':
		return week
	case unit == 'D':
		return day
	default:
		return 0
	}
}
