package query

import (
	"time"

	"github.com/lore-lrs/lore/internal/problem"
)

// Spans says what a time range means at a moment. Now is in microseconds, as are
// first and last, the least and the greatest time of the visible rows: they
// matter to the range "all" alone, and are both 0 when there are no rows, which
// gives an empty span. The error is of kind Invalid when there would be more than
// MostBuckets.
func Spans(t Time, now, first, last int64) (Span, error) {
	if t.Range == "all" {
		if first == 0 && last == 0 {
			return Span{}, nil
		}
		span := Span{From: first, To: last + 1}
		if t.Bucket != "" {
			span.From, span.To = Floor(t.Bucket, t.Zone, first), Next(t.Bucket, t.Zone, last)
		}
		return t.cut(span)
	}
	from, to := t.bounds(now)
	span, err := t.cut(Span{From: from, To: to})
	if err != nil || !t.Compare {
		return span, err
	}
	from, to = t.before(now, from, to)
	previous, err := t.cut(Span{From: from, To: to})
	span.Previous = &previous
	return span, err
}

// cut adds the bounds of the buckets to a span.
func (t Time) cut(span Span) (Span, error) {
	if t.Bucket == "" || span.From >= span.To {
		return span, nil
	}
	if span.Edges = Bounds(t.Bucket, t.Zone, span.From, span.To); span.Edges == nil {
		message := "the time range has more than 10,000 buckets; choose longer ones or a shorter range"
		return Span{}, &problem.Error{
			Kind: problem.Invalid, Code: "too-many-buckets", Message: message,
			Details: []problem.Detail{{Pointer: "/time/bucket", Message: message}},
		}
	}
	return span, nil
}

// The calendar ranges: from the start of the present one, or the whole one
// before it.
var (
	toDate = map[string]Bucket{"mtd": ByMonth, "qtd": ByQuarter, "ytd": ByYear}
	whole  = map[string]Bucket{
		"last_week": ByWeek, "last_month": ByMonth, "last_quarter": ByQuarter, "last_year": ByYear,
	}
)

// daysOf returns how many days a range like today or 28d has.
func (t Time) daysOf() (int, bool) {
	if t.Range == "today" {
		return 1, true
	}
	return relativeDays(t.Range)
}

// bounds returns the range, which is not "all".
func (t Time) bounds(now int64) (from, to int64) {
	if t.Range == "" {
		return t.From, t.To
	}
	today := dayOf(now, t.Zone)
	tomorrow := midnight(today.AddDate(0, 0, 1), t.Zone)
	if days, ok := t.daysOf(); ok {
		return midnight(today.AddDate(0, 0, 1-days), t.Zone), tomorrow
	}
	if bucket, ok := toDate[t.Range]; ok {
		return midnight(firstDay(bucket, today), t.Zone), tomorrow
	}
	bucket := whole[t.Range]
	present := firstDay(bucket, today)
	return midnight(moveDay(bucket, present, -1), t.Zone), midnight(present, t.Zone)
}

// before returns the range to compare with.
func (t Time) before(now, from, to int64) (int64, int64) {
	if t.Range == "" {
		if months, start, ok := wholeMonths(from, to, t.Zone); ok {
			return midnight(start.AddDate(0, -months, 0), t.Zone), from
		}
		return from - (to - from), from
	}
	today := dayOf(now, t.Zone)
	if days, ok := t.daysOf(); ok {
		return midnight(today.AddDate(0, 0, 1-2*days), t.Zone), from
	}
	if bucket, ok := toDate[t.Range]; ok {
		// The same days of the one before, which may be shorter: it is not left.
		start := firstDay(bucket, today)
		earlier := moveDay(bucket, start, -1)
		end := earlier.AddDate(0, 0, 1+int(today.Sub(start)/(24*time.Hour)))
		if end.After(start) {
			end = start
		}
		return midnight(earlier, t.Zone), midnight(end, t.Zone)
	}
	bucket := whole[t.Range]
	return midnight(moveDay(bucket, firstDay(bucket, today), -2), t.Zone), from
}

// wholeMonths reports whether a range is of whole months in the zone, how many,
// and on which day it begins.
func wholeMonths(from, to int64, zone *time.Location) (months int, start time.Time, ok bool) {
	start, end := dayOf(from, zone), dayOf(to, zone)
	if start.Day() != 1 || end.Day() != 1 || midnight(start, zone) != from || midnight(end, zone) != to {
		return 0, time.Time{}, false
	}
	return (end.Year()-start.Year())*12 + int(end.Month()) - int(start.Month()), start, true
}
