package stat_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/facts/stat"
)

// near fails unless two numbers agree so far.
func near(t rapid.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s is %.12g, want %.12g", what, got, want)
	}
}

func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float64
		p      float64
		want   float64
	}{
		// By hand from the definition: position (n − 1)·p, linear between neighbours.
		{"one value", []float64{7}, 0.9, 7},
		{"the least", []float64{3, 1, 2}, 0, 1},
		{"the greatest", []float64{3, 1, 2}, 1, 3},
		{"median of an odd number", []float64{5, 1, 3}, 0.5, 3},
		{"median of an even number", []float64{4, 1, 3, 2}, 0.5, 2.5},
		{"between two", []float64{10, 20}, 0.25, 12.5},
		// R: quantile(1:10, c(.1, .9), type = 7), the default: 1.9 and 9.1.
		{"first tenth of 1 to 10", []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.1, 1.9},
		{"last tenth of 1 to 10", []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.9, 9.1},
	} {
		t.Run(c.name, func(t *testing.T) { near(t, "the quantile", stat.Quantile(c.values, c.p), c.want, 1e-12) })
	}
	if !math.IsNaN(stat.Quantile(nil, 0.5)) {
		t.Error("the median of no values is a number")
	}
}

func TestMeanAndSD(t *testing.T) {
	// The textbook's example: deviations squared add up to 32 over 7.
	values := []float64{2, 4, 4, 4, 5, 5, 7, 9}
	near(t, "the mean", stat.Mean(values), 5, 0)
	near(t, "the standard deviation", stat.SD(values), math.Sqrt(32.0/7), 1e-15)
	if !math.IsNaN(stat.SD([]float64{1})) || !math.IsNaN(stat.Mean(nil)) {
		t.Error("the deviation of one value, or the mean of none, is a number")
	}
}

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		name         string
		successes, n int
		low, high    float64
	}{
		// Newcombe (1998), Statistics in Medicine 17, table I, method 3.
		{"81 of 263", 81, 263, 0.2553, 0.3662},
		{"15 of 148", 15, 148, 0.0624, 0.1605},
		{"0 of 20", 0, 20, 0, 0.1611},
		{"1 of 29", 1, 29, 0.0061, 0.1718},
	} {
		t.Run(c.name, func(t *testing.T) {
			low, high := stat.Wilson95(c.successes, c.n)
			near(t, "the lower end", low, c.low, 5e-5)
			near(t, "the upper end", high, c.high, 5e-5)
		})
	}
}

// anscombe is the first of the four sets of Anscombe (1973), The American
// Statistician 27, and its correlation as published, 0.816.
var (
	anscombeX = []float64{10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5}
	anscombeY = []float64{8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68}
)

// The example of Spearman's coefficient in Wikipedia: IQ and hours of television
// of ten people, ρ = −29/165.
var (
	spearmanX = []float64{106, 86, 100, 101, 99, 103, 97, 113, 112, 110}
	spearmanY = []float64{7, 0, 27, 50, 28, 29, 20, 12, 6, 17}
)

func TestCorrelations(t *testing.T) {
	r, ok := stat.Pearson(anscombeX, anscombeY)
	if !ok {
		t.Fatal("there is no correlation")
	}
	near(t, "Anscombe's correlation", r, 0.81642, 5e-6)
	rho, ok := stat.Spearman(spearmanX, spearmanY)
	if !ok {
		t.Fatal("there is no rank correlation")
	}
	near(t, "the rank correlation", rho, -29.0/165, 1e-12)
	if got := stat.Ranks([]float64{3, 1, 3, 2}); !slices.Equal(got, []float64{3.5, 1, 3.5, 2}) {
		t.Errorf("the ranks are %v, want ties to have their mean", got)
	}
	for name, values := range map[string][2][]float64{
		"one pair": {{1}, {2}}, "no pair": {nil, nil}, "constant x": {{0.1, 0.1, 0.1}, {1, 2, 3}}, "constant y": {{1, 2, 3}, {0.3, 0.3, 0.3}},
	} {
		if _, ok := stat.Pearson(values[0], values[1]); ok {
			t.Errorf("%s: there is a correlation", name)
		}
	}
}

func TestFisherInterval(t *testing.T) {
	// By hand: atanh 0.5 = 0.549306; ± 1.959964/√25 = 0.391993; back by tanh.
	low, high, ok := stat.FisherZ95(0.5, 28)
	if !ok {
		t.Fatal("there is no interval")
	}
	near(t, "the lower end", low, math.Tanh(0.549306144-0.391992797), 1e-8)
	near(t, "the upper end", high, math.Tanh(0.549306144+0.391992797), 1e-8)
	for name, c := range map[string]struct {
		r float64
		n int
	}{"three pairs": {0.5, 3}, "all on a line": {1, 50}, "all on a falling line": {-1, 50}} {
		if _, _, ok := stat.FisherZ95(c.r, c.n); ok {
			t.Errorf("%s: there is an interval", name)
		}
	}
}

func TestPartialSpearman(t *testing.T) {
	// By hand: of permutations of 1 to 4 ρ is 1 − 6Σd²/60, here 0.8, 0.6 and 0.8:
	// (0.8 − 0.6·0.8)/√((1 − 0.36)(1 − 0.64)).
	x, y, z := []float64{1, 2, 3, 4}, []float64{1, 2, 4, 3}, []float64{2, 1, 4, 3}
	xy, _ := stat.Spearman(x, y)
	xz, _ := stat.Spearman(x, z)
	yz, _ := stat.Spearman(y, z)
	near(t, "ρxy", xy, 0.8, 1e-12)
	near(t, "ρxz", xz, 0.6, 1e-12)
	near(t, "ρyz", yz, 0.8, 1e-12)
	rho, ok := stat.PartialSpearman(x, y, z)
	if !ok {
		t.Fatal("there is no partial correlation")
	}
	near(t, "the partial correlation", rho, (0.8-0.6*0.8)/math.Sqrt((1-0.36)*(1-0.64)), 1e-12)
	if _, ok := stat.PartialSpearman(x, y, x); ok {
		t.Error("there is a correlation of x and y given x itself")
	}
}

func TestBootstrapCoversAndIsTheSameAgain(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	covered := 0
	const trials = 60
	// Of the normal distribution with r = 0.5, Spearman's ρ is 6/π·asin(r/2).
	truth := 6 / math.Pi * math.Asin(0.25)
	for range trials {
		x, y := make([]float64, 60), make([]float64, 60)
		for i := range x {
			x[i] = random.NormFloat64()
			y[i] = 0.5*x[i] + math.Sqrt(0.75)*random.NormFloat64()
		}
		low, high, ok := stat.BootstrapSpearman(t.Context(), x, y)
		lowAgain, highAgain, _ := stat.BootstrapSpearman(t.Context(), x, y)
		if !ok || low != lowAgain || high != highAgain {
			t.Fatalf("the interval is %v to %v, and %v to %v the second time", low, high, lowAgain, highAgain)
		}
		if low <= truth && truth <= high {
			covered++
		}
	}
	// 95 % of 60 are 57; under 51 has a probability below 1 in 1,000.
	if covered < 51 {
		t.Errorf("%d of %d intervals hold the true correlation", covered, trials)
	}
	if _, _, ok := stat.BootstrapSpearman(t.Context(), []float64{1, 1, 1}, []float64{1, 2, 3}); ok {
		t.Error("there is an interval for values that do not vary")
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, _, ok := stat.BootstrapSpearman(ended, []float64{1, 2, 3}, []float64{1, 3, 2}); ok {
		t.Error("there is an interval although nobody waits for it")
	}
}

func TestCronbachAlpha(t *testing.T) {
	// By hand: variances of the items 1, 1, 1 and of the sums 7, α = 3/2·(1 − 3/7).
	scores := [][]float64{{1, 1, 2}, {2, 2, 1}, {3, 3, 3}}
	alpha, low, high, ok := stat.CronbachAlpha(scores)
	if !ok {
		t.Fatal("there is no alpha")
	}
	near(t, "alpha", alpha, 1.5*(1-3.0/7), 1e-12)
	// Feldt's interval of α with 2 and 4 degrees of freedom: the 97.5 % point of
	// F(2, 4) is 10.6491 and its 2.5 % point 1/39.2484 (tables of F).
	near(t, "the lower end", low, 1-(1-alpha)*10.6491, 1e-4)
	near(t, "the upper end", high, 1-(1-alpha)/39.2484, 1e-6)
	for name, scores := range map[string][][]float64{
		"nobody": nil, "one person": {{1, 2}}, "one item": {{1}, {2}}, "equal sums": {{0, 1}, {1, 0}},
	} {
		if _, _, _, ok := stat.CronbachAlpha(scores); ok {
			t.Errorf("%s: there is an alpha", name)
		}
	}
}

// TestKuderRichardson: with scores of 0 and 1 α is KR-20, k/(k − 1)·(1 − Σpq/σ²),
// where all variances are of the same kind.
func TestKuderRichardson(t *testing.T) {
	scores := [][]float64{{1, 1, 1, 0}, {1, 0, 1, 0}, {1, 1, 0, 0}, {0, 0, 0, 0}, {1, 1, 1, 1}}
	// By hand, with n: pq = .16 + .24 + .24 + .16 = .8; sums 3, 2, 2, 0, 4, σ² = 1.76.
	want := 4.0 / 3 * (1 - 0.8/1.76)
	alpha, _, _, ok := stat.CronbachAlpha(scores)
	if !ok {
		t.Fatal("there is no alpha")
	}
	near(t, "alpha", alpha, want, 1e-12)
}

func drawList(t *rapid.T, label string, least int) []float64 {
	return rapid.SliceOfN(rapid.Float64Range(-1000, 1000), least, 40).Draw(t, label)
}

func TestStatisticsDoNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := drawList(t, "values", 2)
		shuffled := rapid.Permutation(values).Draw(t, "shuffled")
		for name, of := range map[string]func([]float64) float64{
			"sum": stat.Sum, "mean": stat.Mean, "deviation": stat.SD,
			"quantile": func(v []float64) float64 { return stat.Quantile(v, 0.3) },
		} {
			if a, b := of(values), of(shuffled); a != b {
				t.Fatalf("the %s is %v in one order and %v in another", name, a, b)
			}
		}
	})
}

func TestQuantilesGrowFromLeastToGreatest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := drawList(t, "values", 1)
		p := rapid.Float64Range(0, 1).Draw(t, "p")
		q := rapid.Float64Range(p, 1).Draw(t, "q")
		low, high := stat.Quantile(values, p), stat.Quantile(values, q)
		const slack = 1e-9
		if low > high+slack || low < slices.Min(values)-slack || high > slices.Max(values)+slack {
			t.Fatalf("the quantiles of %v and %v are %v and %v of %v", p, q, low, high, values)
		}
	})
}

func TestIntervalsHoldTheirEstimates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(t, "n")
		k := rapid.IntRange(0, n).Draw(t, "successes")
		low, high := stat.Wilson95(k, n)
		share := float64(k) / float64(n)
		const slack = 1e-12
		if low < 0 || high > 1 || share < low-slack || share > high+slack {
			t.Fatalf("%d of %d: %v to %v", k, n, low, high)
		}
		otherLow, otherHigh := stat.Wilson95(n-k, n)
		near(t, "the mirrored lower end", otherLow, 1-high, 1e-12)
		near(t, "the mirrored upper end", otherHigh, 1-low, 1e-12)
	})
}

func TestCorrelationIsSymmetricAndBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawList(t, "x", 2)
		y := rapid.SliceOfN(rapid.Float64Range(-1000, 1000), len(x), len(x)).Draw(t, "y")
		r, ok := stat.Spearman(x, y)
		back, okBack := stat.Spearman(y, x)
		if ok != okBack || math.Abs(r-back) > 1e-12 || math.Abs(r) > 1 {
			t.Fatalf("the correlation is %v (%v) one way and %v (%v) the other", r, ok, back, okBack)
		}
		negative := make([]float64, len(x))
		for i := range x {
			negative[i] = -x[i]
		}
		if other, _ := stat.Spearman(negative, y); math.Abs(other+r) > 1e-12 {
			t.Fatalf("the correlation with the negative is %v, not %v", other, -r)
		}
	})
}
