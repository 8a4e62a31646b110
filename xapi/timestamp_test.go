package xapi

import (
	"bytes"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestTimestamp(t *testing.T) {
	for _, row := range []struct {
		text string
		want string // in RFC 3339; empty when the text is no timestamp
		kept string // what appendUTC makes of it
	}{
		// TS-01, TS-03, TS-04.
		{"2015-11-18T12:17:00Z", "2015-11-18T12:17:00Z", "2015-11-18T12:17:00.000Z"},
		{"2015-11-18T12:17:00.5Z", "2015-11-18T12:17:00.5Z", "2015-11-18T12:17:00.500Z"},
		{"2015-11-18T12:17:00.123Z", "2015-11-18T12:17:00.123Z", "2015-11-18T12:17:00.123Z"},
		{"2015-11-18T12:17:00.123456789012Z", "2015-11-18T12:17:00.123456Z", "2015-11-18T12:17:00.123456789012Z"},
		{"2015-11-18T12:17:00,25Z", "2015-11-18T12:17:00.25Z", "2015-11-18T12:17:00.250Z"},
		{"2015-11-18T12:17:00+01:00", "2015-11-18T11:17:00Z", "2015-11-18T11:17:00.000Z"},
		{"2015-12-31T23:30:00.7777-05:45", "2016-01-01T05:15:00.7777Z", "2016-01-01T05:15:00.7777Z"},
		{"2016-03-01T00:30:00+14:00", "2016-02-29T10:30:00Z", "2016-02-29T10:30:00.000Z"},
		{"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
		{"2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z"},
		{"0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"},
		{"9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"},
		{"2015-11-18t12:17:00z", "2015-11-18T12:17:00Z", "2015-11-18T12:17:00.000Z"},
		// TS-02.
		{"2015-11-18T12:17:00+00:00", "2015-11-18T12:17:00Z", "2015-11-18T12:17:00.000Z"},
		{"2015-11-18T12:17:00+00", "2015-11-18T12:17:00Z", "2015-11-18T12:17:00.000Z"},
		{"2015-11-18T12:17:00+0130", "2015-11-18T10:47:00Z", "2015-11-18T10:47:00.000Z"},
		{"2015-11-18T12:17:00-08", "2015-11-18T20:17:00Z", "2015-11-18T20:17:00.000Z"},
		{"2015-11-18T12:17:00-00:30", "2015-11-18T12:47:00Z", "2015-11-18T12:47:00.000Z"},
		{"20151118T121700Z", "2015-11-18T12:17:00Z", "2015-11-18T12:17:00.000Z"},
		{"20151118T121700.25+0100", "2015-11-18T11:17:00.25Z", "2015-11-18T11:17:00.250Z"},
		{"20151118T121700", "2015-11-18T12:17:00Z", "2015-11-18T12:17:00.000Z"},
		{"2015-11-18T12:17:00-00:00", "", ""},
		{"2015-11-18T12:17:00-0000", "", ""},
		{"2015-11-18T12:17:00-00", "", ""},
		// TS-05.
		{"2015-11-18T12:17:00", "2015-11-18T12:17:00Z", "2015-11-18T12:17:00.000Z"},
		{"2015-11-18T12:17:00.1", "2015-11-18T12:17:00.1Z", "2015-11-18T12:17:00.100Z"},
		// TS-06.
		{"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", "2016-12-31T23:59:60.000Z"},
		{"2016-12-31T18:59:60.5-05:00", "2017-01-01T00:00:00.5Z", "2016-12-31T23:59:60.500Z"},
		{"2015-11-18T24:00:00Z", "", ""},
		{"2015-11-18T12:60:00Z", "", ""},
		{"2015-11-18T12:17:61Z", "", ""},
		{"2015-13-01T00:00:00Z", "", ""},
		{"2015-00-01T00:00:00Z", "", ""},
		{"2015-02-30T00:00:00Z", "", ""},
		{"2015-02-29T00:00:00Z", "", ""},
		{"1900-02-29T00:00:00Z", "", ""},
		{"2015-04-31T00:00:00Z", "", ""},
		{"2015-11-00T00:00:00Z", "", ""},
		{"10000-01-01T00:00:00Z", "", ""},
		{"+2015-01-01T00:00:00Z", "", ""},
		{"-001-01-01T00:00:00Z", "", ""},
		{"0000-01-01T00:00:00+00:01", "", ""}, // a year before 0000 in UTC
		{"9999-12-31T23:59:00-00:01", "", ""},
		{"2015-11-18T12:17:00+24:00", "", ""},
		{"2015-11-18T12:17:00+01:60", "", ""},
		// TS-01.
		{"", "", ""},
		{"should fail", "", ""},
		{"01/011/2015", "", ""},
		{"2015-11-18", "", ""},
		{"20151118", "", ""},
		{"2015-11-18 12:17:00Z", "", ""},
		{"2015-11-1812:17:00Z", "", ""},
		{"2015-11-18T12:17Z", "", ""},
		{"2015-11-18T12:17", "", ""},
		{"2015-11-18T12Z", "", ""},
		{"20151118T1217Z", "", ""},
		{"2015-11-18T12:17:00.Z", "", ""},
		{"2015-11-18T12:17:00.", "", ""},
		{"2015-11-18T12:17:00.1.2Z", "", ""},
		{"2015-11-18T12:17:00ZZ", "", ""},
		{"2015-11-18T12:17:00Z ", "", ""},
		{" 2015-11-18T12:17:00Z", "", ""},
		{"2015-11-18T12:17:00+1:00", "", ""},
		{"2015-11-18T12:17:00+01.00", "", ""},
		{"2015-11-18T12:17:00+010", "", ""},
		{"2015-11-18T12:17:00*01:00", "", ""},
		{"2015-11-18T12:17:00\u221201:00", "", ""},
		{"20151118T12:17:00Z", "", ""},
		{"2015-11-18T121700Z", "", ""},
		{"201511-18T12:17:00Z", "", ""},
		{"2015-1118T12:17:00Z", "", ""},
		{"2O15-11-18T12:17:00Z", "", ""},
		{"2015-11-18T1a:17:00Z", "", ""},
		{"2015-W47-3T12:17:00Z", "", ""},
		{"2015-322T12:17:00Z", "", ""},
		{"2015-11-18T12:17:00.1234Z\x00", "", ""},
	} {
		micros, ok := ParseTimestamp(row.text)
		if ok != (row.want != "") {
			t.Errorf("%q: read is %v, want %v", row.text, ok, row.want != "")
		}
		if again, okAgain := ParseTimestamp([]byte(row.text)); again != micros || okAgain != ok {
			t.Errorf("%q: a string and its bytes are read differently", row.text)
		}
		if !ok || row.want == "" {
			continue
		}
		want, err := time.Parse(time.RFC3339Nano, row.want)
		if err != nil {
			t.Fatal(err)
		}
		if micros != want.UnixMicro() {
			t.Errorf("%q is %v, want %v", row.text, time.UnixMicro(micros).UTC(), want)
		}
		if kept := string(appendUTC(nil, []byte(row.text))); kept != row.kept {
			t.Errorf("%q is kept as %q, want %q", row.text, kept, row.kept)
		}
	}
}

func TestTimestampAllocatesNothing(t *testing.T) {
	text, out := []byte("2015-11-18T12:17:00.123456-08:00"), make([]byte, 0, 64)
	allocations := testing.AllocsPerRun(100, func() {
		ParseTimestamp(text)
		appendUTC(out, text)
		AppendStoredTime(out, 1447849020123456)
	})
	if allocations != 0 {
		t.Errorf("%v allocations, want none", allocations)
	}
}

func TestStoredTimeReadsBack(t *testing.T) {
	first, last := int64(-62167219200000000), int64(253402300799999999)
	rapid.Check(t, func(t *rapid.T) {
		micros := rapid.Int64Range(first, last).Draw(t, "micros")
		text := AppendStoredTime(nil, micros)
		if want := time.UnixMicro(micros).UTC().Format("2006-01-02T15:04:05.000000Z"); string(text) != want || len(text) != StoredLength {
			t.Fatalf("%d is written %q, want %q", micros, text, want)
		}
		if again, ok := ParseTimestamp(text); !ok || again != micros {
			t.Fatalf("%q is read as %d, %v; want %d", text, again, ok, micros)
		}
		if kept := appendUTC(nil, text); !bytes.Equal(kept, text) {
			t.Fatalf("%q is kept as %q", text, kept)
		}
	})
}

// Every day of 800 years, which holds each kind of leap year twice.
func TestCalendar(t *testing.T) {
	day := time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC)
	for days := day.Unix() / 86400; day.Year() < 2400; days++ {
		year, month, date := dateOf(days)
		if year != day.Year() || month != int(day.Month()) || date != day.Day() {
			t.Fatalf("day %d is %d-%d-%d, want %v", days, year, month, date, day)
		}
		if back := daysSince1970(year, month, date); back != days {
			t.Fatalf("%v is day %d, want %d", day, back, days)
		}
		day = day.AddDate(0, 0, 1)
	}
}

func FuzzTimestamp(f *testing.F) {
	for _, seed := range []string{"2015-11-18T12:17:00.123456-08:00", "20151118T121700,5Z", "2016-12-31T23:59:60"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		micros, ok := ParseTimestamp(text)
		if reference, err := time.Parse(time.RFC3339Nano, string(text)); err == nil && ok {
			seconds := float64(reference.UnixMicro()-micros) / 1e6
			if math.Abs(seconds) > 1e-6 {
				t.Errorf("%q is %d, want %d", text, micros, reference.UnixMicro())
			}
		}
		if !ok {
			return
		}
		kept := appendUTC(nil, text)
		if again, ok := ParseTimestamp(kept); !ok || again != micros {
			t.Errorf("%q is kept as %q, another instant", text, kept)
		}
		if twice := appendUTC(nil, kept); !bytes.Equal(twice, kept) {
			t.Errorf("%q is kept as %q, and that as %q", text, kept, twice)
		}
	})
}

func BenchmarkParseTimestamp(b *testing.B) {
	text := []byte("2015-11-18T12:17:00.123456-08:00")
	for b.Loop() {
		if _, ok := ParseTimestamp(text); !ok {
			b.Fatal("not valid")
		}
	}
}
