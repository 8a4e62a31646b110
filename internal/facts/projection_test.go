package facts_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/facts"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/follow"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVariable); dir != "" {
		followAsChild(dir)
		return
	}
	goleak.VerifyTestMain(pgtest.Main(m))
}

var _ follow.Local = (*facts.Projection)(nil)

const voided = "http://adlnet.gov/expapi/verbs/voided"

// simple takes what these tests look at from a statement: a row for each member
// of a group, else one.
func simple(stored int64, id xapi.UUID, statement []byte, promoted []string) (fact.Statement, error) {
	type agent struct {
		Mbox   string  `json:"mbox"`
		Member []agent `json:"member"`
	}
	var s struct {
		Actor  agent
		Verb   struct{ ID string }
		Object struct{ ID, ObjectType string }
		Result struct{ Extensions map[string]string }
	}
	if err := json.Unmarshal(statement, &s); err != nil {
		return fact.Statement{}, err
	}
	if s.Verb.ID == "http://example.com/verb/unspeakable" {
		return fact.Statement{}, errors.New("unspeakable")
	}
	target, _ := xapi.ParseUUID(s.Object.ID)
	switch {
	case s.Verb.ID == voided:
		return fact.Statement{Voids: true, Target: target}, nil
	case s.Object.ObjectType == "StatementRef":
		return fact.Statement{}, nil
	}
	row := fact.Row{
		Stored: stored, ID: id, Timestamp: stored, Actor: s.Actor.Mbox, Verb: s.Verb.ID,
		Object: fact.Activity{ID: s.Object.ID}, Duration: fact.None,
		Scaled: math.NaN(), Raw: math.NaN(), Min: math.NaN(), Max: math.NaN(), VideoLength: math.NaN(),
		Extensions: make([]string, len(promoted)),
	}
	for i, extension := range promoted {
		row.Extensions[i] = s.Result.Extensions[extension]
	}
	if len(s.Actor.Member) == 0 {
		return fact.Statement{Rows: []fact.Row{row}}, nil
	}
	var rows []fact.Row
	for i, member := range s.Actor.Member {
		row.Member, row.InGroup, row.Actor = uint16(i), true, member.Mbox
		rows = append(rows, row)
	}
	return fact.Statement{Rows: rows}, nil
}

func statementID(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// extension is one that may be promoted.
const extension = "http://example.com/extension"

// statements makes records from n+1 on: of single people and groups, and
// voidings of what came before, comes later, and is a voiding itself.
func statements(t testing.TB, n, count int, random *rand.Rand) []lrs.Record {
	t.Helper()
	list := make([]lrs.Record, count)
	for i := range list {
		n++
		actor := fmt.Sprintf(`{"mbox":"mailto:a%d@example.com"}`, random.IntN(9))
		if random.IntN(8) == 0 {
			actor = fmt.Sprintf(`{"objectType":"Group","member":[%s,{"mbox":"mailto:b@example.com"}]}`, actor)
		}
		verb := fmt.Sprintf("http://example.com/verb/%d", random.IntN(4))
		object := fmt.Sprintf(`{"id":"http://example.com/activity/%d"}`, random.IntN(20))
		reference := func(to int) string {
			return fmt.Sprintf(`{"objectType":"StatementRef","id":"%s"}`, statementID(max(1, to)))
		}
		switch random.IntN(10) {
		case 0:
			object = reference(n - 3)
		case 1, 2:
			verb, object = voided, reference(n-30+random.IntN(60))
		}
		text := fmt.Appendf(nil, `{"id":"%s","actor":%s,"verb":{"id":"%s"},"object":%s,"result":{"extensions":{"%s":"e%d"}}}`,
			statementID(n), actor, verb, object, extension, n%3)
		var err error
		if list[i], err = storetest.MakeRecord(text, storetest.DefaultOrigin()); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

func openStore(t testing.TB, dir string) *embedded.Store {
	t.Helper()
	s, err := embedded.Open(embedded.Config{Dir: dir, MinFree: -1})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// follower is Projection or what it builds beside.
type follower interface {
	Through(store lrs.StoreID) int64
	Follow(ctx context.Context, store lrs.StoreID, batch []lrs.Stored, through int64) error
}

// followAll follows a store in batches of some size, until it has everything,
// and calls after after each batch; it ends early when that returns false.
func followAll(ctx context.Context, s lrs.Statements, p follower, store lrs.StoreID, size int, after func() bool) error {
	errEnough := errors.New("enough")
	safe, err := s.SafeTime(ctx)
	if err != nil {
		return err
	}
	var batch []lrs.Stored
	hand := func(through int64) error {
		if err := p.Follow(ctx, store, batch, through); err != nil {
			return err
		}
		batch = nil
		if after != nil && !after() {
			return errEnough
		}
		return nil
	}
	err = s.Scan(ctx, store, lrs.Position{Stored: p.Through(store) - 1, ID: xapi.UUID{255, 255, 255}}, func(stored lrs.Stored) error {
		stored.JSON = slices.Clone(stored.JSON)
		batch = append(batch, stored)
		if len(batch) < size {
			return nil
		}
		return hand(stored.Stored + 1)
	})
	if err == nil {
		// What came after safe was asked for is seen, too.
		if n := len(batch); n > 0 {
			safe = max(safe, batch[n-1].Stored+1)
		}
		err = hand(safe)
	}
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// line is a row as these tests compare it.
type line struct {
	Stored       int64
	Member       int64
	ID           string
	Actor, Verb  string
	Object       string
	Extension    string
	VoidedAt     int64
	InGroup, One bool
}

// direct computes from the log what a snapshot must have.
func direct(t testing.TB, s lrs.Statements, store lrs.StoreID, through int64, promoted []string) []line {
	t.Helper()
	var lines []line
	voids := map[xapi.UUID]int64{}
	flagged := map[string]bool{}
	err := s.Scan(t.Context(), store, lrs.Position{}, func(stored lrs.Stored) error {
		if stored.Stored >= through {
			return nil
		}
		found, err := simple(stored.Stored, stored.ID, stored.JSON, promoted)
		if err != nil {
			return err
		}
		if at, ok := voids[found.Target]; found.Voids && (!ok || stored.Stored < at) {
			voids[found.Target] = stored.Stored
		}
		for _, row := range found.Rows {
			l := line{
				Stored: row.Stored, Member: int64(row.Member), ID: row.ID.String(), Actor: row.Actor, Verb: row.Verb,
				Object: row.Object.ID, InGroup: row.InGroup, One: row.Member == 0,
			}
			if len(promoted) > 0 {
				l.Extension = row.Extensions[0]
			}
			lines = append(lines, l)
			flagged[l.ID] = stored.Voided
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range lines {
		id, _ := xapi.ParseUUID(lines[i].ID)
		lines[i].VoidedAt = voids[id]
		if lines[i].VoidedAt != 0 && !flagged[lines[i].ID] {
			t.Fatalf("statement %s is voided by the log, not by the store", lines[i].ID)
		}
	}
	return lines
}

// shown is what a snapshot has, in order of arrival.
func shown(s *column.Snapshot) (lines []line) {
	for _, part := range s.Parts {
		n := part.Len()
		stored, members := part.Integers(column.Stored, 0, n, nil), part.Integers(column.Member, 0, n, nil)
		actors, verbs, objects := part.Codes(column.Actor, 0, n, nil), part.Codes(column.Verb, 0, n, nil), part.Codes(column.Activity, 0, n, nil)
		flags := part.Codes(column.Flags, 0, n, nil)
		rows := make([]line, n)
		for i := range rows {
			rows[i] = line{
				Stored: stored[i], Member: members[i], ID: part.ID(i).String(),
				Actor: s.Word(column.Actors, actors[i]), Verb: s.Word(column.Verbs, verbs[i]), Object: s.Word(column.Activities, objects[i]),
				InGroup: flags[i]&column.InGroup != 0, One: flags[i]&column.First != 0,
			}
			if len(s.Promoted) > 0 {
				rows[i].Extension = s.Word(column.Labels, part.Codes(column.Extension, i, i+1, nil)[0])
			}
		}
		for _, voided := range part.Voided() {
			rows[voided.Row].VoidedAt = voided.At
		}
		slices.SortFunc(rows, func(a, b line) int {
			return cmp.Or(cmp.Compare(a.Stored, b.Stored), cmp.Compare(a.Member, b.Member))
		})
		lines = append(lines, rows...)
	}
	return lines
}

// check compares a projection with the log up to where it is.
func check(t testing.TB, s lrs.Statements, p *facts.Projection, store lrs.StoreID, promoted []string) {
	t.Helper()
	snapshot, err := p.Snapshot(store)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(direct(t, s, store, snapshot.Through, promoted), shown(snapshot)); diff != "" {
		t.Fatalf("the facts of store %d are not those of the log (-log +facts):\n%s", store, diff)
	}
}

func openFacts(t testing.TB, config facts.Config) *facts.Projection {
	t.Helper()
	p, err := facts.Open(config)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func closeAll(t testing.TB, closers ...interface{ Close() error }) {
	t.Helper()
	for _, c := range closers {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFactsAreThoseOfTheLogThroughRestartsAndCrashes(t *testing.T) {
	for seed := range uint64(4) {
		random := rand.New(rand.NewPCG(seed, 7))
		dir := t.TempDir()
		s := openStore(t, dir)
		now := time.Unix(0, 0)
		config := facts.Config{
			Dir: filepath.Join(dir, "facts"), Statements: s, From: simple, SealRows: 10 + random.IntN(100),
			Now: func() time.Time { return now },
		}
		p := openFacts(t, config)
		for round := range 12 {
			for store := lrs.StoreID(1); store <= 2; store++ {
				if err := s.Append(t.Context(), store, statements(t, round*80, 80, random)); err != nil {
					t.Fatal(err)
				}
				if err := followAll(t.Context(), s, p, store, 1+random.IntN(90), nil); err != nil {
					t.Fatal(err)
				}
				now = now.Add(time.Duration(random.IntN(40)) * time.Second)
				check(t, s, p, store, nil)
			}
			switch random.IntN(3) {
			case 0:
				closeAll(t, p)
				p = openFacts(t, config)
			case 1: // what was not saved is gone
				abandoned := config
				abandoned.Dir = filepath.Join(dir, fmt.Sprint("facts", round))
				if err := os.CopyFS(abandoned.Dir, os.DirFS(config.Dir)); err != nil {
					t.Fatal(err)
				}
				closeAll(t, p)
				config = abandoned
				p = openFacts(t, config)
			}
		}
		for store := lrs.StoreID(1); store <= 2; store++ {
			if err := followAll(t.Context(), s, p, store, 50, nil); err != nil {
				t.Fatal(err)
			}
			check(t, s, p, store, nil)
			if stats := p.Stats()[store]; stats.Rows == 0 || stats.SealedRows == 0 || stats.Voided == 0 {
				t.Fatalf("too little happened: %+v", stats)
			}
		}
		closeAll(t, p, s)
	}
}

func TestFollowingAgainChangesNothing(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	p := openFacts(t, facts.Config{Dir: filepath.Join(dir, "facts"), Statements: s, From: simple})
	if err := s.Append(t.Context(), 1, statements(t, 0, 50, rand.New(rand.NewPCG(1, 1)))); err != nil {
		t.Fatal(err)
	}
	var all []lrs.Stored
	if err := s.Scan(t.Context(), 1, lrs.Position{}, func(stored lrs.Stored) error {
		stored.JSON = slices.Clone(stored.JSON)
		all = append(all, stored)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, end := range []int{20, 20, 35, 50, 50} {
		if err := p.Follow(t.Context(), 1, all[:end], all[end-1].Stored+1); err != nil {
			t.Fatal(err)
		}
	}
	check(t, s, p, 1, nil)
	closeAll(t, p, s)
}

func TestOtherExtensionsAskForARebuildWhichTakesOverAtOnce(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	s := openStore(t, dir)
	var promoted []string
	config := facts.Config{
		Dir: filepath.Join(dir, "facts"), Statements: s, From: simple, SealRows: 40,
		Promoted: func(context.Context, lrs.StoreID) ([]string, error) { return promoted, nil },
	}
	p := openFacts(t, config)
	if err := s.Append(ctx, 1, statements(t, 0, 200, rand.New(rand.NewPCG(3, 1)))); err != nil {
		t.Fatal(err)
	}
	if err := followAll(ctx, s, p, 1, 30, nil); err != nil {
		t.Fatal(err)
	}
	isStale := func(want bool) {
		t.Helper()
		if stale, err := p.Stale(ctx, 1); err != nil || stale != want {
			t.Fatalf("stale is %v, %v, want %v", stale, err, want)
		}
	}
	isStale(false)
	promoted = []string{extension}
	isStale(true)

	// The old ones stay in use with their columns, through a restart as well.
	closeAll(t, p)
	p = openFacts(t, config)
	isStale(true)
	check(t, s, p, 1, nil)
	old, err := p.Snapshot(1)
	if err != nil {
		t.Fatal(err)
	}
	before := shown(old)

	// One that is given up leaves nothing.
	beside, err := p.Beside(ctx, 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := followAll(ctx, s, beside, 1, 30, nil); err != nil {
		t.Fatal(err)
	}
	if err := beside.Discard(); err != nil {
		t.Fatal(err)
	}
	check(t, s, p, 1, nil)

	if beside, err = p.Beside(ctx, 3); err != nil {
		t.Fatal(err)
	}
	if err := followAll(ctx, s, beside, 1, 30, nil); err != nil {
		t.Fatal(err)
	}
	if p.Generation() != 1 {
		t.Fatalf("generation %d before the swap", p.Generation())
	}
	if err := beside.Swap(ctx); err != nil {
		t.Fatal(err)
	}
	if p.Generation() != 3 {
		t.Fatalf("generation %d after the swap", p.Generation())
	}
	isStale(false)
	check(t, s, p, 1, promoted)
	if diff := gocmp.Diff(before, shown(old)); diff != "" {
		t.Fatalf("a snapshot changed when its generation was replaced:\n%s", diff)
	}
	if err := s.Append(ctx, 1, statements(t, 200, 50, rand.New(rand.NewPCG(4, 1)))); err != nil {
		t.Fatal(err)
	}
	if err := followAll(ctx, s, p, 1, 7, nil); err != nil {
		t.Fatal(err)
	}
	closeAll(t, p)
	p = openFacts(t, config)
	if p.Generation() != 3 {
		t.Fatalf("generation %d after a restart", p.Generation())
	}
	check(t, s, p, 1, promoted)
	closeAll(t, p, s)
	entries, err := os.ReadDir(config.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 {
		t.Fatalf("left in the directory: %v", entries)
	}
}

func TestDamagedFactsAreNotUsed(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	config := facts.Config{Dir: filepath.Join(dir, "facts"), Statements: s, From: simple, SealRows: 40}
	p := openFacts(t, config)
	if err := s.Append(t.Context(), 1, statements(t, 0, 300, rand.New(rand.NewPCG(3, 1)))); err != nil {
		t.Fatal(err)
	}
	if err := followAll(t.Context(), s, p, 1, 30, nil); err != nil {
		t.Fatal(err)
	}
	closeAll(t, p)
	name := filepath.Join(config.Dir, "1", "1", "00000001.segment")
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	content[100] ^= 1
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	p = openFacts(t, config)
	// The files are read in the background.
	for stale := false; !stale; {
		if stale, err = p.Stale(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Snapshot(1); !problem.Is(err, problem.Unavailable) {
		t.Fatalf("damaged facts are shown: %v", err)
	}
	beside, err := p.Beside(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := followAll(t.Context(), s, beside, 1, 30, nil); err != nil {
		t.Fatal(err)
	}
	if err := beside.Swap(t.Context()); err != nil {
		t.Fatal(err)
	}
	check(t, s, p, 1, nil)
	closeAll(t, p, s)
}

func TestAStatementThatCannotBeTakenIsNamedAndNothingOfItsBatchIsThere(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	p := openFacts(t, facts.Config{Dir: filepath.Join(dir, "facts"), Statements: s, From: simple})
	records := statements(t, 0, 200, rand.New(rand.NewPCG(3, 1)))
	batch := make([]lrs.Stored, len(records))
	for i, record := range records {
		batch[i] = lrs.Stored{Position: lrs.Position{Stored: int64(i + 1), ID: record.ID}, JSON: record.JSON}
	}
	batch[150].JSON = []byte(`{"verb":{"id":"http://example.com/verb/unspeakable"}}`)
	err := p.Follow(t.Context(), 1, batch, 201)
	var named *facts.StatementError
	if !errors.As(err, &named) || named.ID != batch[150].ID {
		t.Fatalf("the error is %v", err)
	}
	if through := p.Through(1); through != 0 {
		t.Fatalf("through %d after an error", through)
	}
	if err := p.Follow(t.Context(), 1, slices.Delete(batch, 150, 151), 201); err != nil {
		t.Fatal(err)
	}
	closeAll(t, p, s)
}
