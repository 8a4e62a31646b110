package control_test

import (
	"context"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/follow"
	"github.com/lore-lrs/lore/internal/problem"
)

// asked notes what is asked of followers and answers with constants.
type asked struct{ list []string }

var (
	someStatus = follow.Status{
		Name: "facts", Kind: "local", Node: "a", State: follow.Rebuilding, Share: 0.25, Generation: 2, Lag: 7, Dead: 1,
		Stores: []follow.StoreStatus{{Store: 1, Through: 9, Lag: 7}},
	}
	someLetter = follow.DeadLetter{Follower: "facts", Generation: 2, Store: 1, Stored: 8, ID: "x", Reason: "no", Tries: 3, Since: 4}
)

func (a *asked) note(what, name string) error {
	a.list = append(a.list, what+" "+name)
	if name == "nobody" {
		return problem.New(problem.NotFound, "follower-unknown", "there is no such follower")
	}
	return nil
}

func (a *asked) List(context.Context) ([]follow.Status, error) {
	return []follow.Status{someStatus}, nil
}
func (a *asked) Rebuild(_ context.Context, name string) error { return a.note("rebuild", name) }
func (a *asked) Pause(_ context.Context, name string) error   { return a.note("pause", name) }
func (a *asked) Resume(_ context.Context, name string) error  { return a.note("resume", name) }
func (a *asked) Dead(_ context.Context, name string) ([]follow.DeadLetter, error) {
	return []follow.DeadLetter{someLetter}, a.note("dead", name)
}

func (a *asked) Replay(_ context.Context, name string) (follow.Replayed, error) {
	return follow.Replayed{Taken: 1, Refused: 2}, a.note("replay", name)
}

func TestCommandsReachTheFollowers(t *testing.T) {
	var a asked
	transport, stop := control.InProcess(control.NewHandler(control.Config{Followers: &a}))
	defer stop()
	client := control.NewClient(transport)
	defer client.Close()
	followers := client.Followers()
	list, err := followers.List(t.Context())
	if err != nil || len(list) != 1 || !same(t, list[0], someStatus) {
		t.Errorf("list: %+v, %v", list, err)
	}
	for _, name := range []string{"facts", "a/b c"} {
		for _, change := range []func(context.Context, string) error{followers.Rebuild, followers.Pause, followers.Resume} {
			if err := change(t.Context(), name); err != nil {
				t.Error(err)
			}
		}
	}
	if letters, err := followers.Dead(t.Context(), "facts"); err != nil || !slices.Equal(letters, []follow.DeadLetter{someLetter}) {
		t.Errorf("dead: %+v, %v", letters, err)
	}
	if done, err := followers.Replay(t.Context(), "facts"); err != nil || done != (follow.Replayed{Taken: 1, Refused: 2}) {
		t.Errorf("replay: %+v, %v", done, err)
	}
	if err := followers.Pause(t.Context(), "nobody"); !problem.Is(err, problem.NotFound) {
		t.Errorf("pause nobody: %v", err)
	}
	want := []string{"rebuild facts", "pause facts", "resume facts", "rebuild a/b c", "pause a/b c", "resume a/b c", "dead facts", "replay facts", "pause nobody"}
	if !slices.Equal(a.list, want) {
		t.Errorf("asked was %q, want %q", a.list, want)
	}
}

// same compares what two values are as JSON.
func same(t *testing.T, a, b any) bool {
	t.Helper()
	one, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	two, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(one) == string(two)
}
