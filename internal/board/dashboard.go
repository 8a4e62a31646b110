package board

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// Tile is one place of a dashboard.
type Tile struct {
	// Kind is "view" or "text".
	Kind string `json:"kind"`
	View int64  `json:"view,omitzero"`
	Text string `json:"text,omitzero"`
	// Width is over how many of three columns it goes.
	Width int `json:"width"`
}

// The kinds of tiles.
const (
	TileView = "view"
	TileText = "text"
)

// DashboardDraft is a dashboard as it is saved.
type DashboardDraft struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Tiles       []Tile `json:"tiles"`
	Shared      bool   `json:"shared"`
}

// Dashboard is a dashboard as somebody sees it.
type Dashboard struct {
	ID          int64  `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Tiles       []Tile `json:"tiles"`
	Shared      bool   `json:"shared"`
	Owner       Holder `json:"owner"`
	Mine        bool   `json:"mine"`
	MayChange   bool   `json:"may_change"`
	Changed     string `json:"changed"`
}

const (
	maxTiles = 40
	maxText  = 4000
)

func (draft *DashboardDraft) check() error {
	var f faults
	draft.Title = f.line("/title", draft.Title, maxTitle)
	draft.Description = f.lines("/description", draft.Description, maxDescription)
	if len(draft.Tiles) > maxTiles {
		f.add("/tiles", "there are %d tiles: put at most %d on one dashboard", len(draft.Tiles), maxTiles)
	}
	for i := range draft.Tiles {
		tile, at := &draft.Tiles[i], "/tiles/"+strconv.Itoa(i)
		if tile.Width < 1 || tile.Width > 3 {
			f.add(at+"/width", "a tile is 1 to 3 columns wide")
		}
		switch tile.Kind {
		case TileView:
			if tile.Text != "" {
				f.add(at+"/text", "a tile of kind view has no text")
			}
		case TileText:
			if tile.Text = f.lines(at+"/text", tile.Text, maxText); tile.Text == "" {
				f.add(at+"/text", "the text is missing")
			}
			if tile.View != 0 {
				f.add(at+"/view", "a tile of kind text shows no view")
			}
		default:
			f.word(at+"/kind", tile.Kind, TileView, TileText)
		}
	}
	if draft.Tiles == nil {
		draft.Tiles = []Tile{}
	}
	return f.err("dashboard")
}

// checkViews refuses tiles of views that the asker does not see, but for those
// that were on the dashboard before.
func (draft *DashboardDraft) checkViews(ctx context.Context, tx *sql.Tx, asker *Asker, before []Tile) error {
	var f faults
	for i, tile := range draft.Tiles {
		if tile.Kind != TileView || slices.ContainsFunc(before, func(t Tile) bool { return t.Kind == TileView && t.View == tile.View }) {
			continue
		}
		switch _, err := asker.findView(ctx, tx, tile.View); {
		case problem.Is(err, problem.NotFound):
			f.add("/tiles/"+strconv.Itoa(i)+"/view", "there is no view %d, or it is not shared with you", tile.View)
		case err != nil:
			return err
		}
	}
	return f.err("dashboard")
}

func errDashboardUnknown() error {
	return problem.New(problem.NotFound, "dashboard-unknown", "there is no such dashboard, or it is not shared with you")
}

const dashboardColumns = `id, title, description, tiles, shared, owner, owner_name, changed`

func (a *Asker) scanDashboard(scan func(...any) error) (Dashboard, error) {
	var d Dashboard
	var tiles string
	var shared, changed int64
	if err := scan(&d.ID, &d.Title, &d.Description, &tiles, &shared, &d.Owner.ID, &d.Owner.Name, &changed); err != nil {
		return Dashboard{}, err
	}
	if err := json.Unmarshal([]byte(tiles), &d.Tiles); err != nil {
		return Dashboard{}, fmt.Errorf("read the tiles of the dashboard %d: %w", d.ID, err)
	}
	d.Shared, d.Changed, d.Mine = shared != 0, isoTime(changed), d.Owner.ID == a.ID
	d.MayChange = a.MayChange != nil && a.MayChange(d.Owner.ID, d.Shared) == nil
	return d, nil
}

// seen asks for the dashboards that are shared, or belong to $2. Where $3 is 1, also
// those that a link shows: it can be ended by those who see everybody, whoever made
// it and however long they are gone.
const seen = `(shared = 1 OR owner = $2 OR $3 = 1 AND EXISTS (SELECT 1 FROM embed WHERE embed.dashboard = dashboard.id AND embed.revoked = 0))`

// Dashboards returns the dashboards that the asker may see, by title.
func (r *Registry) Dashboards(ctx context.Context, asker *Asker) ([]Dashboard, error) {
	const list = `SELECT ` + dashboardColumns + ` FROM dashboard WHERE store = $1 AND ` + seen
	rows, err := r.db.Read().QueryContext(ctx, list, asker.Store, asker.ID, bit(asker.SeesEverybody))
	dashboards, err := collect("dashboards", rows, err, asker.scanDashboard)
	slices.SortFunc(dashboards, func(x, y Dashboard) int { return byTitle(x.Title, y.Title, x.ID, y.ID) })
	return dashboards, err
}

// findDashboard returns a dashboard that the asker may see. Errors: NotFound.
func (a *Asker) findDashboard(ctx context.Context, from querier, id int64) (Dashboard, error) {
	const find = `SELECT ` + dashboardColumns + ` FROM dashboard WHERE store = $1 AND id = $4 AND ` + seen
	d, err := a.scanDashboard(from.QueryRowContext(ctx, find, a.Store, a.ID, bit(a.SeesEverybody), id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Dashboard{}, errDashboardUnknown()
	}
	if err != nil {
		return Dashboard{}, fmt.Errorf("find the dashboard: %w", db.Refusal(err))
	}
	return d, nil
}

// Dashboard returns a dashboard that the asker may see, with the views on it that
// they may see there: those of the dashboard's owner are seen by all who see the
// dashboard. Errors: NotFound.
func (r *Registry) Dashboard(ctx context.Context, asker *Asker, id int64) (Dashboard, []View, error) {
	dashboard, err := asker.findDashboard(ctx, r.db.Read(), id)
	if err != nil {
		return Dashboard{}, nil, err
	}
	views, err := asker.viewsOn(ctx, r.db.Read(), dashboard.Tiles, dashboard.Owner.ID)
	return dashboard, views, err
}

// viewsOn returns the views on tiles that are shared, the asker's, or those of the
// owner of the dashboard.
func (a *Asker) viewsOn(ctx context.Context, from querier, tiles []Tile, owner string) ([]View, error) {
	args := []any{a.Store, a.ID, owner}
	var places []string
	for _, tile := range tiles {
		if tile.Kind == TileView {
			args = append(args, tile.View)
			places = append(places, "$"+strconv.Itoa(len(args)))
		}
	}
	if len(places) == 0 {
		return []View{}, nil
	}
	list := `SELECT ` + viewColumns + ` FROM saved_view WHERE store = $1 AND (shared = 1 OR owner IN ($2, $3)) AND id IN (` + strings.Join(places, ", ") + `)`
	return a.scanViews(from.QueryContext(ctx, list, args...))
}

// MakeDashboard makes a dashboard of the asker's. Errors: Invalid; Conflict when
// the store has too many.
func (r *Registry) MakeDashboard(ctx context.Context, asker *Asker, draft DashboardDraft) (dashboard Dashboard, err error) {
	if err := draft.check(); err != nil {
		return Dashboard{}, err
	}
	tiles, err := json.Marshal(draft.Tiles)
	if err != nil {
		return Dashboard{}, fmt.Errorf("write the tiles of a dashboard: %w", err)
	}
	err = r.change(ctx, func(tx *sql.Tx, number, now int64) error {
		if err := checkRoom(ctx, tx, "dashboards", mostDashboards, `SELECT count(*) FROM dashboard WHERE store = $1`, asker.Store); err != nil {
			return err
		}
		if err := draft.checkViews(ctx, tx, asker, nil); err != nil {
			return err
		}
		if err := rename(ctx, tx, asker); err != nil {
			return err
		}
		const add = `
			INSERT INTO dashboard (id, store, title, description, tiles, shared, owner, owner_name, changed)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
		_, err := tx.ExecContext(ctx, add, number, asker.Store, draft.Title, draft.Description, string(tiles), bit(draft.Shared), asker.ID, asker.Name, now)
		if err != nil {
			return fmt.Errorf("add the dashboard: %w", err)
		}
		dashboard, err = asker.findDashboard(ctx, tx, number)
		return err
	})
	if err != nil {
		return Dashboard{}, fmt.Errorf("make a dashboard: %w", err)
	}
	return dashboard, nil
}

// ChangeDashboard changes a dashboard. Errors: Invalid; NotFound; Forbidden when
// it is somebody else's.
func (r *Registry) ChangeDashboard(ctx context.Context, asker *Asker, id int64, draft DashboardDraft) (dashboard Dashboard, err error) {
	if err := draft.check(); err != nil {
		return Dashboard{}, err
	}
	tiles, err := json.Marshal(draft.Tiles)
	if err != nil {
		return Dashboard{}, fmt.Errorf("write the tiles of a dashboard: %w", err)
	}
	err = r.change(ctx, func(tx *sql.Tx, _, now int64) error {
		before, err := asker.findDashboard(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := asker.MayChange(before.Owner.ID, before.Shared); err != nil {
			return err
		}
		if err := draft.checkViews(ctx, tx, asker, before.Tiles); err != nil {
			return err
		}
		if err := rename(ctx, tx, asker); err != nil {
			return err
		}
		const change = `UPDATE dashboard SET title = $1, description = $2, tiles = $3, shared = $4, changed = $5 WHERE id = $6`
		if _, err := tx.ExecContext(ctx, change, draft.Title, draft.Description, string(tiles), bit(draft.Shared), now, id); err != nil {
			return fmt.Errorf("change the dashboard: %w", err)
		}
		// Found by its number alone: it may be shared no more.
		const find = `SELECT ` + dashboardColumns + ` FROM dashboard WHERE id = $1`
		dashboard, err = asker.scanDashboard(tx.QueryRowContext(ctx, find, id).Scan)
		return err
	})
	if err != nil {
		return Dashboard{}, fmt.Errorf("change a dashboard: %w", err)
	}
	return dashboard, nil
}

// DeleteDashboard deletes a dashboard, and ends the links to it. Errors: NotFound;
// Forbidden when it is somebody else's.
func (r *Registry) DeleteDashboard(ctx context.Context, asker *Asker, id int64) error {
	err := r.change(ctx, func(tx *sql.Tx, _, _ int64) error {
		dashboard, err := asker.findDashboard(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := asker.MayChange(dashboard.Owner.ID, dashboard.Shared); err != nil {
			return err
		}
		for _, remove := range []string{`DELETE FROM embed WHERE dashboard = $1`, `DELETE FROM dashboard WHERE id = $1`} {
			if _, err := tx.ExecContext(ctx, remove, id); err != nil {
				return fmt.Errorf("delete the dashboard: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("delete a dashboard: %w", err)
	}
	return nil
}
