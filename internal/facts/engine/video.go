package engine

import "slices"

// unionLength returns the length of the union of intervals, given as pairs.
func unionLength(pairs []int64) int64 {
	type interval struct{ from, to int64 }
	intervals := make([]interval, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] > pairs[i] {
			intervals = append(intervals, interval{pairs[i], pairs[i+1]})
		}
	}
	slices.SortFunc(intervals, func(a, b interval) int { return order(a.from, b.from) })
	length, end := int64(0), int64(minTime)
	for _, in := range intervals {
		if in.to > end {
			length += in.to - max(in.from, end)
			end = in.to
		}
	}
	return length
}
