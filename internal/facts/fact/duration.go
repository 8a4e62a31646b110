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
	units := map[byte]float64{'Y': year, 'M': month, 'W': week, 'D': day}
	seconds := 0.0
	for rest != "" {
		if rest[0] == 'T' {
			units = map[byte]float64{'H': hour, 'M': minute, 'S': 1}
			rest = rest[1:]
			continue
		}
		end := strings.IndexFunc(rest, func(c rune) bool { return (c < '0' || c > '9') && c != '.' && c != ',' })
		if end <= 0 {
			return 0, false
		}
		n, err := strconv.ParseFloat(strings.Replace(rest[:end], ",", ".", 1), 64)
		unit, known := units[rest[end]]
		if err != nil || !known {
			return 0, false
		}
		seconds += n * unit
		rest = rest[end+1:]
	}
	micros = int64(math.Round(seconds * 1e6))
	return micros, seconds >= 0 && seconds < 1e12
}
