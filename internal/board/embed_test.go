package board_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/board"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

func TestALinkIsGoodUntilItEnds(t *testing.T) {
	each(t, func(t *testing.T, node func() *board.Registry, database *db.DB) {
		r, ctx := node(), t.Context()
		dashboard := must[board.Dashboard](t)(r.MakeDashboard(ctx, owner(), dashboardOf("Monday", false)))
		make := func(draft board.EmbedDraft) (id, token string) {
			t.Helper()
			id, token, err := r.MakeEmbed(ctx, owner(), dashboard.ID, nil, draft)
			if err != nil {
				t.Fatal(err)
			}
			return id, token
		}
		id, token := make(board.EmbedDraft{Title: "Intranet", Filter: []byte(`["is","platform",["web"]]`)})
		other := node()
		opened := must[*board.Embedded](t)(other.OpenEmbed(ctx, "Bearer "+token))
		if opened.Title != "Monday" || opened.StoreTitle != "school" || opened.Store != 1 || opened.Filter == nil || len(opened.Tiles) != 1 {
			t.Errorf("opened %+v", opened)
		}
		secret := token[strings.LastIndex(token, "_")+1:]
		for name, wrong := range map[string]string{
			"nothing": "", "scheme": "Basic " + token, "prefix": "Bearer lore_" + id + "_" + secret, "no secret": "Bearer lore-embed_" + id,
			"empty secret": "Bearer lore-embed_" + id + "_", "changed": "Bearer " + token[:len(token)-1] + "!", "longer": "Bearer " + token + "A",
			"other case": "Bearer lore-embed_" + id + "_" + strings.ToLower(secret), "other id": "Bearer lore-embed_aaaaaaaaaaaaaaaa_" + secret,
			"null": "Bearer lore-embed_\x00_" + secret, "no UTF-8": "Bearer lore-embed_\xff_" + secret,
		} {
			_, err := other.OpenEmbed(ctx, wrong)
			if e := fails(t, problem.Unauthenticated, err); e.Code != "embed-wrong" {
				t.Errorf("%s: got the code %s", name, e.Code)
			}
		}
		var kept []byte
		if err := database.Read().QueryRow(`SELECT secret_hash FROM embed WHERE id = $1`, id).Scan(&kept); err != nil {
			t.Fatal(err)
		}
		if want := sha256.Sum256([]byte(secret)); !bytes.Equal(kept, want[:]) {
			t.Error("not the hash alone is kept")
		}

		later, laterToken := make(board.EmbedDraft{Title: "For a year", Expires: time.Now().Add(time.Hour).Format(time.RFC3339)})
		must[*board.Embedded](t)(r.OpenEmbed(ctx, "Bearer "+laterToken))
		write(t, database, `UPDATE embed SET expires = 1 WHERE id = $1`, later)
		_, err := other.OpenEmbed(ctx, "Bearer "+laterToken)
		fails(t, problem.Unauthenticated, err)

		if err := r.RevokeEmbed(ctx, owner(), dashboard.ID, id); err != nil {
			t.Fatal(err)
		}
		_, err = other.OpenEmbed(ctx, "Bearer "+token)
		fails(t, problem.Unauthenticated, err)
		list := must[[]board.Embed](t)(other.Embeds(ctx, owner(), dashboard.ID))
		if len(list) != 2 || list[0].ID != later || list[0].Expires == "" || !list[1].Revoked || list[1].LastSeen == "" ||
			string(list[1].Filter) != `["is","platform",["web"]]` {
			text, _ := json.Marshal(list)
			t.Errorf("listed are %s", text)
		}
		fails(t, problem.NotFound, r.RevokeEmbed(ctx, owner(), dashboard.ID, "x\x00"))
		if err := r.RevokeEmbed(ctx, owner(), dashboard.ID, id); err != nil {
			t.Errorf("to revoke again: %v", err)
		}

		_, third := make(board.EmbedDraft{Title: "third", Filter: []byte("null")})
		write(t, database, `UPDATE store SET removed = 1 WHERE id = 1`)
		_, err = other.OpenEmbed(ctx, "Bearer "+third)
		fails(t, problem.Unauthenticated, err)
		write(t, database, `UPDATE store SET removed = 0 WHERE id = 1`)
		must[*board.Embedded](t)(other.OpenEmbed(ctx, "bearer  "+third))
		if err := r.DeleteDashboard(ctx, owner(), dashboard.ID); err != nil {
			t.Fatal(err)
		}
		_, err = other.OpenEmbed(ctx, "Bearer "+third)
		fails(t, problem.Unauthenticated, err)
	})
}

// A link must not outlive everybody who can end it: its dashboard may be nobody
// else's, and its owner gone.
func TestALinkToWhatIsNotSharedCanBeEnded(t *testing.T) {
	each(t, func(t *testing.T, node func() *board.Registry, _ *db.DB) {
		r, ctx := node(), t.Context()
		dashboard := must[board.Dashboard](t)(r.MakeDashboard(ctx, officer(), dashboardOf("Monday", false)))
		if list := must[[]board.Dashboard](t)(r.Dashboards(ctx, owner())); len(list) != 0 {
			t.Fatalf("an owner sees %+v, which is shown to nobody", list)
		}
		id, token, err := r.MakeEmbed(ctx, officer(), dashboard.ID, nil, board.EmbedDraft{Title: "x"})
		if err != nil {
			t.Fatal(err)
		}
		if list := must[[]board.Dashboard](t)(r.Dashboards(ctx, owner())); len(list) != 1 || list[0].MayChange {
			t.Errorf("an owner sees %+v", list)
		}
		for _, other := range []*board.Asker{analyst(), manager(), stranger()} {
			if list := must[[]board.Dashboard](t)(r.Dashboards(ctx, other)); len(list) != 0 {
				t.Errorf("%s sees %+v", other.Name, list)
			}
			fails(t, problem.NotFound, r.RevokeEmbed(ctx, other, dashboard.ID, id))
		}
		fails(t, problem.Forbidden, r.DeleteDashboard(ctx, owner(), dashboard.ID))
		if list := must[[]board.Embed](t)(r.Embeds(ctx, owner(), dashboard.ID)); len(list) != 1 {
			t.Errorf("its links are %+v", list)
		}
		if err := r.RevokeEmbed(ctx, owner(), dashboard.ID, id); err != nil {
			t.Fatal(err)
		}
		_, err = r.OpenEmbed(ctx, "Bearer "+token)
		fails(t, problem.Unauthenticated, err)
		if list := must[[]board.Dashboard](t)(r.Dashboards(ctx, owner())); len(list) != 0 {
			t.Errorf("afterwards an owner sees %+v", list)
		}
	})
}

func TestALinkIsHeldToWhatItsMakerSaw(t *testing.T) {
	each(t, func(t *testing.T, node func() *board.Registry, _ *db.DB) {
		r, ctx := node(), t.Context()
		shared := must[board.View](t)(r.SaveView(ctx, officer(), view("shared", people, true)))
		dashboard := must[board.Dashboard](t)(r.MakeDashboard(ctx, officer(), dashboardOf("Monday", true, shared)))
		for name, c := range map[string]struct {
			draft board.EmbedDraft
			want  string
		}{
			"title":     {board.EmbedDraft{}, "/title"},
			"grammar":   {board.EmbedDraft{Title: "x", Filter: []byte(`["is","platfrom",["web"]]`)}, "/filter/1"},
			"person":    {board.EmbedDraft{Title: "x", Filter: []byte(`["is","person",["mailto:ada@example.org"]]`)}, "/filter"},
			"extension": {board.EmbedDraft{Title: "x", Filter: []byte(`["is","context.extensions[http://example.org/badge]",["1"]]`)}, "/filter"},
			"past":      {board.EmbedDraft{Title: "x", Expires: "2001-01-01T00:00:00Z"}, "/expires"},
			"time":      {board.EmbedDraft{Title: "x", Expires: "tomorrow"}, "/expires"},
		} {
			_, _, err := r.MakeEmbed(ctx, owner(), dashboard.ID, nil, c.draft)
			if got := pointers(fails(t, problem.Invalid, err)); !slices.Equal(got, []string{c.want}) {
				t.Errorf("%s: faults at %q, want %q", name, got, c.want)
			}
		}
		promoted := map[string]bool{"context.extensions[http://example.org/badge]": true}
		extension := board.EmbedDraft{Title: "x", Filter: []byte(`["is","context.extensions[http://example.org/badge]",["1"]]`)}
		if _, _, err := r.MakeEmbed(ctx, owner(), dashboard.ID, promoted, extension); err != nil {
			t.Error(err)
		}
		_, _, err := r.MakeEmbed(ctx, analyst(), dashboard.ID, nil, board.EmbedDraft{Title: "x"})
		fails(t, problem.Forbidden, err)
		_, _, err = r.MakeEmbed(ctx, stranger(), dashboard.ID, nil, board.EmbedDraft{Title: "x"})
		fails(t, problem.NotFound, err)

		// A saved filter that widens later does not widen the link.
		maker := owner()
		maker.Segments = map[string]string{"ours": `["is","platform",["web"]]`}
		_, token, err := r.MakeEmbed(ctx, maker, dashboard.ID, nil, board.EmbedDraft{Title: "x", Filter: []byte(`["in_segment","ours"]`)})
		if err != nil {
			t.Fatal(err)
		}
		opened := must[*board.Embedded](t)(r.OpenEmbed(ctx, "Bearer "+token))
		if got := string(opened.Filter.Encode()); got != `["is","platform",["web"]]` {
			t.Errorf("the filter in force is %s", got)
		}
		if opened.Tiles[1].View == nil || opened.Tiles[1].View.Title != "shared" {
			t.Errorf("the tiles are %+v", opened.Tiles)
		}
		// What changes on the dashboard shows; what is shared no more does not.
		added := must[board.View](t)(r.SaveView(ctx, owner(), view("private of an owner", people, false)))
		must[board.Dashboard](t)(r.ChangeDashboard(ctx, owner(), dashboard.ID, dashboardOf("Tuesday", true, shared, added)))
		opened = must[*board.Embedded](t)(r.OpenEmbed(ctx, "Bearer "+token))
		if opened.Title != "Tuesday" || opened.Tiles[1].View == nil || opened.Tiles[2].View != nil {
			t.Errorf("after a change it shows %q %+v", opened.Title, opened.Tiles)
		}
	})
}

func TestAQueryWithoutItsFilters(t *testing.T) {
	for text, want := range map[string]string{
		`{"kind":"trend","metrics":["people"],"filter":["is","verb",["v"]],"time":{"range":"7d"}}`:                             `{"kind":"trend","metrics":["people"],"time":{"range":"7d"}}`,
		`{"kind":"funnel","steps":[{"name":"a","filter":["is","verb",["secret"]]},{"filter":["is","verb",["x"]],"name":"b"}]}`: `{"kind":"funnel","steps":[{"name":"a"},{"name":"b"}]}`,
		`{"kind":"paths","of":"activity","from":"secret","to":"secret","top":5}`:                                               `{"kind":"paths","of":"activity","top":5}`,
		`{"kind":"correlation","x":{"filter":["is","verb",["secret"]]},"y":{"filter":["is","verb",["b"]]},"by":"platform"}`:    `{"by":"platform","kind":"correlation"}`,
		`{"kind":"items","assessment":"secret"}`:                                                                               `{"kind":"items"}`,
	} {
		got, err := board.WithoutFilters([]byte(text))
		if err != nil || string(got) != want {
			t.Errorf("%s\ngot  %s (%v)\nwant %s", text, got, err, want)
		}
	}
}
