package planted_test

import (
	"math"
	"slices"
	"time"
)

// plantScores decides the scores of the first, the best and the last attempts at
// a quiz. All are parts of 64, so that sums of them are exact, and there are
// eleven people, so that the tenths are somebody's score.
func plantScores(p *plan) {
	people := apart(p, p.crowd(11))
	// The best attempt is the second one for all, the last one the third.
	var tries [3][]float64
	for i := range people {
		tries[0] = append(tries[0], float64(1+i)/16)
		tries[1] = append(tries[1], float64(32-i)/32)
		tries[2] = append(tries[2], float64(3*i)/64)
	}
	for i, who := range people {
		byRegistration := p.random.IntN(2) == 0
		for try, scores := range tries {
			l := life{first, always}
			if i == 0 && try == 0 {
				l = life{first, arrived}
			}
			p.attempt(who, p.day(2024, 10, 21+2*try, 9, 0), l, scores[i], byRegistration)
		}
	}
	p.besides(people)
	// When the first attempt of the one with the least score is voided, that
	// person's first attempt is what was the second, a full score.
	firsts := func(ph phase) []float64 {
		if ph < arrived {
			return tries[0]
		}
		return append(slices.Clone(tries[0][1:]), tries[1][0])
	}
	p.scoreTruths("first", firsts)
	p.scoreTruths("best", func(phase) []float64 { return tries[1] })
	p.scoreTruths("last", func(phase) []float64 { return tries[2] })
	p.ask(truth{
		query:   `{"kind":"table","metrics":["attempts","people"],"time":{"range":"all"},"filter":["and",["is","activity",["~quiz"]],["exists","score.scaled"]]}`,
		columns: []string{"attempts", "people"},
		want: func(ph phase) [][]any {
			// Three each, and one of each member of the group.
			if ph >= arrived {
				return [][]any{is(3*11+2-1, 11)}
			}
			return [][]any{is(3*11+2, 11)}
		},
	})
	// Each first attempt has its score on its own day.
	p.ask(truth{
		query:   `{"kind":"trend","metrics":["score_mean"],"attempts":"last","time":{"range":["2024-10-21","2024-10-26"],"zone":"Europe/Berlin","bucket":"day"},"filter":["is","activity",["~quiz"]]}`,
		columns: []string{"score_mean"},
		want:    same(is(nil), is(nil), is(nil), is(nil), is(mean(tries[2]))),
	})
}

// attempt tells of an attempt, whose score is the last one that was told.
func (p *plan) attempt(who identity, at time.Time, l life, score float64, byRegistration bool) {
	var changes []change
	if byRegistration {
		changes = append(changes, registered(p.uuid()))
	} else {
		p.say(who, adl+"initialized", p.iri("quiz"), at, l)
	}
	for range p.between(0, 2) {
		p.say(who, adl+"scored", p.iri("quiz"), at.Add(time.Duration(p.between(1, 9))*time.Minute), l, append(changes, scaled(1))...)
	}
	p.say(who, adl+"scored", p.iri("quiz"), at.Add(10*time.Minute), l, append(changes, scaled(score), raw64(score))...)
}

// raw64 tells a score as points of 64 too.
func raw64(score float64) change {
	return func(s map[string]any) {
		told := member(s, "result")["score"].(map[string]any)
		told["raw"], told["min"], told["max"] = 64*score, 0, 64
	}
}

// besides tells scores that do not count: of members of groups, of nobody, and
// without bounds. And of another quiz with points only.
func (p *plan) besides(people []identity) {
	at, l := p.day(2024, 10, 20, 9, 0), life{first, always}
	group := identity{agent: map[string]any{"objectType": "Group", "member": []any{people[0].agent, people[1].agent}}}
	p.say(group, adl+"scored", p.iri("quiz"), at, l, scaled(0))
	nobody := identity{agent: map[string]any{"objectType": "Group", "mbox": "mailto:" + p.part + "@groups.example.org"}}
	p.say(nobody, adl+"scored", p.iri("quiz"), at, l, scaled(0))
	odd := p.between(1, 4)
	for _, who := range people[:odd] {
		p.say(who, adl+"scored", p.iri("points"), at, l, raw(5, 0))
	}
	for i, who := range people {
		p.say(who, adl+"scored", p.iri("points"), at.Add(time.Minute), l, raw(float64(i), 16))
	}
	p.ask(truth{
		query:   `{"kind":"table","metrics":["score_median","people"],"time":{"range":"all"},"filter":["is","activity",["~points"]]}`,
		columns: []string{"score_median", "people"}, want: same(is(5.0/16, 11)),
		meta: []string{"not_comparable"}, wantMeta: func(phase) []any { return is(odd) },
	})
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, x := range slices.Sorted(slices.Values(values)) {
		sum += x
	}
	return sum / float64(len(values))
}

// scoreTruths asks about the scores of some attempts.
func (p *plan) scoreTruths(attempts string, scores func(ph phase) []float64) {
	const quiz = `"time":{"range":"all"},"filter":["is","activity",["~quiz"]]`
	p.ask(truth{
		query:   `{"kind":"table","attempts":"` + attempts + `","metrics":["score_mean","score_p10","score_median","score_p90"],` + quiz + `}`,
		columns: []string{"score_mean", "score_p10", "score_median", "score_p90"},
		want: func(ph phase) [][]any {
			s := slices.Sorted(slices.Values(scores(ph)))
			return [][]any{is(mean(s), s[1], s[5], s[9])}
		},
	})
	p.ask(truth{
		query:   `{"kind":"distribution","attempts":"` + attempts + `","bins":16,"pass":0.5,` + quiz + `}`,
		columns: []string{"n", "people", "mean", "min", "p10", "p25", "median", "p75", "p90", "max", "iqr", "share_at_least", "bins"},
		want: func(ph phase) [][]any {
			s := slices.Sorted(slices.Values(scores(ph)))
			bins, atLeast := make([]int, 16), 0
			for _, x := range s {
				bins[min(15, int(16*x))]++
				if x >= 0.5 {
					atLeast++
				}
			}
			low, high := (s[2]+s[3])/2, (s[7]+s[8])/2
			return [][]any{is(11, 11, mean(s), s[0], s[1], low, s[5], high, s[9], s[10], high-low, float64(atLeast)/11, bins)}
		},
	})
	p.ask(truth{
		query:   `{"kind":"distribution","attempts":"` + attempts + `",` + quiz + `}`,
		columns: []string{"sd"},
		want: func(ph phase) [][]any {
			squares, m := 0.0, mean(scores(ph))
			for _, x := range scores(ph) {
				squares += (x - m) * (x - m)
			}
			return [][]any{is(math.Sqrt(squares / 10))}
		},
		about: true,
	})
}
