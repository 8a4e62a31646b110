package planted_test

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// The vocabularies of the plans.
const (
	adl        = "http://adlnet.gov/expapi/verbs/"
	courseType = "http://adlnet.gov/expapi/activities/course"
)

// member returns the object under a key of a statement, made when it is missing.
func member(s map[string]any, key string) map[string]any {
	if s[key] == nil {
		s[key] = map[string]any{}
	}
	return s[key].(map[string]any)
}

// within puts activities of one type ("" for none) into the context.
func within(list, typed string, ids ...string) change {
	return func(s map[string]any) {
		var activities []any
		for _, id := range ids {
			activity := map[string]any{"id": id}
			if typed != "" {
				activity["definition"] = map[string]any{"type": typed}
			}
			activities = append(activities, activity)
		}
		member(member(s, "context"), "contextActivities")[list] = activities
	}
}

func registered(id string) change {
	return func(s map[string]any) { member(s, "context")["registration"] = id }
}

func platform(name string) change {
	return func(s map[string]any) { member(s, "context")["platform"] = name }
}

func success(is bool) change {
	return func(s map[string]any) { member(s, "result")["success"] = is }
}

func completion(is bool) change {
	return func(s map[string]any) { member(s, "result")["completion"] = is }
}

func scaled(x float64) change {
	return func(s map[string]any) { member(s, "result")["score"] = map[string]any{"scaled": x} }
}

// raw is a score between 0 and most; without bounds where that is 0.
func raw(x, most float64) change {
	return func(s map[string]any) {
		score := map[string]any{"raw": x}
		if most != 0 {
			score["min"], score["max"] = 0, most
		}
		member(s, "result")["score"] = score
	}
}

func lasting(seconds int) change {
	return func(s map[string]any) {
		member(s, "result")["duration"] = fmt.Sprintf("PT%dM%dS", seconds/60, seconds%60)
	}
}

func response(text string) change {
	return func(s map[string]any) { member(s, "result")["response"] = text }
}

// played are seconds of a video, from and to in turn.
func played(seconds ...float64) change {
	text := ""
	for i := 0; i < len(seconds); i += 2 {
		if i > 0 {
			text += "[,]"
		}
		text += fmt.Sprintf("%g[.]%g", seconds[i], seconds[i+1])
	}
	return func(s map[string]any) {
		member(s, "result")["extensions"] = map[string]any{"https://w3id.org/xapi/video/extensions/played-segments": text}
	}
}

// defined gives the object a definition.
func defined(definition map[string]any) change {
	return func(s map[string]any) { s["object"].(map[string]any)["definition"] = definition }
}

func typed(iri string) change { return defined(map[string]any{"type": iri}) }

func by(name string) change {
	return func(s map[string]any) {
		s["authority"] = map[string]any{"objectType": "Agent", "account": map[string]any{"homePage": "https://lrs.example.com/keys", "name": name}}
	}
}

// day is a time on a day of the calendar in Berlin.
func (p *plan) day(year int, month time.Month, day, hour, minute int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, p.berlin)
}

// inBerlin writes a time as answers do.
func (p *plan) inBerlin(at time.Time) string { return at.In(p.berlin).Format(time.RFC3339Nano) }

// between is a number from least to most.
func (p *plan) between(least, most int) int { return least + p.random.IntN(most-least+1) }

// apart shuffles a copy of a list.
func apart[T any](p *plan, list []T) []T {
	list = slices.Clone(list)
	p.random.Shuffle(len(list), func(i, k int) { list[i], list[k] = list[k], list[i] })
	return list
}

// quantile is docs/query-api.md's: linear between neighbours.
func quantile(values []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	at := float64(len(sorted)-1) * q
	low := int(at)
	if low+1 >= len(sorted) {
		return sorted[low]
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}

// rate is the cell of a rate, with Wilson's interval (E. B. Wilson, 1927).
func rate(numerator, denominator int64) map[string]any {
	cell := map[string]any{"value": nil, "numerator": numerator, "denominator": denominator}
	if denominator == 0 {
		return cell
	}
	n, p := float64(denominator), float64(numerator)/float64(denominator)
	cell["value"] = p
	if denominator < 100 {
		const z = 1.959963984540054
		centre, half := p+z*z/(2*n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
		cell["low"], cell["high"] = (centre-half)/(1+z*z/n), (centre+half)/(1+z*z/n)
	}
	return cell
}
