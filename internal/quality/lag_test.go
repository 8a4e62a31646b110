package quality_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/quality"
)

// A quantile is that of the sorted lags, to half a hundredth.
func TestLagQuantiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lag := rapid.OneOf(rapid.Int64Range(-10, 1000), rapid.Int64Range(0, 1<<40), rapid.Just(int64(math.MaxInt64)))
		all := rapid.SliceOfN(lag, 1, 50).Draw(t, "lags")
		share := rapid.SampledFrom([]float64{0, 0.5, 0.95, 1}).Draw(t, "share")
		got := quality.LagQuantile(all, share)
		slices.Sort(all)
		want := float64(max(all[int(share*float64(len(all)-1)+0.5)], 0)) / 1e6
		if got == nil || math.Abs(*got-want) > want/200+1e-12 {
			t.Errorf("got %v, want %v", *got, want)
		}
	})
	if quality.LagQuantile(nil, 0.5) != nil {
		t.Error("no lags have a median")
	}
}
