package fact_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/xapi"
)

// storedAt is when the statements of these tests were stored.
const storedAt = 1_772_619_330_456_000

var statementID = xapi.UUID{7: 1}

// read reads a statement of the members given, with what every statement has
// where they do not say it.
func read(t *testing.T, members string, promoted ...string) fact.Statement {
	t.Helper()
	for _, other := range []string{
		`"actor":{"mbox":"mailto:ann@example.org"}`, `"verb":{"id":"https://example.org/did"}`,
		`"object":{"id":"https://example.org/thing"}`, `"timestamp":"2026-03-04T10:15:30.123Z"`,
	} {
		if key, _, _ := strings.Cut(other, ":"); !strings.Contains(members, key+":") {
			members += "," + other
		}
	}
	found, err := fact.From(storedAt, statementID, []byte("{"+strings.TrimPrefix(members, ",")+"}"), promoted)
	if err != nil {
		t.Fatalf("read {%s}: %v", members, err)
	}
	return found
}

// readOne reads a statement that has one row.
func readOne(t *testing.T, members string, promoted ...string) fact.Row {
	t.Helper()
	found := read(t, members, promoted...)
	if len(found.Rows) != 1 || found.Voids {
		t.Fatalf("{%s} has %d rows and voids: %t; want one row", members, len(found.Rows), found.Voids)
	}
	return found.Rows[0]
}

func TestWhatTellsOfNoLearningHasNoRows(t *testing.T) {
	const target = "7c3d4f3e-2b1a-4c5d-8e6f-9a0b1c2d3e4f"
	id, _ := xapi.ParseUUID(target)
	for _, c := range []struct {
		name, members string
		want          fact.Statement
	}{
		{
			"voiding", `"verb":{"id":"http://adlnet.gov/expapi/verbs/voided"},"object":{"objectType":"StatementRef","id":"` + target + `"}`,
			fact.Statement{Voids: true, Target: id},
		},
		{"about a statement", `"object":{"objectType":"StatementRef","id":"` + target + `"}`, fact.Statement{}},
		{
			"a SubStatement", `"object":{"objectType":"SubStatement","actor":{"mbox":"mailto:bob@example.org"},"verb":{"id":"https://example.org/will"},"object":{"id":"https://example.org/thing"}}`,
			fact.Statement{},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, read(t, c.members)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestEachLearnerHasARow(t *testing.T) {
	const ann, bob = `{"mbox":"mailto:ann@Example.ORG"}`, `{"account":{"homePage":"https://lms.example.org","name":"bob"}}`
	type learner struct {
		Actor            string
		Member           uint16
		InGroup, IsGroup bool
	}
	for _, c := range []struct {
		name, actor string
		want        []learner
	}{
		{"mbox, its domain in lower case", `{"mbox":"mailto:Ann@Example.ORG"}`, []learner{{Actor: "mailto:Ann@example.org"}}},
		{"mbox_sha1sum", `{"mbox_sha1sum":"A9993E364706816ABA3E25717850C26C9CD0D89D"}`, []learner{{Actor: "sha1:a9993e364706816aba3e25717850c26c9cd0d89d"}}},
		{"openid", `{"openid":"https://ann.example.org/"}`, []learner{{Actor: "openid:https://ann.example.org/"}}},
		{"account", bob, []learner{{Actor: "account:https://lms.example.org|bob"}}},
		{"account without a name's text", `{"account":{"homePage":"https://lms.example.org","name":""}}`, []learner{{Actor: "account:https://lms.example.org|"}}},
		{
			"anonymous group", `{"objectType":"Group","member":[` + ann + `,` + bob + `]}`,
			[]learner{{"mailto:ann@example.org", 0, true, false}, {"account:https://lms.example.org|bob", 1, true, false}},
		},
		{
			"identified group with members", `{"objectType":"Group","mbox":"mailto:team@example.org","member":[` + bob + `]}`,
			[]learner{{"account:https://lms.example.org|bob", 0, true, false}},
		},
		{
			"a member named twice", `{"objectType":"Group","member":[` + ann + `,{"mbox":"mailto:ann@example.org"},` + bob + `,` + ann + `]}`,
			[]learner{{"mailto:ann@example.org", 0, true, false}, {"account:https://lms.example.org|bob", 1, true, false}},
		},
		{"identified group without members", `{"objectType":"Group","mbox":"mailto:team@example.org"}`, []learner{{"group:mailto:team@example.org", 0, false, true}}},
		{"identified group of none", `{"objectType":"Group","openid":"https://team.example.org","member":[]}`, []learner{{"group:openid:https://team.example.org", 0, false, true}}},
		{"anonymous group of none", `{"objectType":"Group","member":[]}`, []learner{{IsGroup: true}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []learner
			for _, row := range read(t, `"actor":`+c.actor).Rows {
				got = append(got, learner{row.Actor, row.Member, row.InGroup, row.IsGroup})
				if row.ID != statementID || row.Stored != storedAt || row.Verb != "https://example.org/did" {
					t.Errorf("the row is of statement %s, stored %d, verb %s", row.ID, row.Stored, row.Verb)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("learners (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSourceIsTheKeyOrTheAuthority(t *testing.T) {
	const key = `{"objectType":"Agent","name":"LMS","account":{"homePage":"urn:lore:store:main","name":"K1"}}`
	for _, c := range []struct {
		name, authority, source string
		selfAsserted            bool
	}{
		{"none", "", "", false},
		{"a key of Lore", key, "K1", false},
		{"someone else's account", `{"account":{"homePage":"https://lrs.example.org","name":"K1"}}`, "account:https://lrs.example.org|K1", false},
		{"the learner", `{"mbox":"mailto:ann@EXAMPLE.org"}`, "mailto:ann@example.org", true},
		{"an application for a user", `{"objectType":"Group","member":[` + key + `,{"mbox":"mailto:ann@example.org"}]}`, "K1", false},
		{
			"someone else's application", `{"objectType":"Group","member":[{"account":{"homePage":"https://oauth.example.org/token","name":"app"}},{"mbox":"mailto:ann@example.org"}]}`,
			"account:https://oauth.example.org/token|app", false,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			members := ""
			if c.authority != "" {
				members = `"authority":` + c.authority
			}
			row := readOne(t, members)
			if row.Source != c.source || row.SelfAsserted != c.selfAsserted {
				t.Errorf("the source is %q and self-asserted: %t; want %q, %t", row.Source, row.SelfAsserted, c.source, c.selfAsserted)
			}
		})
	}
}

func TestResultIsRead(t *testing.T) {
	interaction := `"object":{"id":"https://example.org/q","definition":{"interactionType":"%s"}},`
	response := func(length int) string {
		return fmt.Sprintf(`"result":{"response":"%s"}`, strings.Repeat("x", length))
	}
	const (
		digest65  = "sha256:9537c5fdf120482f7d58d25e9ed583f52c02b4e304ea814db1633ad565aed7e9"
		digest129 = "sha256:0ec9eb33e74510bcdd1f2ea55206e82f21649c5c2becbf2b433eb475b34c01bd"
	)
	none := fact.Row{Scaled: math.NaN(), Raw: math.NaN(), Min: math.NaN(), Max: math.NaN(), Duration: fact.None}
	with := func(change func(*fact.Row)) fact.Row {
		row := none
		change(&row)
		return row
	}
	for _, c := range []struct {
		name, members string
		want          fact.Row
	}{
		{"none", "", none},
		{"score", `"result":{"score":{"scaled":-0.5,"raw":12.25,"min":0,"max":1e2}}`, with(func(r *fact.Row) {
			r.Scaled, r.Raw, r.Min, r.Max = -0.5, 12.25, 0, 100
		})},
		{"a score that no machine number can be", `"result":{"score":{"raw":1e999,"max":-1e999,"min":1e-999}}`, with(func(r *fact.Row) {
			r.Min = 0
		})},
		{"success and completion", `"result":{"success":true,"completion":false}`, with(func(r *fact.Row) {
			r.Success, r.Completion = fact.Yes, fact.No
		})},
		{"time", `"result":{"duration":"PT1H2M3.000004S"}`, with(func(r *fact.Row) { r.Duration = 3_723_000_004 })},
		{"no time", `"result":{"duration":"PT0S"}`, with(func(r *fact.Row) { r.Duration = 0 })},
		{"days", `"result":{"duration":"P1DT0.5H"}`, with(func(r *fact.Row) { r.Duration = (24*60 + 30) * 60e6 })},
		{"a comma", `"result":{"duration":"PT0,25S"}`, with(func(r *fact.Row) { r.Duration = 250_000 })},
		{"weeks", `"result":{"duration":"P2W"}`, with(func(r *fact.Row) { r.Duration = 14 * 86400e6 })},
		{"months and years", `"result":{"duration":"P1Y1M"}`, with(func(r *fact.Row) { r.Duration = (365*4+1)*86400e6/4 + 86400e6*304375/10000 })},
		{"longer than the world", `"result":{"duration":"P999999999999Y"}`, none},
		{"an answer", `"result":{"response":"a[,]b"}`, with(func(r *fact.Row) { r.HasResponse, r.Response = true, "a[,]b" })},
		{"an empty answer", `"result":{"response":""}`, with(func(r *fact.Row) { r.HasResponse = true })},
		{"half a surrogate pair", `"result":{"response":"\ud800!"}`, with(func(r *fact.Row) { r.HasResponse, r.Response = true, "\ufffd!" })},
		{"the longest answer", response(fact.MaxResponse), with(func(r *fact.Row) {
			r.HasResponse, r.Response = true, strings.Repeat("x", fact.MaxResponse)
		})},
		{"a longer answer", response(fact.MaxResponse + 1), with(func(r *fact.Row) { r.HasResponse, r.Response = true, digest129 })},
		{"a short text", fmt.Sprintf(interaction, "fill-in") + response(64), with(func(r *fact.Row) { r.HasResponse, r.Response = true, strings.Repeat("x", 64) })},
		{"a text", fmt.Sprintf(interaction, "fill-in") + response(65), with(func(r *fact.Row) { r.HasResponse, r.Response = true, digest65 })},
		{"a long text", fmt.Sprintf(interaction, "long-fill-in") + response(65), with(func(r *fact.Row) { r.HasResponse, r.Response = true, digest65 })},
		{"a text of another kind", fmt.Sprintf(interaction, "other") + response(65), with(func(r *fact.Row) { r.HasResponse, r.Response = true, digest65 })},
		{"a long choice", fmt.Sprintf(interaction, "choice") + response(65), with(func(r *fact.Row) { r.HasResponse, r.Response = true, strings.Repeat("x", 65) })},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readOne(t, c.members)
			result := fact.Row{
				Scaled: got.Scaled, Raw: got.Raw, Min: got.Min, Max: got.Max, Success: got.Success, Completion: got.Completion,
				Duration: got.Duration, Response: got.Response, HasResponse: got.HasResponse,
			}
			if diff := cmp.Diff(c.want, result, cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("result (-want +got):\n%s", diff)
			}
		})
	}
}

func TestContextIsRead(t *testing.T) {
	row := readOne(t, `"context":{"registration":"EC531277-b57b-4c15-8d91-d292c5b2b8f7","instructor":{"mbox":"mailto:tom@example.org"},
		"platform":"LMS","language":"en-GB","extensions":{"https://w3id.org/device-type":"tablet"},"contextActivities":{
			"parent":{"id":"https://example.org/alone"},
			"grouping":[{"id":"https://example.org/course","definition":{"type":"http://adlnet.gov/expapi/activities/course"}},{"id":"https://example.org/second"}],
			"category":[{"id":"https://w3id.org/xapi/cmi5/context/categories/cmi5"}],
			"other":[{"id":"https://example.org/q","definition":{"type":"http://adlnet.gov/expapi/activities/cmi.interaction"}}]}}`)
	want := row
	registration, _ := xapi.ParseUUID("ec531277-b57b-4c15-8d91-d292c5b2b8f7")
	want.Registration, want.HasRegistration, want.Instructor = registration, true, "mailto:tom@example.org"
	want.Platform, want.Language, want.Device = "LMS", "en-GB", "tablet"
	want.Parents = []fact.Activity{{ID: "https://example.org/alone"}}
	want.Groupings = []fact.Activity{{ID: "https://example.org/course", Type: "http://adlnet.gov/expapi/activities/course"}, {ID: "https://example.org/second"}}
	want.Categories = []fact.Activity{{ID: "https://w3id.org/xapi/cmi5/context/categories/cmi5"}}
	want.Others = []fact.Activity{{ID: "https://example.org/q", Type: "http://adlnet.gov/expapi/activities/cmi.interaction", Interaction: "other"}}
	if diff := cmp.Diff(want, row, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("context (-want +got):\n%s", diff)
	}
	if none := readOne(t, ""); none.HasRegistration || none.Parents != nil || none.Groupings != nil || none.Device != "" {
		t.Errorf("a statement without context has one: %+v", none)
	}
}

func TestObjectIsAnActivityOrNone(t *testing.T) {
	for _, c := range []struct {
		name, object string
		want         fact.Activity
	}{
		{"without a definition", `{"id":"https://example.org/a"}`, fact.Activity{ID: "https://example.org/a"}},
		{"a question", `{"objectType":"Activity","id":"https://example.org/a","definition":{"type":"http://adlnet.gov/expapi/activities/cmi.interaction","interactionType":"choice"}}`, fact.Activity{ID: "https://example.org/a", Type: "http://adlnet.gov/expapi/activities/cmi.interaction", Interaction: "choice"}},
		{"a question of no kind", `{"id":"https://example.org/a","definition":{"type":"http://adlnet.gov/expapi/activities/cmi.interaction"}}`, fact.Activity{ID: "https://example.org/a", Type: "http://adlnet.gov/expapi/activities/cmi.interaction", Interaction: "other"}},
		{"a person", `{"objectType":"Agent","mbox":"mailto:bob@example.org"}`, fact.Activity{}},
		{"a group", `{"objectType":"Group","member":[{"mbox":"mailto:bob@example.org"}]}`, fact.Activity{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, readOne(t, `"object":`+c.object).Object); diff != "" {
				t.Errorf("object (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTimestampIsWhenItHappenedOrElseStored(t *testing.T) {
	for timestamp, want := range map[string]int64{
		"2026-03-04T10:15:30.123Z":    1_772_619_330_123_000,
		"2026-03-04T10:15:30.123456Z": 1_772_619_330_123_456,
		"1969-12-31T23:59:59.999Z":    -1000,
		"yesterday":                   storedAt,
	} {
		if got := readOne(t, `"timestamp":"`+timestamp+`"`).Timestamp; got != want {
			t.Errorf("%s is %d, want %d", timestamp, got, want)
		}
	}
}

func TestPlayedSegments(t *testing.T) {
	for text, want := range map[string][]fact.Segment{
		`"0[.]5.5[,]10[.]20.25"`:    {{0, 5500}, {10000, 20250}},
		`"3[.]3"`:                   {{3000, 3000}},
		`" 1 [.] 2 "`:               {{1000, 2000}},
		`"5[.]1[,]1[.]2"`:           {{1000, 2000}},
		`"1[,]1[.]x[,][.][,]2[.]4"`: {{2000, 4000}},
		`"-1[.]4"`:                  nil,
		`"NaN[.]Inf[,]0[.]1e300"`:   nil,
		`""`:                        nil,
		`[0,5]`:                     nil,
	} {
		row := readOne(t, `"result":{"extensions":{"https://w3id.org/xapi/video/extensions/played-segments":`+text+`}},
			"context":{"extensions":{"https://w3id.org/xapi/video/extensions/length":120.5}}`)
		if diff := cmp.Diff(want, row.Segments); diff != "" {
			t.Errorf("segments of %s (-want +got):\n%s", text, diff)
		}
		if row.VideoLength != 120.5 {
			t.Errorf("the video is %g s long, want 120.5", row.VideoLength)
		}
	}
}

func TestWhatIsNoStatementIsAnErrorThatNamesIt(t *testing.T) {
	for _, text := range []string{``, `[]`, `{`, `{"actor":1}`, `{"object":{"objectType":"StatementRef","id":"x"},"verb":{"id":"http://adlnet.gov/expapi/verbs/voided"}}`} {
		if _, err := fact.From(1, statementID, []byte(text), nil); err == nil || !strings.Contains(err.Error(), statementID.String()) {
			t.Errorf("%s: the error is %v; want one that names the statement", text, err)
		}
	}
}
