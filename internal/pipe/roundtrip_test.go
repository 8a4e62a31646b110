package pipe_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pipe"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

const (
	voidedVerb  = "http://adlnet.gov/expapi/verbs/voided"
	commentVerb = "http://adlnet.gov/expapi/verbs/commented"
)

// An export that is imported with trust into an empty store exports the same
// bytes: ids, stored, authority, voiding and references survive.
func TestExportOfAnImportIsTheSame(t *testing.T) {
	for seed := range uint64(8) {
		random := rand.New(rand.NewPCG(seed, 0))
		from := newPlace(t)
		var text strings.Builder
		n := int(seed) * 30
		for i := range n {
			switch random.IntN(6) {
			case 0:
				text.WriteString(refer(i, random.IntN(n+1), voidedVerb))
			case 1:
				text.WriteString(refer(i, random.IntN(n+1), commentVerb))
			case 2:
				text.WriteString(statement(i, `"version":"1.0.3"`, `"timestamp":"2020-01-01T00:00:00+02:00"`))
			case 3:
				text.WriteString("{ \"result\" : {\"response\":\"a\\nb\"},\n" + statement(i)[1:])
			default:
				text.WriteString(statement(i, `"timestamp":"2021-01-01T00:00:00.5Z"`, `"context":{"contextActivities":{"parent":{"id":"http://example.org/parent"}}}`))
			}
			text.WriteByte('\n')
		}
		array := "[" + strings.ReplaceAll(strings.TrimSuffix(text.String(), "\n"), "}\n{", "},\n{") + "]"
		from.mustImport(array, nil)
		voided := func(ex *pipe.Export) { ex.Voided = true }
		want := from.export(voided)
		to := newPlace(t)
		to.mustImport(want, trusted)
		if got := to.export(voided); got != want {
			t.Fatalf("seed %d: exported again:\n%s\nwant\n%s", seed, got, want)
		}
		if got, want := to.export(nil), from.export(nil); got != want {
			t.Fatalf("seed %d: without voided ones, exported again:\n%s\nwant\n%s", seed, got, want)
		}
	}
}

func TestVoidedStatementsAreExportedOnlyWhenAsked(t *testing.T) {
	p := newPlace(t)
	p.mustImport(statement(1)+"\n"+statement(2)+"\n"+refer(3, 1, voidedVerb), nil)
	if got := p.export(nil); strings.Contains(got, `{"id":"`+idOf(1)) || strings.Count(got, "\n") != 2 {
		t.Errorf("exported without --voided:\n%s", got)
	}
	if got := p.export(func(ex *pipe.Export) { ex.Voided = true }); strings.Count(got, "\n") != 3 {
		t.Errorf("exported with --voided:\n%s", got)
	}
	ex := pipe.Export{Statements: p.statements, Store: 1, Voided: true}
	if _, err := ex.Run(t.Context(), &strings.Builder{}); !problem.Is(err, problem.Invalid) {
		t.Errorf("newest first with voided ones: %v, want Invalid", err)
	}
}

// The scan that finds voided statements selects as the engine's queries do.
func TestVoidedExportSelectsLikeAQuery(t *testing.T) {
	p := newPlace(t)
	text := lines(0, 200)
	random := rand.New(rand.NewPCG(1, 2))
	for n := 200; n < 300; n++ { // chains, cycles, targets that never come
		text += refer(n, random.IntN(320), commentVerb) + "\n"
	}
	p.mustImport(text, nil)
	agent, err := xapi.ParseAgent([]byte(`{"mbox":"mailto:learner-3@example.org"}`), xapi.Version2)
	if err != nil {
		t.Fatal(err)
	}
	middle, err := p.statements.Get(t.Context(), 1, uuid(t, idOf(100)))
	if err != nil {
		t.Fatal(err)
	}
	for name, query := range map[string]lrs.Query{
		"all":       {},
		"agent":     {Agent: new(agent.Identifier.Key())},
		"related":   {Agent: new(agent.Identifier.Key()), RelatedAgents: true},
		"authority": {Agent: new(agentKey(t, authority)), RelatedAgents: true},
		"activity":  {Activity: new(xapi.ActivityKey("http://example.org/activities/5"))},
		"both":      {Agent: new(agent.Identifier.Key()), Activity: new(xapi.ActivityKey("http://example.org/activities/5"))},
		"verb":      {Verb: new(xapi.VerbKey(commentVerb))},
		"since":     {Since: middle.Stored},
		"until":     {Until: middle.Stored, Verb: new(xapi.VerbKey("http://example.org/verbs/did"))},
		"nothing":   {Registration: new(xapi.RegistrationKey(xapi.UUID{1}))},
	} {
		t.Run(name, func(t *testing.T) {
			query.Ascending = true
			want := p.export(func(ex *pipe.Export) { ex.Select = query })
			got := p.export(func(ex *pipe.Export) { ex.Select, ex.Voided = query, true })
			if got != want {
				t.Errorf("%d lines by scanning, %d by query", strings.Count(got, "\n"), strings.Count(want, "\n"))
			}
		})
	}
}

func agentKey(t testing.TB, text string) xapi.Key {
	t.Helper()
	agent, err := xapi.ParseAgent([]byte(text), xapi.Version2)
	if err != nil {
		t.Fatal(err)
	}
	return agent.Identifier.Key()
}

// A multipart save carries attachments, also between places: imported and
// exported again it is the same but for its boundary.
func TestAttachmentsTravelInASave(t *testing.T) {
	contents := []string{"first", "second\r\n--not-a-boundary\r\n", ""}
	var save strings.Builder
	save.WriteString("--b\r\nContent-Type: application/json\r\n\r\n{\"statements\":[")
	hashes := make([]string, len(contents))
	for i, content := range contents {
		sum := sha256.Sum256([]byte(content))
		hashes[i] = hex.EncodeToString(sum[:])
		if i > 0 {
			save.WriteByte(',')
		}
		save.WriteString(statement(i, fmt.Sprintf(
			`"attachments":[{"usageType":"http://example.org/u","display":{"en":"x"},"contentType":"text/plain","length":%d,"sha2":"%s"}]`, len(content), strings.ToUpper(hashes[i]))))
	}
	save.WriteString("]}")
	for i, content := range contents {
		fmt.Fprintf(&save, "\r\n--b\r\nContent-Type: text/plain\r\nX-Experience-API-Hash: %s\r\n\r\n%s", hashes[i], content)
	}
	save.WriteString("\r\n--b--\r\n")

	from, to := newPlace(t), newPlace(t)
	from.mustImport(save.String(), nil)
	withAttachments := func(ex *pipe.Export) { ex.Attachments = true }
	exported := from.export(withAttachments)
	to.mustImport(exported, trusted)
	for i, content := range contents {
		got, err := to.blobs.Read(t.Context(), 1, hashes[i])
		if err != nil || string(got) != content {
			t.Errorf("attachment %d is %q (%v), want %q", i, got, err, content)
		}
	}
	if again := to.export(withAttachments); withoutBoundary(again) != withoutBoundary(exported) {
		t.Errorf("exported again:\n%s\nwant\n%s", again, exported)
	}
	if out := newPlace(t).importing(from.export(nil), trusted); out.Bad != 3 {
		t.Errorf("lines without their attachments: %d refused, want 3 (MP-02)", out.Bad)
	}
}

func withoutBoundary(save string) string {
	boundary, _, _ := strings.Cut(save[2:], "\r\n")
	return strings.ReplaceAll(save, boundary, "BOUNDARY")
}

func TestExportRendersFormats(t *testing.T) {
	p := newPlace(t)
	p.mustImport(`{"id":"`+idOf(1)+`","actor":{"mbox":"mailto:a@example.org","name":"A"},"verb":{"id":"http://example.org/v","display":{"en":"did","de":"tat"}},"object":{"id":"http://example.org/x","definition":{"name":{"en":"Thing","de":"Ding"}}}}`, nil)
	ids := p.export(func(ex *pipe.Export) { ex.Format = xapi.IDs })
	if strings.Contains(ids, "Thing") || !strings.Contains(ids, "http://example.org/x") {
		t.Errorf("ids: %s", ids)
	}
	canonical := p.export(func(ex *pipe.Export) {
		ex.Format, ex.Languages = xapi.Canonical, xapi.ParseLanguageRanges("de", "en")
	})
	if strings.Contains(canonical, "Thing") || !strings.Contains(canonical, "Ding") {
		t.Errorf("canonical in German: %s", canonical)
	}
}
