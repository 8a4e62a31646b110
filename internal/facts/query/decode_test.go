package query

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/problem"
)

// corpus has queries that must be read, of every kind and with every word.
var corpus = []string{
	`{"kind":"table","metrics":["people"]}`,
	`{"kind":"trend","metrics":["people",{"rate":["passed_people","started_people"],"as":"pass_rate"}],
	  "time":{"range":"28d","bucket":"day","zone":"Europe/Berlin","compare":"previous"},
	  "dimensions":["activity.type"],
	  "filter":["is","course",["https://lms.example.org/course/7"]],
	  "limit":50,"order":[["pass_rate","asc"]],"min_group":5}`,
	`{"kind":"trend","metrics":["people"],"time":{"range":"28d","bucket":"day"},
	  "filter":["and",["is","course",["https://lms.example.org/course/7"]],["in_class","verb",["pass","fail"]],
	  ["gte","result.score.scaled",0.5],["is","context.extensions[https://w3id.org/device-type]",["Mobile"]],
	  ["not",["has_done",{"filter":["in_class","verb",["complete"]],"within":"90d"}]]]}`,
	`{"kind":"table","metrics":["people","statements",{"divide":["statements",{"add":["people",1]}],"as":"each"}],
	  "dimensions":["course","hour","context.extensions[https://example.org/a/b]"],"order":[["each","desc"],["hour","asc"]],
	  "offset":10,"limit":10000,"attempts":"best","session_gap":60,"as_of_seq":1700000000000000,
	  "actors":{"metric":"people","limit":10}}`,
	`{"kind":"table","metrics":["people"],"dimensions":["verb"],"time":{"range":["2026-10-01","2026-11-01"],"zone":"America/New_York","compare":"previous"},"order":[["people@previous","asc"],["verb.id","desc"]]}`,
	`{"kind":"trend","metrics":["active_people_7d","active_people_28d","active_people_30d"],"time":{"bucket":"week","on":"stored"}}`,
	`{"kind":"statements"}`,
	`{"kind":"statements","fields":["statement_id","statement","parent"],"order":[["stored","asc"]],"limit":1000,"cursor":"abc","time":{"range":"today"}}`,
	`{"kind":"distribution"}`,
	`{"kind":"distribution","of":"duration","dimensions":["course","verb"],"bins":7,"pass":0.5,"limit":5}`,
	`{"kind":"distribution","attempts":"last","pass":-0.25}`,
	`{"kind":"funnel","steps":[{"name":"a","filter":["exists","score"]},{"name":"b","filter":["missing","platform"]}]}`,
	`{"kind":"funnel","steps":[{"name":"a","filter":["in_class","verb",["start"]]},{"name":"b","filter":["in_class","verb",["complete"]]}],
	  "within":"36h","match":"any","unit":"registration","dimensions":["platform"]}`,
	`{"kind":"paths"}`,
	`{"kind":"paths","of":"verb","in":"registration","from":"http://example.org/v","depth":6,"top":20,"limit":7}`,
	`{"kind":"paths","of":"course","to":"x","depth":1}`,
	`{"kind":"retention"}`,
	`{"kind":"retention","period":"month","periods":60,"unbounded":true,"time":{"range":"ytd"}}`,
	`{"kind":"lifecycle","time":{"bucket":"month","range":"last_year"}}`,
	`{"kind":"items","assessment":"https://example.org/test","limit":3}`,
	`{"kind":"episodes","milestones":true,"cursor":"x","limit":1000}`,
	`{"kind":"correlation","x":{"filter":["is","activity",["a"]]},"y":{"filter":["is","activity",["b"]],"attempts":"best"},
	  "given":{"filter":["is","activity",["c"]]},"lag_days":30,"by":"platform"}`,
	`{"kind":"table","metrics":["people"],"filter":["or",["is_not","verb",["a","b","a"]],["contains","activity",["x"]],
	  ["starts","result.response",["x"]],["gt","score",-1],["lt","lag",3600.5],["lte","duration",1e3],["between","score.raw",[0,10]]]}`,
	`{"kind":"table","metrics":["people"],"filter":["and",["gte","timestamp","2026-01-01"],["lt","stored","2026-01-02T03:04:05.678901+02:00"],
	  ["between","timestamp",["2026-01-01","2026-02-01"]],["is","success",[true]],["is_not","completion",[false,true]],["is","course_rule",[1,2.0]]]}`,
	`{"kind":"table","metrics":["people"],"filter":["and",["has_not_done",{"filter":["exists","score"]}],["not",["not",["exists","parent"]]],
	  ["is","registration",["EC531277-B57B-4C15-8D91-D292C5B2B8F7"]],["is","statement_id",["ec531277-b57b-4c15-8d91-d292c5b2b8f7"]]]}`,
	`{"kind":"table","metrics":["people"],"filter":["in_segment","managers"],"time":{"range":"qtd","compare":"previous"}}`,
	`{"kind":"table","metrics":["enrolled_people","waived_people","failed_people","completed_people","score_mean","score_median",
	  "score_p10","score_p90","time_reported","time_video","time_estimated","lag_p95","late_share","sessions","attempts","registrations"]}`,
}

var saved = map[string]string{
	"managers": `["and",["is","platform",["LMS"]],["in_segment","abroad"]]`,
	"abroad":   `["is_not","language",["de"]]`,
	"snake":    `["or",["in_segment","tail"],["exists","score"]]`,
	"tail":     `["not",["in_segment","snake"]]`,
	"deep":     `["not",["not",["not",["not",["not",["exists","score"]]]]]]`,
	"broken":   `["is","verbb",["x"]]`,
	"nonsense": `[`,
}

func TestDecodeReadsEveryKindAndWord(t *testing.T) {
	for _, text := range corpus {
		q, err := Decode([]byte(text), saved)
		if err != nil {
			t.Errorf("%s\n%v", text, err)
			continue
		}
		sameAgain(t, q)
	}
}

// sameAgain holds a query to what Encode promises.
func sameAgain(t testing.TB, q *Query) {
	t.Helper()
	text := q.Encode()
	again, err := Decode(text, nil)
	if err != nil {
		t.Fatalf("the encoded query is not read: %v\n%s", err, text)
	}
	if once := again.Encode(); string(once) != string(text) {
		t.Fatalf("encoded anew it differs:\n%s\n%s", text, once)
	}
	if again.Hash() != q.Hash() {
		t.Fatalf("the hash of %s changes", text)
	}
	zones := cmp.Transformer("zone", func(t Time) string { return string(marshal(t.encode())) })
	if difference := cmp.Diff(q, again, zones); difference != "" {
		t.Fatalf("read anew it differs:\n%s", difference)
	}
}

func TestDecodeFillsDefaults(t *testing.T) {
	q, err := Decode([]byte(`{"kind":"table","metrics":["people"]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"attempts":"first","kind":"table","limit":100,"metrics":["people"],"session_gap":30,` +
		`"time":{"on":"timestamp","range":"all","zone":"UTC"}}`
	if got := string(q.Encode()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestHashIsOfTheMeaning(t *testing.T) {
	hash := func(text string) string {
		q, err := Decode([]byte(text), saved)
		if err != nil {
			t.Fatal(err)
		}
		return q.Hash()
	}
	first := hash(`{"kind":"table","metrics":["people"],"filter":["is","verb",["a","b"]],"limit":5}`)
	for _, same := range []string{
		`{"limit":5,"filter":["is","verb.id",["b","a","b"]],"metrics":["people"],"kind":"table"}`,
		`{"kind":"table","metrics":["people"],"filter":["is","verb",["a","b"]],"limit":5.0,"time":{"range":"all"}}`,
	} {
		if hash(same) != first {
			t.Errorf("%s has another hash", same)
		}
	}
	for _, other := range []string{
		`{"kind":"table","metrics":["people"],"filter":["is","verb",["a","b"]],"limit":6}`,
		`{"kind":"table","metrics":["people"],"filter":["is_not","verb",["a","b"]],"limit":5}`,
	} {
		if hash(other) == first {
			t.Errorf("%s has the same hash", other)
		}
	}
}

func TestDecodeSaysWhatIsWrongAndWhere(t *testing.T) {
	table := func(rest string) string { return `{"kind":"table","metrics":["people"],` + rest + `}` }
	filter := func(f string) string { return table(`"filter":` + f) }
	manyValues := `["is","verb",[` + strings.TrimSuffix(strings.Repeat(`"x",`, 1001), ",") + `]]`
	manyNodes := `["and",` + strings.TrimSuffix(strings.Repeat(`["exists","score"],`, 200), ",") + `]`
	for _, c := range []struct{ name, text, pointer, message string }{
		{"not JSON", `{`, "", "not JSON"},
		{"empty", ``, "", "not JSON"},
		{"two values", `{} {}`, "", "more follows"},
		{"not an object", `[]`, "", "a query is an object, not an array"},
		{"doubled key", `{"kind":"table","kind":"table"}`, "/kind", "twice"},
		{"deep", strings.Repeat("[", 100) + strings.Repeat("]", 100), "", "deep"},
		{"a long key above many values", `{"` + strings.Repeat("k", 20_000) + `":[` + strings.Repeat("0,", 2_000) + `0]}`, "", "keys are too long"},
		{"very many values", `[` + strings.Repeat("[],", 60_000) + `0]`, "", "more than 50,000 values"},
		{"no kind", `{}`, "", `"kind" is missing`},
		{"kind misspelt", `{"kind":"tabel"}`, "/kind", `did you mean "table"?`},
		{"unknown key", table(`"limits":5`), "/limits", `did you mean "limit"?`},
		{"key of another kind", table(`"steps":[]`), "/steps", "no key"},
		{"pointer escaped", table(`"a/b~c":5`), "/a~1b~0c", "no key"},
		{"no metrics", `{"kind":"table"}`, "", `"metrics" is missing`},
		{"empty metrics", `{"kind":"table","metrics":[]}`, "/metrics", "1 to 18"},
		{"metric misspelt", `{"kind":"table","metrics":["poeple"]}`, "/metrics/0", `did you mean "people"?`},
		{"metric doubled", `{"kind":"table","metrics":["people","people"]}`, "/metrics", "two columns"},
		{"metric named as a dimension", `{"kind":"table","dimensions":["verb"],"metrics":[{"add":["people",1],"as":"verb"}]}`, "/metrics", "two columns"},
		{"metric without a name", `{"kind":"table","metrics":[{"rate":["people","people"]}]}`, "/metrics/0", `"as" is missing`},
		{"bad name", `{"kind":"table","metrics":[{"rate":["people","people"],"as":"A"}]}`, "/metrics/0/as", "a–z"},
		{"windowed elsewhere", `{"kind":"table","metrics":["active_people_7d"]}`, "/metrics/0", "only kind trend"},
		{"rate of no people", `{"kind":"table","metrics":[{"rate":["sessions","people"],"as":"r"}]}`, "/metrics/0/rate/0", "divide"},
		{"rate of a number", `{"kind":"table","metrics":[{"rate":["people",1],"as":"r"}]}`, "/metrics/0/rate/1", "a rate is of two metrics"},
		{"two operations", `{"kind":"table","metrics":[{"add":["people",1],"divide":["people",2],"as":"r"}]}`, "/metrics/0/add", "one thing"},
		{"no operation", `{"kind":"table","metrics":[{"as":"r"}]}`, "/metrics/0", "one of the keys"},
		{"one operand", `{"kind":"table","metrics":[{"add":["people"],"as":"r"}]}`, "/metrics/0/add", "2 values"},
		{"deep formula", `{"kind":"table","metrics":[{"add":[{"add":[{"add":[{"add":[1,2]},1]},1]},1],"as":"r"}]}`, "/metrics/0/add/0/add/0/add/0", "at most 3 deep"},
		{"too many cells", `{"kind":"table","dimensions":["verb","course","hour","weekday"],"metrics":["people","statements","sessions","attempts","registrations"]}`, "/metrics", "more than 18"},
		{"too many dimensions", `{"kind":"trend","time":{"bucket":"day"},"dimensions":["verb","course","hour","weekday"],"metrics":["people"]}`, "/dimensions", "0 to 3"},
		{"dimension doubled", table(`"dimensions":["verb","verb.id"]`), "/dimensions/1", "twice"},
		{"dimension misspelt", table(`"dimensions":["activty"]`), "/dimensions/0", `did you mean "activity"?`},
		{"not a dimension", table(`"dimensions":["statement_id"]`), "/dimensions/0", "cannot be a dimension"},
		{"extension without IRI", table(`"dimensions":["context.extensions.x"]`), "/dimensions/0", "context.extensions[IRI]"},
		{"order by nothing", table(`"order":[["statements","asc"]]`), "/order/0/0", "no column"},
		{"order both ways", table(`"order":[["people","asc"],["people","desc"]]`), "/order/1", "already"},
		{"order direction", table(`"order":[["people","up"]]`), "/order/0/1", "asc and desc"},
		{"order by previous without compare", table(`"order":[["people@previous","asc"]]`), "/order/0/0", "no column"},
		{"limit", table(`"limit":10001`), "/limit", "1 to 10,000"},
		{"limit as text", table(`"limit":"5"`), "/limit", "whole number"},
		{"limit with a fraction", table(`"limit":1.5`), "/limit", "whole number"},
		{"session gap", table(`"session_gap":0`), "/session_gap", "1 to 240"},
		{"attempts", table(`"attempts":"frist"`), "/attempts", `did you mean "first"?`},
		{"actors", table(`"actors":{"metric":"statements"}`), "/actors/metric", "people"},
		{"time", table(`"time":"28d"`), "/time", "time is an object"},
		{"range", table(`"time":{"range":"last_mont"}`), "/time/range", `did you mean "last_month"?`},
		{"days", table(`"time":{"range":"3661d"}`), "/time/range", "3660d"},
		{"range backwards", table(`"time":{"range":["2026-02-01","2026-01-01"]}`), "/time/range", "ends before"},
		{"instant without zone", table(`"time":{"range":["2026-01-01T00:00:00","2026-02-01"]}`), "/time/range/0", "neither a date"},
		{"impossible date", table(`"time":{"range":["2026-02-30","2026-03-01"]}`), "/time/range/0", "neither a date"},
		{"zone", table(`"time":{"zone":"Europe/Berln"}`), "/time/zone", "IANA"},
		{"local zone", table(`"time":{"zone":"Local"}`), "/time/zone", "IANA"},
		{"bucket of a table", table(`"time":{"bucket":"day"}`), "/time/bucket", "no buckets"},
		{"compare with nothing", table(`"time":{"compare":"previous"}`), "/time/compare", "nothing is before"},
		{"compare elsewhere", `{"kind":"retention","time":{"range":"7d","compare":"previous"}}`, "/time/compare", "does not compare"},
		{"no bucket", `{"kind":"trend","metrics":["people"]}`, "/time", `"bucket" is missing`},
		{"hours of a lifecycle", `{"kind":"lifecycle","time":{"bucket":"hour"}}`, "/time/bucket", "not allowed"},
		{"trend ordered by a window", `{"kind":"trend","metrics":["active_people_7d"],"time":{"bucket":"day"},"order":[["active_people_7d","asc"]]}`, "/order/0/0", "no column"},
		{"filter", filter(`{}`), "/filter", "begins with its operator"},
		{"operator", filter(`["iss","verb",["x"]]`), "/filter/0", `did you mean "is"?`},
		{"field of a filter", filter(`["is","hour",[1]]`), "/filter/1", "cannot be filtered"},
		{"value", filter(`["is","verb","x"]`), "/filter/2", "is an array"},
		{"no values", filter(`["is","verb",[]]`), "/filter/2", "1 to 1,000"},
		{"many values", filter(manyValues), "/filter/2", "1,001"},
		{"type of value", filter(`["is","score",["1"]]`), "/filter/2/0", "this is a number, not a text"},
		{"boolean", filter(`["is","success",["true"]]`), "/filter/2/0", "true or false"},
		{"UUID", filter(`["is","registration",["x"]]`), "/filter/2/0", "UUID"},
		{"class", filter(`["in_class","verb",["passed"]]`), "/filter/2/0", `did you mean "pass"?`},
		{"class by field", filter(`["is","verb_class",["passs"]]`), "/filter/2/0", `did you mean "pass"?`},
		{"class of what", filter(`["in_class","verbs",["pass"]]`), "/filter", "written"},
		{"contains a number", filter(`["contains","score",["1"]]`), "/filter/1", "fields of text"},
		{"contains nothing", filter(`["contains","verb",[""]]`), "/filter/2/0", "0 characters"},
		{"greater text", filter(`["gt","verb","x"]`), "/filter/1", "numbers and times"},
		{"between backwards", filter(`["between","score",[1,0]]`), "/filter/2", "nothing is between"},
		{"huge number", filter(`["gt","score",1e999]`), "/filter/2", "out of range"},
		{"not of two", filter(`["not",["exists","score"],["exists","verb"]]`), "/filter", "written"},
		{"and of none", filter(`["and"]`), "/filter", "at least one"},
		{"deep filter", filter(`["not",["not",["not",["not",["not",["not",["exists","score"]]]]]]]`), "/filter/1/1/1/1/1/1", "6 levels"},
		{"many nodes", filter(manyNodes), "/filter/200", "200 nodes"},
		{"has done", filter(`["has_done",{"filter":["exists","score"],"within":"36h"}]`), "/filter/1/within", "number of days"},
		{"has done what", filter(`["has_done",{}]`), "/filter/1", `"filter" is missing`},
		{"segment", filter(`["in_segment","manager"]`), "/filter/1", `did you mean "managers"?`},
		{"segment of itself", filter(`["in_segment","snake"]`), "/filter/1", "snake → tail → snake"},
		{"segment too deep", filter(`["not",["in_segment","deep"]]`), "/filter/1/1", "6 levels"},
		{"segment broken", filter(`["in_segment","broken"]`), "/filter/1", `did you mean "verb"?`},
		{"segment nonsense", filter(`["in_segment","nonsense"]`), "/filter/1", "not JSON"},
		{"statements with text", `{"kind":"statements","fields":["statement"],"limit":1001}`, "/limit", "1 to 1,000"},
		{"statements by verb", `{"kind":"statements","order":[["verb","asc"]]}`, "/order/0", "timestamp or stored"},
		{"distribution of texts", `{"kind":"distribution","of":"verb"}`, "/of", "number"},
		{"attempts of durations", `{"kind":"distribution","of":"duration","attempts":"first"}`, "/attempts", "none to choose"},
		{"one step", `{"kind":"funnel","steps":[{"name":"a","filter":["exists","score"]}]}`, "/steps", "2 to 12"},
		{"step without filter", `{"kind":"funnel","steps":[{"name":"a"},{"name":"b","filter":["exists","score"]}]}`, "/steps/0", `"filter" is missing`},
		{"window", `{"kind":"funnel","within":"7w","steps":[{"name":"a","filter":["exists","score"]},{"name":"b","filter":["exists","score"]}]}`, "/within", "days or hours"},
		{"both ends", `{"kind":"paths","from":"a","to":"b"}`, "/to", "leave one"},
		{"paths of platforms", `{"kind":"paths","of":"platform"}`, "/of", "activity, verb"},
		{"periods", `{"kind":"retention","periods":61}`, "/periods", "1 to 60"},
		{"correlation of one", `{"kind":"correlation","x":{"filter":["exists","score"]}}`, "", `"y" is missing`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Decode([]byte(c.text), saved)
			var known *problem.Error
			if !errors.As(err, &known) || known.Kind != problem.Invalid {
				t.Fatalf("got %v, want a refusal", err)
			}
			found := slices.ContainsFunc(known.Details, func(d problem.Detail) bool {
				return d.Pointer == c.pointer && strings.Contains(d.Message, c.message)
			})
			if !found {
				t.Errorf("no fault at %q says %q: %+v", c.pointer, c.message, known.Details)
			}
		})
	}
}

func TestDecodeNamesEveryFault(t *testing.T) {
	_, err := Decode([]byte(`{"kind":"table","metrics":["x","y"],"limit":0,"foo":1}`), nil)
	var known *problem.Error
	if !errors.As(err, &known) || len(known.Details) != 4 {
		t.Fatalf("got %+v, want four faults", err)
	}
	if !strings.Contains(known.Message, "3 more") {
		t.Errorf("the message %q does not say how many more", known.Message)
	}
}

func TestSavedFiltersAreHeldToTheLimitsTogether(t *testing.T) {
	saved := map[string]string{"s0": `["exists","score"]`}
	for i := 1; i <= 20; i++ {
		saved[fmt.Sprint("s", i)] = fmt.Sprintf(`["or",["in_segment","s%d"],["in_segment","s%d"]]`, i-1, i-1)
	}
	_, err := Decode([]byte(`{"kind":"retention","filter":["in_segment","s20"]}`), saved)
	if !problem.Is(err, problem.Invalid) {
		t.Fatalf("got %v, want a refusal", err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, text := range corpus {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		q, err := Decode(text, saved)
		if err != nil {
			if !problem.Is(err, problem.Invalid) {
				t.Fatalf("got %v, want a refusal", err)
			}
			return
		}
		if len(Definitions(q)) == 0 {
			t.Fatal("the query has no definitions")
		}
		sameAgain(t, q)
	})
}
