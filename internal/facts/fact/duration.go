package fact

import (
	"math"
	"strconv"
	"strings"
)

// The lengths of the units of a duration, in microseconds.
const (
	second = 1_000_000
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
	week   = 7 * day
	month  = 304375 * (day / 10000)
	year   = 365*day + day/4
)

// longest is beyond every duration that means something: 31,688 years.
const longest = 1_000_000_000_000 * second

// duration reads a duration (ISO 8601, as validated when it was stored) in
// microseconds, to the nearest. Those that are not shorter than longest are not
// read.
func duration(text string) (micros int64, ok bool) {
	rest, ok := strings.CutPrefix(text, "P")
	if !ok || rest == "" {
		return 0, false
	}
	ofDay := false
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
		unit := microsOf(rest[end], ofDay)
		part, ok := times(rest[:end], unit)
		if unit == 0 || !ok || part >= longest-micros {
			return 0, false
		}
		micros += part
		rest = rest[end+1:]
	}
	return micros, true
}

// times multiplies a number, with a fraction behind a point or comma, by a unit:
// its whole part exactly, so that centuries keep their microseconds.
func times(number string, unit int64) (micros int64, ok bool) {
	whole, fraction := number, ""
	if at := strings.IndexAny(number, ".,"); at >= 0 {
		whole, fraction = number[:at], number[at+1:]
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || unit > 0 && n > longest/unit {
		return 0, false
	}
	if fraction == "" {
		return n * unit, true
	}
	part, err := strconv.ParseFloat("0."+fraction, 64)
	return n*unit + int64(math.Round(part*float64(unit))), err == nil
}

// microsOf is the length of a unit; 0 for none. ofDay is true behind the T,
// where M stands for minutes.
func microsOf(unit byte, ofDay bool) int64 {
	switch {
	case ofDay && unit == 'H':
		return hour
	case ofDay && unit == 'M':
		return minute
	case ofDay && unit == 'S':
		return second
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
