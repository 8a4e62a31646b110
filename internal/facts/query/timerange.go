package query

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zones are the same wherever the program runs
)

// The words of a time range but for the numbers of days.
var rangeWords = []string{
	"today", "mtd", "qtd", "ytd", "last_week", "last_month", "last_quarter", "last_year", "all",
}

var bucketWords = []string{"hour", "day", "week", "month", "quarter", "year"}

// The instants that a query may name: whole years whatever the zone.
var (
	earliest = time.Date(1, 1, 3, 0, 0, 0, 0, time.UTC).UnixMicro()
	latest   = time.Date(9999, 12, 29, 0, 0, 0, 0, time.UTC).UnixMicro()
)

var (
	zoneName  = regexp.MustCompile(`^[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,3}$`)
	daysForm  = regexp.MustCompile(`^[1-9][0-9]{0,3}d$`)
	hoursForm = regexp.MustCompile(`^[1-9][0-9]{0,4}h$`)
)

// time reads the time range of a query; n may be nil, at is where it would be.
// The zone is set as soon as it is known, for the dates in filters.
func (d *decoder) time(n *node, kind Kind, at string) Time {
	t := Time{Range: "all", Zone: time.UTC}
	var o *object
	if n != nil {
		if o = d.object(n, "time"); o == nil {
			return t
		}
		if zone := o.take("zone"); zone != nil {
			t.Zone = d.location(zone)
		}
	}
	d.zone = t.Zone
	if o == nil {
		o = &object{faults: &d.faults, node: &node{kind: '{', at: at}}
	}
	if n := o.take("range"); n != nil {
		d.timeRange(&t, n)
	}
	if n := o.take("on"); n != nil {
		on, _ := d.word(n, "timestamp", "stored")
		t.OnStored = on == "stored"
	}
	switch kind {
	case Trend, Lifecycle:
		words := bucketWords
		if kind == Lifecycle {
			words = bucketWords[1:]
		}
		if n := o.need("bucket", "one of "+list(words)); n != nil {
			bucket, _ := d.word(n, words...)
			t.Bucket = Bucket(bucket)
		}
	default:
		if n := o.take("bucket"); n != nil {
			d.add(n.at, "kind %s has no buckets; trend and lifecycle have", kind)
		}
	}
	if n := o.take("compare"); n != nil {
		_, t.Compare = d.word(n, "previous")
		switch {
		case kind != Table && kind != Trend:
			d.add(n.at, "kind %s does not compare; table and trend do", kind)
		case t.Range == "all":
			d.add(n.at, "nothing is before the range \"all\"; name another range to compare with the one before")
		}
	}
	o.close("time")
	return t
}

func (d *decoder) location(n *node) *time.Location {
	text, ok := d.string(n, 1, 60)
	if !ok {
		return time.UTC
	}
	if zoneName.MatchString(text) && text != "Local" {
		if zone, err := time.LoadLocation(text); err == nil {
			return zone
		}
	}
	d.add(n.at, "there is no time zone %q; write an IANA name such as UTC or Europe/Berlin", text)
	return time.UTC
}

func (d *decoder) timeRange(t *Time, n *node) {
	if n.kind == '[' {
		bounds, ok := d.array(n, 2, 2, "a time range")
		if !ok {
			return
		}
		from, okFrom := d.instant(bounds[0])
		to, okTo := d.instant(bounds[1])
		if okFrom && okTo && from >= to {
			d.add(n.at, "the range ends before it begins; the second instant is the first one that is not in it")
		}
		t.Range, t.From, t.To = "", from, to
		return
	}
	if n.kind != '"' {
		d.add(n.at, "a time range is a word such as \"28d\", or two instants, not %s", n.kindName())
		return
	}
	if _, ok := relativeDays(n.text); ok {
		t.Range = n.text
		return
	}
	for _, word := range rangeWords {
		if n.text == word {
			t.Range = word
			return
		}
	}
	d.add(n.at, "there is no time range %q%s; there are a number of days from \"1d\" to \"3660d\", %s, and two instants",
		clip(n.text), didYouMean(n.text, rangeWords), list(rangeWords))
}

// relativeDays reads a range like "28d".
func relativeDays(text string) (int, bool) {
	if !daysForm.MatchString(text) {
		return 0, false
	}
	days, err := strconv.Atoi(text[:len(text)-1])
	return days, err == nil && days <= mostDays
}

// days reads a span like "90d".
func (d *decoder) days(n *node) (int, bool) {
	if n.kind == '"' {
		if days, ok := relativeDays(n.text); ok {
			return days, true
		}
	}
	d.add(n.at, "this is a number of days, from \"1d\" to \"3660d\"")
	return 0, false
}

// window reads a span like "7d" or "36h".
func (d *decoder) window(n *node) time.Duration {
	if n.kind == '"' {
		if days, ok := relativeDays(n.text); ok {
			return time.Duration(days) * 24 * time.Hour
		}
		if hoursForm.MatchString(n.text) {
			hours, err := strconv.Atoi(n.text[:len(n.text)-1])
			if err == nil && hours <= mostDays*24 {
				return time.Duration(hours) * time.Hour
			}
		}
	}
	d.add(n.at, "this is a number of days or hours, such as \"7d\" or \"36h\", of at most 3,660 days")
	return 0
}

// instant reads an ISO instant, or a date as its midnight in the query's zone.
// The result is in microseconds.
func (d *decoder) instant(n *node) (int64, bool) {
	if n.kind != '"' {
		d.add(n.at, "this is a date or an instant, such as \"2026-10-01\" or \"2026-10-01T08:00:00Z\", not %s", n.kindName())
		return 0, false
	}
	at, ok := parseInstant(n.text, d.zone)
	if !ok {
		d.add(n.at, "%q is neither a date such as \"2026-10-01\" nor an instant with a zone such as \"2026-10-01T08:00:00Z\"", clip(n.text))
	}
	return at, ok
}

func parseInstant(text string, zone *time.Location) (int64, bool) {
	var at int64
	if date, err := time.Parse("2006-01-02", text); err == nil {
		at = midnight(date, zone)
	} else {
		instant, err := time.Parse(time.RFC3339Nano, text)
		if err != nil || strings.ContainsRune(text, ',') {
			return 0, false
		}
		at = instant.UnixMicro()
	}
	return at, at >= earliest && at <= latest
}

// FormatTime writes an instant (microseconds) as answers do: RFC 3339 with the
// offset of the zone at that time.
func FormatTime(micros int64, zone *time.Location) string {
	at := time.UnixMicro(micros).In(zone)
	if _, offset := at.Zone(); offset%60 != 0 {
		at = at.UTC() // RFC 3339 has no seconds in an offset
	}
	return at.Format(time.RFC3339Nano)
}
