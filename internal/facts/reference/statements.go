package reference

import (
	"cmp"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
)

// statements answers kind statements, the first page.
func (w *world) statements(answer *query.Answer) {
	rows := w.matching(w.within(w.rows, w.span.From, w.span.To), w.q.Filter)
	w.listRows(answer, rows, w.q.Columns, w.q.Order[0], w.q.Limit)
}

func (w *world) listRows(answer *query.Answer, rows []*row, fields []query.Field, by query.Order, limit int) {
	slices.SortFunc(rows, func(a, b *row) int {
		c := cmp.Or(cmp.Compare(a.Stored, b.Stored), cmp.Compare(a.Member, b.Member))
		if by.Column == "timestamp" {
			c = inOrder(a, b)
		}
		if by.Descending {
			c = -c
		}
		return c
	})
	for _, f := range fields {
		c := column(f)
		if f.Type() == query.TextsField {
			c.Type = query.ColumnJSON
		}
		answer.Columns = append(answer.Columns, c)
	}
	for _, r := range rows {
		var cells []any
		for _, f := range fields {
			switch f.Type() {
			case query.TimeField:
				at := r.Timestamp
				if f.ID == query.Stored {
					at = r.Stored
				}
				cells = append(cells, query.FormatTime(at, w.q.Time.Zone))
			case query.TextsField:
				cells = append(cells, append([]string{}, w.texts(r, f)...))
			default:
				cells = append(cells, w.values(r, f)[0])
			}
		}
		answer.Rows = append(answer.Rows, cells)
	}
	cut(answer, limit)
}
