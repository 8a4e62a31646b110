package query

import (
	"math"
	"time"
)

// MostBuckets is how many buckets a range may have.
const MostBuckets = 10_000

// wallDay is a day of the calendar, written as its midnight in UTC.
func wallDay(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// dayOf returns the day that the clocks of a zone show at an instant.
func dayOf(micros int64, zone *time.Location) time.Time {
	return wallDay(time.UnixMicro(micros).In(zone).Date())
}

// midnight returns the first moment of a day in a zone, in microseconds: the
// first instant at which clocks there show that day or, where the day is left
// out, a later one.
func midnight(day time.Time, zone *time.Location) int64 {
	const furthest = 16 * 3600 // no zone is or was further from UTC
	wall := day.Unix()
	at := wall - furthest
	for {
		moment := time.Unix(at, 0).In(zone)
		_, offset := moment.Zone()
		end := nextChange(moment)
		first := max(at, wall-int64(offset))
		if first < end {
			return first * 1e6
		}
		at = end
	}
}

// nextChange returns up to when the clocks of a moment's zone certainly do not
// change, in seconds; it is later than the moment.
func nextChange(moment time.Time) int64 {
	_, end := moment.ZoneBounds()
	switch {
	case end.IsZero():
		return math.MaxInt64
	case end.Unix() <= moment.Unix():
		// Beyond the table of a zone package time ends the rules of a leap year a day
		// early, and gives that moment for the whole of 31 December.
		return moment.Unix() + 3600
	default:
		return end.Unix()
	}
}

// firstDay returns the day on which the bucket of a day begins.
func firstDay(bucket Bucket, day time.Time) time.Time {
	switch bucket {
	case ByWeek:
		return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	case ByMonth:
		return wallDay(day.Year(), day.Month(), 1)
	case ByQuarter:
		return wallDay(day.Year(), (day.Month()-1)/3*3+1, 1)
	case ByYear:
		return wallDay(day.Year(), time.January, 1)
	default:
		return day
	}
}

// moveDay goes so many buckets on from the first day of one.
func moveDay(bucket Bucket, day time.Time, by int) time.Time {
	switch bucket {
	case ByWeek:
		return day.AddDate(0, 0, 7*by)
	case ByMonth:
		return day.AddDate(0, by, 0)
	case ByQuarter:
		return day.AddDate(0, 3*by, 0)
	case ByYear:
		return day.AddDate(by, 0, 0)
	default:
		return day.AddDate(0, 0, by)
	}
}

// Floor returns the beginning of the bucket that holds an instant; both in
// microseconds.
func Floor(bucket Bucket, zone *time.Location, micros int64) int64 {
	start, _ := around(bucket, zone, micros)
	return start
}

// Next returns the beginning of the bucket after the one that holds an instant;
// both in microseconds.
func Next(bucket Bucket, zone *time.Location, micros int64) int64 {
	_, end := around(bucket, zone, micros)
	return end
}

// around returns the bounds of the bucket that holds an instant.
func around(bucket Bucket, zone *time.Location, micros int64) (start, end int64) {
	if bucket == ByHour {
		second := time.UnixMicro(micros).Unix()
		return hourFloor(second, zone) * 1e6, hourNext(second, zone) * 1e6
	}
	day := firstDay(bucket, dayOf(micros, zone))
	start = midnight(day, zone)
	for {
		// Clocks that are put back over midnight show the day before once more, when
		// the next bucket has begun already; and a day that a zone leaves out begins
		// with the next one.
		day = moveDay(bucket, day, 1)
		if end = midnight(day, zone); end > micros {
			return start, end
		}
		start = end
	}
}

// Hours begin when the clocks show a full hour, and when a change of the clocks
// takes them into another hour. (Where clocks change by half an hour, an hour
// of the clock may last 30 or 90 minutes.)

// hourNext returns the first beginning of an hour after an instant (seconds).
func hourNext(at int64, zone *time.Location) int64 {
	for {
		moment := time.Unix(at, 0).In(zone)
		_, offset := moment.Zone()
		change := nextChange(moment)
		next := at + 3600 - modulo(at+int64(offset), 3600)
		if next < change {
			return next
		}
		at = change
		if hourBeginsAt(at, zone) {
			return at
		}
	}
}

// hourFloor returns the last beginning of an hour up to an instant (seconds).
func hourFloor(at int64, zone *time.Location) int64 {
	for {
		moment := time.Unix(at, 0).In(zone)
		_, offset := moment.Zone()
		change, _ := moment.ZoneBounds()
		start := at - modulo(at+int64(offset), 3600)
		if change.IsZero() || start >= change.Unix() {
			return start
		}
		if hourBeginsAt(change.Unix(), zone) {
			return change.Unix()
		}
		at = change.Unix() - 1
	}
}

// hourBeginsAt reports whether an hour begins when the clocks are changed.
func hourBeginsAt(change int64, zone *time.Location) bool {
	_, before := time.Unix(change-1, 0).In(zone).Zone()
	_, after := time.Unix(change, 0).In(zone).Zone()
	shown, last := change+int64(after), change-1+int64(before)
	return modulo(shown, 3600) == 0 || shown-modulo(shown, 3600) != last-modulo(last, 3600)
}

// modulo is the remainder that is never negative.
func modulo(a, b int64) int64 { return (a%b + b) % b }

// Bounds returns the bounds of the buckets of a range, half-open and in
// microseconds: one more than there are buckets, the first and the last being
// those of the range, by which the outer buckets may be cut. It is nil for an
// empty range and for one of more than MostBuckets.
func Bounds(bucket Bucket, zone *time.Location, from, to int64) []int64 {
	if from >= to {
		return nil
	}
	edges := []int64{from}
	for at := Next(bucket, zone, from); at < to; at = Next(bucket, zone, at) {
		if len(edges) == MostBuckets {
			return nil
		}
		edges = append(edges, at)
	}
	return append(edges, to)
}
