package control_test

import (
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/server"
)

// What is decided about may hold every character that a path or a query string
// gives a meaning.
func TestDecisionsAreMadeThroughCommands(t *testing.T) {
	const (
		activity  = "https://a.example/x?y=1&about=2;z=/../%2F#ü"
		extension = "result.extensions[https://a.example/x?y=1&z=2]"
		ada       = "account:https://lms.example.org/?a=b&c|Ada + Co/…"
	)
	eachTransport(t, func(t *testing.T, client *control.Client, app *server.App) {
		ctx := t.Context()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		_, err := client.CreateStore(ctx, "school")
		must(err)
		must(client.SetVerb(ctx, "school", activity, "complete"))
		must(client.MapCourse(ctx, "school", activity, activity))
		must(client.MarkSource(ctx, "school", ada, meaning.Formal))
		must(client.Promote(ctx, "school", extension))
		merge, err := client.Merge(ctx, "school", ada, "mailto:ada@example.org")
		must(err)
		if merge.Identity != ada || merge.ID == 0 || merge.Made == 0 {
			t.Errorf("the merge is %+v, want that of %s", merge, ada)
		}

		verbs, err := client.Verbs(ctx, "school")
		must(err)
		var decided []string
		for _, verb := range verbs {
			if verb.Changed != 0 {
				decided = append(decided, verb.Verb+" "+verb.Class)
			}
		}
		if strings.Join(decided, ",") != activity+" complete" {
			t.Errorf("decided are the verbs %q, want %q", decided, activity)
		}
		courses, err := client.Courses(ctx, "school")
		must(err)
		sources, err := client.Sources(ctx, "school")
		must(err)
		extensions, err := client.Promoted(ctx, "school")
		must(err)
		merges, err := client.Merges(ctx, "school")
		must(err)
		if len(courses) != 1 || courses[0].Activity != activity || courses[0].Course != activity {
			t.Errorf("the courses are %+v, want %s", courses, activity)
		}
		if len(sources) != 1 || sources[0].Source != ada {
			t.Errorf("the sources are %+v, want %s", sources, ada)
		}
		if len(extensions) != 1 || extensions[0].Extension != extension {
			t.Errorf("the extensions are %+v, want %s", extensions, extension)
		}
		if len(merges) != 1 || merges[0] != merge {
			t.Errorf("the merges are %+v, want %+v", merges, merge)
		}

		must(client.UnsetVerb(ctx, "school", activity))
		must(client.UnmapCourse(ctx, "school", activity))
		must(client.UnmarkSource(ctx, "school", ada, meaning.Formal))
		must(client.Demote(ctx, "school", extension))
		must(client.Split(ctx, "school", merge.ID))
		for name, err := range map[string]error{
			"verb":      client.UnsetVerb(ctx, "school", activity),
			"course":    client.UnmapCourse(ctx, "school", activity),
			"source":    client.UnmarkSource(ctx, "school", ada, meaning.Formal),
			"extension": client.Demote(ctx, "school", extension),
			"store":     client.SetVerb(ctx, "a/../school", activity, "complete"),
		} {
			if !problem.Is(err, problem.NotFound) {
				t.Errorf("%s: taking it back again returned %v, want the kind NotFound", name, err)
			}
		}
		if err := client.Split(ctx, "school", merge.ID); !problem.Is(err, problem.Conflict) {
			t.Errorf("undoing the merge again returned %v, want the kind Conflict", err)
		}
		if err := client.UnmarkSource(ctx, "school", ada, "good"); !problem.Is(err, problem.Invalid) {
			t.Errorf("an unknown mark returned %v, want the kind Invalid", err)
		}
	})
}

func TestTokensAreMadeThroughCommands(t *testing.T) {
	eachTransport(t, func(t *testing.T, client *control.Client, app *server.App) {
		ctx := t.Context()
		if _, err := client.CreateStore(ctx, "school"); err != nil {
			t.Fatal(err)
		}
		token, err := client.CreateToken(ctx, access.TokenSpec{Store: "school", Role: access.RoleAnalyst, MinGroup: 7})
		if err != nil {
			t.Fatal(err)
		}
		reader, err := app.Registry().AuthenticateToken(ctx, "Bearer "+token.Token)
		if err != nil || reader.TokenID != token.ID || reader.MinGroup != 7 {
			t.Errorf("the token is that of %+v (%v), want %s", reader, err, token.ID)
		}
		if err := client.RevokeToken(ctx, token.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := app.Registry().AuthenticateToken(ctx, "Bearer "+token.Token); !problem.Is(err, problem.Unauthenticated) {
			t.Errorf("after the revocation AuthenticateToken returned %v, want the kind Unauthenticated", err)
		}
		tokens, err := client.ListTokens(ctx)
		if err != nil || len(tokens) != 1 || tokens[0].ID != token.ID || tokens[0].Revoked == 0 || tokens[0].Token != "" {
			t.Errorf("the tokens are %+v (%v), want %s, revoked and without its text", tokens, err, token.ID)
		}
		if err := client.RevokeToken(ctx, "a/b"); !problem.Is(err, problem.NotFound) {
			t.Errorf("revoking an unknown token returned %v, want the kind NotFound", err)
		}
		if _, err := client.CreateToken(ctx, access.TokenSpec{Store: "school", Role: "king"}); !problem.Is(err, problem.Invalid) {
			t.Errorf("an unknown role returned %v, want the kind Invalid", err)
		}
	})
}
