package oulad

import "time"

// statement is an xAPI statement as it is sent.
type statement struct {
	ID    string `json:"id"`
	Actor struct {
		Account struct {
			HomePage string `json:"homePage"`
			Name     string `json:"name"`
		} `json:"account"`
	} `json:"actor"`
	Verb    described `json:"verb"`
	Object  activity  `json:"object"`
	Result  *result   `json:"result,omitzero"`
	Context struct {
		Registration string `json:"registration"`
		Activities   struct {
			Parent   []activity `json:"parent,omitzero"`
			Grouping []activity `json:"grouping"`
		} `json:"contextActivities"`
		Extensions map[string]any `json:"extensions,omitzero"`
	} `json:"context"`
	Timestamp string `json:"timestamp"`
}

type described struct {
	ID      string            `json:"id"`
	Display map[string]string `json:"display"`
}

func verb(id, display string) described { return described{id, map[string]string{"en": display}} }

type activity struct {
	ID         string `json:"id"`
	Definition struct {
		Name       map[string]string `json:"name"`
		Type       string            `json:"type"`
		Extensions map[string]any    `json:"extensions,omitzero"`
	} `json:"definition"`
}

type result struct {
	Score      *score         `json:"score,omitzero"`
	Success    *bool          `json:"success,omitzero"`
	Completion *bool          `json:"completion,omitzero"`
	Extensions map[string]any `json:"extensions,omitzero"`
}

type score struct {
	Scaled float64 `json:"scaled"`
	Raw    float64 `json:"raw"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
}

// activity is the presentation as an activity.
func (p presentation) activity() (a activity) {
	a.ID = p.iri()
	a.Definition.Name = map[string]string{"en": "Module " + p.module + ", " + p.code}
	a.Definition.Type = courseType
	return a
}

// activity is the assessment as an activity, with its day and weight.
func (a assessment) activity() (found activity) {
	found.ID = a.iri() + "/assessments/" + a.id
	found.Definition.Name = map[string]string{"en": a.kind + " " + a.id}
	found.Definition.Type = assessmentType
	found.Definition.Extensions = map[string]any{weight: a.weight, kind: a.kind}
	if !a.due.IsZero() {
		found.Definition.Extensions[due] = a.due.Format(time.RFC3339)
	}
	return found
}
