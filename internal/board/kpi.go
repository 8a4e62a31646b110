package board

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// KPIDraft is a KPI as it is saved.
type KPIDraft struct {
	Title string `json:"title"`
	// Query is of kind table or trend, without dimensions and with one metric.
	Query jsontext.Value `json:"query"`
	// Format is how the number is written, Direction which way is good.
	Format    string `json:"format"`
	Direction string `json:"direction"`
	// Target is from where on it is green; between Warn and Target it is amber,
	// beyond Warn red.
	Target float64 `json:"target"`
	Warn   float64 `json:"warn"`
	// Owner is the person who answers for it, Action what is done when it is red.
	Owner  string `json:"owner"`
	Action string `json:"action"`
	// OnHome: Home shows it, in the order of Place.
	OnHome bool `json:"on_home"`
	Place  int  `json:"place"`
	// Replaces is the KPI that leaves Home for this one; 0 for none.
	Replaces int64 `json:"replaces,omitzero"`
}

// KPI is a KPI as somebody sees it.
type KPI struct {
	ID        int64          `json:"id"`
	Title     string         `json:"title"`
	Query     jsontext.Value `json:"query"`
	Format    string         `json:"format"`
	Direction string         `json:"direction"`
	Target    float64        `json:"target"`
	Warn      float64        `json:"warn"`
	Owner     string         `json:"owner"`
	Action    string         `json:"action"`
	OnHome    bool           `json:"on_home"`
	Place     int            `json:"place"`
	MayChange bool           `json:"may_change"`
	Changed   string         `json:"changed"`

	// maker is who made it.
	maker string
}

const (
	// mostOnHome is how many KPIs Home shows: more are read by nobody.
	mostOnHome = 6
	maxAction  = 500
	maxPlace   = 1000
)

// The words of a KPI.
var (
	formats    = []string{"count", "percent", "number", "duration"}
	directions = []string{"up", "down"}
)

func (draft *KPIDraft) check(asker *Asker) error {
	var f faults
	draft.Title = f.line("/title", draft.Title, maxTitle)
	if q := f.query(&draft.Query, asker.MaySave); q != nil {
		f.oneNumber(q)
	}
	f.word("/format", draft.Format, formats...)
	f.word("/direction", draft.Direction, directions...)
	draft.Owner = f.line("/owner", draft.Owner, maxTitle)
	draft.Action = f.line("/action", draft.Action, maxAction)
	if draft.Direction == "up" && draft.Warn > draft.Target || draft.Direction == "down" && draft.Warn < draft.Target {
		f.add("/warn", "more is %s here, so that the warning must lie on the other side of the target", map[string]string{"up": "better", "down": "worse"}[draft.Direction])
	}
	if draft.Place < 0 || draft.Place > maxPlace {
		f.add("/place", "the place is a number from 0 to %d", maxPlace)
	}
	if draft.Replaces != 0 && !draft.OnHome {
		f.add("/replaces", "only a KPI on Home takes the place of another one")
	}
	return f.err("kpi")
}

// oneNumber refuses what has more than one number at a time.
func (f *faults) oneNumber(q *query.Query) {
	if q.Kind != query.Table && q.Kind != query.Trend {
		f.add("/query/kind", "a KPI is one number: ask for kind table or trend")
		return
	}
	if len(q.Dimensions) > 0 {
		f.add("/query/dimensions", "a KPI is one number: ask without dimensions")
	}
	if len(q.Metrics) != 1 {
		f.add("/query/metrics", "a KPI is one number: ask for exactly one metric")
	}
	if q.Actors != nil {
		f.add("/query/actors", "a KPI is one number: ask without actors")
	}
}

// mayChangeKPIs refuses those who do not see the whole store: KPIs are on
// everybody's Home.
func (a *Asker) mayChangeKPIs() error {
	if a.WholeStore {
		return nil
	}
	return problem.New(problem.Forbidden, "scope-forbids",
		"KPIs are about the whole store, and you see some people only: save the query as a view of your own")
}

func errKPIUnknown() error {
	return problem.New(problem.NotFound, "kpi-unknown", "there is no such KPI")
}

const kpiColumns = `id, title, query, format, direction, target, warn, owner, action, on_home, place, maker, changed`

func (a *Asker) scanKPI(scan func(...any) error) (KPI, error) {
	var k KPI
	var text string
	var onHome, changed int64
	err := scan(&k.ID, &k.Title, &text, &k.Format, &k.Direction, &k.Target, &k.Warn, &k.Owner, &k.Action, &onHome, &k.Place, &k.maker, &changed)
	k.Query, k.OnHome, k.Changed = jsontext.Value(text), onHome != 0, isoTime(changed)
	k.MayChange = a.WholeStore && a.MayChange(k.maker, true) == nil
	return k, err
}

// KPIs returns the KPIs of the store that the asker may see: those on Home first,
// in their order, then the others by title.
func (r *Registry) KPIs(ctx context.Context, asker *Asker) ([]KPI, error) {
	return asker.listKPIs(ctx, r.db.Read())
}

func (a *Asker) listKPIs(ctx context.Context, from querier) ([]KPI, error) {
	rows, err := from.QueryContext(ctx, `SELECT `+kpiColumns+` FROM kpi WHERE store = $1`, a.Store)
	kpis, err := collect("KPIs", rows, err, a.scanKPI)
	kpis = slices.DeleteFunc(kpis, func(k KPI) bool { return !a.shows(k.maker, k.Query) })
	slices.SortFunc(kpis, func(x, y KPI) int {
		if x.OnHome && y.OnHome {
			return cmp.Or(cmp.Compare(x.Place, y.Place), cmp.Compare(x.ID, y.ID))
		}
		return cmp.Or(-cmp.Compare(bit(x.OnHome), bit(y.OnHome)), byTitle(x.Title, y.Title, x.ID, y.ID))
	})
	return kpis, err
}

// findKPI returns a KPI that the asker may see. Errors: NotFound.
func (a *Asker) findKPI(ctx context.Context, from querier, id int64) (KPI, error) {
	const find = `SELECT ` + kpiColumns + ` FROM kpi WHERE id = $1 AND store = $2`
	kpi, err := a.scanKPI(from.QueryRowContext(ctx, find, id, a.Store).Scan)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return KPI{}, errKPIUnknown()
	case err != nil:
		return KPI{}, fmt.Errorf("find the KPI: %w", db.Refusal(err))
	case !a.shows(kpi.maker, kpi.Query):
		return KPI{}, errKPIUnknown()
	}
	return kpi, nil
}

// changeable returns a KPI that the asker may change. Errors: NotFound; Forbidden.
func (a *Asker) changeable(ctx context.Context, tx *sql.Tx, id int64) (KPI, error) {
	kpi, err := a.findKPI(ctx, tx, id)
	if err != nil {
		return KPI{}, err
	}
	return kpi, a.MayChange(kpi.maker, true)
}

// makeRoom lets a KPI onto Home: in the place of the one that it replaces, or
// where there are fewer than six beside it.
func (a *Asker) makeRoom(ctx context.Context, tx *sql.Tx, id int64, draft *KPIDraft) error {
	if !draft.OnHome {
		return nil
	}
	if draft.Replaces != 0 && draft.Replaces != id {
		if _, err := a.changeable(ctx, tx, draft.Replaces); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE kpi SET on_home = 0 WHERE id = $1`, draft.Replaces); err != nil {
			return fmt.Errorf("take a KPI from Home: %w", err)
		}
	}
	var beside int
	const count = `SELECT count(*) FROM kpi WHERE store = $1 AND on_home = 1 AND id <> $2`
	if err := tx.QueryRowContext(ctx, count, a.Store, id).Scan(&beside); err != nil {
		return fmt.Errorf("count the KPIs on Home: %w", err)
	}
	if beside < mostOnHome {
		return nil
	}
	return a.homeFull(ctx, tx, id)
}

// homeFull names the KPIs of which one must go.
func (a *Asker) homeFull(ctx context.Context, tx *sql.Tx, id int64) error {
	kpis, err := a.listKPIs(ctx, tx)
	if err != nil {
		return err
	}
	full := problem.New(problem.Conflict, "home-full", "")
	var titles []string
	for _, kpi := range kpis {
		if kpi.OnHome && kpi.ID != id {
			titles = append(titles, "«"+kpi.Title+"»")
			full.Details = append(full.Details, problem.Detail{Pointer: "/replaces", Message: fmt.Sprintf("%d: %s", kpi.ID, kpi.Title)})
		}
	}
	full.Message = fmt.Sprintf("Home shows %d KPIs, as many as it can: %s; say in «replaces» which one this takes the place of",
		mostOnHome, strings.Join(titles, ", "))
	return full
}

// MakeKPI makes a KPI. Errors: Invalid; Forbidden; Conflict (code home-full) when
// Home has six, or the store too many.
func (r *Registry) MakeKPI(ctx context.Context, asker *Asker, draft KPIDraft) (kpi KPI, err error) {
	if err := asker.mayChangeKPIs(); err != nil {
		return KPI{}, err
	}
	if err := draft.check(asker); err != nil {
		return KPI{}, err
	}
	err = r.change(ctx, func(tx *sql.Tx, number, now int64) error {
		if err := checkRoom(ctx, tx, "KPIs", mostKPIs, `SELECT count(*) FROM kpi WHERE store = $1`, asker.Store); err != nil {
			return err
		}
		if err := asker.makeRoom(ctx, tx, number, &draft); err != nil {
			return err
		}
		const add = `
			INSERT INTO kpi (id, store, title, query, format, direction, target, warn, owner, action, on_home, place, maker, changed)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`
		_, err := tx.ExecContext(ctx, add, number, asker.Store, draft.Title, string(draft.Query), draft.Format, draft.Direction,
			draft.Target, draft.Warn, draft.Owner, draft.Action, bit(draft.OnHome), draft.Place, asker.ID, now)
		if err != nil {
			return fmt.Errorf("add the KPI: %w", err)
		}
		kpi, err = asker.findKPI(ctx, tx, number)
		return err
	})
	if err != nil {
		return KPI{}, fmt.Errorf("make a KPI: %w", err)
	}
	return kpi, nil
}

// ChangeKPI changes a KPI. Errors: as of MakeKPI, and NotFound.
func (r *Registry) ChangeKPI(ctx context.Context, asker *Asker, id int64, draft KPIDraft) (kpi KPI, err error) {
	if err := asker.mayChangeKPIs(); err != nil {
		return KPI{}, err
	}
	if err := draft.check(asker); err != nil {
		return KPI{}, err
	}
	err = r.change(ctx, func(tx *sql.Tx, _, now int64) error {
		if _, err := asker.changeable(ctx, tx, id); err != nil {
			return err
		}
		if err := asker.makeRoom(ctx, tx, id, &draft); err != nil {
			return err
		}
		const change = `
			UPDATE kpi SET title = $1, query = $2, format = $3, direction = $4, target = $5, warn = $6, owner = $7, action = $8,
				on_home = $9, place = $10, changed = $11
			WHERE id = $12`
		_, err := tx.ExecContext(ctx, change, draft.Title, string(draft.Query), draft.Format, draft.Direction, draft.Target, draft.Warn,
			draft.Owner, draft.Action, bit(draft.OnHome), draft.Place, now, id)
		if err != nil {
			return fmt.Errorf("change the KPI: %w", err)
		}
		kpi, err = asker.findKPI(ctx, tx, id)
		return err
	})
	if err != nil {
		return KPI{}, fmt.Errorf("change a KPI: %w", err)
	}
	return kpi, nil
}

// DeleteKPI deletes a KPI. Errors: NotFound; Forbidden.
func (r *Registry) DeleteKPI(ctx context.Context, asker *Asker, id int64) error {
	if err := asker.mayChangeKPIs(); err != nil {
		return err
	}
	err := r.change(ctx, func(tx *sql.Tx, _, _ int64) error {
		if _, err := asker.changeable(ctx, tx, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM kpi WHERE id = $1`, id); err != nil {
			return fmt.Errorf("delete the KPI: %w", err)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("delete a KPI: %w", err)
	}
	return nil
}
