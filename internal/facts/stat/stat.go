// Package stat has the statistics of Lore's analytics: pure functions of
// numbers, each with its definition. None depends on the order of its input
// unless it says so; sums add the sorted values, so that an answer does not
// depend on how the work was shared.
package stat

import (
	"math"
	"slices"
)

// Sum returns the sum of the values, added in ascending order.
func Sum(values []float64) float64 {
	sum := 0.0
	for _, x := range sorted(values) {
		sum += x
	}
	return sum
}

// Mean returns the mean; NaN without values.
func Mean(values []float64) float64 { return Sum(values) / float64(len(values)) }

// SD returns the standard deviation of a sample (n − 1); NaN under two values.
func SD(values []float64) float64 {
	if len(values) < 2 {
		return math.NaN()
	}
	mean := Mean(values)
	squares := make([]float64, len(values))
	for i, x := range values {
		squares[i] = (x - mean) * (x - mean)
	}
	return math.Sqrt(Sum(squares) / float64(len(values)-1))
}

// Quantile returns the value at position (n − 1)·p among the sorted values,
// interpolated linearly (type 7 of Hyndman and Fan); NaN without values.
func Quantile(values []float64, p float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	s := sorted(values)
	at := p * float64(len(s)-1)
	low := int(math.Floor(at))
	if low >= len(s)-1 {
		return s[len(s)-1]
	}
	return s[low] + (at-float64(low))*(s[low+1]-s[low])
}

func sorted(values []float64) []float64 {
	s := slices.Clone(values)
	slices.Sort(s)
	return s
}

// normal95 is the 97.5 % point of the normal distribution.
const normal95 = 1.959963984540054

// Wilson95 returns the Wilson score interval of a proportion (Wilson 1927), with
// 95 % confidence; n is at least 1.
func Wilson95(successes, n int) (low, high float64) {
	p, size := float64(successes)/float64(n), float64(n)
	z2 := normal95 * normal95
	middle := (p + z2/(2*size)) / (1 + z2/size)
	half := normal95 / (1 + z2/size) * math.Sqrt(p*(1-p)/size+z2/(4*size*size))
	return max(0, middle-half), min(1, middle+half)
}
