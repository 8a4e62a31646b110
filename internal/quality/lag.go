package quality

import (
	"math/bits"
)

const (
	// octaveSteps is into how many steps each doubling of a lag is divided: a
	// quantile is right to 1 in 256.
	octaveSteps = 128
	octaves     = 64
)

// lags counts lags in microseconds: those below octaveSteps each by itself, others
// in steps of less than a hundredth of themselves.
type lags struct {
	count  int64
	counts [octaves]*[octaveSteps]int64
}

// add counts a lag; one below 0 is none.
func (l *lags) add(lag int64) {
	octave, step := stepOf(max(lag, 0))
	if l.counts[octave] == nil {
		l.counts[octave] = new([octaveSteps]int64)
	}
	l.counts[octave][step]++
	l.count++
}

// stepOf finds where a lag is counted.
func stepOf(lag int64) (octave, step int) {
	if lag < octaveSteps {
		return 0, int(lag)
	}
	shift := bits.Len64(uint64(lag)) - bits.Len64(octaveSteps)
	return shift + 1, int(lag>>shift) - octaveSteps
}

// middle is the inverse of stepOf: the middle of what is counted there.
func middle(octave, step int) float64 {
	if octave == 0 {
		return float64(step)
	}
	shift := octave - 1
	return float64(int64(octaveSteps+step)<<shift) + float64(int64(1)<<shift-1)/2
}

// addAll adds what others counted.
func (l *lags) addAll(others *lags) {
	l.count += others.count
	for i, theirs := range others.counts {
		if theirs == nil {
			continue
		}
		if l.counts[i] == nil {
			l.counts[i] = new([octaveSteps]int64)
		}
		for j, n := range theirs {
			l.counts[i][j] += n
		}
	}
}

// quantile returns the lag in seconds that a share of the lags does not exceed;
// nil when there are none.
func (l *lags) quantile(share float64) *float64 {
	if l.count == 0 {
		return nil
	}
	rank := int64(share*float64(l.count-1) + 0.5)
	for octave, counts := range l.counts {
		if counts == nil {
			continue
		}
		for step, n := range counts {
			if rank -= n; rank < 0 {
				seconds := middle(octave, step) / 1e6
				return &seconds
			}
		}
	}
	return nil
}
