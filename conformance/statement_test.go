package conformance

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestStatements(t *testing.T) {
	t.Parallel()
	matrix(t, "", inSimple, []row{
		good("ST-01"),
		bad("ST-01", del("/actor")),
		bad("ST-01", del("/verb")),
		bad("ST-01", del("/object")),
		bad("ST-01 GEN-03", set("/actor", `null`)),
		bad("GEN-05 ST-01", del("/actor"), set("/Actor", ann)),
		bad("GEN-07", set("/dummy", `1`)),
	})
	matrix(t, "", inFull, []row{good("ST-01 ST-03 SS-04")})
}

// TestStatementIDs sends its statements itself: the matrix gives them ids.
func TestStatementIDs(t *testing.T) {
	t.Parallel()
	eachVersion(t, "ST-02 UUID-01 UUID-02", func(t *testing.T, c client) {
		for _, raw := range []string{
			`"x"`, `""`, `7`, `null`, `{}`, `"{39e24cc4-69af-4b01-a824-1fdc6ea8a3af}"`, `"urn:uuid:39e24cc4-69af-4b01-a824-1fdc6ea8a3af"`,
			`"39e24cc4-69af-4b01-a824-1fdc6ea8a3aff"`, `"M9e24cc4-69af-4b01-a824-1fdc6ea8a3af"`,
		} {
			edits := []edit{set("/id", raw)}
			c.post(t, "/statements", edited(t, simple, edits...)).wantFault("", edits)
			c.post(t, "/statements", "["+edited(t, simple, edits...)+"]").wantFault("/0", edits)
		}
		made := c.store(t, simple)
		if len(made) != 1 || !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`).MatchString(made[0]) {
			t.Fatalf("the server made the ids %q", made)
		}
		if got := c.fetch(t, made[0])["id"]; got != made[0] {
			t.Errorf("the statement's id is %v, the answer said %s", got, made[0])
		}
	})
}

func TestBodiesAreStatementsOrArraysOfThem(t *testing.T) {
	t.Parallel()
	eachVersion(t, "ST-04", func(t *testing.T, c client) {
		for _, body := range []string{`1`, `"x"`, `true`, `null`, `[1]`, `["x"]`, `[null]`, `[[` + simple + `]]`, `[` + simple + `,7]`, `{}`} {
			c.post(t, "/statements", body).want(http.StatusBadRequest)
		}
	})
}

func TestStoredIsTheServers(t *testing.T) {
	t.Parallel()
	eachVersion(t, "AU-01 AU-03 TS-03", func(t *testing.T, c client) {
		before := time.Now().Add(-time.Minute)
		sent := edited(t, simple, set("/stored", `"2001-02-03T04:05:06.789Z"`))
		id := newUUID()
		c.put(t, "/statements", sent, "statementId", id).want(http.StatusNoContent)
		for _, id := range []string{id, c.store(t, sent)[0]} {
			got := c.fetch(t, id)
			stored, ok := got["stored"].(string)
			at, err := time.Parse(time.RFC3339Nano, stored)
			if !ok || err != nil || at.Before(before) || at.After(time.Now().Add(time.Minute)) {
				t.Errorf("stored is %v, want the present time", got["stored"])
			}
			if !regexp.MustCompile(`\.\d{3,}Z$`).MatchString(stored) {
				t.Errorf("stored is %s, want at least three digits of a second, in UTC", stored)
			}
			if got["timestamp"] != got["stored"] {
				t.Errorf("timestamp is %v, want stored, %v", got["timestamp"], got["stored"])
			}
		}
	})
}

func TestStoredGrowsInTheOrderOfStoring(t *testing.T) {
	t.Parallel()
	eachVersion(t, "AU-02", func(t *testing.T, c client) {
		verb := newIRI("verbs")
		statement := edited(t, simple, set("/verb/id", `"`+verb+`"`))
		var ids []string
		for range 5 {
			ids = append(ids, c.store(t, "["+statement+","+statement+","+statement+"]")...)
		}
		found := c.get(t, "/statements", "verb", verb, "ascending", "true").wantIDs(ids...).statements()
		for i := range found[1:] {
			if found[i]["stored"].(string) >= found[i+1]["stored"].(string) {
				t.Errorf("stored of statement %d is %v, of the next %v", i, found[i]["stored"], found[i+1]["stored"])
			}
		}
	})
}

// pairOfAgents is the authority of OAuth: an application and its user.
const pairOfAgents = `{"objectType":"Group","member":[{"account":{"homePage":"https://conformance.example/oauth","name":"app"}},{"mbox":"mailto:user@conformance.example"}]}`

func TestAuthorities(t *testing.T) {
	t.Parallel()
	one, three := `[{"mbox":"mailto:a@conformance.example"}]`, `[{"mbox":"mailto:a@conformance.example"},{"mbox":"mailto:b@conformance.example"},{"mbox":"mailto:c@conformance.example"}]`
	matrix(t, ann, []place{{statement: simple, pointer: "/authority", top: true}}, []row{
		good("AU-12"),
		good("AU-12", del("/objectType")),
		good("AU-12", set("", pairOfAgents)),
		bad("AU-12", set("", `{"objectType":"Group","member":`+one+`}`)),
		bad("AU-12", set("", `{"objectType":"Group","member":`+three+`}`)),
		bad("AU-12", set("", group)),
		bad("AU-12", set("", `{"objectType":"Group","mbox":"mailto:g@conformance.example"}`)),
		bad("AU-12", set("", pairOfAgents), set("/mbox", `"mailto:g@conformance.example"`)),
		bad("AU-12", set("", activity)),
		bad("AU-12 GEN-04", set("", `"ann"`)),
		bad("AU-12 AC-03", set("", `{"objectType":"Agent"}`)),
		bad("AU-12 GEN-03", set("", `null`)),
	})
}

func TestAuthorityComesFromTheKey(t *testing.T) {
	t.Parallel()
	eachVersion(t, "AU-10 AU-11 AU-13 SE-02", func(t *testing.T, c client) {
		plain := c.fetch(t, c.store(t, simple)[0])["authority"]
		if agent, ok := plain.(map[string]any); !ok || agent["objectType"] == "Group" || agent["member"] != nil {
			t.Fatalf("the authority is %v, want one Agent", plain)
		}
		for _, sent := range []string{ann, pairOfAgents} {
			got := c.fetch(t, c.store(t, edited(t, simple, set("/authority", sent)))[0])["authority"]
			wantSame(t, "the authority of a statement that came with another", got, plain)
		}
	})
}

func TestStatementVersions(t *testing.T) {
	t.Parallel()
	value := func(raw string) edit { return set("/version", raw) }
	place := []place{{statement: simple, top: true}}
	var rows []row
	for _, raw := range []string{`"1.0"`, `"1.0.0"`, `"1.0.3"`, `"1.0.9"`} {
		rows = append(rows, good("AU-20", value(raw)).in(v1), good("AU-21 QX-12", value(raw)).in(v2))
	}
	for _, raw := range []string{`"2.0"`, `"2.0.0"`, `"2.0.5"`} {
		rows = append(rows, bad("AU-20", value(raw)).in(v1), good("AU-21", value(raw)).in(v2))
	}
	for _, raw := range []string{`"0.9.9"`, `"1.1.0"`, `"2.1.0"`, `"3.0.0"`} {
		rows = append(rows, bad("AU-20", value(raw)).in(v1), bad("AU-21", value(raw)).in(v2))
	}
	for _, raw := range []string{`"should fail"`, `""`, `"1"`, `"v1.0"`, `"1.0."`, `"1.0.x"`, `1.0`, `{}`, `null`} {
		rows = append(rows, bad("AU-22", value(raw)))
	}
	matrix(t, "", place, rows)
}

func TestStatementVersionsAreKept(t *testing.T) {
	t.Parallel()
	inVersion(t, v1, "AU-20", func(t *testing.T, c client) {
		wantVersion(t, c, "", "1.0.0")
		wantVersion(t, c, "1.0", "1.0")
		wantVersion(t, c, "1.0.9", "1.0.9")
	})
	inVersion(t, v2, "AU-21 QX-12", func(t *testing.T, c client) {
		wantVersion(t, c, "", "2.0.0")
		wantVersion(t, c, "2.0.0", "2.0.0")
		wantVersion(t, c, "1.0.3", "1.0.3")
	})
}

func wantVersion(t *testing.T, c client, sent, want string) {
	t.Helper()
	statement := simple
	if sent != "" {
		statement = edited(t, simple, set("/version", `"`+sent+`"`))
	}
	if got := c.fetch(t, c.store(t, statement)[0])["version"]; got != want {
		t.Errorf("sent with version %q, came back with %v, want %s", sent, got, want)
	}
}

func TestStatementsOf2AreNotRewrittenForReadersOf1(t *testing.T) {
	t.Parallel()
	inVersion(t, v1, "VR-05", func(t *testing.T, c client) {
		other := c
		other.version = v2
		id := other.store(t, withContextAgents)[0]
		wantSame(t, "the statement for a reader of 1.0.3", c.fetch(t, id), other.fetch(t, id))
		if got := c.fetch(t, id)["version"]; got != "2.0.0" {
			t.Errorf("the version is %v, want 2.0.0", got)
		}
	})
}

func TestNothingIsAddedToSubStatements(t *testing.T) {
	t.Parallel()
	eachVersion(t, "SS-05 VB-02", func(t *testing.T, c client) {
		target := c.store(t, simple)[0]
		verb, activity, registration, agent := newIRI("verbs"), newIRI("activities"), newUUID(), newMbox()
		inner := edited(t, simple, set("/objectType", `"SubStatement"`), set("/verb/id", `"`+verb+`"`), set("/object/id", `"`+activity+`"`),
			set("/actor/mbox", `"`+agent+`"`), set("/context", `{"registration":"`+registration+`"}`))
		id := c.store(t, edited(t, simple, set("/object", inner)))[0]
		wantSame(t, "the SubStatement", c.fetch(t, id)["object"], decode(t, inner))
		for name, value := range map[string]string{"verb": verb, "activity": activity, "registration": registration, "agent": `{"mbox":"` + agent + `"}`} {
			c.get(t, "/statements", name, value).wantIDs()
		}
		c.get(t, "/statements", "activity", activity, "related_activities", "true").wantIDs(id)
		c.get(t, "/statements", "agent", `{"mbox":"`+agent+`"}`, "related_agents", "true").wantIDs(id)
		void := edited(t, simple, set("/objectType", `"SubStatement"`), set("/verb/id", `"`+voided+`"`), set("/object", `{"objectType":"StatementRef","id":"`+target+`"}`))
		c.store(t, edited(t, simple, set("/object", void)))
		c.fetch(t, target)
	})
}

func TestPUT(t *testing.T) {
	t.Parallel()
	eachVersion(t, "PS-01 PS-02 PS-03 PS-15", func(t *testing.T, c client) {
		id := newUUID()
		c.put(t, "/statements", simple).want(http.StatusBadRequest)
		for _, wrong := range []string{"", "x", strings.ReplaceAll(id, "-", ""), "{" + id + "}", "urn:uuid:" + id} {
			c.put(t, "/statements", simple, "statementId", wrong).want(http.StatusBadRequest)
		}
		c.put(t, "/statements", "["+simple+"]", "statementId", id).want(http.StatusBadRequest)
		c.put(t, "/statements", "[]", "statementId", id).want(http.StatusBadRequest)
		c.put(t, "/statements", edited(t, simple, set("/id", `"`+newUUID()+`"`)), "statementId", id).want(http.StatusBadRequest)
		c.get(t, "/statements", "statementId", id).want(http.StatusNotFound)
		unknown := edited(t, simple, set("/actor/mbox", `"`+newMbox()+`"`), set("/verb/id", `"`+newIRI("verbs")+`"`), set("/object/id", `"`+newIRI("activities")+`"`))
		if answer := c.put(t, "/statements", unknown, "statementId", id).want(http.StatusNoContent); len(answer.body) > 0 {
			t.Errorf("the answer has a body:\n%s", answer)
		}
		same := newUUID()
		c.put(t, "/statements", edited(t, simple, set("/id", `"`+same+`"`)), "statementId", same).want(http.StatusNoContent)
		if got := c.fetch(t, id)["id"]; got != id {
			t.Errorf("the statement's id is %v, want %s", got, id)
		}
	})
}

func TestPOST(t *testing.T) {
	t.Parallel()
	eachVersion(t, "PS-04 PS-05 QX-09", func(t *testing.T, c client) {
		if ids := c.store(t, simple); len(ids) != 1 {
			t.Errorf("one statement gave the ids %q", ids)
		}
		first, third := newUUID(), newUUID()
		ids := c.store(t, "["+edited(t, simple, set("/id", `"`+first+`"`))+","+simple+","+edited(t, simple, set("/id", `"`+third+`"`))+"]")
		if len(ids) != 3 || ids[0] != first || ids[2] != third {
			t.Errorf("the ids are %q, want three, the first %s, the last %s", ids, first, third)
		}
		for _, id := range ids {
			c.fetch(t, id)
		}
		if ids := c.store(t, "[]"); len(ids) != 0 {
			t.Errorf("an empty batch gave the ids %q", ids)
		}
		c.post(t, "/statements", simple, "statementId", newUUID()).want(http.StatusBadRequest)
		c.post(t, "/statements", simple, "format", "exact").want(http.StatusBadRequest)
	})
}

func TestOneIDTwiceInABatchIsRefused(t *testing.T) {
	t.Parallel()
	eachVersion(t, "PS-06 ER-03", func(t *testing.T, c client) {
		id, neighbour := newUUID(), newUUID()
		twice := edited(t, simple, set("/id", `"`+id+`"`))
		upper := edited(t, simple, set("/id", `"`+strings.ToUpper(id)+`"`))
		for _, second := range []string{twice, upper} {
			c.post(t, "/statements", "["+edited(t, simple, set("/id", `"`+neighbour+`"`))+","+twice+","+second+"]").want(http.StatusBadRequest)
		}
		c.get(t, "/statements", "statementId", id).want(http.StatusNotFound)
		c.get(t, "/statements", "statementId", neighbour).want(http.StatusNotFound)
	})
}

func TestBatchesAreStoredWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	eachVersion(t, "ER-03", func(t *testing.T, c client) {
		var batch, ids []string
		for range 20 {
			ids = append(ids, newUUID())
			batch = append(batch, edited(t, simple, set("/id", `"`+ids[len(ids)-1]+`"`)))
		}
		batch = append(batch, edited(t, simple, del("/verb")))
		for rotation := range batch {
			body := "[" + strings.Join(slices.Concat(batch[rotation:], batch[:rotation]), ",") + "]"
			c.post(t, "/statements", body).want(http.StatusBadRequest)
		}
		for _, id := range ids {
			c.get(t, "/statements", "statementId", id).want(http.StatusNotFound)
		}
	})
}

func TestStoredStatementsNeverChange(t *testing.T) {
	t.Parallel()
	eachVersion(t, "PS-10 PS-11 QX-04 QX-17", func(t *testing.T, c client) {
		id, neighbour := newUUID(), newUUID()
		sent := edited(t, simple, set("/id", `"`+id+`"`))
		other := edited(t, sent, set("/verb/id", `"https://conformance.example/verbs/else"`))
		c.put(t, "/statements", sent, "statementId", id).want(http.StatusNoContent)
		first := c.fetch(t, id)
		c.put(t, "/statements", sent, "statementId", id).want(http.StatusNoContent)
		if ids := c.store(t, sent); !slices.Equal(ids, []string{id}) {
			t.Errorf("posting it again gave the ids %q", ids)
		}
		c.put(t, "/statements", other, "statementId", id).want(http.StatusConflict)
		c.post(t, "/statements", other).want(http.StatusConflict)
		c.post(t, "/statements", "["+edited(t, simple, set("/id", `"`+neighbour+`"`))+","+other+"]").want(http.StatusConflict)
		c.get(t, "/statements", "statementId", neighbour).want(http.StatusNotFound)
		c.post(t, "/statements", "["+edited(t, simple, set("/id", `"`+neighbour+`"`))+","+sent+"]").want(http.StatusOK)
		c.fetch(t, neighbour)
		wantSame(t, "the statement after all this", c.fetch(t, id), first)
	})
}

func TestOfTwoConcurrentWritesOneWins(t *testing.T) {
	t.Parallel()
	eachVersion(t, "PS-13", func(t *testing.T, c client) {
		for range 10 {
			id := newUUID()
			const writers = 8
			statuses := make([]int, writers)
			var writing sync.WaitGroup
			for i := range writers {
				body := edited(t, simple, set("/verb/id", `"`+newIRI("verbs")+`"`))
				writing.Go(func() { statuses[i] = c.put(t, "/statements", body, "statementId", id).status })
			}
			writing.Wait()
			slices.Sort(statuses)
			want := slices.Concat([]int{http.StatusNoContent}, slices.Repeat([]int{http.StatusConflict}, writers-1))
			if !slices.Equal(statuses, want) {
				t.Fatalf("concurrent writers of one id got %v, want %v", statuses, want)
			}
		}
	})
}

func TestReferencesWithinABatchWorkInAnyOrder(t *testing.T) {
	t.Parallel()
	eachVersion(t, "PS-14", func(t *testing.T, c client) {
		target, referring, doomed, voiding := newUUID(), newUUID(), newUUID(), newUUID()
		verb := newIRI("verbs")
		batch := []string{
			edited(t, simple, set("/id", `"`+referring+`"`), set("/object", `{"objectType":"StatementRef","id":"`+target+`"}`)),
			edited(t, simple, set("/id", `"`+voiding+`"`), set("/verb/id", `"`+voided+`"`), set("/object", `{"objectType":"StatementRef","id":"`+doomed+`"}`)),
			edited(t, simple, set("/id", `"`+target+`"`), set("/verb/id", `"`+verb+`"`)),
			edited(t, simple, set("/id", `"`+doomed+`"`)),
		}
		c.store(t, "["+strings.Join(batch, ",")+"]")
		c.get(t, "/statements", "verb", verb).wantIDs(target, referring)
		c.get(t, "/statements", "statementId", doomed).want(http.StatusNotFound)
		c.get(t, "/statements", "voidedStatementId", doomed).want(http.StatusOK)
	})
}
