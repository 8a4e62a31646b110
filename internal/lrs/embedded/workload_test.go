package embedded_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/xapi"
)

// A workload is batches of statements about a few actors, verbs and activities,
// with references and voidings of what came before, comes in the same batch or
// comes later, in two stores.
type workload struct {
	batches [][]lrs.Record
}

func workloadID(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

func makeWorkload(t testing.TB, batches int) workload {
	t.Helper()
	var w workload
	n := 0
	for b := range batches {
		var batch []lrs.Record
		for range 1 + b%7 {
			n++
			object := fmt.Sprintf(`{"id":"http://example.com/activity/%d","definition":{"name":{"en":"Activity %d of batch %d"}}}`, n%4, n%4, b%3)
			verb := fmt.Sprintf("http://example.com/verb/%d", n%3)
			if n%4 == 0 {
				// Forwards and backwards, and to itself when n is 16.
				object = fmt.Sprintf(`{"objectType":"StatementRef","id":"%s"}`, workloadID(max(1, (n*7)%(n+9))))
			}
			if n%11 == 0 {
				verb = "http://adlnet.gov/expapi/verbs/voided"
				object = fmt.Sprintf(`{"objectType":"StatementRef","id":"%s"}`, workloadID(max(1, n+n%5-2)))
			}
			text := fmt.Appendf(nil, `{"id":"%s","actor":{"mbox":"mailto:a%d@example.com","name":"A %d"},"verb":{"id":"%s","display":{"en":"v"}},"object":%s,"context":{"registration":"00000000-0000-4000-8000-00000000000%d"}}`,
				workloadID(n), n%5, n%5, verb, object, n%2)
			record, err := storetest.MakeRecord(text, storetest.DefaultOrigin())
			if err != nil {
				t.Fatal(err)
			}
			batch = append(batch, record)
		}
		w.batches = append(w.batches, batch)
	}
	return w
}

// store returns the tenant that a batch goes to.
func (w workload) store(batch int) lrs.StoreID { return lrs.StoreID(1 + batch%5/4) }

// records returns a fresh copy of a batch: Append writes into its JSON.
func (w workload) records(batch int) []lrs.Record {
	list := slices.Clone(w.batches[batch])
	for i := range list {
		list[i].JSON = slices.Clone(list[i].JSON)
	}
	return list
}

func (w workload) append(t testing.TB, s *embedded.Store, batch int) {
	t.Helper()
	if err := s.Append(context.Background(), w.store(batch), w.records(batch)); err != nil {
		t.Fatalf("append batch %d: %v", batch, err)
	}
}

// dump is everything that a store answers: each statement with its bytes, and
// for each filter and combination of them the ids found.
func dump(t testing.TB, s *embedded.Store) string {
	t.Helper()
	ctx := context.Background()
	var b strings.Builder
	for store := lrs.StoreID(1); store <= 2; store++ {
		err := s.Scan(ctx, store, lrs.Position{}, func(stored lrs.Stored) error {
			got, err := s.Get(ctx, store, stored.ID)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "%d %d %v %v %s\n", store, stored.Stored, stored.Voided, got.Voided, got.JSON)
			return nil
		})
		if err != nil {
			t.Fatalf("scan store %d: %v", store, err)
		}
		for _, q := range workloadQueries() {
			fmt.Fprintf(&b, "%d %s:", store, q.name)
			for _, ascending := range []bool{false, true} {
				q.query.Ascending = ascending
				for _, id := range ids(t, s, store, q.query) {
					b.WriteString(" " + id.String()[30:])
				}
				b.WriteString(" |")
			}
			b.WriteString("\n")
		}
		for n := range 4 {
			definition, err := s.Describe(ctx, store, xapi.DescribesActivity, xapi.ActivityKey(fmt.Sprintf("http://example.com/activity/%d", n)))
			if err != nil {
				t.Fatalf("describe: %v", err)
			}
			fmt.Fprintf(&b, "%d activity %d: %s\n", store, n, definition)
		}
	}
	return b.String()
}

type namedQuery struct {
	name  string
	query lrs.Query
}

func workloadQueries() []namedQuery {
	list := []namedQuery{{"all", lrs.Query{}}}
	authority := xapi.IFI{Kind: xapi.Account, HomePage: "https://lrs.example.com/keys", Value: "suite"}.Key()
	list = append(list, namedQuery{"mine", lrs.Query{Authority: &authority}},
		namedQuery{"related to the authority", lrs.Query{Agent: &authority, RelatedAgents: true}})
	for n := range 5 {
		agent := xapi.IFI{Kind: xapi.Mbox, Value: fmt.Sprintf("mailto:a%d@example.com", n)}.Key()
		verb := xapi.VerbKey(fmt.Sprintf("http://example.com/verb/%d", n))
		activity := xapi.ActivityKey(fmt.Sprintf("http://example.com/activity/%d", n))
		registration := xapi.RegistrationKey(xapi.UUID{6: 0x40, 8: 0x80, 15: byte(n)})
		list = append(list,
			namedQuery{fmt.Sprint("agent ", n), lrs.Query{Agent: &agent}},
			namedQuery{fmt.Sprint("verb ", n), lrs.Query{Verb: &verb}},
			namedQuery{fmt.Sprint("activity ", n), lrs.Query{Activity: &activity, RelatedActivities: true}},
			namedQuery{fmt.Sprint("registration ", n), lrs.Query{Registration: &registration}},
			namedQuery{fmt.Sprint("agent and verb ", n), lrs.Query{Agent: &agent, Verb: &verb}},
			namedQuery{fmt.Sprint("activity and registration ", n), lrs.Query{Activity: &activity, Registration: &registration}},
			namedQuery{fmt.Sprint("mine and verb ", n), lrs.Query{Authority: &authority, Verb: &verb}},
		)
	}
	return list
}

// ids pages through a query to its end.
func ids(t testing.TB, s *embedded.Store, store lrs.StoreID, q lrs.Query) (list []xapi.UUID) {
	t.Helper()
	q.Limit = 7
	for {
		page, err := s.Query(context.Background(), store, q)
		if err != nil {
			t.Fatalf("query: %v", err)
		}
		for _, stored := range page.Statements {
			list = append(list, stored.ID)
		}
		if !page.More {
			return list
		}
		q.Through, q.After = page.Through, page.Statements[len(page.Statements)-1].Position
	}
}

// diffLines shows the lines that differ.
func diffLines(want, got string) string {
	return cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n"))
}
