package stat

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// Pearson returns the correlation of two equally long lists, in whose order it
// adds; ok is false under two pairs, or where one list does not vary.
func Pearson(x, y []float64) (r float64, ok bool) {
	n := float64(len(x))
	if len(x) < 2 {
		return 0, false
	}
	var meanX, meanY float64
	for i := range x {
		meanX += x[i] / n
		meanY += y[i] / n
	}
	var xx, yy, xy float64
	for i := range x {
		dx, dy := x[i]-meanX, y[i]-meanY
		xx += dx * dx
		yy += dy * dy
		xy += dx * dy
	}
	if constant(x) || constant(y) || xx == 0 || yy == 0 {
		return 0, false
	}
	return max(-1, min(1, xy/math.Sqrt(xx*yy))), true
}

// constant reports whether all values are the same, which rounding must not
// hide.
func constant(values []float64) bool {
	return !slices.ContainsFunc(values, func(x float64) bool { return x != values[0] })
}

// FisherZ95 returns the 95 % interval of a correlation by Fisher's
// transformation; ok is false for n of 3 or less, or a correlation of ±1.
func FisherZ95(r float64, n int) (low, high float64, ok bool) {
	if n <= 3 || math.Abs(r) >= 1 {
		return 0, 0, false
	}
	z, half := math.Atanh(r), normal95/math.Sqrt(float64(n-3))
	return math.Tanh(z - half), math.Tanh(z + half), true
}

// Spearman returns the rank correlation, with mean ranks for ties; ok as for
// Pearson.
func Spearman(x, y []float64) (rho float64, ok bool) { return Pearson(Ranks(x), Ranks(y)) }

// Ranks returns the rank of each value from 1; equal values have the mean of
// theirs.
func Ranks(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case values[a] < values[b]:
			return -1
		case values[a] > values[b]:
			return 1
		}
		return 0
	})
	ranks := make([]float64, len(values))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && values[order[to]] == values[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			ranks[i] = float64(from+to+1) / 2
		}
		from = to
	}
	return ranks
}

// PartialSpearman returns the rank correlation of x and y given z; ok is false
// where one of the three correlations cannot be had or z explains one wholly.
func PartialSpearman(x, y, z []float64) (rho float64, ok bool) {
	xy, okXY := Spearman(x, y)
	xz, okXZ := Spearman(x, z)
	yz, okYZ := Spearman(y, z)
	rest := (1 - xz*xz) * (1 - yz*yz)
	if !okXY || !okXZ || !okYZ || rest <= 0 {
		return 0, false
	}
	return max(-1, min(1, (xy-xz*yz)/math.Sqrt(rest))), true
}

// resamples is how many samples a bootstrap draws.
const resamples = 1000

// BootstrapSpearman returns the 95 % interval of the rank correlation by the
// bias-corrected bootstrap (Efron 1981) with 1,000 resamples and a fixed seed:
// it depends on the order of the pairs. ok is false where the correlation, or
// that of nearly all resamples, cannot be had, and when ctx ends: many pairs take
// minutes.
func BootstrapSpearman(ctx context.Context, x, y []float64) (low, high float64, ok bool) {
	whole, ok := Spearman(x, y)
	if !ok {
		return 0, 0, false
	}
	random := rand.New(rand.NewPCG(1, uint64(len(x))))
	found := make([]float64, 0, resamples)
	below := 0.0
	sx, sy := make([]float64, len(x)), make([]float64, len(y))
	for range resamples {
		if ctx.Err() != nil {
			return 0, 0, false
		}
		for i := range sx {
			at := random.IntN(len(x))
			sx[i], sy[i] = x[at], y[at]
		}
		rho, ok := Spearman(sx, sy)
		if !ok {
			continue
		}
		found = append(found, rho)
		switch {
		case rho < whole:
			below++
		case rho == whole:
			below += 0.5
		}
	}
	if len(found) < resamples/2 {
		return 0, 0, false
	}
	share := below / float64(len(found))
	share = max(0.5/float64(len(found)), min(1-0.5/float64(len(found)), share))
	bias := normalQuantile(share)
	return Quantile(found, normalShare(2*bias-normal95)), Quantile(found, normalShare(2*bias+normal95)), true
}

// normalShare is the share of the normal distribution below z.
func normalShare(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }

// normalQuantile is the z below which the share of the normal distribution lies.
func normalQuantile(share float64) float64 { return -math.Sqrt2 * math.Erfcinv(2*share) }
