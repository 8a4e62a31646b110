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
		{`{"query":{"kind":"paths"},"cell":{"from":"a","to":"b"}}`, Cell{Path: &PathCell{From: Side{SideNode, "a"}, To: &Side{SideNode, "b"}}}},
		{
			`{"query":{"kind":"paths","to":"a"},"cell":{"layer":1,"from":null,"from_kind":"other","to":null,"to_kind":"left"}}`,
			Cell{Path: &PathCell{Layer: 1, From: Side{Kind: SideOther}, To: &Side{Kind: SideLeft}}},
		},
		{`{"query":{"kind":"paths","from":"a"},"cell":{"layer":2,"from":null,"from_kind":"left"}}`, Cell{Path: &PathCell{Layer: 2, From: Side{Kind: SideLeft}}}},
		{`{"query":{"kind":"items"},"cell":{"assessment":null,"item":"b"}}`, Cell{Item: &ItemCell{Item: "b", Part: PartN}}},
		{`{"query":{"kind":"items"},"cell":{"assessment":null,"item":"b","part":"wrong"}}`, Cell{Item: &ItemCell{Item: "b", Part: PartWrong}}},
		{`{"query":{"kind":"items"},"cell":{"assessment":null,"item":"b","response":""}}`, Cell{Item: &ItemCell{Item: "b", Part: PartResponse}}},
		{`{"query":{"kind":"items"},"cell":{"assessment":null}}`, Cell{Item: &ItemCell{Part: PartPeople}}},
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
		{`{"query":{"kind":"correlation","x":{"filter":["exists","score"]},"y":{"filter":["exists","score"]}},"cell":{}}`, "/cell", "no cells"},
		{`{"query":{"kind":"paths"},"cell":{}}`, "/cell", `"from"`},
		{`{"query":{"kind":"paths"},"cell":{"from":"a","layer":0}}`, "/cell/layer", "no layers"},
		{`{"query":{"kind":"paths"},"cell":{"from":null}}`, "/cell", "null with the kind"},
		{`{"query":{"kind":"paths"},"cell":{"from":"a","to_kind":"left"}}`, "/cell/to_kind", "node"},
		{`{"query":{"kind":"paths","from":"a"},"cell":{"from":"a"}}`, "/cell", `"layer"`},
		{`{"query":{"kind":"paths","from":"a","depth":2},"cell":{"layer":3,"from":"a"}}`, "/cell/layer", "2"},
		{`{"query":{"kind":"paths","from":"a"},"cell":{"layer":0,"from":"a","from_kind":"other"}}`, "/cell/from", "only a node"},
		{`{"query":{"kind":"paths","from":"a"},"cell":{"layer":1,"from_kind":"left","to":"b"}}`, "/cell", "the end of a path"},
		{`{"query":{"kind":"paths","from":"a"},"cell":{"layer":1,"from":"a","metric":"people"}}`, "/cell/metric", "no key"},
		{`{"query":{"kind":"items"},"cell":{"item":"a"}}`, "/cell", `"assessment"`},
		{`{"query":{"kind":"items"},"cell":{"assessment":"a","item":"b","part":"people"}}`, "/cell/part", "not_reached"},
		{`{"query":{"kind":"items"},"cell":{"assessment":"a","part":"n"}}`, "/cell/part", "complete"},
		{`{"query":{"kind":"items"},"cell":{"assessment":"a","item":"b","part":"n","response":"c"}}`, "/cell/part", "not both"},
		{`{"query":{"kind":"items"},"cell":{"assessment":"a","response":"c"}}`, "/cell/response", "name the item"},
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
