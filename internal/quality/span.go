package quality

import "time"

// span is what a report is about, in microseconds.
type span struct {
	now, since int64
	// edges are where the calendar days of the series begin, and where the last one
	// ends.
	edges [periodDays + 1]int64
}

func newSpan(now int64, zone *time.Location) span {
	s := span{now: now, since: now - period}
	today := time.UnixMicro(now).In(zone)
	for i := range s.edges {
		s.edges[i] = time.Date(today.Year(), today.Month(), today.Day()-periodDays+1+i, 0, 0, 0, 0, zone).UnixMicro()
	}
	return s
}

// first is the earliest time that anything but the totals is counted of.
func (s *span) first() int64 { return min(s.since, s.edges[0]) }

// dayOf returns the place of a time in the series; false when it is before it.
func (s *span) dayOf(at int64) (int, bool) {
	if at < s.edges[0] {
		return 0, false
	}
	// The days that have another length are few.
	i := min(int((at-s.edges[0])/day), periodDays-1)
	for at < s.edges[i] {
		i--
	}
	for i < periodDays-1 && at >= s.edges[i+1] {
		i++
	}
	return i, true
}
