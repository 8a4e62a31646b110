package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/board"
	"github.com/lore-lrs/lore/internal/problem"
)

// What is saved (views, dashboards, KPIs) is listed, shown, made, changed and deleted in
// the same way: each route names the method of board.Registry that does it.

// asker is the reader as the boards know them, and the boards; an error where the
// server has none.
func (x *exchange) asker() (*board.Registry, *board.Asker, error) {
	boards := x.handler.config.Boards
	if boards == nil {
		return nil, nil, problem.New(problem.NotFound, "not-offered", "this server does not offer /api/v1/%s", x.route.path)
	}
	inForce, err := x.handler.config.Meanings.Meaning(x.r.Context(), x.reader.Store)
	if err != nil {
		return nil, nil, fmt.Errorf("read the meaning of words: %w", err)
	}
	return boards, &board.Asker{
		Store: x.reader.Store, ID: x.reader.Holder(), Name: x.reader.Name,
		MayChange: func(holder string, shared bool) error {
			return x.reader.May(access.EditDashboards, access.Saved{Holder: holder, Shared: shared})
		},
		WholeStore:    len(x.reader.Persons) == 0,
		SeesEverybody: x.seesEverybody(),
		Segments:      inForce.Segments, MaySave: x.segments(inForce),
	}, nil
}

// number is the number in the route's path; unknown is what there is not if it is
// none.
func (x *exchange) number(unknown string) (int64, error) {
	number, err := strconv.ParseInt(x.values["id"], 10, 64)
	if err != nil || number < 1 {
		return 0, problem.New(problem.NotFound, unknown+"-unknown", "there is no such %s: it is named by its number", unknown)
	}
	return number, nil
}

// askerOf is the asker, and the number of what is asked about.
func (x *exchange) askerOf(what string) (*board.Registry, *board.Asker, int64, error) {
	boards, asker, err := x.asker()
	if err != nil {
		return nil, nil, 0, err
	}
	id, err := x.number(what)
	return boards, asker, id, err
}

// lists answers with all that the reader may see, under a name.
func lists[Saved any](x *exchange, name string, list func(*board.Registry, context.Context, *board.Asker) ([]Saved, error)) error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	all, err := list(boards, x.r.Context(), asker)
	return listed(x, name, all, err)
}

// makes answers with what was made of the draft in the body.
func makes[Draft, Saved any](x *exchange, make func(*board.Registry, context.Context, *board.Asker, Draft) (Saved, error)) error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	var draft Draft
	if err := x.decode(&draft); err != nil {
		return err
	}
	saved, err := make(boards, x.r.Context(), asker, draft)
	if err != nil {
		return err
	}
	return x.json(http.StatusCreated, saved)
}

// changes answers with what was changed by the draft in the body.
func changes[Draft, Saved any](x *exchange, what string, change func(*board.Registry, context.Context, *board.Asker, int64, Draft) (Saved, error)) error {
	boards, asker, id, err := x.askerOf(what)
	if err != nil {
		return err
	}
	var draft Draft
	if err := x.decode(&draft); err != nil {
		return err
	}
	saved, err := change(boards, x.r.Context(), asker, id, draft)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, saved)
}

// deletes answers that something is gone.
func (x *exchange) deletes(what string, del func(*board.Registry, context.Context, *board.Asker, int64) error) error {
	boards, asker, id, err := x.askerOf(what)
	if err != nil {
		return err
	}
	return x.decided(del(boards, x.r.Context(), asker, id))
}
