package board

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// Display is how a view is drawn.
type Display struct {
	As string `json:"as"`
	// Columns are those that are shown, in their order; empty for all.
	Columns []string `json:"columns,omitempty"`
}

// ViewDraft is a view as it is saved.
type ViewDraft struct {
	Title       string         `json:"title"`
	Description string         `json:"description"`
	Query       jsontext.Value `json:"query"`
	Display     Display        `json:"display"`
	Shared      bool           `json:"shared"`
}

// View is a saved view as somebody sees it.
type View struct {
	ID          int64          `json:"id"`
	Title       string         `json:"title"`
	Description string         `json:"description"`
	Query       jsontext.Value `json:"query"`
	Display     Display        `json:"display"`
	Shared      bool           `json:"shared"`
	Owner       Holder         `json:"owner"`
	Mine        bool           `json:"mine"`
	MayChange   bool           `json:"may_change"`
	Changed     string         `json:"changed"`
}

// displays are the ways to draw a view.
var displays = []string{"table", "line", "bar", "area", "number", "heat", "funnel", "sankey", "histogram"}

const (
	maxColumns = 50
	maxColumn  = 3000
)

func (draft *ViewDraft) check(asker *Asker) error {
	var f faults
	draft.Title = f.line("/title", draft.Title, maxTitle)
	draft.Description = f.lines("/description", draft.Description, maxDescription)
	f.query(&draft.Query, asker.MaySave)
	f.word("/display/as", draft.Display.As, displays...)
	if len(draft.Display.Columns) > maxColumns {
		f.add("/display/columns", "there are %d columns: choose at most %d", len(draft.Display.Columns), maxColumns)
	}
	for i, name := range draft.Display.Columns {
		if name == "" || utf8.RuneCountInString(name) > maxColumn {
			f.add("/display/columns/"+strconv.Itoa(i), "the name of a column has 1 to %d characters", maxColumn)
		}
	}
	return f.err("view")
}

func errViewUnknown() error {
	return problem.New(problem.NotFound, "view-unknown", "there is no such view, or it is not shared with you")
}

const viewColumns = `id, title, description, query, display, shared, owner, owner_name, changed`

// scanView reads a view as the asker sees it.
func (a *Asker) scanView(scan func(...any) error) (View, error) {
	var view View
	var text, display string
	var shared, changed int64
	err := scan(&view.ID, &view.Title, &view.Description, &text, &display, &shared, &view.Owner.ID, &view.Owner.Name, &changed)
	if err != nil {
		return View{}, err
	}
	if err := json.Unmarshal([]byte(display), &view.Display); err != nil {
		return View{}, fmt.Errorf("read the display of the view %d: %w", view.ID, err)
	}
	view.Query, view.Shared, view.Changed = jsontext.Value(text), shared != 0, isoTime(changed)
	view.Mine = view.Owner.ID == a.ID
	view.MayChange = a.MayChange != nil && a.MayChange(view.Owner.ID, view.Shared) == nil
	return view, nil
}

// scanViews reads the views that the asker is shown, by title.
func (a *Asker) scanViews(rows *sql.Rows, err error) ([]View, error) {
	views, err := collect("views", rows, err, a.scanView)
	views = slices.DeleteFunc(views, func(v View) bool { return !a.shows(v.Owner.ID, v.Query) })
	slices.SortFunc(views, func(x, y View) int { return byTitle(x.Title, y.Title, x.ID, y.ID) })
	return views, err
}

// byTitle orders as people look for a title.
func byTitle(title, otherTitle string, id, otherID int64) int {
	return cmp.Or(strings.Compare(strings.ToLower(title), strings.ToLower(otherTitle)), cmp.Compare(id, otherID))
}

// Views returns the views that the asker may see, by title.
func (r *Registry) Views(ctx context.Context, asker *Asker) ([]View, error) {
	const list = `SELECT ` + viewColumns + ` FROM saved_view WHERE store = $1 AND (shared = 1 OR owner = $2)`
	return asker.scanViews(r.db.Read().QueryContext(ctx, list, asker.Store, asker.ID))
}

// querier is a transaction, or the connections for queries.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// findView returns a view that the asker may see. Errors: NotFound.
func (a *Asker) findView(ctx context.Context, from querier, id int64) (View, error) {
	const find = `SELECT ` + viewColumns + ` FROM saved_view WHERE id = $1 AND store = $2 AND (shared = 1 OR owner = $3)`
	view, err := a.scanView(from.QueryRowContext(ctx, find, id, a.Store, a.ID).Scan)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return View{}, errViewUnknown()
	case err != nil:
		return View{}, fmt.Errorf("find the view: %w", db.Refusal(err))
	case !a.shows(view.Owner.ID, view.Query):
		return View{}, errViewUnknown()
	}
	return view, nil
}

// View returns a view that the asker may see. Errors: NotFound.
func (r *Registry) View(ctx context.Context, asker *Asker, id int64) (View, error) {
	return asker.findView(ctx, r.db.Read(), id)
}

// SaveView saves a view of the asker's. Errors: Invalid; Conflict when the store
// has too many.
func (r *Registry) SaveView(ctx context.Context, asker *Asker, draft ViewDraft) (view View, err error) {
	if err := draft.check(asker); err != nil {
		return View{}, err
	}
	display, err := json.Marshal(draft.Display)
	if err != nil {
		return View{}, fmt.Errorf("write the display of a view: %w", err)
	}
	err = r.change(ctx, func(tx *sql.Tx, number, now int64) error {
		if err := checkRoom(ctx, tx, "saved views", mostViews, `SELECT count(*) FROM saved_view WHERE store = $1`, asker.Store); err != nil {
			return err
		}
		if err := rename(ctx, tx, asker); err != nil {
			return err
		}
		const add = `
			INSERT INTO saved_view (id, store, title, description, query, display, shared, owner, owner_name, changed)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
		_, err := tx.ExecContext(ctx, add, number, asker.Store, draft.Title, draft.Description, string(draft.Query), string(display),
			bit(draft.Shared), asker.ID, asker.Name, now)
		if err != nil {
			return fmt.Errorf("add the view: %w", err)
		}
		view, err = asker.findView(ctx, tx, number)
		return err
	})
	if err != nil {
		return View{}, fmt.Errorf("save a view: %w", err)
	}
	return view, nil
}

// ChangeView changes a view. Errors: Invalid; NotFound; Forbidden when it is
// somebody else's.
func (r *Registry) ChangeView(ctx context.Context, asker *Asker, id int64, draft ViewDraft) (view View, err error) {
	if err := draft.check(asker); err != nil {
		return View{}, err
	}
	display, err := json.Marshal(draft.Display)
	if err != nil {
		return View{}, fmt.Errorf("write the display of a view: %w", err)
	}
	err = r.change(ctx, func(tx *sql.Tx, _, now int64) error {
		before, err := asker.findView(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := asker.MayChange(before.Owner.ID, before.Shared); err != nil {
			return err
		}
		if err := rename(ctx, tx, asker); err != nil {
			return err
		}
		const change = `
			UPDATE saved_view SET title = $1, description = $2, query = $3, display = $4, shared = $5, changed = $6
			WHERE id = $7`
		_, err = tx.ExecContext(ctx, change, draft.Title, draft.Description, string(draft.Query), string(display), bit(draft.Shared), now, id)
		if err != nil {
			return fmt.Errorf("change the view: %w", err)
		}
		// Found by its number alone: it may be shared no more.
		const find = `SELECT ` + viewColumns + ` FROM saved_view WHERE id = $1`
		view, err = asker.scanView(tx.QueryRowContext(ctx, find, id).Scan)
		return err
	})
	if err != nil {
		return View{}, fmt.Errorf("change a view: %w", err)
	}
	return view, nil
}

// DeleteView deletes a view; dashboards keep its empty place. Errors: NotFound;
// Forbidden when it is somebody else's.
func (r *Registry) DeleteView(ctx context.Context, asker *Asker, id int64) error {
	err := r.change(ctx, func(tx *sql.Tx, _, _ int64) error {
		view, err := asker.findView(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := asker.MayChange(view.Owner.ID, view.Shared); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM saved_view WHERE id = $1`, id); err != nil {
			return fmt.Errorf("delete the view: %w", err)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("delete a view: %w", err)
	}
	return nil
}
