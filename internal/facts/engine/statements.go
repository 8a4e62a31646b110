package engine

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// place is where a row lies, and what orders it.
type place struct {
	// key is the time to sort by; stored and member break ties.
	key, stored, member int64
	part                *partView
	row                 int
}

// compare orders places; down reverses.
func (p place) compare(o place, down bool) int {
	c := cmp.Or(order(p.key, o.key), order(p.stored, o.stored), order(p.member, o.member))
	if down {
		return -c
	}
	return c
}

// statements answers kind statements: the rows themselves, page by page.
func (v *view) statements(ctx context.Context) (*query.Answer, error) {
	where, err := v.compile(ctx, v.query.Filter)
	if err != nil {
		return nil, err
	}
	return v.listRows(ctx, where, nil, v.query.Cursor)
}

// listRows lists rows that match, and that pick picks if it is given, in the
// query's order behind the cursor.
func (v *view) listRows(ctx context.Context, where condition, pick func(b *block) func(i int) bool, cursor string) (*query.Answer, error) {
	by, down := v.sortColumn(), v.sortsDown()
	after, err := readCursor(cursor)
	if err != nil {
		return nil, err
	}
	rows, err := v.firstRows(ctx, where, pick, by, down, after, v.query.Limit+1)
	if err != nil {
		return nil, err
	}
	answer := &query.Answer{}
	if len(rows) > v.query.Limit {
		rows = rows[:v.query.Limit]
		last := rows[len(rows)-1]
		answer.Meta.Next = writeCursor(last.key, last.stored, last.member)
		answer.Meta.Truncated = true
	}
	return answer, v.showRows(ctx, answer, rows)
}

// sortColumn is what rows are sorted by.
func (v *view) sortColumn() column.Column {
	if len(v.query.Order) > 0 && v.query.Order[0].Column == "stored" {
		return column.Stored
	}
	return column.Timestamp
}

// sortsDown: the last rows come first.
func (v *view) sortsDown() bool { return len(v.query.Order) == 0 || v.query.Order[0].Descending }

// firstRows finds the first n rows behind a cursor.
func (v *view) firstRows(ctx context.Context, where condition, pick func(b *block) func(i int) bool, by column.Column, down bool, after *place, n int) ([]place, error) {
	if pick == nil {
		return v.firstMatches(ctx, where, by, down, after, n)
	}
	var lists []*firsts
	err := v.scan(ctx, demand{within: window{v.span.From, v.span.To}, where: where}, func() func(*block) {
		list := &firsts{n: n, down: down, after: after}
		lists = append(lists, list)
		return func(b *block) {
			keys, members := b.integers(by), b.integers(column.Member)
			picked := pick(b)
			for i := range b.n {
				p := place{key: keys[i], stored: b.stored[i], member: members[i]}
				if !list.wants(p) || !picked(i) {
					continue
				}
				r, row := b.origin(i)
				p.part, p.row = r.part, row
				list.add(p)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	all := &firsts{n: n, down: down, after: after}
	for _, list := range lists {
		all.places = append(all.places, list.places...)
	}
	return all.sorted(), nil
}

// firstMatches finds the first n rows that match: people do not matter, so that
// parts are looked at one by one, and those that come too late not at all.
func (v *view) firstMatches(ctx context.Context, where condition, by column.Column, down bool, after *place, n int) ([]place, error) {
	within := window{v.span.From, v.span.To}
	parts := v.partsWithin(within)
	best := func(p *partView) int64 {
		least, most := p.Span(by)
		if down {
			return most
		}
		return least
	}
	slices.SortStableFunc(parts, func(a, b *partView) int {
		if down {
			a, b = b, a
		}
		return order(best(a), best(b))
	})
	list := &firsts{n: n, down: down, after: after}
	for _, p := range parts {
		first := place{key: best(p), stored: edge(down), member: edge(down)}
		if list.worst != nil && first.compare(*list.worst, down) >= 0 {
			break
		}
		err := v.eachRaw(ctx, p, within, func(r *raw, kept []int32) {
			if where != nil {
				mask := r.masks.take(r.len())
				where(r, mask)
				kept = filter(kept, func(i int32) bool { return mask[i] })
				r.masks.put(mask)
			}
			keys, stored, members := r.integers(by), r.integers(column.Stored), r.integers(column.Member)
			for _, i := range kept {
				at := place{key: keys[i], stored: stored[i], member: members[i], part: p, row: r.from + int(i)}
				if list.wants(at) {
					list.add(at)
				}
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return list.sorted(), nil
}

// edge is what comes first in the direction.
func edge(down bool) int64 {
	if down {
		return maxTime
	}
	return minTime
}

// firsts keeps the first n places behind a cursor.
type firsts struct {
	n      int
	down   bool
	after  *place
	places []place
	// worst is the last of n that are known; what comes behind it is not wanted.
	worst *place
}

func (f *firsts) wants(p place) bool {
	if f.after != nil && p.compare(*f.after, f.down) <= 0 {
		return false
	}
	return f.worst == nil || p.compare(*f.worst, f.down) < 0
}

func (f *firsts) add(p place) {
	f.places = append(f.places, p)
	if len(f.places) >= 2*f.n+256 {
		f.places = firstPlaces(f.places, f.down, f.n)
		worst := f.places[len(f.places)-1]
		f.worst = &worst
	}
}

func (f *firsts) sorted() []place { return firstPlaces(f.places, f.down, f.n) }

func firstPlaces(places []place, down bool, n int) []place {
	slices.SortFunc(places, func(a, b place) int { return a.compare(b, down) })
	return places[:min(n, len(places))]
}

// showRows writes the columns of rows.
func (v *view) showRows(ctx context.Context, answer *query.Answer, rows []place) error {
	b := v.blockOf(rows)
	var cells []func(i int) any
	for _, field := range v.query.Columns {
		c, cell, err := v.cellOf(ctx, b, field)
		if err != nil {
			return err
		}
		answer.Columns = append(answer.Columns, c)
		cells = append(cells, cell)
	}
	for i := range rows {
		row := make([]any, len(cells))
		for k, cell := range cells {
			row[k] = cell(i)
			if err, is := row[k].(error); is {
				return fmt.Errorf("read a statement: %w", err)
			}
		}
		answer.Rows = append(answer.Rows, row)
	}
	return nil
}

// blockOf makes a block of single rows, in the order given.
func (v *view) blockOf(rows []place) *block {
	b := &block{view: v, n: len(rows), used: len(rows)}
	for i, p := range rows {
		r := &raw{view: v, kept: []int32{0}}
		r.at(p.part, p.row, p.row+1)
		b.pieces = append(b.pieces, r)
		b.first = append(b.first, int32(i))
		b.rows = append(b.rows, int32(i))
		b.match = append(b.match, true)
	}
	for _, actor := range b.codes(column.Actor) {
		b.person = append(b.person, v.names.Person(actor))
	}
	b.timestamp, b.stored = slices.Clone(b.integers(column.Timestamp)), slices.Clone(b.integers(column.Stored))
	return b
}

// maxStatementBytes is how many bytes of statements an answer has at most.
const maxStatementBytes = 64 << 20

// cellOf returns the column of a field, and what fills it.
func (v *view) cellOf(ctx context.Context, b *block, field query.Field) (query.Column, func(i int) any, error) {
	zone := v.query.Time.Zone
	switch field.ID {
	case query.StatementID:
		return query.Column{Name: field.Name(), Type: query.ColumnText}, func(i int) any { return b.id(i).String() }, nil
	case query.Timestamp, query.Stored:
		times := b.timestamp
		if field.ID == query.Stored {
			times = b.stored
		}
		return query.Column{Name: field.Name(), Type: query.ColumnTime}, func(i int) any { return query.FormatTime(times[i], zone) }, nil
	case query.StatementJSON:
		bytes := 0
		return query.Column{Name: field.Name(), Type: query.ColumnJSON}, func(i int) any {
			stored, err := v.engine.config.Log.Get(ctx, v.scope.Store, b.id(i))
			if err != nil {
				return err
			}
			if bytes += len(stored.JSON); bytes > maxStatementBytes {
				return problem.New(problem.TooLarge, "answer-too-large",
					"the statements of the answer have more than %d MB: ask with a smaller limit", maxStatementBytes>>20)
			}
			return jsontext.Value(stored.JSON)
		}, nil
	}
	if numbers := v.numbersOf(field); numbers != nil {
		values := derive(b, numbers)
		return query.Column{Name: field.Name(), Type: numberColumn(field)}, func(i int) any {
			switch {
			case values[i] != values[i]:
				return nil
			case field.ID == query.CourseRule:
				return int64(values[i])
			}
			return values[i]
		}, nil
	}
	d, err := v.dimension(field)
	if err != nil {
		return query.Column{}, nil, err
	}
	if d.each != nil {
		each := d.each(b)
		d.column.Type = query.ColumnJSON
		return d.column, func(i int) any {
			texts := []string{}
			for _, code := range each(i) {
				texts = append(texts, v.snapshot.Word(column.Activities, code))
			}
			return texts
		}, nil
	}
	codes := slices.Clone(d.codes(b))
	return d.column, func(i int) any { return d.value(codes[i]) }, nil
}

// readSkip reads a cursor that says how many rows were shown, at most so many.
func readSkip(text string, most int) (int, error) {
	after, err := readCursor(text)
	switch {
	case err != nil || after == nil:
		return 0, err
	case after.key < 0:
		return 0, unreadable()
	case after.key > int64(most):
		return 0, problem.New(problem.TooLarge, "page-too-far",
			"there are pages up to row %d: ask about less time, or with a narrower filter", most)
	}
	return int(after.key), nil
}

func unreadable() error {
	return problem.New(problem.Invalid, "cursor-unreadable", "this cursor was not made here: use meta.next of the answer before, and the same query")
}

// A cursor is where a page ended: numbers that order rows. It gives no more
// than the query itself, so it need not be signed.

func writeCursor(numbers ...int64) string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.FormatInt(n, 36)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(texts, ".")))
}

func readCursor(text string) (*place, error) {
	if text == "" {
		return nil, nil
	}
	decoded, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, unreadable()
	}
	var numbers [3]int64
	texts := strings.Split(string(decoded), ".")
	if len(texts) != len(numbers) {
		return nil, unreadable()
	}
	for i, t := range texts {
		if numbers[i], err = strconv.ParseInt(t, 36, 64); err != nil {
			return nil, unreadable()
		}
	}
	return &place{key: numbers[0], stored: numbers[1], member: numbers[2]}, nil
}
