package engine

import (
	"math"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
)

// chosenScores returns the score of each row that counts, NaN for the others
// (docs/query-api.md, Scores). matches says which rows are looked at.
func (b *block) chosenScores(which query.Attempts, matches func(i int) bool) []float64 {
	scores := slices.Clone(b.scores())
	flags := b.codes(column.Flags)
	for i := range scores {
		if b.person[i] == 0 || flags[i]&column.InGroup != 0 || !matches(i) {
			scores[i] = none
		}
	}
	if which == query.AllAttempts {
		return scores
	}
	attempts := b.attempts()
	activities := b.codes(column.Activity)
	chosen := make([]float64, b.n)
	for i := range chosen {
		chosen[i] = none
	}
	// By activity in the upper half, and the row in the lower: each activity's rows
	// in the order of time.
	var rows []uint64
	var t tries
	for p := range len(b.starts) - 1 {
		rows = rows[:0]
		for i := int(b.starts[p]); i < int(b.starts[p+1]); i++ {
			if !math.IsNaN(scores[i]) && activities[i] != 0 {
				rows = append(rows, uint64(activities[i])<<32|uint64(i))
			}
		}
		slices.Sort(rows)
		for from := 0; from < len(rows); {
			to := from
			t.clear()
			for ; to < len(rows) && rows[to]>>32 == rows[from]>>32; to++ {
				i := int(uint32(rows[to]))
				t.add(attempts[i], i)
			}
			i := t.choose(which, scores)
			chosen[i] = scores[i]
			from = to
		}
	}
	return chosen
}

// tries are the attempts of a person at an activity, in the order of their
// first scored rows.
type tries struct {
	attempts []int32
	// rows are the last scored row of each attempt.
	rows []int
}

func (t *tries) clear() { t.attempts, t.rows = t.attempts[:0], t.rows[:0] }

func (t *tries) add(attempt int32, row int) {
	for k, known := range t.attempts {
		if known == attempt {
			t.rows[k] = row
			return
		}
	}
	t.attempts = append(t.attempts, attempt)
	t.rows = append(t.rows, row)
}

// choose returns the row whose score counts.
func (t *tries) choose(which query.Attempts, scores []float64) int {
	best := t.rows[0]
	if which == query.FirstAttempt {
		return best
	}
	for _, row := range t.rows[1:] {
		later := row > best
		switch {
		case which == query.LastAttempt && later,
			which == query.BestAttempt && (scores[row] > scores[best] || scores[row] == scores[best] && !later):
			best = row
		}
	}
	return best
}
