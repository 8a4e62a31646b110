package reference

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/facts/fact"
)

// defined is what the canonical definition of an interaction says.
type defined struct {
	Type     string   `json:"interactionType"`
	Patterns []string `json:"correctResponsesPattern"`
	Choices  []struct {
		ID string `json:"id"`
	} `json:"choices"`
}

func (w *world) defined(activity string) (d defined) {
	if w.Describe == nil {
		return d
	}
	if text := w.Describe(activity); text != nil {
		if err := json.Unmarshal(text, &d); err != nil {
			return defined{}
		}
	}
	return d
}

// parameter is one of those that may stand before a pattern or a response.
var parameter = regexp.MustCompile(`^\{(case_matters|order_matters|lang)=([^}]*)\}`)

// right reports whether a response is one of the correct ones (xAPI, Data,
// Appendix C); known is false where nothing says so.
func (d defined) right(response string) (is, known bool) {
	if len(d.Patterns) == 0 || strings.HasPrefix(response, "sha256:") {
		return false, false
	}
	return slices.ContainsFunc(d.Patterns, func(pattern string) bool { return d.fits(pattern, response) }), true
}

func (d defined) fits(pattern, response string) bool {
	settings := map[string]string{}
	for m := parameter.FindStringSubmatch(pattern); m != nil; m = parameter.FindStringSubmatch(pattern) {
		settings[m[1]], pattern = m[2], pattern[len(m[0]):]
	}
	for m := parameter.FindString(response); m != ""; m = parameter.FindString(response) {
		response = response[len(m):]
	}
	want, given := strings.Split(pattern, "[,]"), strings.Split(response, "[,]")
	inOrder := true
	same := func(a, b string) bool { return a == b }
	switch d.Type {
	case "choice", "matching":
		inOrder = false
	case "sequencing":
	case "fill-in", "long-fill-in":
		inOrder = settings["order_matters"] != "false"
		if settings["case_matters"] != "true" {
			same = strings.EqualFold
		}
	case "numeric":
		return within(pattern, response)
	case "performance":
		inOrder = settings["order_matters"] != "false"
		same = func(want, given string) bool {
			step, how, _ := strings.Cut(want, "[.]")
			taken, done, _ := strings.Cut(given, "[.]")
			return step == taken && (how == done || strings.Contains(how, "[:]") && within(how, done))
		}
	default:
		return pattern == response
	}
	if inOrder {
		return slices.EqualFunc(want, given, same)
	}
	return sameBag(want, given, same)
}

// sameBag reports whether two lists have the same members.
func sameBag(want, given []string, same func(a, b string) bool) bool {
	if len(want) != len(given) {
		return false
	}
	given = slices.Clone(given)
	for _, w := range want {
		at := slices.IndexFunc(given, func(g string) bool { return same(w, g) })
		if at < 0 {
			return false
		}
		given = slices.Delete(given, at, at+1)
	}
	return true
}

// within reports whether a number is in low[:]high, of which an end may be
// missing, or is the one that is written.
func within(pattern, response string) bool {
	number := func(text string, missing float64) float64 {
		if text = strings.TrimSpace(text); text == "" {
			return missing
		}
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return math.NaN()
		}
		return x
	}
	low, high, isRange := strings.Cut(pattern, "[:]")
	if !isRange {
		high = low
	}
	x := number(response, math.NaN())
	return x >= number(low, math.Inf(-1)) && x <= number(high, math.Inf(1))
}

// mismatches counts the rows whose success disagrees with the patterns.
func (e *exam) mismatches(item string, d defined) int64 {
	count := int64(0)
	for _, t := range e.takers {
		if d.disagrees(t.given[item]) {
			count++
		}
	}
	return count
}

// disagrees reports whether the success of a row is not what the patterns say.
func (d defined) disagrees(r *row) bool {
	if r == nil || r.Success == fact.Unknown || !r.HasResponse {
		return false
	}
	right, known := d.right(r.Response)
	return known && right != (r.Success == fact.Yes)
}

// responses lists what was answered; sorted are the pairs by rest score.
func (e *exam) responses(item string, d defined, sorted []pairOf) []map[string]any {
	counts := make(map[string]int64)
	total := int64(0)
	for _, t := range e.takers {
		if r := t.given[item]; r != nil && r.HasResponse {
			counts[r.Response]++
			total++
		}
	}
	sorted = slices.DeleteFunc(slices.Clone(sorted), func(p pairOf) bool { return !p.taker.given[item].HasResponse })
	share := func(response string, third int) any {
		all, of := 0, 0
		for i, p := range sorted {
			if i*3/len(sorted) != third {
				continue
			}
			all++
			if p.taker.given[item].Response == response {
				of++
			}
		}
		if all == 0 {
			return nil
		}
		return float64(of) / float64(all)
	}
	best := 0.0
	for response := range counts {
		if right, known := d.right(response); known && right {
			if top, is := share(response, 2).(float64); is {
				best = max(best, top)
			}
		}
	}
	list := []map[string]any{}
	for response, count := range counts {
		right, known := d.right(response)
		var correct any
		if known {
			correct = right
		}
		top, is := share(response, 2).(float64)
		list = append(list, map[string]any{
			"response": response, "count": count, "share": float64(count) / float64(total),
			"low_third": share(response, 0), "middle_third": share(response, 1), "top_third": share(response, 2),
			"correct": correct, "flagged": known && !right && is && top > best,
		})
	}
	slices.SortFunc(list, func(a, b map[string]any) int {
		return cmp.Or(cmp.Compare(b["count"].(int64), a["count"].(int64)), strings.Compare(a["response"].(string), b["response"].(string)))
	})
	return list
}
