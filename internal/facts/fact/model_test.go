package fact_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/xapi"
)

// half stands for half a surrogate pair, which encoding/json does not write.
const half = "HALF"

// drawn draws the parts of a statement. Identifiers are few, so that members,
// authorities and actors are often the same.
type drawn struct{ *rapid.T }

func (d drawn) of(values ...any) any { return rapid.SampledFrom(values).Draw(d.T, "value") }

// maybe sets a member of an object half of the times.
func (d drawn) maybe(of tree, key string, value func() any) {
	if rapid.Bool().Draw(d.T, key) {
		of[key] = value()
	}
}

func (d drawn) text() any {
	return d.of("", "plain", "\"quoted\"\n", "ümlaut 🎓", half+"!", "x<&>y", strings.Repeat("é", 32), strings.Repeat("x", 65), strings.Repeat("y", 128), strings.Repeat("ä", 65))
}

func (d drawn) agent() any {
	identifier := d.of(
		tree{"mbox": "mailto:Ann@Example.ORG"}, tree{"mbox": "mailto:Ann@example.org"}, tree{"openid": "https://ann.example.org/"},
		tree{"mbox_sha1sum": "A9993E364706816ABA3E25717850C26C9CD0D89D"}, tree{"account": tree{"homePage": "https://lms.example.org", "name": "ann"}},
		tree{"account": tree{"homePage": "https://lms.example.org", "name": "ünal \"u\" " + half}}, tree{"account": tree{"homePage": "urn:lore:store:main", "name": "K1"}},
	).(tree)
	agent := tree{}
	for key, value := range identifier {
		agent[key] = value
	}
	d.maybe(agent, "name", d.text)
	d.maybe(agent, "objectType", func() any { return "Agent" })
	return agent
}

func (d drawn) group() any {
	group := tree{}
	if rapid.Bool().Draw(d.T, "identified") {
		group = d.agent().(tree)
	}
	group["objectType"] = "Group"
	d.maybe(group, "member", func() any { return d.list(0, d.agent) })
	return group
}

func (d drawn) actor() any {
	if rapid.Bool().Draw(d.T, "a group") {
		return d.group()
	}
	return d.agent()
}

func (d drawn) list(least int, item func() any) any {
	list := make([]any, rapid.IntRange(least, 4).Draw(d.T, "length"))
	for i := range list {
		list[i] = item()
	}
	return list
}

func (d drawn) activity() any {
	activity := tree{"id": d.of("https://example.org/a", "https://example.org/ä", "urn:x:b")}
	d.maybe(activity, "objectType", func() any { return "Activity" })
	d.maybe(activity, "definition", func() any {
		definition := tree{}
		d.maybe(definition, "name", func() any { return tree{"en": d.text()} })
		d.maybe(definition, "type", func() any {
			return d.of("http://adlnet.gov/expapi/activities/course", "http://adlnet.gov/expapi/activities/cmi.interaction")
		})
		d.maybe(definition, "interactionType", func() any { return d.of("choice", "fill-in", "long-fill-in", "other", "numeric") })
		d.maybe(definition, "choices", func() any { return []any{tree{"id": "a", "description": tree{"en": d.text()}}} })
		d.maybe(definition, "extensions", d.extensions)
		return definition
	})
	return activity
}

func (d drawn) activities() any {
	if rapid.Bool().Draw(d.T, "alone") {
		return d.activity()
	}
	return d.list(0, d.activity)
}

func (d drawn) extensions() any {
	extensions := tree{}
	for _, iri := range []string{"https://x.org/one", "https://x.org/[two]", fact.DeviceExtension, fact.LengthExtension} {
		d.maybe(extensions, iri, func() any {
			return d.of(d.text(), nil, true, 12.5, json.Number("1.50e2"), []any{1, "two  ", nil}, tree{"a": tree{"b": half}}, "")
		})
	}
	d.maybe(extensions, fact.SegmentsExtension, func() any {
		return d.of("0[.]5.5[,]10[.]20.25", "", "1[.]", "7[.]3[,]1.0005[.]2", "a[.]b[,]0[.]0", 12, []any{}, "-1[.]2", "3[.]4[.]5")
	})
	return extensions
}

func (d drawn) result() any {
	result := tree{}
	d.maybe(result, "score", func() any {
		score := tree{}
		for _, key := range []string{"scaled", "raw", "min", "max"} {
			d.maybe(score, key, func() any {
				return json.Number(d.of("0", "-1", "0.95", "1e2", "0.1", "1e999", "-1e400", "1e-400", "12345678901234567890").(string))
			})
		}
		return score
	})
	d.maybe(result, "success", func() any { return d.of(true, false) })
	d.maybe(result, "completion", func() any { return d.of(true, false) })
	d.maybe(result, "response", d.text)
	d.maybe(result, "duration", d.duration)
	d.maybe(result, "extensions", d.extensions)
	return result
}

func (d drawn) duration() any {
	n := func(name string) int { return rapid.IntRange(0, 300).Draw(d.T, name) }
	fraction := d.of("", ".5", ",25", ".000001").(string)
	return d.of(
		fmt.Sprintf("PT%d%sS", n("s"), fraction), fmt.Sprintf("PT%d%sM", n("m"), fraction), fmt.Sprintf("P%dDT%dH%dM", n("d"), n("h"), n("m")),
		fmt.Sprintf("P%dY%dM%d%sD", n("y"), n("mo"), n("d"), fraction), fmt.Sprintf("P%d%sW", n("w"), fraction), "PT0S", "P1M", "PT1M",
	)
}

func (d drawn) context() any {
	context := tree{}
	d.maybe(context, "registration", func() any {
		return d.of("ec531277-b57b-4c15-8d91-d292c5b2b8f7", "EC531277-B57B-4C15-8D91-D292C5B2B8F7")
	})
	d.maybe(context, "instructor", d.actor)
	d.maybe(context, "team", d.group)
	d.maybe(context, "platform", d.text)
	d.maybe(context, "language", func() any { return d.of("en", "de-AT") })
	d.maybe(context, "extensions", d.extensions)
	d.maybe(context, "contextActivities", func() any {
		activities := tree{}
		for _, key := range []string{"parent", "grouping", "category", "other"} {
			d.maybe(activities, key, d.activities)
		}
		return activities
	})
	return context
}

func (d drawn) object() any {
	switch d.of("activity", "activity", "activity", "agent", "group", "reference", "sub") {
	case "agent":
		agent := d.agent().(tree)
		agent["objectType"] = "Agent"
		return agent
	case "group":
		return d.group()
	case "reference":
		return tree{"objectType": "StatementRef", "id": d.of("ec531277-b57b-4c15-8d91-d292c5b2b8f7", "7C3D4F3E-2B1A-4C5D-8E6F-9A0B1C2D3E4F")}
	case "sub":
		return tree{"objectType": "SubStatement", "actor": d.actor(), "verb": tree{"id": "https://example.org/will"}, "object": d.activity(), "result": d.result()}
	}
	return d.activity()
}

func (d drawn) statement() []byte {
	s := tree{
		"actor": d.actor(), "object": d.object(),
		"verb": tree{"id": d.of("http://adlnet.gov/expapi/verbs/voided", "http://adlnet.gov/expapi/verbs/passed"), "display": tree{"en": d.text()}},
	}
	d.maybe(s, "timestamp", func() any { return d.of("2026-03-04T10:15:30.123Z", "1969-12-31T23:59:59.999999Z") })
	d.maybe(s, "authority", d.actor)
	d.maybe(s, "result", d.result)
	d.maybe(s, "context", d.context)
	text, err := json.Marshal(s)
	if err != nil {
		d.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte(half), []byte(`\ud800`))
	if rapid.Bool().Draw(d.T, "with space") {
		var spaced bytes.Buffer
		if err := json.Indent(&spaced, text, " ", "\t"); err != nil {
			d.Fatal(err)
		}
		text = spaced.Bytes()
	}
	return text
}

// TestEveryReadingIsThatOfThePlainOne compares From, and Extension, with a plain
// and slow reading of drawn statements.
func TestEveryReadingIsThatOfThePlainOne(t *testing.T) {
	promoted := []string{"context.extensions[https://x.org/one]", "result.extensions[https://x.org/[two]]", "object.definition.extensions[https://x.org/one]"}
	rapid.Check(t, func(t *rapid.T) {
		text := drawn{t}.statement()
		id := xapi.UUID{15: 7}
		got, err := fact.From(storedAt, id, text, promoted)
		if err != nil {
			t.Fatalf("read %s: %v", text, err)
		}
		want := slowly(storedAt, id, text, promoted)
		if diff := cmp.Diff(want, got, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s\n(-want +got):\n%s", text, diff)
		}
		fact.Extensions(text, func(path string) {
			value, ok, err := fact.Extension(text, path)
			if err != nil || !ok || value != slowExtension(text, path) {
				t.Fatalf("%s\n%s is %q, %t, %v; want %q", text, path, value, ok, err, slowExtension(text, path))
			}
		})
	})
}

// FuzzFrom holds reading to: no panic, rows within what Row promises, extensions
// that are where they are listed, and no error where xapi takes the text for a
// stored statement.
func FuzzFrom(f *testing.F) {
	f.Add([]byte(`{"id":"7c3d4f3e-2b1a-4c5d-8e6f-9a0b1c2d3e4f","actor":{"mbox":"mailto:a@b.org"},"verb":{"id":"x:v"},"object":{"id":"x:o"},"timestamp":"2026-03-04T10:15:30.123Z","stored":"2026-03-04T10:15:30.123456Z","authority":{"mbox":"mailto:a@b.org"},"version":"2.0.0"}`))
	f.Add([]byte("{" + withExtensions + "}"))
	f.Add([]byte(`{"actor":{"objectType":"Group","member":[{"openid":"x:a"},{}]},"result":{"duration":"P1YT","response":"\ud800","score":{"raw":1e999}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		promoted := []string{"context.extensions[https://x.org/text]"}
		got, err := fact.From(1, statementID, text, promoted)
		fact.Extensions(text, func(path string) {
			if _, ok, err := fact.Extension(text, path); !ok || err != nil {
				t.Errorf("the extension %s is listed but not there: %t, %v", path, ok, err)
			}
		})
		for i, row := range got.Rows {
			if int(row.Member) != i || row.Duration < fact.None || len(row.Response) > fact.MaxResponse || len(row.Extensions) != len(promoted) {
				t.Errorf("row %d is %+v", i, row)
			}
		}
		if _, invalid := xapi.ParseStored(text); invalid == nil && err != nil {
			t.Errorf("a stored statement is not read: %v", err)
		}
	})
}
