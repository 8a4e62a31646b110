package sample

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

// quiz is a test with items.
type quiz struct {
	*activity
	items []*item
}

// item is a question of a quiz.
type item struct {
	*activity
	ask
	hardness float64
}

// passMark is the share of right answers that is enough.
const passMark = 0.6

func newQuiz(base string, o outline) *quiz {
	q := &quiz{activity: newActivity(base+"/quiz", typeAssessment, label{o.name.en + ": test", o.name.de + ": Test"}, "")}
	for i, a := range o.questions {
		q.items = append(q.items, &item{
			ask: a, hardness: o.hardness,
			activity: newActivity(fmt.Sprintf("%s/quiz/items/%d", base, i+1), typeQuestion, a.text, a.definition()),
		})
	}
	return q
}

// option is the id of an option of a choice.
func option(i int) string { return string(rune('a' + i)) }

// definition is what the definition of an interaction has beside its name.
func (a ask) definition() string {
	key := a.right
	if a.key >= 0 {
		key = a.key
	}
	switch a.kind {
	case "true-false":
		return fmt.Sprintf(`,"interactionType":"true-false","correctResponsesPattern":["%t"]`, key == 1)
	case "numeric":
		return fmt.Sprintf(`,"interactionType":"numeric","correctResponsesPattern":["%d"]`, key)
	default:
		return `,"interactionType":"choice","correctResponsesPattern":["` + option(key) + `"],"choices":` + components(a.options, option)
	}
}

// components lists the choices of an interaction.
func components(options []label, id func(int) string) string {
	var b strings.Builder
	separator := "["
	for i, o := range options {
		b.WriteString(separator + `{"id":"` + id(i) + `","description":` + o.json() + "}")
		separator = ","
	}
	return b.String() + "]"
}

// newFeedback is the question that ends a course.
func newFeedback(base string) *item {
	scale := labels("Not at all | Gar nicht\nA little | Ein wenig\nPartly | Teils\nMostly | Überwiegend\nFully | Voll und ganz")
	return &item{
		ask: ask{kind: "likert", options: scale},
		activity: newActivity(base+"/feedback", typeQuestion, label{"This course helps me in my work.", "Dieser Kurs hilft mir bei der Arbeit."},
			`,"interactionType":"likert","scale":`+components(scale, likert)),
	}
}

func likert(i int) string { return fmt.Sprintf("likert_%d", i+1) }

// answer decides what somebody answers: by the two-parameter logistic model
// whether they know, and what they give if they do not. right is what the quiz says.
func (i *item) answer(r *rand.Rand, ability float64) (response string, right bool) {
	knows := r.Float64() < 1/(1+math.Exp(-1.7*i.discrimination*(ability-i.difficulty-i.hardness)))
	given := i.right
	if !knows {
		given = i.wrong(r)
	}
	right = given == i.right
	if i.key >= 0 {
		right = given == i.key
	}
	switch i.kind {
	case "true-false":
		return fmt.Sprint(given == 1), right
	case "numeric":
		return fmt.Sprint(given), right
	default:
		return option(given), right
	}
}

// wrong is an answer of somebody who does not know: one mistake is the most common.
func (i *item) wrong(r *rand.Rand) int {
	switch i.kind {
	case "true-false":
		return 1 - i.right
	case "numeric":
		return []int{i.right * 2, i.right/2 + 1, i.right + 10, i.right + 1}[min(3, int(4*r.Float64()*r.Float64()))]
	}
	n := len(i.options)
	return (i.right + 1 + min(n-2, int(float64(n-1)*math.Pow(r.Float64(), 1.6)))) % n
}
