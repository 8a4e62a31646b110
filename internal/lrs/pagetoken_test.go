package lrs

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

var (
	tokenKey    = bytes.Repeat([]byte{7}, 32)
	tokenCaller = Caller{Store: 3, AuthorityIndex: []xapi.IndexEntry{{Kind: xapi.ByAuthority, Key: xapi.Key{1}}}}
)

func anyContinuation(t *rapid.T) continuation {
	key := rapid.Custom(func(t *rapid.T) *xapi.Key {
		if !rapid.Bool().Draw(t, "has") {
			return nil
		}
		return new(xapi.Key(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "key")))
	})
	return continuation{
		query: Query{
			Agent:             key.Draw(t, "agent"),
			RelatedAgents:     rapid.Bool().Draw(t, "relatedAgents"),
			Verb:              key.Draw(t, "verb"),
			Activity:          key.Draw(t, "activity"),
			RelatedActivities: rapid.Bool().Draw(t, "relatedActivities"),
			Registration:      key.Draw(t, "registration"),
			Since:             rapid.Int64().Draw(t, "since"),
			Until:             rapid.Int64().Draw(t, "until"),
			Ascending:         rapid.Bool().Draw(t, "ascending"),
			Limit:             rapid.IntRange(1, defaultPageSize).Draw(t, "limit"),
			Through:           rapid.Int64().Draw(t, "through"),
			After: Position{
				Stored: rapid.Int64().Draw(t, "stored"),
				ID:     xapi.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")),
			},
		},
		rendering: Rendering{
			Format:      rapid.SampledFrom([]xapi.Format{xapi.Exact, xapi.IDs, xapi.Canonical}).Draw(t, "format"),
			Attachments: rapid.Bool().Draw(t, "attachments"),
		},
	}
}

// compareContinuations looks at everything but the languages, which a token
// does not keep.
func compareContinuations(a, b continuation) string {
	return cmp.Diff(a.query, b.query) + cmp.Diff(a.rendering.Format, b.rendering.Format) + cmp.Diff(a.rendering.Attachments, b.rendering.Attachments)
}

// PG-04: a token keeps everything but the languages.
func TestTokenKeepsTheQuery(t *testing.T) {
	service := New(Config{CursorKey: tokenKey})
	rapid.Check(t, func(t *rapid.T) {
		want := anyContinuation(t)
		caller := tokenCaller
		caller.OnlyMine = rapid.Bool().Draw(t, "onlyMine")
		token, err := service.makeToken(want, caller)
		if err != nil {
			t.Fatal(err)
		}
		if len(token) > 240 {
			t.Fatalf("the token has %d characters", len(token))
		}
		got, err := service.readToken(token, caller)
		if err != nil {
			t.Fatal(err)
		}
		if diff := compareContinuations(want, got); diff != "" {
			t.Fatalf("the token changed the query (-want +got):\n%s", diff)
		}
	})
}

// PG-04: whoever changes one bit, or is somebody else, gets nothing.
func TestChangedTokenIsRefused(t *testing.T) {
	service := New(Config{CursorKey: tokenKey})
	rapid.Check(t, func(t *rapid.T) {
		token, err := service.makeToken(anyContinuation(t), tokenCaller)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil {
			t.Fatal(err)
		}
		bit := rapid.IntRange(0, 8*len(raw)-1).Draw(t, "bit")
		raw[bit/8] ^= 1 << (bit % 8)
		if _, err := service.readToken(base64.RawURLEncoding.EncodeToString(raw), tokenCaller); !problem.Is(err, problem.Invalid) {
			t.Fatalf("a token with bit %d changed was answered with %v, want the kind Invalid", bit, err)
		}
	})
}

func TestForeignTokensAreRefused(t *testing.T) {
	service := New(Config{CursorKey: tokenKey})
	start := continuation{query: Query{Limit: 10}}
	mine, otherAuthority, otherStore := tokenCaller, tokenCaller, tokenCaller
	mine.OnlyMine = true
	otherAuthority.OnlyMine = true
	otherAuthority.AuthorityIndex = []xapi.IndexEntry{{Kind: xapi.ByAuthority, Key: xapi.Key{2}}}
	otherStore.Store = 4
	callers := map[string]Caller{"reads all": tokenCaller, "reads its own": mine, "reads another's": otherAuthority, "another store": otherStore}
	for from, giver := range callers {
		token, err := service.makeToken(start, giver)
		if err != nil {
			t.Fatal(err)
		}
		for to, taker := range callers {
			_, err := service.readToken(token, taker)
			if good := err == nil; good != (from == to) {
				t.Errorf("a token given to %q and used by %q: %v", from, to, err)
			}
		}
		if _, err := New(Config{CursorKey: bytes.Repeat([]byte{8}, 32)}).readToken(token, giver); !problem.Is(err, problem.Invalid) {
			t.Errorf("a server with another key took the token: %v", err)
		}
		if _, err := New(Config{}).readToken(token, giver); !problem.Is(err, problem.Invalid) {
			t.Errorf("a server with a random key took the token: %v", err)
		}
	}
}

// PG-02: at least 24 hours.
func TestTokenLivesAWeek(t *testing.T) {
	service := New(Config{CursorKey: tokenKey})
	now := time.Now()
	service.now = func() time.Time { return now }
	token, err := service.makeToken(continuation{query: Query{Limit: 10}}, tokenCaller)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		good  bool
	}{{0, true}, {24 * time.Hour, true}, {tokenLife - time.Second, true}, {tokenLife + 2*time.Second, false}} {
		service.now = func() time.Time { return now.Add(c.after) }
		_, err := service.readToken(token, tokenCaller)
		if (err == nil) != c.good {
			t.Errorf("after %v: %v", c.after, err)
		}
		if err != nil && !strings.Contains(err.Error(), "week") {
			t.Errorf("the message %q does not say that the link is too old", err)
		}
	}
}

func TestTokenObeysASmallerPageSize(t *testing.T) {
	token, err := New(Config{CursorKey: tokenKey, PageSize: 500}).makeToken(continuation{query: Query{Limit: 400}}, tokenCaller)
	if err != nil {
		t.Fatal(err)
	}
	got, err := New(Config{CursorKey: tokenKey, PageSize: 50}).readToken(token, tokenCaller)
	if err != nil {
		t.Fatal(err)
	}
	if got.query.Limit != 50 {
		t.Errorf("the limit is %d, want the server's 50", got.query.Limit)
	}
}

// FuzzMoreToken reads arbitrary tokens, and arbitrary bytes with a good code;
// what it takes, it must write again in the same way.
func FuzzMoreToken(f *testing.F) {
	service := New(Config{CursorKey: tokenKey})
	now := time.Unix(1_700_000_000, 0)
	service.now = func() time.Time { return now }
	for _, c := range []continuation{
		{query: Query{Limit: 1}},
		{query: Query{Limit: 100, Agent: &xapi.Key{1}, Verb: &xapi.Key{2}, Activity: &xapi.Key{3}, Registration: &xapi.Key{4}, Since: 5, Until: 6, Through: 7, After: Position{8, xapi.UUID{9}}}},
	} {
		token, err := service.makeToken(c, tokenCaller)
		if err != nil {
			f.Fatal(err)
		}
		raw, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw[:len(raw)-codeLength])
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := service.readToken(string(text), tokenCaller); !problem.Is(err, problem.Invalid) {
			t.Errorf("a token without a code was answered with %v, want the kind Invalid", err)
		}
		code, err := service.tokenCode(text, tokenCaller)
		if err != nil {
			t.Fatal(err)
		}
		got, err := service.readToken(base64.RawURLEncoding.EncodeToString(append(bytes.Clone(text), code...)), tokenCaller)
		if err != nil {
			if !problem.Is(err, problem.Invalid) {
				t.Errorf("readToken returned %v, want the kind Invalid", err)
			}
			return
		}
		again, err := service.makeToken(got, tokenCaller)
		if err != nil {
			t.Fatal(err)
		}
		reread, err := service.readToken(again, tokenCaller)
		if err != nil {
			t.Fatal(err)
		}
		if diff := compareContinuations(got, reread); diff != "" {
			t.Errorf("the token changed when written again (-first +second):\n%s", diff)
		}
	})
}
