package lrs_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// PS-04, ST-02
func TestIdsComeInTheOrderOfTheBatch(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	ids := b.store(caller, "["+statement("a", "one", withID(2, ""))+","+statement("a", "two", "")+","+statement("a", "three", withID(1, ""))+"]")
	if len(ids) != 3 || ids[0] != id(2) || ids[2] != id(1) {
		t.Errorf("the ids are %v, want the given ones first and third", ids)
	}
	for i, verb := range []string{"one", "two", "three"} {
		got := b.get(caller, ids[i])
		if got["id"] != ids[i].String() || got["verb"].(map[string]any)["id"] != "http://example.org/verbs/"+verb {
			t.Errorf("under %s there is %v, want the statement %q", ids[i], got, verb)
		}
	}
}

// PS-05, QX-09
func TestEmptyBatch(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	if ids := b.store(caller, "[]"); len(ids) != 0 {
		t.Errorf("the ids are %v, want none", ids)
	}
}

// ER-01: too many statements are too large, not invalid: the client may send
// them in smaller batches. No smaller batch helps one that nests too deep.
func TestBatchOverTheLimit(t *testing.T) {
	b, caller := newBench(t, func(config *lrs.Config) {
		config.Limits = xapi.Limits{Statements: 2, Depth: 100}
	}), newCaller(t, "writer")
	one := statement("a", "one", "")
	deep := statement("a", "deep", `,"context":{"extensions":{"http://example.org/x":`+strings.Repeat("[", 100)+strings.Repeat("]", 100)+`}}`)
	for body, kind := range map[string]problem.Kind{
		"[" + one + "," + one + "," + one + "]": problem.TooLarge,
		deep:                                    problem.Invalid,
	} {
		_, err := b.tryStore(caller, lrs.Submission{Version: xapi.Version2, Body: []byte(body)})
		expectKind(t, err, kind)
	}
	b.store(caller, "["+one+","+one+"]")
}

// PS-01, PS-02
func TestPutStoresOneStatementUnderItsParameter(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	put := func(number int, body string) error {
		_, err := b.tryStore(caller, lrs.Submission{Version: xapi.Version1, Body: []byte(body), StatementID: new(id(number))})
		return err
	}
	if err := put(1, statement("a", "without", "")); err != nil {
		t.Fatal(err)
	}
	if err := put(2, statement("a", "with", `,"id":"`+strings.ToUpper(id(2).String())+`"`)); err != nil {
		t.Fatal(err)
	}
	expectKind(t, put(3, statement("a", "other", withID(4, ""))), problem.Invalid)
	expectKind(t, put(3, "["+statement("a", "array", "")+"]"), problem.Invalid)
	if got := b.find(caller, lrs.Selection{}, lrs.Rendering{}).verbs(); got != "with without" {
		t.Errorf("stored are %q, want the two valid ones", got)
	}
}

// AU-01, AU-03, AU-10, AU-20, AU-21
func TestWhatTheLRSSets(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	before := time.Now()
	first := b.store(caller, statement("a", "v", `,"stored":"2001-01-01T00:00:00Z"`))
	second, err := b.tryStore(caller, lrs.Submission{Version: xapi.Version1, Body: []byte(statement("a", "v", ""))})
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range []xapi.UUID{first[0], second[0]} {
		got := b.get(caller, id)
		stored, err := time.Parse(time.RFC3339Nano, got["stored"].(string))
		if err != nil {
			t.Fatal(err)
		}
		if stored.Before(before.Truncate(time.Microsecond)) || stored.After(time.Now()) {
			t.Errorf("stored is %v, want the time of the request", stored)
		}
		if got["timestamp"] != got["stored"] {
			t.Errorf("timestamp is %v, want stored, %v", got["timestamp"], got["stored"])
		}
		if want := decode[any](t, caller.Authority); !cmp.Equal(got["authority"], want) {
			t.Errorf("authority is %v, want %v", got["authority"], want)
		}
		if want := []string{"2.0.0", "1.0.0"}[i]; got["version"] != want {
			t.Errorf("version is %v, want %s", got["version"], want)
		}
	}
}

// AU-11: a sent authority counts only from a trusted caller, and so does stored.
func TestTrustedCallerKeepsAuthorityAndStored(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	trusted := caller
	trusted.Trusted = true
	const original = `{"objectType":"Agent","mbox":"mailto:original@example.org"}`
	sent := `,"authority":` + original + `,"stored":"2001-02-03T04:05:06.789Z"`
	ids := append(b.store(trusted, statement("a", "trusted", sent)), b.store(caller, statement("a", "untrusted", sent))...)
	kept, overwritten := b.get(caller, ids[0]), b.get(caller, ids[1])
	if !cmp.Equal(kept["authority"], decode[any](t, []byte(original))) {
		t.Errorf("the trusted authority is %v, want %s", kept["authority"], original)
	}
	if kept["stored"] != "2001-02-03T04:05:06.789000Z" {
		t.Errorf("the trusted stored is %v, want the one that was sent", kept["stored"])
	}
	if !cmp.Equal(overwritten["authority"], decode[any](t, caller.Authority)) || overwritten["stored"] == kept["stored"] {
		t.Errorf("untrusted authority and stored are %v and %v, want them overwritten", overwritten["authority"], overwritten["stored"])
	}
	agent, err := xapi.ParseAgent([]byte(original), xapi.Version2)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.find(caller, lrs.Selection{Agent: &agent, RelatedAgents: true}, lrs.Rendering{}).verbs(); got != "trusted" {
		t.Errorf("the original authority finds %q, want what it was kept with", got)
	}
}

// PS-10, PS-11, QX-04, QX-17
func TestSameIdAgain(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	first := statement("a", "first", withID(1, ""))
	b.store(caller, first)
	want := b.get(caller, id(1))
	if got := b.store(caller, "["+first+","+statement("a", "second", withID(2, ""))+"]"); !reflect.DeepEqual(got, []xapi.UUID{id(1), id(2)}) {
		t.Errorf("storing an equal statement again returned %v, want both ids", got)
	}
	_, err := b.tryStore(caller, lrs.Submission{Version: xapi.Version2, Body: []byte("[" + statement("a", "third", withID(3, "")) + "," + statement("b", "other", withID(1, "")) + "]")})
	expectKind(t, err, problem.Conflict)
	if got := b.get(caller, id(1)); !cmp.Equal(got, want) {
		t.Errorf("the statement is now %v, want %v", got, want)
	}
	if got := b.find(caller, lrs.Selection{}, lrs.Rendering{}).verbs(); got != "second first" {
		t.Errorf("stored are %q, want nothing of the conflicting batch", got)
	}
}

// ER-03, X-00182: a rejected request changes nothing, attachments included.
func TestStatementsSentAgainAreTold(t *testing.T) {
	told := map[string]int{}
	b := newBench(t, func(c *lrs.Config) {
		c.Resent = func(caller lrs.Caller, statements int) { told[string(caller.Authority)] += statements }
	})
	caller := newCaller(t, "sender")
	store := func(body string) error {
		_, err := b.StoreStatements(t.Context(), caller, lrs.Submission{Version: xapi.Version2, Body: []byte(body)})
		return err
	}
	one, two, three := statement("ada", "did", withID(1, "")), statement("ada", "did", withID(2, "")), statement("ada", "did", withID(3, ""))
	for _, body := range []string{one, "[" + one + "," + two + "]", "[" + two + "," + three + "," + one + "]", statement("ada", "did", "")} {
		if err := store(body); err != nil {
			t.Fatal(err)
		}
	}
	if err := store("[" + two + "," + statement("bob", "did", withID(1, "")) + "]"); !problem.Is(err, problem.Conflict) {
		t.Fatalf("another statement with the id: %v, want a conflict", err)
	}
	if got := told[string(caller.Authority)]; got != 3 || len(told) != 1 {
		t.Errorf("told of %v, want 3 statements of one caller", told)
	}
}

func TestInvalidBatchStoresNothing(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	content := []byte("attached")
	sha2 := lrs.SHA2(content, 64)
	good := statement("a", "good", withID(1, `,"attachments":[`+attachment(content, "")+`]`))
	for name, bad := range map[string]string{
		"invalid statement":   `{"actor":{}}`,
		"not an object":       `1`,
		"same id":             statement("b", "other", withID(1, "")),
		"missing attachment":  statement("a", "v", `,"attachments":[`+attachment([]byte("other"), "")+`]`),
		"signature of nobody": statement("a", "v", `,"attachments":[`+strings.Replace(attachment([]byte("other"), "http://example.org/f"), "http://example.org/usage", xapi.SignatureUsageType, 1)+`]`),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := b.tryStore(caller, lrs.Submission{
				Version: xapi.Version2, Body: []byte("[" + good + "," + bad + "]"), Multipart: true,
				Parts: []lrs.Part{{ContentType: "text/plain", Hash: sha2, ContentLength: -1, Content: content}},
			})
			expectKind(t, err, problem.Invalid)
			if _, err := b.Statement(t.Context(), caller, id(1), false, lrs.Rendering{}); !problem.Is(err, problem.NotFound) {
				t.Errorf("the good statement of a bad batch: %v, want the kind NotFound", err)
			}
			if has, err := b.blobs.Has(t.Context(), caller.Store, sha2); err != nil || has {
				t.Errorf("the attachment of a bad batch is kept: %v, %v", has, err)
			}
		})
	}
}

// ER-02: messages read well alone, details say it all.
func TestInvalidStatementsAreExplained(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	_, err := b.tryStore(caller, lrs.Submission{Version: xapi.Version2, Body: []byte(`[` + statement("a", "v", "") + `,{"actor":{"mbox":"mailto:a@example.org","openid":"http://example.org/a"},"verb":{"id":"no iri"},"object":{"id":"http://example.org/x"}}]`)})
	var e *problem.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a problem", err)
	}
	if e.Kind != problem.Invalid || e.Code != "invalid-statement" || len(e.Details) != 2 {
		t.Fatalf("got kind %d, code %s and %d details, want an invalid statement with two", e.Kind, e.Code, len(e.Details))
	}
	if !strings.HasPrefix(e.Message, "/1/actor: ") || !strings.HasSuffix(e.Message, "; 1 more fault") {
		t.Errorf("the message is %q, want it to start with the place and end with the number of further faults", e.Message)
	}
	for i, want := range []problem.Detail{{Pointer: "/1/actor", Rule: "AC-03"}, {Pointer: "/1/verb/id", Rule: "IRI-01"}} {
		if got := e.Details[i]; got.Pointer != want.Pointer || !strings.HasPrefix(got.Rule, want.Rule[:3]) || got.Message == "" {
			t.Errorf("fault %d is %+v, want %s by rule %s", i, got, want.Pointer, want.Rule)
		}
	}
}

// SE-03: without define the canonical definitions stay.
func TestOnlyDefiningCallersChangeDefinitions(t *testing.T) {
	b, definer := newBench(t, nil), newCaller(t, "definer")
	writer := newCaller(t, "writer")
	writer.Define = false
	named := func(name string) string {
		return fmt.Sprintf(`{"actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"http://example.org/v"},"object":{"id":"http://example.org/activity","definition":{"name":{"en":%q}}}}`, name)
	}
	b.store(definer, named("by the definer"))
	b.store(writer, named("by the writer"))
	got, err := b.Activity(t.Context(), writer, "http://example.org/activity")
	if err != nil {
		t.Fatal(err)
	}
	want := decode[any](t, []byte(`{"objectType":"Activity","id":"http://example.org/activity","definition":{"name":{"en":"by the definer"}}}`))
	if !cmp.Equal(decode[any](t, got), want) {
		t.Errorf("the activity is %s, want %v", got, want)
	}
}
