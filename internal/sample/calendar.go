package sample

import (
	"math/rand/v2"
	"time"
)

const (
	second = int64(time.Second / time.Microsecond)
	minute = 60 * second
)

// officeHours and shiftHours are how likely each hour of the day is.
var (
	officeHours = [24]float64{7: 1, 8: 6, 9: 11, 10: 13, 11: 9, 12: 4, 13: 8, 14: 11, 15: 9, 16: 6, 17: 2, 18: 0.6, 19: 0.5, 20: 0.8, 21: 0.4}
	shiftHours  = [24]float64{5: 1, 6: 5, 7: 7, 8: 4, 9: 4, 10: 5, 11: 3, 12: 3, 13: 8, 14: 9, 15: 5, 16: 4, 17: 4, 18: 4, 19: 4, 20: 5, 21: 4, 22: 1}
)

// free is how likely somebody does not learn on a date: weekends, the turn of the
// year, the summer.
func free(date time.Time, shifts bool) float64 {
	switch month, day := date.Month(), date.Day(); {
	case month == time.December && day >= 23, month == time.January && day == 1:
		return 0.95
	case date.Weekday() == time.Sunday:
		if shifts {
			return 0.9
		}
		return 0.97
	case date.Weekday() == time.Saturday:
		if shifts {
			return 0.6
		}
		return 0.96
	case month == time.August && day <= 21:
		return 0.5
	case month == time.January && day <= 6, month == time.July && day >= 15:
		return 0.3
	case date.Weekday() == time.Friday:
		return 0.25
	}
	return 0
}

// worktime is a time at which somebody may learn, on a day of the year or on one of
// the next. It is in microseconds since 1970.
func (y *Year) worktime(r *rand.Rand, p *person, day int) int64 {
	for range 14 {
		if r.Float64() >= free(y.first.AddDate(0, 0, day), p.department.shifts) {
			break
		}
		day++
	}
	hours := &officeHours
	if p.department.shifts {
		hours = &shiftHours
	}
	hour := pick(r, func(i int) float64 { return hours[i] }, 24)
	return y.at(p, day, hour, r.IntN(60)) + r.Int64N(minute)
}

// at is a time of the clock where somebody works.
func (y *Year) at(p *person, day, hour, minutes int) int64 {
	date := y.first.AddDate(0, 0, day)
	return time.Date(date.Year(), date.Month(), date.Day(), hour, minutes, 0, 0, p.site.zone).UnixMicro()
}

// dayOf is the day of the year of a time.
func (y *Year) dayOf(at int64) int {
	return int(time.UnixMicro(at).Sub(y.first) / (24 * time.Hour))
}
