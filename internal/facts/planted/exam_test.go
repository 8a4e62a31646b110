package planted_test

import (
	"fmt"
	"math"
	"time"
)

// takers is how many people take the exam.
const takers = 40

// question is an item of the exam: what the takers answer, from the weakest to
// the strongest.
type question struct {
	name    string
	answers [takers]string
}

// right is the answer that the key says.
const right = "b"

// questions: each is answered rightly by the strongest takers from some place
// on, but for the last one, whose key is wrong: those who know better fail.
func (p *plan) questions() []*question {
	var list []*question
	for i, from := range []int{1, p.between(5, 12), p.between(18, 22), p.between(28, 30), p.between(34, 36)} {
		q := &question{name: fmt.Sprintf("q%d", i)}
		for taker := range takers {
			q.answers[taker] = []string{"a", "c", "d"}[taker%3]
			if taker >= from {
				q.answers[taker] = right
			}
		}
		list = append(list, q)
	}
	miskeyed := &question{name: "q5"}
	for taker := range takers {
		miskeyed.answers[taker] = right
		if taker >= 15 {
			miskeyed.answers[taker] = "d"
		}
	}
	return append(list, miskeyed)
}

func (q *question) score(taker int) float64 {
	if q.answers[taker] == right {
		return 1
	}
	return 0
}

// choice defines a question with four choices.
func choice(s map[string]any) {
	var choices []any
	for _, id := range []string{"a", "b", "c", "d"} {
		choices = append(choices, map[string]any{"id": id})
	}
	defined(map[string]any{
		"type": "http://adlnet.gov/expapi/activities/cmi.interaction", "interactionType": "choice",
		"choices": choices, "correctResponsesPattern": []any{right},
	})(s)
}

// plantExam decides who answers what.
func plantExam(p *plan) {
	questions, people := p.questions(), apart(p, p.crowd(takers))
	mismatches := p.between(1, 5)
	for taker, who := range people {
		// Some have a registration, for each attempt another one.
		start, byRegistration := p.day(2025, 3, 3, 9, 0), p.random.IntN(2) == 0
		for try := range p.between(1, 2) {
			registration := p.uuid()
			for i, q := range questions {
				at := start.AddDate(0, 0, 3*try).Add(time.Duration(i) * time.Minute)
				in := []change{choice, within("parent", "", p.iri("exam"))}
				if byRegistration {
					in = append(in, registered(registration))
				}
				tell := func(at time.Time, changes ...change) {
					p.say(who, adl+"answered", p.iri("exam/"+q.name), at, life{first, always}, append(in, changes...)...)
				}
				given := q.answers[taker]
				switch {
				case try > 0:
					tell(at, success(true), response(right)) // which does not count any more
				case q.name == "q2" && taker < mismatches:
					// It says success, but there are no points, and it is wrong.
					tell(at, success(true), raw(0, 10), response(given))
				default:
					tell(at, success(given == right), response(given))
				}
				switch p.random.IntN(5) {
				case 0:
					tell(at.Add(-time.Second)) // looked at only
				case 1:
					tell(at.Add(time.Second), success(true), response(right)) // in the second go
				}
			}
		}
	}
	for i, q := range questions {
		l := []life{{first, first}, {arrived, arrived}}[i%2]
		p.say(p.someone(), adl+"answered", p.iri("exam/"+q.name), p.day(2025, 3, 3, 9, 0), l, choice, success(true), within("parent", "", p.iri("exam")))
	}
	p.itemTruths(questions, mismatches)
	p.testTruths(questions)
	p.incomplete()
}

// pearson is the correlation of two lists (K. Pearson, 1895).
func pearson(x, y []float64) float64 {
	n := float64(len(x))
	var sx, sy, sxx, syy, sxy float64
	for i := range x {
		sx, sy = sx+x[i], sy+y[i]
		sxx, syy, sxy = sxx+x[i]*x[i], syy+y[i]*y[i], sxy+x[i]*y[i]
	}
	return (n*sxy - sx*sy) / math.Sqrt((n*sxx-sx*sx)*(n*syy-sy*sy))
}

// flag is what an item is marked with for its facility and the upper end of the
// interval of its discrimination.
func flag(facility, high float64) any {
	switch {
	case high < 0:
		return "check_key"
	case high < 0.15:
		return "weak"
	case facility > 0.95:
		return "too_easy"
	case facility < 0.20:
		return "too_hard"
	default:
		return nil
	}
}

func (p *plan) itemTruths(questions []*question, mismatches int) {
	var rows, responses [][]any
	for i, q := range questions {
		var scores, rests []float64
		counts := make(map[string]int)
		facility := 0.0
		for taker := range takers {
			rest := 0.0
			for k, other := range questions {
				if k != i {
					rest += other.score(taker) / float64(len(questions)-1)
				}
			}
			scores, rests = append(scores, q.score(taker)), append(rests, rest)
			facility += q.score(taker) / takers
			counts[q.answers[taker]]++
		}
		discrimination := pearson(scores, rests)
		z, half := math.Atanh(discrimination), 1.959963984540054/math.Sqrt(takers-3)
		wrong := 0
		if q.name == "q2" {
			wrong = mismatches
		}
		rows = append(rows, is(p.iri("exam/"+q.name), takers, facility, (facility-0.25)/0.75, discrimination,
			math.Tanh(z-half), math.Tanh(z+half), flag(facility, math.Tanh(z+half)), true, 0, 0, wrong))
		var list []any
		for range counts {
			most := ""
			for given, count := range counts {
				if count > counts[most] || count == counts[most] && given < most {
					most = given
				}
			}
			if counts[most] == 0 {
				break
			}
			list = append(list, map[string]any{"response": most, "count": counts[most], "share": float64(counts[most]) / takers, "correct": most == right})
			counts[most] = 0
		}
		responses = append(responses, is(list))
	}
	if rows[len(rows)-1][7] != "check_key" || rows[2][4].(float64) <= 0 {
		panic("the plan has no item that is miskeyed, or none that tells people apart")
	}
	const exam = `{"kind":"items","assessment":"~exam","time":{"range":"all"}}`
	p.ask(truth{
		query: exam,
		columns: []string{
			"item", "n", "facility", "facility_corrected", "discrimination", "low", "high", "flag", "provisional", "omitted", "not_reached", "mismatch",
		},
		want: same(rows...), about: true,
	})
	p.ask(truth{query: exam, columns: []string{"responses:response,count,share,correct"}, want: same(responses...)})
}

// testTruths asks about the exam as a whole: KR-20 (G. F. Kuder and M. W.
// Richardson, 1937) of what was decided.
func (p *plan) testTruths(questions []*question) {
	k := float64(len(questions))
	sumOfVariances, total, squares := 0.0, 0.0, 0.0
	for _, q := range questions {
		sum := 0.0
		for taker := range takers {
			sum += q.score(taker)
		}
		sumOfVariances += sum / takers * (1 - sum/takers)
	}
	for taker := range takers {
		sum := 0.0
		for _, q := range questions {
			sum += q.score(taker)
		}
		total, squares = total+sum, squares+sum*sum
	}
	mean := total / takers
	variance := squares/takers - mean*mean
	alpha := k / (k - 1) * (1 - sumOfVariances/variance)
	sd := math.Sqrt(variance*takers/(takers-1)) / k
	assessment := p.iri("exam")
	p.ask(truth{
		query: `{"kind":"items","assessment":"~exam","time":{"range":"all"}}`,
		meta:  []string{"tests:assessment,people,items,complete,alpha,sem,mean,sd"},
		wantMeta: func(phase) []any {
			return is([]any{map[string]any{
				"assessment": assessment, "people": takers, "items": len(questions), "complete": takers,
				"alpha": alpha, "sem": sd * math.Sqrt(1-alpha), "mean": mean / k, "sd": sd,
			}})
		},
		about: true,
	})
}

// incomplete: some leave out the second of four questions, some come only to the
// second, and some leave it without an answer.
func (p *plan) incomplete() {
	skip, stop, blank, all := p.between(1, 3), p.between(1, 3), p.between(1, 3), p.between(4, 6)
	tell := func(who identity, item int, at time.Time, changes ...change) {
		p.say(who, adl+"answered", p.iri(fmt.Sprintf("short/%d", item)), at, life{first, always},
			append(changes, within("grouping", "", p.iri("short")))...)
	}
	answer := func(n int, items ...int) {
		for _, who := range p.crowd(n) {
			for _, item := range items {
				result := []change{scaled(0.75)}
				if item < 0 {
					item, result = -item, nil
				}
				tell(who, item, p.day(2025, 3, 4, 9, item), result...)
			}
			// Everything at once, a day later, is another attempt.
			for item := range 4 {
				tell(who, item, p.day(2025, 3, 5, 9, 10+item), scaled(0.25))
			}
		}
	}
	answer(skip, 0, 2, 3)
	answer(stop, 0, 1)
	answer(blank, 0, -1, 2, 3)
	answer(all, 0, 1, 2, 3)
	n := skip + stop + blank + all
	p.ask(truth{
		query:   `{"kind":"items","assessment":"~short","time":{"range":"all"}}`,
		columns: []string{"assessment", "item", "n", "facility", "discrimination", "omitted", "not_reached"},
		want: same(
			is(p.iri("short"), p.iri("short/0"), n, 0.75, nil, 0, 0),
			is(p.iri("short"), p.iri("short/1"), n-skip-blank, 0.75, nil, skip+blank, 0),
			is(p.iri("short"), p.iri("short/2"), n-stop, 0.75, nil, 0, stop),
			is(p.iri("short"), p.iri("short/3"), n-stop, 0.75, nil, 0, stop)),
	})
}
