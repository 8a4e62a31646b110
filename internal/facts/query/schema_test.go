package query

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func compile(t testing.TB, text []byte) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(t testing.TB, schema *jsonschema.Schema, text []byte) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return schema.Validate(value)
}

func TestWhatIsReadFitsTheSchema(t *testing.T) {
	schema := compile(t, Schema())
	for _, text := range corpus {
		if err := validate(t, schema, []byte(text)); err != nil {
			t.Errorf("%s\n%v", text, err)
		}
		q, err := Decode([]byte(text), saved)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(t, schema, q.Encode()); err != nil {
			t.Errorf("%s\n%v", q.Encode(), err)
		}
	}
}

// Each query of the corpus is broken in one place after the other, in ways that
// are wrong everywhere: the decoder and the schema both refuse it.
func TestBrokenQueriesFitNeither(t *testing.T) {
	schema := compile(t, Schema())
	count := 0
	for _, text := range corpus {
		var root any
		if err := json.Unmarshal([]byte(text), &root); err != nil {
			t.Fatal(err)
		}
		mutate(root, func() {
			count++
			mutant, err := json.Marshal(root)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Decode(mutant, saved); err == nil {
				t.Errorf("read: %s", mutant)
			}
			if validate(t, schema, mutant) == nil {
				t.Errorf("fits the schema: %s", mutant)
			}
		})
	}
	if count < 500 {
		t.Errorf("only %d mutants", count)
	}
}

// mutate breaks a value in every place, one at a time, and calls try for each.
func mutate(value any, try func()) {
	switch value := value.(type) {
	case map[string]any:
		value["no_such_key"] = 1
		try()
		delete(value, "no_such_key")
		for key, inner := range value {
			for _, wrong := range []any{nil, map[string]any{"x": 1}, []any{}, []any{nil}} {
				if list, isList := wrong.([]any); isList && len(list) == 0 && key == "dimensions" {
					continue
				}
				value[key] = wrong
				try()
			}
			value[key] = inner
			mutate(inner, try)
		}
	case []any:
		for i, inner := range value {
			value[i] = nil
			try()
			value[i] = map[string]any{"x": 1}
			try()
			value[i] = inner
			mutate(inner, try)
		}
	}
}

func TestTheSchemaNamesEveryFieldAndMetric(t *testing.T) {
	var schema struct {
		Defs map[string]struct {
			AnyOf []struct{ Enum []string }
			Enum  []string
		} `json:"$defs"`
	}
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	named := func(may func(Field) bool) (names []string) {
		for _, field := range Fields() {
			if may(field) {
				names = append(append(names, field.Name()), field.Aliases()...)
			}
		}
		return names
	}
	for definition, want := range map[string][]string{
		"dimension": named(Field.MayGroup),
		"shown":     named(Field.MayShow),
		"filtered":  named(func(f Field) bool { return f.MayFilter() && f.ID != StatementID }),
	} {
		if got := schema.Defs[definition].AnyOf[0].Enum; !slices.Equal(got, want) {
			t.Errorf("%s: got %s, want %s", definition, strings.Join(got, " "), strings.Join(want, " "))
		}
	}
	if got := schema.Defs["trendmeasure"].Enum; !slices.Equal(got, measureNames[:]) {
		t.Errorf("metrics: got %v", got)
	}
	if got := schema.Defs["class"].Enum; !slices.Equal(got, classNames()) {
		t.Errorf("classes: got %v", got)
	}
}

func TestAnswersFitTheirSchema(t *testing.T) {
	schema := compile(t, AnswerSchema())
	half, count := 0.5, int64(3)
	for _, answer := range []Answer{
		{Columns: []Column{}, Rows: [][]any{}, Meta: Meta{Kind: Table, CountedBy: []string{}, QueryHash: strings.Repeat("0", 32)}},
		{
			Columns: []Column{{Name: "verb", Type: ColumnText}, {Name: "r", Type: ColumnRate, Denominator: "people"}},
			Rows:    [][]any{{"x", Share{Value: &half, Numerator: 1, Denominator: 2, Low: &half, High: &half}}, {nil, nil}},
			People:  []PersonRow{{Person: "mailto:a@example.org", Statements: 1}},
			Meta: Meta{
				Kind: Trend, CountedBy: []string{"x"}, Compare: &[2]string{"a", "b"}, Open: &count, Total: &count,
				PartialBuckets: []string{"x"}, Bins: []float64{0, 1}, TimeEstimated: &Band{}, Stickiness: &Stickiness{},
				Tests: []Test{{}}, Milestones: []Milestone{{}}, Warnings: []string{"x"}, Sentence: "x", Next: "x",
				QueryHash: strings.Repeat("0", 32), NotComparable: 1, Clamped: 1, Truncated: true,
			},
		},
	} {
		text, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(t, schema, text); err != nil {
			t.Errorf("%s\n%v", text, err)
		}
	}
}
