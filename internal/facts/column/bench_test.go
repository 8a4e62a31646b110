package column_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/xapi"
)

// campus draws rows like those of a platform with courses, videos and quizzes:
// thousands of learners, statements in the order in which they happen, at a few
// a second.
func campus(rows int, at int64, random *rand.Rand) []fact.Row {
	list := make([]fact.Row, rows)
	verbs := []string{"experienced", "experienced", "experienced", "interacted", "played", "paused", "answered", "answered", "completed", "passed", "failed", "launched"}
	for i := range list {
		at += random.Int64N(400_000)
		learner := random.IntN(5000)
		course := (learner + random.IntN(3)) % 40
		verb := verbs[random.IntN(len(verbs))]
		late := random.Int64N(2_000_000)
		row := fact.Row{
			Stored: at, Timestamp: (at - late) / 1000 * 1000,
			Actor:        fmt.Sprintf("mailto:learner%d@example.org", learner),
			Verb:         "http://adlnet.gov/expapi/verbs/" + verb,
			Object:       fact.Activity{ID: fmt.Sprintf("https://lms.example.org/course/%d/activity/%d", course, random.IntN(100)), Type: "http://adlnet.gov/expapi/activities/lesson"},
			Parents:      []fact.Activity{{ID: fmt.Sprintf("https://lms.example.org/course/%d/section/%d", course, random.IntN(8))}},
			Groupings:    []fact.Activity{{ID: fmt.Sprintf("https://lms.example.org/course/%d", course), Type: "http://adlnet.gov/expapi/activities/course"}},
			Registration: xapi.UUID{1, byte(learner >> 8), byte(learner), byte(course)}, HasRegistration: true,
			Platform: "Example LMS", Language: []string{"en", "en", "de", "fr"}[random.IntN(4)], Source: "key",
			Scaled: math.NaN(), Raw: math.NaN(), Min: math.NaN(), Max: math.NaN(), VideoLength: math.NaN(), Duration: fact.None,
		}
		for j := range row.ID {
			row.ID[j] = byte(random.Uint32())
		}
		switch verb {
		case "answered", "passed", "failed":
			row.Max, row.Min, row.Raw = 20, 0, float64(random.IntN(21))
			row.Scaled = row.Raw / 20
			row.Success = fact.No + fact.Answer(random.IntN(2))
			row.Response, row.HasResponse = fmt.Sprintf("choice-%d", random.IntN(5)), true
			row.Duration = random.Int64N(60_000) * 10_000
		case "completed":
			row.Completion = fact.Yes
			row.Duration = random.Int64N(3600) * 1_000_000
		case "paused":
			from := random.Int64N(600_000)
			row.Segments, row.VideoLength = []fact.Segment{{From: from, To: from + random.Int64N(60_000)}}, 660
		}
		list[i] = row
	}
	return list
}

const segmentRows = 131_072

// sealedCampus returns a sealed part of a table, and the table.
func sealedCampus(b *testing.B) (*column.Table, column.Part) {
	b.Helper()
	table, err := column.Open(column.Config{Dir: b.TempDir(), SealRows: segmentRows})
	if err != nil {
		b.Fatal(err)
	}
	rows := campus(segmentRows, start, rand.New(rand.NewPCG(1, 2)))
	if err := table.Add(rows, nil, rows[len(rows)-1].Stored+1); err != nil {
		b.Fatal(err)
	}
	if err := table.Checkpoint(); err != nil {
		b.Fatal(err)
	}
	if stats := table.Stats(); stats.SealedRows != segmentRows {
		b.Fatalf("not sealed: %+v", stats)
	}
	return table, table.Snapshot().Parts[0]
}

// BenchmarkRead reports what reading each column of a sealed segment takes.
func BenchmarkRead(b *testing.B) {
	_, part := sealedCampus(b)
	b.Logf("bytes by column: %v", column.ColumnSizes(part))
	const step = 4096
	perRow := func(b *testing.B, read func(from, to int)) {
		for b.Loop() {
			for from := 0; from < part.Len(); from += step {
				read(from, min(from+step, part.Len()))
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(part.Len()), "ns/row")
	}
	for _, c := range []struct {
		name   string
		column column.Column
	}{{"actor", column.Actor}, {"verb", column.Verb}, {"activity", column.Activity}, {"context", column.Context}, {"platform", column.Platform}, {"flags", column.Flags}, {"registration", column.Registration}} {
		b.Run("codes/"+c.name, func(b *testing.B) {
			dst := make([]uint32, step)
			perRow(b, func(from, to int) { dst = part.Codes(c.column, from, to, dst) })
		})
	}
	for _, c := range []struct {
		name   string
		column column.Column
	}{{"stored", column.Stored}, {"timestamp", column.Timestamp}, {"duration", column.Duration}} {
		b.Run("integers/"+c.name, func(b *testing.B) {
			dst := make([]int64, step)
			perRow(b, func(from, to int) { dst = part.Integers(c.column, from, to, dst) })
		})
	}
	for _, c := range []struct {
		name   string
		column column.Column
	}{{"scaled", column.Scaled}, {"raw", column.Raw}} {
		b.Run("numbers/"+c.name, func(b *testing.B) {
			dst := make([]float64, step)
			perRow(b, func(from, to int) { dst = part.Numbers(c.column, from, to, dst) })
		})
	}
}

// BenchmarkSeal reports what adding and sealing a segment takes, and its size.
func BenchmarkSeal(b *testing.B) {
	rows := campus(segmentRows, start, rand.New(rand.NewPCG(1, 2)))
	for b.Loop() {
		table, err := column.Open(column.Config{Dir: b.TempDir(), SealRows: segmentRows})
		if err != nil {
			b.Fatal(err)
		}
		for from := 0; from < len(rows); from += 1024 {
			batch := rows[from : from+1024]
			if err := table.Add(batch, nil, batch[len(batch)-1].Stored+1); err != nil {
				b.Fatal(err)
			}
		}
		if err := table.Checkpoint(); err != nil {
			b.Fatal(err)
		}
		segment, journal := table.Sizes()
		b.ReportMetric(float64(segment)/segmentRows, "B/row")
		b.ReportMetric(float64(segment)/segmentRows-16, "B/row-without-ids")
		b.ReportMetric(float64(journal)/segmentRows, "B/row-of-words")
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/segmentRows, "ns/row")
}
