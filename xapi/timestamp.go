package xapi

// ParseTimestamp reads an ISO 8601 timestamp (TS-01, TS-02, TS-05, TS-06) and
// returns it in microseconds since 1970 UTC, cutting finer digits; without a
// zone it is UTC. A leap second is the first of the next minute. The instant
// must be in the years 0000 to 9999 in UTC too, where it is returned in
// (TS-04).
func ParseTimestamp[T string | []byte](text T) (micros int64, ok bool) {
	t, ok := parseCivil(text)
	if !ok {
		return 0, false
	}
	micros = t.minutes*60*microsPerSecond + int64(t.second)*microsPerSecond
	scale := int64(microsPerSecond / 10)
	for i := t.fraction; i < t.end && scale > 0; i++ {
		micros += int64(text[i]-'0') * scale
		scale /= 10
	}
	return micros, true
}

// StoredLength is the length in bytes of what AppendStoredTime appends.
const StoredLength = len("2006-01-02T15:04:05.000000Z")

// AppendStoredTime appends the time in the form that Lore gives to `stored`:
// UTC with six digits of a second, 27 bytes.
func AppendStoredTime(dst []byte, micros int64) []byte {
	const perMinute = 60 * microsPerSecond
	minutes := micros / perMinute
	micros -= minutes * perMinute
	if micros < 0 {
		micros += perMinute
		minutes--
	}
	dst = appendMinute(dst, minutes)
	dst = append(dst, ':')
	dst = appendDigits(dst, int(micros/microsPerSecond), 2)
	dst = append(dst, '.')
	dst = appendDigits(dst, int(micros%microsPerSecond), 6)
	return append(dst, 'Z')
}

// appendUTC appends a valid timestamp in the form in which it is kept: UTC,
// with the digits of a second that were sent and at least three (TS-03,
// TS-04). A timestamp that has that form already stays as it is, byte by byte.
func appendUTC(dst, text []byte) []byte {
	t, ok := parseCivil(text)
	if !ok {
		return append(dst, text...)
	}
	dst = appendMinute(dst, t.minutes)
	dst = append(dst, ':')
	dst = appendDigits(dst, t.second, 2)
	dst = append(dst, '.')
	dst = append(dst, text[t.fraction:t.end]...)
	for digits := t.end - t.fraction; digits < 3; digits++ {
		dst = append(dst, '0')
	}
	return append(dst, 'Z')
}

const (
	microsPerSecond = 1_000_000
	// minYearMinutes and maxYearMinutes bound the years 0000 to 9999 in minutes
	// since 1970.
	minYearMinutes = -719528 * 24 * 60
	maxYearMinutes = 2932897*24*60 - 1
)

// civil is what a timestamp says.
type civil struct {
	// minutes since 1970 UTC: no zone moves the seconds.
	minutes int64
	// second is 60 in a leap second.
	second int
	// fraction and end bound the digits of the second's fraction in the text.
	fraction, end int
}

// parseCivil reads the extended format, 2015-11-18T12:17:00.5+01:00, and the
// basic one, 20151118T121700.5+0100.
func parseCivil[T string | []byte](text T) (t civil, ok bool) {
	// The separators come at 4, 7, 10, 13 and 16, or only the T at 8.
	month, day, hour, minute, second := 5, 8, 11, 14, 17
	if len(text) > 8 && text[4] != '-' {
		month, day, hour, minute, second = 4, 6, 9, 11, 13
	} else if len(text) < 19 || text[7] != '-' || text[13] != ':' || text[16] != ':' {
		return t, false
	}
	if len(text) < second+2 || text[hour-1]|0x20 != 't' {
		return t, false
	}
	century, y := twoDigits(text, 0), twoDigits(text, 2)
	mo, d := twoDigits(text, month), twoDigits(text, day)
	h, mi, s := twoDigits(text, hour), twoDigits(text, minute), twoDigits(text, second)
	if century|y|mo|d|h|mi|s < 0 || h > 23 || mi > 59 || s > 60 || mo < 1 || mo > 12 {
		return t, false
	}
	year := century*100 + y
	if d < 1 || d > daysIn(year, mo) {
		return t, false
	}
	t.second = s
	t.fraction, t.end = second+2, second+2
	if t.end < len(text) && (text[t.end] == '.' || text[t.end] == ',') {
		t.fraction++
		t.end = t.fraction + leadingDigits(text[t.fraction:])
		if t.end == t.fraction {
			return t, false
		}
	}
	offset, ok := zoneOffset(text[t.end:])
	if !ok {
		return t, false
	}
	t.minutes = daysSince1970(year, mo, d)*24*60 + int64(h*60+mi-offset)
	return t, t.minutes >= minYearMinutes && t.minutes <= maxYearMinutes
}

// zoneOffset reads Z, ±hh:mm, ±hhmm, ±hh or nothing, in minutes east of UTC. A
// negative zero, which says that the zone is not known, is none (TS-02).
func zoneOffset[T string | []byte](zone T) (minutes int, ok bool) {
	switch len(zone) {
	case 0:
		return 0, true
	case 1:
		return 0, zone[0]|0x20 == 'z'
	case len("+hh"), len("+hhmm"):
	case len("+hh:mm"):
		if zone[3] != ':' {
			return 0, false
		}
	default:
		return 0, false
	}
	hour, minute := twoDigits(zone, 1), 0
	if len(zone) > len("+hh") {
		minute = twoDigits(zone, len(zone)-2)
	}
	if hour|minute < 0 || hour > 23 || minute > 59 {
		return 0, false
	}
	minutes = hour*60 + minute
	switch {
	case zone[0] == '+':
		return minutes, true
	case zone[0] == '-' && minutes != 0:
		return -minutes, true
	}
	return 0, false
}

// twoDigits returns the number of two digits, negative when they are none.
func twoDigits[T string | []byte](text T, at int) int {
	if !isDigit(text[at]) || !isDigit(text[at+1]) {
		return -1
	}
	return int(text[at]-'0')*10 + int(text[at+1]-'0')
}
