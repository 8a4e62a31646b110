package engine_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/facts/corpus"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/reference"
)

// drawn is a random query over random statements.
func drawn(t *rapid.T) (*known, *query.Query) {
	k := read(t, corpus.Statements(uint64(rapid.IntRange(2, 40).Draw(t, "seed")), rapid.IntRange(0, 160).Draw(t, "statements")))
	q, err := query.Decode([]byte(corpus.RandomQuery(t)), corpus.Segments())
	if err != nil {
		t.Fatalf("the query is refused: %v", err)
	}
	return k, q
}

func TestRandomQueriesAreAnsweredAsByReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, q := drawn(t)
		scope := rapid.SampledFrom(scopes).Draw(t, "scope")
		want, wantErr := reference.Evaluate(k.input(settled(), scope), q)
		got, gotErr := k.engine(rapid.SampledFrom([]int{0, 1, 20, 64}).Draw(t, "part"), settled()).Ask(t.Context(), scopeOf(scope), q, engine.Effort{})
		if difference := compare(want, wantErr, got, gotErr); difference != "" {
			t.Fatalf("%s\n%s", q.Encode(), difference)
		}
	})
}

// TestScopeShowsNoMoreThanThereIs: who is seen with a scope is also seen without.
func TestScopeShowsNoMoreThanThereIs(t *testing.T) {
	narrow := scopes[2]
	rapid.Check(t, func(t *rapid.T) {
		k, q := drawn(t)
		// Ranges that follow the rows, and orders that cut, would compare other things.
		q.Time = query.Time{Range: "120d", Zone: q.Time.Zone}
		q = &query.Query{Kind: query.Statements, Filter: ofRows(q.Filter), Time: q.Time, Limit: 10_000, Columns: []query.Field{{ID: query.StatementID}, {ID: query.Actor}}}
		ids := func(scope reference.Scope) []string {
			answer, err := k.engine(30, settled()).Ask(t.Context(), scopeOf(scope), q, engine.Effort{})
			if err != nil {
				t.Fatal(err)
			}
			list := make([]string, len(answer.Rows))
			for i, row := range answer.Rows {
				list[i] = fmt.Sprint(row...)
			}
			return list
		}
		all, some := ids(scopes[0]), ids(narrow)
		for _, id := range some {
			if !slices.Contains(all, id) {
				t.Fatalf("%s is seen only with a scope: %s", id, q.Encode())
			}
		}
	})
}

// ofRows leaves out filters that ask for what other rows there are: a scope that
// hides rows makes has_not_done true of more.
func ofRows(f *query.Filter) *query.Filter {
	if f == nil {
		return nil
	}
	asks := f.Operator == query.HasDone
	for _, operand := range f.Operands {
		asks = asks || ofRows(operand) != operand
	}
	if asks {
		return nil
	}
	return f
}

// TestPeopleBehindCellsAreThoseOfReference asks for the people behind cells of
// every row of answers.
func TestPeopleBehindCellsAreThoseOfReference(t *testing.T) {
	k := read(t, corpus.Statements(2, 300))
	inForce := settled()
	e := k.engine(64, inForce)
	asked, ofKind, people := 0, make(map[query.Kind]int), make(map[query.Kind]int)
	for _, text := range corpus.Queries() {
		q, err := query.Decode([]byte(text), corpus.Segments())
		if err != nil {
			t.Fatal(err)
		}
		if q.MinGroup > 1 {
			continue
		}
		for _, s := range []reference.Scope{scopes[0], scopes[2]} {
			answer, err := reference.Evaluate(k.input(inForce, s), q)
			if err != nil {
				continue
			}
			for _, c := range cellsOf(q, answer) {
				asked++
				ofKind[q.Kind]++
				ask := query.CellQuery{Query: q, Cell: c, Limit: 10_000}
				want, wantErr := reference.People(k.input(inForce, s), &ask)
				got, gotErr := e.Actors(t.Context(), scopeOf(s), ask, engine.Effort{})
				people[q.Kind] += len(want)
				if difference := comparePeople(q.Kind, want, wantErr, got, gotErr); difference != "" {
					t.Errorf("%s\ncell %+v\n%s", q.Encode(), c, difference)
				}
			}
		}
	}
	if asked < 1000 {
		t.Errorf("people were asked for %d cells only", asked)
	}
	for _, kind := range []query.Kind{query.Paths, query.Items} {
		if ofKind[kind] < 50 || people[kind] < ofKind[kind]/2 {
			t.Errorf("behind %d cells of kind %s are %d people, so that little is proven", ofKind[kind], kind, people[kind])
		}
	}
}

// cellsOf are some cells of an answer.
func cellsOf(q *query.Query, a *query.Answer) (cells []query.Cell) {
	column := func(row []any, name string) any {
		return row[slices.IndexFunc(a.Columns, func(c query.Column) bool { return c.Name == name })]
	}
	for i, row := range a.Rows {
		if i%7 != 0 {
			continue
		}
		c := query.Cell{Dimensions: make(map[string]any)}
		for _, f := range q.Dimensions {
			c.Dimensions[f.Name()] = column(row, f.Name())
		}
		switch q.Kind {
		case query.Table, query.Distribution:
		case query.Trend:
			c.Bucket = column(row, "bucket").(string)
		case query.Funnel:
			c.Step = int(column(row, "step").(int64))
			c.Dropped = c.Step > 1 && i%2 == 0
		case query.Retention:
			text, named := column(row, "cohort").(string)
			if !named {
				continue
			}
			place := int(column(row, "k").(int64))
			c.Cohort, c.K = text, &place
		case query.Lifecycle:
			c.Bucket, c.Column = column(row, "bucket").(string), []string{"active", "new", "returning", "resurrected", "dormant"}[i/7%5]
		case query.Paths:
			c.Path = &query.PathCell{From: sideOf(column(row, "from"), query.SideNode)}
			to := sideOf(column(row, "to"), query.SideNode)
			if q.From != nil || q.To != nil {
				c.Path.Layer = int(column(row, "layer").(int64))
				c.Path.From = sideOf(column(row, "from"), column(row, "from_kind").(string))
				to = sideOf(column(row, "to"), column(row, "to_kind").(string))
			}
			if i%2 == 0 {
				c.Path.To = &to
			}
		case query.Items:
			cells = append(cells, itemCells(i, column(row, "assessment"), column(row, "item").(string), column(row, "responses"))...)
			continue
		default:
			return nil
		}
		if len(q.Metrics) > 0 {
			c.Metric = q.Metrics[i%len(q.Metrics)].Name
		}
		cells = append(cells, c)
	}
	return cells
}

func sideOf(value any, kind string) query.Side {
	text, _ := value.(string)
	return query.Side{Kind: kind, Value: text}
}

// itemCells are the numbers of an item, and two of its assessment.
func itemCells(i int, assessment any, item string, responses any) (cells []query.Cell) {
	c := query.ItemCell{Item: item}
	if text, is := assessment.(string); is {
		c.Assessment = &text
	}
	parts := []string{query.PartN, query.PartRight, query.PartWrong, query.PartOmitted, query.PartNotReached, query.PartMismatch}
	for _, c.Part = range parts {
		cells = append(cells, query.Cell{Item: &query.ItemCell{Assessment: c.Assessment, Item: item, Part: c.Part}})
	}
	if list, is := responses.([]map[string]any); is && len(list) > 0 {
		c.Part, c.Response = query.PartResponse, list[i%len(list)]["response"].(string)
		cells = append(cells, query.Cell{Item: &c})
	}
	for _, part := range []string{query.PartPeople, query.PartComplete} {
		cells = append(cells, query.Cell{Item: &query.ItemCell{Assessment: c.Assessment, Part: part}})
	}
	return cells
}

// comparePeople compares the people, and where the reference says which rows
// count also those.
func comparePeople(kind query.Kind, want []query.PersonRow, wantErr error, got *query.Answer, gotErr error) string {
	if (wantErr != nil) != (gotErr != nil) {
		return fmt.Sprintf("  want error %v\n  got error  %v", wantErr, gotErr)
	}
	if wantErr != nil {
		return ""
	}
	var w, g []any
	for i := range want {
		w = append(w, []any{want[i].Person, want[i].Statements, want[i].First, want[i].Last})
	}
	for _, row := range got.Rows {
		g = append(g, []any{row[0], row[2], row[3], row[4]})
	}
	if kind == query.Funnel || kind == query.Retention || kind == query.Lifecycle {
		w, g = nil, nil
		for i := range want {
			w = append(w, want[i].Person)
		}
		for _, row := range got.Rows {
			g = append(g, row[0])
		}
	}
	if a, b := encode(w), encode(g); a != b {
		return fmt.Sprintf("  want %s\n  got  %s", a, b)
	}
	return ""
}
