package query

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/problem"
)

func TestDecodeCell(t *testing.T) {
	two := 2
	funnel := `{"kind":"funnel","steps":[{"name":"a","filter":["exists","score"]},{"name":"b","filter":["exists","score"]}]}`
	for _, c := range []struct {
		text string
		want Cell
	}{
		{
			`{"query":{"kind":"trend","metrics":["passed_people"],"time":{"bucket":"day"},"dimensions":["activity.type","success"]},
		   "cell":{"bucket":"2026-01-01T00:00:00Z","dimensions":{"object.definition.type":"x","success":null},"metric":"passed_people"}}`,
			Cell{Bucket: "2026-01-01T00:00:00Z", Dimensions: map[string]any{"activity.type": "x", "success": nil}, Metric: "passed_people"},
		},
		{`{"query":` + funnel + `,"cell":{"step":2,"dropped":true}}`, Cell{Step: 2, Dropped: true}},
		{`{"query":{"kind":"retention"},"cell":{"cohort":"2026-01-05T00:00:00Z","k":2}}`, Cell{Cohort: "2026-01-05T00:00:00Z", K: &two}},
		{`{"query":{"kind":"lifecycle","time":{"bucket":"week"}},"cell":{"bucket":"x","column":"new"}}`, Cell{Bucket: "x", Column: "new"}},
		{
			`{"query":{"kind":"distribution","dimensions":["hour"]},"cell":{"dimensions":{"hour":7}},"of":"statements","limit":5,"cursor":"x"}`,
			Cell{Dimensions: map[string]any{"hour": 7.0}},
		},
	} {
		ask, err := DecodeCell([]byte(c.text), nil)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if !reflect.DeepEqual(ask.Cell, c.want) {
			t.Errorf("got %+v, want %+v", ask.Cell, c.want)
		}
	}
}

func TestDecodeCellSaysWhatIsWrong(t *testing.T) {
	table := `"query":{"kind":"table","metrics":["people"],"dimensions":["verb"]}`
	for _, c := range []struct{ text, pointer, message string }{
		{`{}`, "", `"query" is missing`},
		{`{` + table + `}`, "", `"cell" is missing`},
		{`{` + table + `,"cell":{"bucket":"x"}}`, "/cell/bucket", "no key"},
		{`{` + table + `,"cell":{"dimensions":{"verbs":"x"}}}`, "/cell/dimensions/verbs", `did you mean "verb"?`},
		{`{` + table + `,"cell":{"dimensions":{"verb":[]}}}`, "/cell/dimensions/verb", "a text, a number"},
		{`{` + table + `,"cell":{"metric":"persons"}}`, "/cell/metric", "allowed are people"},
		{`{` + table + `,"cell":{},"of":"persons"}`, "/of", "people and statements"},
		{`{"query":{"kind":"tabel"},"cell":{}}`, "/query/kind", "table"},
		{`{"query":{"kind":"lifecycle","time":{"bucket":"day"}},"cell":{"bucket":"x"}}`, "/cell", `"column"`},
		{`{"query":{"kind":"paths"},"cell":{}}`, "/cell", "no cells"},
	} {
		_, err := DecodeCell([]byte(c.text), nil)
		var known *problem.Error
		if !errors.As(err, &known) || !slices.ContainsFunc(known.Details, func(d problem.Detail) bool {
			return d.Pointer == c.pointer && strings.Contains(d.Message, c.message)
		}) {
			t.Errorf("%s: got %+v", c.text, err)
		}
	}
}
