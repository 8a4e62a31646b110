package loadtest

import (
	"math"
	"testing"
	"time"

	"github.com/lore-lrs/lore/xapi"
)

func TestStatementsAreValidAndOfTheRightSize(t *testing.T) {
	total := 0
	templates := newGenerator(1).templates(500)
	for _, template := range templates {
		for _, version := range []xapi.Version{xapi.Version1, xapi.Version2} {
			if _, _, err := xapi.Parse(template.text, version, xapi.Limits{}); err != nil {
				t.Fatalf("%s: %v\n%s", version, err, template.text)
			}
		}
		if template.id < 0 || template.stamp < 0 {
			t.Fatalf("no place for an id or a time in %s", template.text)
		}
		total += len(template.text)
	}
	if mean := total / len(templates); mean < 1200 || mean > 1600 {
		t.Errorf("%d bytes on average, want 1200 to 1600", mean)
	}
}

func TestSeedsDecideWhatIsThere(t *testing.T) {
	a, b, c := newGenerator(1).queries(50), newGenerator(1).queries(50), newGenerator(2).queries(50)
	same, different := true, false
	for i := range a {
		same = same && a[i] == b[i]
		different = different || a[i] != c[i]
	}
	if !same || !different {
		t.Errorf("equal seeds equal: %t, other seeds other: %t", same, different)
	}
}

func TestZipfFallsAsSteeplyAsAsked(t *testing.T) {
	generator := newGenerator(3)
	z := newZipf(100, 0.8)
	var counts [100]float64
	for range 200_000 {
		counts[z.draw(generator.random)]++
	}
	for _, k := range []int{1, 9, 49} {
		want := math.Pow(float64(k+1), 0.8)
		if got := counts[0] / counts[k]; got < want*0.9 || got > want*1.1 {
			t.Errorf("the first is drawn %.2f times as often as number %d, want %.2f", got, k+1, want)
		}
	}
}

func TestPercentilesAreTrueToTwoPercent(t *testing.T) {
	var all, parts histogram
	var halves [2]histogram
	for i := 1; i <= 100_000; i++ {
		d := time.Duration(i) * 37 * time.Microsecond
		all.add(d)
		halves[i%2].add(d)
	}
	parts.merge(&halves[0])
	parts.merge(&halves[1])
	for _, h := range []*histogram{&all, &parts} {
		got := h.summary()
		for _, q := range []struct{ got, want float64 }{
			{got.P50, 1850}, {got.P90, 3330}, {got.P99, 3663}, {got.P999, 3696.3}, {got.Max, 3700}, {got.Mean, 1850},
		} {
			if math.Abs(q.got-q.want) > 0.02*q.want {
				t.Errorf("%v ms, want %v", q.got, q.want)
			}
		}
	}
	if h := new(histogram); h.summary() != (Latency{}) {
		t.Error("no durations have a latency")
	}
	for _, d := range []time.Duration{0, time.Microsecond, 63 * time.Microsecond, 64 * time.Microsecond, time.Hour, 1 << 62} {
		if b := bucketOf(d); b < 0 || b >= buckets {
			t.Errorf("%v goes into bucket %d of %d", d, b, buckets)
		}
	}
}
