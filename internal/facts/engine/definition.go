package engine

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/xapi"
)

// definition is what an interaction's canonical definition says of its answers.
type definition struct {
	InteractionType string   `json:"interactionType"`
	Patterns        []string `json:"correctResponsesPattern"`
	Choices         []struct {
		ID string `json:"id"`
	} `json:"choices"`
}

// definitionOf reads the definition of an activity; the zero one where nobody
// gave any.
func (v *view) definitionOf(ctx context.Context, activity string) (definition, error) {
	var d definition
	text, err := v.engine.config.Log.Describe(ctx, v.scope.Store, xapi.DescribesActivity, xapi.ActivityKey(activity))
	if err != nil {
		return d, fmt.Errorf("read the definition of an item: %w", err)
	}
	if len(text) == 0 {
		return d, nil
	}
	if err := json.Unmarshal(text, &d); err != nil {
		return d, fmt.Errorf("read the definition of %s: %w", activity, err)
	}
	return d, nil
}

// options is among how many answers one must choose; 0 where that is not known.
func (d definition) options(interaction string) int {
	switch interaction {
	case "true-false":
		return 2
	case "choice":
		return len(d.Choices)
	default:
		return 0
	}
}

// correct reports whether a response fits one of the patterns (xAPI Data,
// Appendix C); known is false when that cannot be said.
func (d definition) correct(response string) (correct, known bool) {
	if len(d.Patterns) == 0 || strings.HasPrefix(response, "sha256:") {
		return false, false
	}
	return slices.ContainsFunc(d.Patterns, func(pattern string) bool { return d.fits(pattern, response) }), true
}

func (d definition) fits(pattern, response string) bool {
	options, pattern := takeOptions(pattern)
	_, response = takeOptions(response)
	caseMatters := options["case_matters"] == "true"
	same := func(a, b string) bool { return a == b || !caseMatters && strings.EqualFold(a, b) }
	want, given := strings.Split(pattern, "[,]"), strings.Split(response, "[,]")
	switch d.InteractionType {
	case "choice", "matching":
		return sameSet(want, given, func(a, b string) bool { return a == b })
	case "fill-in", "long-fill-in":
		if options["order_matters"] == "false" {
			return sameSet(want, given, same)
		}
		return slices.EqualFunc(want, given, same)
	case "sequencing":
		return slices.Equal(want, given)
	case "numeric":
		return inRange(pattern, response)
	case "performance":
		if options["order_matters"] == "false" {
			return sameSet(want, given, sameStep)
		}
		return slices.EqualFunc(want, given, sameStep)
	default: // true-false, likert, other
		return pattern == response
	}
}

// takeOptions takes the leading {name=value} off a text.
func takeOptions(text string) (options map[string]string, rest string) {
	options = make(map[string]string)
	for strings.HasPrefix(text, "{") {
		option, after, closed := strings.Cut(text[1:], "}")
		name, value, is := strings.Cut(option, "=")
		if !closed || !is || name != "case_matters" && name != "order_matters" && name != "lang" {
			break
		}
		options[name], text = value, after
	}
	return options, text
}

func sameSet(want, given []string, same func(a, b string) bool) bool {
	if len(want) != len(given) {
		return false
	}
	left := slices.Clone(given)
	for _, w := range want {
		at := slices.IndexFunc(left, func(g string) bool { return same(w, g) })
		if at < 0 {
			return false
		}
		left = slices.Delete(left, at, at+1)
	}
	return true
}

// sameStep compares a step of a performance: id[.]response, where the pattern's
// may be a range of numbers.
func sameStep(want, given string) bool {
	wantID, wantText, _ := strings.Cut(want, "[.]")
	givenID, givenText, _ := strings.Cut(given, "[.]")
	if wantID != givenID {
		return false
	}
	return wantText == givenText || strings.Contains(wantText, "[:]") && inRange(wantText, givenText)
}

// inRange reports whether a number is the one, or within the range low[:]high,
// of a pattern; an end may be left out.
func inRange(pattern, response string) bool {
	x, err := strconv.ParseFloat(strings.TrimSpace(response), 64)
	if err != nil {
		return false
	}
	low, high, isRange := strings.Cut(pattern, "[:]")
	if !isRange {
		high = low
	}
	return x >= bound(low, math.Inf(-1)) && x <= bound(high, math.Inf(1))
}

// bound reads an end of a range; open stands for one that is left out.
func bound(text string, open float64) float64 {
	if strings.TrimSpace(text) == "" {
		return open
	}
	x, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

// mismatches counts the answers whose success disagrees with the patterns.
func (v *view) mismatches(s *sheet, item int, d definition) int64 {
	count := int64(0)
	for taker := range s.takers {
		count += int64(flag(v.mismatch(s.given[taker][item], d)))
	}
	return count
}

// mismatch reports whether the success of an answer disagrees with its response.
func (v *view) mismatch(a *answer, d definition) bool {
	if a == nil || a.success == fact.Unknown || !a.hasResponse {
		return false
	}
	correct, known := d.correct(v.snapshot.Word(column.Labels, a.response))
	return known && correct != (a.success == fact.Yes)
}

// responseRow is how often a response was given.
type responseRow struct {
	Response    string   `json:"response"`
	Count       int64    `json:"count"`
	Share       float64  `json:"share"`
	LowThird    *float64 `json:"low_third"`
	MiddleThird *float64 `json:"middle_third"`
	TopThird    *float64 `json:"top_third"`
	// Correct is nil where there is no pattern to say.
	Correct *bool `json:"correct"`
	// Flagged: the best prefer this wrong response to every right one.
	Flagged bool `json:"flagged"`
}

// responses lists the responses to an item, with their shares among the takers
// by thirds of their rest scores.
func (v *view) responses(s *sheet, item int, d definition, pairs []scored) []responseRow {
	counts := make(map[uint32]*responseRow)
	total := int64(0)
	for taker := range s.takers {
		a := s.given[taker][item]
		if a == nil || !a.hasResponse {
			continue
		}
		total++
		row := counts[a.response]
		if row == nil {
			row = &responseRow{Response: v.snapshot.Word(column.Labels, a.response)}
			if correct, known := d.correct(row.Response); known {
				row.Correct = &correct
			}
			counts[a.response] = row
		}
		row.Count++
	}
	v.fillThirds(s, item, byRest(pairs), counts)
	rows := []responseRow{}
	best := 0.0 // of a right response that nobody gave
	for _, row := range counts {
		row.Share = float64(row.Count) / float64(total)
		if row.Correct != nil && *row.Correct && row.TopThird != nil {
			best = max(best, *row.TopThird)
		}
	}
	for _, row := range counts {
		row.Flagged = row.Correct != nil && !*row.Correct && row.TopThird != nil && *row.TopThird > best
		rows = append(rows, *row)
	}
	slices.SortFunc(rows, func(a, b responseRow) int {
		if c := order(b.Count, a.Count); c != 0 {
			return c
		}
		return strings.Compare(a.Response, b.Response)
	})
	return rows
}

// fillThirds works out the shares among the takers with a response, by thirds.
func (v *view) fillThirds(s *sheet, item int, sorted []scored, counts map[uint32]*responseRow) {
	sorted = slices.DeleteFunc(sorted, func(p scored) bool { return !s.given[p.taker][item].hasResponse })
	var sizes [3]int64
	given := make(map[uint32]*[3]int64)
	for i, p := range sorted {
		third := i * 3 / len(sorted)
		sizes[third]++
		code := s.given[p.taker][item].response
		if given[code] == nil {
			given[code] = new([3]int64)
		}
		given[code][third]++
	}
	for code, row := range counts {
		n := given[code]
		if n == nil {
			n = new([3]int64)
		}
		for third, share := range []**float64{&row.LowThird, &row.MiddleThird, &row.TopThird} {
			if sizes[third] > 0 {
				x := float64(n[third]) / float64(sizes[third])
				*share = &x
			}
		}
	}
}
