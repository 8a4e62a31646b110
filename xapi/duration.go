package xapi

// validDuration reports whether s is a duration in the format with designators
// (ISO 8601:2004 4.4.3.2; DU-01, DU-02): weeks alone, or any of the other
// units in their order. Only the last number may have a fraction (DU-03), of
// any length (DU-04).
func validDuration(s []byte) bool {
	if len(s) == 0 || s[0] != 'P' {
		return false
	}
	s = s[1:]
	if number, _ := durationNumber(s); number > 0 && number+1 == len(s) && s[number] == 'W' {
		return true
	}
	dates, s, fraction := skipComponents(s, "YMD")
	if len(s) == 0 {
		return dates > 0
	}
	if s[0] != 'T' || fraction {
		return false
	}
	times, s, _ := skipComponents(s[1:], "HMS")
	return times > 0 && len(s) == 0
}

// skipComponents skips numbers with their units, each at most once and in the
// order given, and says how many they were. It stops behind a number with a
// fraction.
func skipComponents(s []byte, units string) (count int, rest []byte, fraction bool) {
	for len(units) > 0 && !fraction {
		number, hasFraction := durationNumber(s)
		if number == 0 || number == len(s) {
			return count, s, false
		}
		for len(units) > 0 && units[0] != s[number] {
			units = units[1:]
		}
		if len(units) == 0 {
			return count, s, false
		}
		units = units[1:]
		s = s[number+1:]
		fraction = hasFraction
		count++
	}
	return count, s, fraction
}

// durationNumber returns the length of the number that s begins with, 0 when it
// begins with none.
func durationNumber(s []byte) (length int, fraction bool) {
	length = leadingDigits(s)
	if length == 0 || length == len(s) || s[length] != '.' && s[length] != ',' {
		return length, false
	}
	decimals := leadingDigits(s[length+1:])
	if decimals == 0 {
		return 0, false
	}
	return length + 1 + decimals, true
}
