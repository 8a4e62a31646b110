package query

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/problem"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func micros(t testing.TB, text string) int64 {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return at.UnixMicro()
}

func written(edges []int64, zone *time.Location) []string {
	texts := make([]string, len(edges))
	for i, edge := range edges {
		texts[i] = FormatTime(edge, zone)
	}
	return texts
}

func TestRelativeRanges(t *testing.T) {
	type want struct{ from, to, previousFrom, previousTo string }
	for _, c := range []struct {
		name, zone, now, words string
		want
	}{
		{"today", "UTC", "2026-11-29T06:00:00Z", "today", want{"2026-11-29T00:00:00Z", "2026-11-30T00:00:00Z", "2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z"}},
		{"today is another day in the zone", "Asia/Tokyo", "2026-11-29T16:00:00Z", "today", want{"2026-11-30T00:00:00+09:00", "2026-12-01T00:00:00+09:00", "2026-11-29T00:00:00+09:00", "2026-11-30T00:00:00+09:00"}},
		{"at midnight", "UTC", "2026-11-29T00:00:00Z", "1d", want{"2026-11-29T00:00:00Z", "2026-11-30T00:00:00Z", "2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z"}},
		{"seven days over the change of clocks", "Europe/Berlin", "2026-10-27T12:00:00Z", "7d", want{"2026-10-21T00:00:00+02:00", "2026-10-28T00:00:00+01:00", "2026-10-14T00:00:00+02:00", "2026-10-21T00:00:00+02:00"}},
		{"days over a leap day", "UTC", "2028-03-01T12:00:00Z", "2d", want{"2028-02-29T00:00:00Z", "2028-03-02T00:00:00Z", "2028-02-27T00:00:00Z", "2028-02-29T00:00:00Z"}},
		{"month to date", "Europe/Berlin", "2026-11-10T23:30:00Z", "mtd", want{"2026-11-01T00:00:00+01:00", "2026-11-12T00:00:00+01:00", "2026-10-01T00:00:00+02:00", "2026-10-12T00:00:00+02:00"}},
		{"a month longer than the one before", "UTC", "2026-03-31T12:00:00Z", "mtd", want{"2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"}},
		{"a month shorter than the one before", "UTC", "2026-02-28T12:00:00Z", "mtd", want{"2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-29T00:00:00Z"}},
		{"month to date in January", "UTC", "2026-01-02T12:00:00Z", "mtd", want{"2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z", "2025-12-01T00:00:00Z", "2025-12-03T00:00:00Z"}},
		{"quarter to date", "UTC", "2026-05-31T12:00:00Z", "qtd", want{"2026-04-01T00:00:00Z", "2026-06-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-03-03T00:00:00Z"}},
		{"quarter to date in winter", "UTC", "2026-01-31T12:00:00Z", "qtd", want{"2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2025-10-01T00:00:00Z", "2025-11-01T00:00:00Z"}},
		{"year to date of a leap year", "UTC", "2028-12-31T12:00:00Z", "ytd", want{"2028-01-01T00:00:00Z", "2029-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"}},
		{"year to date after a leap day", "UTC", "2028-03-01T12:00:00Z", "ytd", want{"2028-01-01T00:00:00Z", "2028-03-02T00:00:00Z", "2027-01-01T00:00:00Z", "2027-03-03T00:00:00Z"}},
		{"last week on a Sunday", "UTC", "2026-11-29T12:00:00Z", "last_week", want{"2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z", "2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z"}},
		{"last week on a Monday", "UTC", "2026-11-30T00:00:00Z", "last_week", want{"2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z"}},
		{"last week over the year's end", "UTC", "2027-01-05T00:00:00Z", "last_week", want{"2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z", "2026-12-21T00:00:00Z", "2026-12-28T00:00:00Z"}},
		{"last month in January", "America/New_York", "2026-01-15T00:00:00Z", "last_month", want{"2025-12-01T00:00:00-05:00", "2026-01-01T00:00:00-05:00", "2025-11-01T00:00:00-04:00", "2025-12-01T00:00:00-05:00"}},
		{"last month on the 31st", "UTC", "2026-03-31T00:00:00Z", "last_month", want{"2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"}},
		{"last quarter", "UTC", "2026-02-01T00:00:00Z", "last_quarter", want{"2025-10-01T00:00:00Z", "2026-01-01T00:00:00Z", "2025-07-01T00:00:00Z", "2025-10-01T00:00:00Z"}},
		{"last year", "UTC", "2026-02-01T00:00:00Z", "last_year", want{"2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"}},
		{"a day that begins at one", "America/Sao_Paulo", "2018-11-04T12:00:00Z", "today", want{"2018-11-04T01:00:00-02:00", "2018-11-05T00:00:00-02:00", "2018-11-03T00:00:00-03:00", "2018-11-04T01:00:00-02:00"}},
		{"a day of two midnights", "America/Havana", "2026-11-01T12:00:00Z", "today", want{"2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00", "2026-10-31T00:00:00-04:00", "2026-11-01T00:00:00-04:00"}},
		{"a day left out", "Pacific/Apia", "2011-12-31T00:00:00Z", "2d", want{"2011-12-31T00:00:00+14:00", "2012-01-01T00:00:00+14:00", "2011-12-28T00:00:00-10:00", "2011-12-31T00:00:00+14:00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := zone(t, c.zone)
			span, err := Spans(Time{Range: c.words, Zone: in, Compare: true}, micros(t, c.now), 0, 0)
			if err != nil {
				t.Fatal(err)
			}
			got := want{FormatTime(span.From, in), FormatTime(span.To, in), FormatTime(span.Previous.From, in), FormatTime(span.Previous.To, in)}
			if got != c.want {
				t.Errorf("got  %v\nwant %v", got, c.want)
			}
		})
	}
}

func TestTwoInstantsAreComparedWithTheMonthsOrTheLengthBefore(t *testing.T) {
	for _, c := range []struct{ zone, from, to, previous string }{
		{"Europe/Berlin", "2026-10-01", "2026-11-01", "2026-09-01T00:00:00+02:00"},
		{"Europe/Berlin", "2026-03-01", "2026-04-01", "2026-02-01T00:00:00+01:00"},
		{"UTC", "2026-01-01", "2026-04-01", "2025-10-01T00:00:00Z"},
		{"UTC", "2026-10-02", "2026-11-01", "2026-09-02T00:00:00Z"},
		{"UTC", "2026-10-01T00:00:00+02:00", "2026-11-01", "2026-08-30T20:00:00Z"},
		{"Europe/Berlin", "2026-10-25", "2026-10-26", "2026-10-23T23:00:00+02:00"},
		{"UTC", "2026-01-01T12:00:00Z", "2026-01-01T13:00:00.5Z", "2026-01-01T10:59:59.5Z"},
	} {
		t.Run(c.from+"–"+c.to, func(t *testing.T) {
			q, err := Decode([]byte(`{"kind":"table","metrics":["people"],"time":{"compare":"previous","zone":"`+c.zone+`","range":["`+c.from+`","`+c.to+`"]}}`), nil)
			if err != nil {
				t.Fatal(err)
			}
			span, err := Spans(q.Time, 0, 0, 0)
			if err != nil {
				t.Fatal(err)
			}
			if got := FormatTime(span.Previous.From, q.Time.Zone); got != c.previous || span.Previous.To != span.From {
				t.Errorf("the time before begins %s and ends %s, want %s and %s", got,
					FormatTime(span.Previous.To, q.Time.Zone), c.previous, FormatTime(span.From, q.Time.Zone))
			}
		})
	}
}

func TestBucketsFollowTheClocks(t *testing.T) {
	for _, c := range []struct {
		name, zone string
		bucket     Bucket
		from, to   string
		want       []string
	}{
		{
			"hours as clocks go forward", "Europe/Berlin", ByHour, "2026-03-29T00:30:00Z", "2026-03-29T02:30:00Z",
			[]string{"2026-03-29T01:30:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-29T04:00:00+02:00", "2026-03-29T04:30:00+02:00"},
		},
		{
			"hours as clocks go back", "America/New_York", ByHour, "2026-11-01T04:00:00Z", "2026-11-01T08:00:00Z",
			[]string{"2026-11-01T00:00:00-04:00", "2026-11-01T01:00:00-04:00", "2026-11-01T01:00:00-05:00", "2026-11-01T02:00:00-05:00", "2026-11-01T03:00:00-05:00"},
		},
		{
			"half an hour back", "Australia/Lord_Howe", ByHour, "2026-04-04T13:00:00Z", "2026-04-04T16:30:00Z",
			[]string{"2026-04-05T00:00:00+11:00", "2026-04-05T01:00:00+11:00", "2026-04-05T02:00:00+10:30", "2026-04-05T03:00:00+10:30"},
		},
		{
			"half an hour forward", "Australia/Lord_Howe", ByHour, "2026-10-03T14:30:00Z", "2026-10-03T17:00:00Z",
			[]string{"2026-10-04T01:00:00+10:30", "2026-10-04T02:30:00+11:00", "2026-10-04T03:00:00+11:00", "2026-10-04T04:00:00+11:00"},
		},
		{
			"hours of a zone off the hour", "Asia/Kathmandu", ByHour, "2026-01-01T00:15:00Z", "2026-01-01T02:00:00Z",
			[]string{"2026-01-01T06:00:00+05:45", "2026-01-01T07:00:00+05:45", "2026-01-01T07:45:00+05:45"},
		},
		{
			"days of 23 and 25 hours", "Europe/Berlin", ByDay, "2026-10-24T22:00:00Z", "2026-10-26T23:00:00Z",
			[]string{"2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00", "2026-10-27T00:00:00+01:00"},
		},
		{
			"a day without midnight", "America/Sao_Paulo", ByDay, "2018-11-03T15:00:00Z", "2018-11-05T15:00:00Z",
			[]string{"2018-11-03T12:00:00-03:00", "2018-11-04T01:00:00-02:00", "2018-11-05T00:00:00-02:00", "2018-11-05T13:00:00-02:00"},
		},
		{
			"a day left out", "Pacific/Apia", ByDay, "2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z",
			[]string{"2011-12-29T00:00:00-10:00", "2011-12-31T00:00:00+14:00", "2012-01-01T00:00:00+14:00"},
		},
		{
			"a midnight shown twice", "America/St_Johns", ByDay, "2010-11-06T12:00:00Z", "2010-11-08T12:00:00Z",
			[]string{"2010-11-06T09:30:00-02:30", "2010-11-07T00:00:00-02:30", "2010-11-08T00:00:00-03:30", "2010-11-08T08:30:00-03:30"},
		},
		{
			"weeks from Monday over the year's end", "UTC", ByWeek, "2026-12-27T00:00:00Z", "2027-01-05T00:00:00Z",
			[]string{"2026-12-27T00:00:00Z", "2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z", "2027-01-05T00:00:00Z"},
		},
		{
			"months over a leap day", "UTC", ByMonth, "2028-02-29T00:00:00Z", "2028-05-01T00:00:00Z",
			[]string{"2028-02-29T00:00:00Z", "2028-03-01T00:00:00Z", "2028-04-01T00:00:00Z", "2028-05-01T00:00:00Z"},
		},
		{
			"quarters", "Europe/Berlin", ByQuarter, "2026-02-01T00:00:00Z", "2026-08-01T00:00:00Z",
			[]string{"2026-02-01T01:00:00+01:00", "2026-04-01T00:00:00+02:00", "2026-07-01T00:00:00+02:00", "2026-08-01T02:00:00+02:00"},
		},
		{
			"years", "UTC", ByYear, "2026-07-01T00:00:00Z", "2028-01-01T00:00:00Z",
			[]string{"2026-07-01T00:00:00Z", "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := zone(t, c.zone)
			got := written(Bounds(c.bucket, in, micros(t, c.from), micros(t, c.to)), in)
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %v\nwant %v", got, c.want)
			}
		})
	}
}

func TestAllIsWidenedToWholeBuckets(t *testing.T) {
	in := zone(t, "Europe/Berlin")
	first, last := micros(t, "2026-10-24T10:00:00Z"), micros(t, "2026-10-25T23:00:00Z")
	span, err := Spans(Time{Range: "all", Zone: in, Bucket: ByDay}, 0, first, last)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"2026-10-24T00:00:00+02:00", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00", "2026-10-27T00:00:00+01:00"}
	if got := written(span.Edges, in); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if span.From != span.Edges[0] || span.To != span.Edges[3] {
		t.Errorf("the range is not that of the buckets")
	}
	if span, err = Spans(Time{Range: "all", Zone: in}, 0, first, last); err != nil || span.From != first || span.To != last+1 {
		t.Errorf("without buckets the range is %+v (%v)", span, err)
	}
	if span, err = Spans(Time{Range: "all", Zone: in, Bucket: ByDay}, 0, 0, 0); err != nil || span.From != span.To || span.Edges != nil {
		t.Errorf("without rows the range is %+v (%v)", span, err)
	}
}

func TestTooManyBucketsAreRefused(t *testing.T) {
	from := micros(t, "2026-01-01T00:00:00Z")
	hours := func(n int64) Time {
		return Time{From: from, To: from + n*3600e6, Zone: time.UTC, Bucket: ByHour}
	}
	span, err := Spans(hours(MostBuckets), 0, 0, 0)
	if err != nil || len(span.Edges) != MostBuckets+1 {
		t.Fatalf("%d edges, %v", len(span.Edges), err)
	}
	if _, err := Spans(hours(MostBuckets+1), 0, 0, 0); !problem.Is(err, problem.Invalid) {
		t.Fatalf("got %v, want a refusal", err)
	}
}

var someZones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "America/Havana",
	"Pacific/Apia", "Asia/Kathmandu", "America/St_Johns", "Africa/Casablanca", "Europe/Dublin", "Antarctica/Troll",
}

// Whatever the zone: buckets lie one behind the other without gaps, every
// instant is in the one that Floor names, and none is longer than the calendar
// allows.
func TestBucketsTileTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, err := time.LoadLocation(rapid.SampledFrom(someZones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		bucket := Bucket(rapid.SampledFrom(bucketWords).Draw(t, "bucket"))
		at := rapid.Int64Range(time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro(),
			time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()).Draw(t, "at")
		start, next := Floor(bucket, in, at), Next(bucket, in, at)
		if start > at || next <= at {
			t.Fatalf("%s is not within its %s [%s, %s)", FormatTime(at, in), bucket, FormatTime(start, in), FormatTime(next, in))
		}
		if Floor(bucket, in, start) != start || Floor(bucket, in, next-1) != start || Next(bucket, in, start) != next || Floor(bucket, in, next) != next {
			t.Fatalf("[%s, %s) is not one %s", FormatTime(start, in), FormatTime(next, in), bucket)
		}
		longest := map[Bucket]time.Duration{
			ByHour: 2 * time.Hour, ByDay: 26 * time.Hour, ByWeek: 8 * 24 * time.Hour,
			ByMonth: 32 * 24 * time.Hour, ByQuarter: 93 * 24 * time.Hour, ByYear: 367 * 24 * time.Hour,
		}[bucket]
		if length := time.Duration(next-start) * time.Microsecond; length > longest {
			t.Fatalf("the %s at %s lasts %s", bucket, FormatTime(start, in), length)
		}
	})
}

// Package time ends the rules of leap years beyond its tables a day early: the
// calendar must get over that day.
func TestLastDayOfAFarLeapYearEnds(t *testing.T) {
	for _, name := range someZones {
		in, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2040, 12, 31, 18, 30, 0, 0, in)
		for bucket, want := range map[Bucket]time.Time{
			ByHour: time.Date(2040, 12, 31, 19, 0, 0, 0, in), ByDay: time.Date(2041, 1, 1, 0, 0, 0, 0, in), ByYear: time.Date(2041, 1, 1, 0, 0, 0, 0, in),
		} {
			if got := Next(bucket, in, at.UnixMicro()); got != want.UnixMicro() {
				t.Errorf("%s: the %s after %s begins at %s, want %s", name, bucket, at, FormatTime(got, in), want)
			}
		}
	}
}

// What is compared with lies before the range, and ends where it begins or
// earlier.
func TestTheTimeBeforeLiesBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, err := time.LoadLocation(rapid.SampledFrom(someZones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		words := append(slices.Clone(rangeWords[:len(rangeWords)-1]), "7d", "28d", "365d")
		span, err := Spans(Time{Range: rapid.SampledFrom(words).Draw(t, "range"), Zone: in, Compare: true},
			rapid.Int64Range(0, 2e15).Draw(t, "now"), 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if p := span.Previous; p.From >= p.To || p.To > span.From || span.From >= span.To {
			t.Fatalf("[%s, %s) is not before [%s, %s)", FormatTime(p.From, in), FormatTime(p.To, in), FormatTime(span.From, in), FormatTime(span.To, in))
		}
	})
}

func TestFormatTimeIsRFC3339(t *testing.T) {
	for _, c := range []struct{ zone, at, want string }{
		{"UTC", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"},
		{"Europe/Berlin", "2026-07-02T03:04:05.6Z", "2026-07-02T05:04:05.6+02:00"},
		{"Europe/Berlin", "1890-01-01T00:00:00Z", "1890-01-01T00:00:00Z"},
		{"UTC", "2026-01-02T03:04:05.000001Z", "2026-01-02T03:04:05.000001Z"},
	} {
		if got := FormatTime(micros(t, c.at), zone(t, c.zone)); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}
