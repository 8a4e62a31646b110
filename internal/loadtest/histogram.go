package loadtest

import (
	"math/bits"
	"time"
)

const (
	// Values are put into buckets of microseconds: exact below 2^(precision+1),
	// above that 2^precision to each power of two, which is true to 1/64.
	precision = 5
	buckets   = (41 - precision) << precision // up to 2^39 microseconds, about six days
)

// histogram counts durations; its size does not depend on how many.
type histogram struct {
	counts [buckets]int64
	total  int64
	sum    time.Duration
	max    time.Duration
}

func (h *histogram) add(d time.Duration) {
	h.counts[bucketOf(d)]++
	h.total++
	h.sum += d
	h.max = max(h.max, d)
}

func (h *histogram) merge(other *histogram) {
	for i, n := range other.counts {
		h.counts[i] += n
	}
	h.total += other.total
	h.sum += other.sum
	h.max = max(h.max, other.max)
}

func bucketOf(d time.Duration) int {
	micros := uint64(max(d.Microseconds(), 0))
	shift := max(bits.Len64(micros)-precision-1, 0)
	return min(shift<<precision+int(micros>>shift), buckets-1)
}

// middle returns the middle of a bucket, in microseconds.
func middle(bucket int) float64 {
	if bucket < 2<<precision {
		return float64(bucket)
	}
	shift := bucket>>precision - 1
	low := float64(bucket-shift<<precision) * float64(uint64(1)<<shift)
	return low + float64(uint64(1)<<shift)/2
}

// quantile returns the duration that the share q of all does not exceed, in
// milliseconds.
func (h *histogram) quantile(q float64) float64 {
	rank := max(int64(q*float64(h.total)+0.999999), 1)
	for bucket, n := range h.counts {
		if rank -= n; rank <= 0 {
			return min(middle(bucket)/1e3, h.milliseconds(h.max))
		}
	}
	return 0
}

func (h *histogram) milliseconds(d time.Duration) float64 {
	return float64(d) / float64(time.Millisecond)
}

func (h *histogram) summary() Latency {
	if h.total == 0 {
		return Latency{}
	}
	return Latency{
		Mean: h.milliseconds(h.sum / time.Duration(h.total)),
		P50:  h.quantile(0.5),
		P90:  h.quantile(0.9),
		P99:  h.quantile(0.99),
		P999: h.quantile(0.999),
		Max:  h.milliseconds(h.max),
	}
}
