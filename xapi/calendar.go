package xapi

// The arithmetic of the Gregorian calendar, without the allocations and time
// zones of package time.

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// daysSince1970 counts the days to a date. The year is taken to begin in March,
// so that leap days come last; an era is 400 years, 146,097 days.
func daysSince1970(year, month, day int) int64 {
	if month <= 2 {
		year--
	}
	era := floorDiv(year, 400)
	yearOfEra := year - era*400
	dayOfYear := (153*((month+9)%12)+2)/5 + day - 1
	dayOfEra := yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
	return int64(era)*146_097 + int64(dayOfEra) - 719_468
}

// dateOf is the inverse of daysSince1970.
func dateOf(days int64) (year, month, day int) {
	days += 719_468
	era := floorDiv(int(days), 146_097)
	dayOfEra := int(days) - era*146_097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36_524 - dayOfEra/146_096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	fromMarch := (5*dayOfYear + 2) / 153
	day = dayOfYear - (153*fromMarch+2)/5 + 1
	month = (fromMarch+2)%12 + 1
	year = yearOfEra + era*400
	if month <= 2 {
		year++
	}
	return year, month, day
}

// appendMinute appends 2015-11-18T12:17 for minutes since 1970.
func appendMinute(dst []byte, minutes int64) []byte {
	days := floorDiv(int(minutes), 24*60)
	ofDay := int(minutes) - days*24*60
	year, month, day := dateOf(int64(days))
	dst = append(appendDigits(dst, year, 4), '-')
	dst = append(appendDigits(dst, month, 2), '-')
	dst = append(appendDigits(dst, day, 2), 'T')
	dst = append(appendDigits(dst, ofDay/60, 2), ':')
	return appendDigits(dst, ofDay%60, 2)
}

// appendDigits appends a number of at most six digits with leading zeros.
func appendDigits(dst []byte, n, digits int) []byte {
	var text [6]byte
	for i := digits - 1; i >= 0; i-- {
		text[i] = byte('0' + n%10)
		n /= 10
	}
	return append(dst, text[:digits]...)
}

func floorDiv(a, b int) int {
	if a < 0 {
		return -((b - 1 - a) / b)
	}
	return a / b
}
