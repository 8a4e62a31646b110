package match_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs/match"
	"github.com/lore-lrs/lore/xapi"
)

// chains has statements by id and counts how often one is looked up.
type chains struct {
	statements map[xapi.UUID]match.Statement
	lookups    int
}

func (c *chains) find(id xapi.UUID) (match.Statement, bool, error) {
	c.lookups++
	s, found := c.statements[id]
	return s, found, nil
}

func number(n int) xapi.UUID { return xapi.UUID{14: byte(n >> 8), 15: byte(n)} }

// add enters statement n of the actor and the verb; it refers to statement
// target, or to none when that is negative.
func (c *chains) add(n int, actor, verb string, target int) match.Statement {
	s := match.Statement{ID: number(n), IsReference: target >= 0}
	object := `{"id":"http://example.com/a"}`
	if s.IsReference {
		s.Target = number(target)
		object = fmt.Sprintf(`{"objectType":"StatementRef","id":"%s"}`, s.Target)
	}
	s.JSON = fmt.Appendf(nil, `{"id":"%s","stored":"2026-01-01T00:00:00Z","timestamp":"2026-01-01T00:00:00Z","version":"2.0.0","actor":{"mbox":"mailto:%s@example.com"},"verb":{"id":"http://example.com/%s"},"object":%s}`,
		s.ID, actor, verb, object)
	if c.statements == nil {
		c.statements = map[xapi.UUID]match.Statement{}
	}
	c.statements[s.ID] = s
	return s
}

// wanted are the conditions of the agent «wanted» and the verb «wanted».
func wanted() []match.Condition {
	return []match.Condition{
		{Key: xapi.IFI{Kind: xapi.Mbox, Value: "mailto:wanted@example.com"}.Key(), Kinds: []xapi.IndexKind{xapi.ByAgent}},
		{Key: xapi.VerbKey("http://example.com/wanted"), Kinds: []xapi.IndexKind{xapi.ByVerb}},
	}
}

func TestOneStatementOfAChainMeetsAllConditions(t *testing.T) {
	cases := []struct {
		n, target   int
		actor, verb string
		want        bool
	}{
		{n: 1, target: -1, actor: "wanted", verb: "wanted", want: true},
		{n: 2, target: 1, actor: "other", verb: "other", want: true},
		{n: 3, target: 2, actor: "wanted", verb: "other", want: true},
		{n: 4, target: -1, actor: "wanted", verb: "other"},
		{n: 5, target: 4, actor: "other", verb: "wanted"}, // both are met, but by two statements
		{n: 6, target: 99, actor: "other", verb: "other"}, // the target is not there
		{n: 7, target: 8, actor: "other", verb: "other", want: true},
		{n: 8, target: 7, actor: "wanted", verb: "wanted", want: true}, // a circle
		{n: 9, target: 10, actor: "other", verb: "other"},
		{n: 10, target: 9, actor: "other", verb: "other"},
	}
	var c chains
	for _, s := range cases {
		c.add(s.n, s.actor, s.verb, s.target)
	}
	walker := match.NewWalker(wanted(), c.find)
	for _, s := range cases {
		got, err := walker.Matches(c.statements[number(s.n)])
		if err != nil || got != s.want {
			t.Errorf("statement %d matches: %v, %v; want %v", s.n, got, err, s.want)
		}
	}
}

// What a walk that was cut off has not seen says nothing of the statements on
// its way: they may be near enough to what it did not reach (GS-22).
func TestACutOffWalkDecidesForItsStartOnly(t *testing.T) {
	const length = match.MaxChain + 50
	var c chains
	c.add(0, "wanted", "wanted", -1)
	for n := 1; n <= length; n++ {
		c.add(n, "other", "other", n-1)
	}
	down, up := match.NewWalker(wanted(), c.find), match.NewWalker(wanted(), c.find)
	for n := range length + 1 {
		for name, check := range map[string]struct {
			walker *match.Walker
			n      int
		}{"from the near end": {up, n}, "from the far end": {down, length - n}} {
			got, err := check.walker.Matches(c.statements[number(check.n)])
			if want := check.n <= match.MaxChain; err != nil || got != want {
				t.Fatalf("%s: %d references away matches: %v, %v; want %v", name, check.n, got, err, want)
			}
		}
	}
}

func TestAChainIsWalkedOnceInAQuery(t *testing.T) {
	var c chains
	c.add(0, "other", "other", -1)
	for n := 1; n <= match.MaxChain; n++ {
		c.add(n, "other", "other", n-1)
	}
	walker := match.NewWalker(wanted(), c.find)
	for n := match.MaxChain; n >= 0; n-- {
		if got, err := walker.Matches(c.statements[number(n)]); err != nil || got {
			t.Fatalf("statement %d matches: %v, %v; want false", n, got, err)
		}
	}
	if c.lookups > match.MaxChain {
		t.Errorf("%d lookups for a chain of %d statements", c.lookups, match.MaxChain+1)
	}
}

func TestAWalkEndsAtAnError(t *testing.T) {
	broken := errors.New("the disk is gone")
	var c chains
	start := c.add(1, "other", "other", 0)
	walker := match.NewWalker(wanted(), func(xapi.UUID) (match.Statement, bool, error) { return match.Statement{}, false, broken })
	if _, err := walker.Matches(start); !errors.Is(err, broken) {
		t.Errorf("error %v, want that of the lookup", err)
	}
	if _, err := match.NewWalker(wanted(), c.find).Matches(match.Statement{JSON: []byte(`{"id":`)}); err == nil {
		t.Error("a statement that is no JSON was decided on")
	}
}
