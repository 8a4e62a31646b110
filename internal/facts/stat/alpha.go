package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// CronbachAlpha returns the reliability of a test from the scores of people, a
// row for each with all items (KR-20 where scores are 0 and 1), and its 95 %
// interval (Feldt 1965). ok is false under two items or people, or where the
// people's sums do not vary.
func CronbachAlpha(scores [][]float64) (alpha, low, high float64, ok bool) {
	if len(scores) < 2 || len(scores[0]) < 2 {
		return 0, 0, 0, false
	}
	people, items := len(scores), len(scores[0])
	sums := make([]float64, people)
	variances := make([]float64, items)
	for k := range items {
		one := make([]float64, people)
		for i := range scores {
			one[i] = scores[i][k]
			sums[i] += scores[i][k]
		}
		variances[k] = square(SD(one))
	}
	total := square(SD(sums))
	if constant(sums) || total == 0 {
		return 0, 0, 0, false
	}
	k := float64(items)
	alpha = k / (k - 1) * (1 - Sum(variances)/total)
	d1, d2 := float64(people-1), float64(people-1)*(k-1)
	return alpha, 1 - (1-alpha)*fQuantile(0.975, d1, d2), 1 - (1-alpha)*fQuantile(0.025, d1, d2), true
}

func square(x float64) float64 { return x * x }

// fQuantile is the value below which the share of the F distribution with d1 and
// d2 degrees of freedom lies.
func fQuantile(share, d1, d2 float64) float64 {
	x := mathext.InvRegIncBeta(d1/2, d2/2, share)
	if x >= 1 {
		return math.Inf(1)
	}
	return d2 * x / (d1 * (1 - x))
}
