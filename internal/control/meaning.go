package control

import (
	"context"
	"net/http"
	"strconv"

	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
)

// The commands that decide something; what they are about may be any text and
// is therefore not in the path.
type (
	verbClass struct {
		Verb  string `json:"verb"`
		Class string `json:"class"`
	}
	activityCourse struct {
		Activity string `json:"activity"`
		Course   string `json:"course"`
	}
	personMerge struct {
		Identity string `json:"identity"`
		Target   string `json:"target"`
	}
	sourceMark struct {
		Source string       `json:"source"`
		Mark   meaning.Mark `json:"mark"`
	}
	promotion struct {
		Extension string `json:"extension"`
	}
)

// routeMeaning adds the commands about what the words of a store mean: each kind
// of decision is listed, made, and taken back by what it is about.
func (h *handler) routeMeaning(handle func(pattern string, serve func(http.ResponseWriter, *http.Request) error)) {
	admin := h.Meaning
	const at = " /stores/{name}/meaning/"
	handle("GET"+at+"verbs", list(h, admin.Verbs))
	handle("POST"+at+"verbs", decide(h, func(ctx context.Context, store int64, c verbClass) error {
		return admin.SetVerb(ctx, store, c.Verb, c.Class)
	}))
	handle("DELETE"+at+"verbs", h.takeBack(admin.UnsetVerb))
	handle("GET"+at+"courses", list(h, admin.Courses))
	handle("POST"+at+"courses", decide(h, func(ctx context.Context, store int64, c activityCourse) error {
		return admin.MapCourse(ctx, store, c.Activity, c.Course)
	}))
	handle("DELETE"+at+"courses", h.takeBack(admin.UnmapCourse))
	handle("GET"+at+"merges", list(h, admin.Merges))
	handle("POST"+at+"merges", h.mergePersons)
	handle("DELETE"+at+"merges", h.takeBack(func(ctx context.Context, store int64, about string) error {
		merge, err := strconv.ParseInt(about, 10, 64)
		if err != nil {
			return problem.New(problem.Invalid, "merge-unknown", "%q is no number of a merge", about)
		}
		return admin.Split(ctx, store, merge)
	}))
	handle("GET"+at+"sources", list(h, admin.Sources))
	handle("POST"+at+"sources", decide(h, func(ctx context.Context, store int64, c sourceMark) error {
		return admin.MarkSource(ctx, store, c.Source, c.Mark)
	}))
	handle("DELETE"+at+"sources/{mark}", func(w http.ResponseWriter, r *http.Request) error {
		mark := meaning.Mark(r.PathValue("mark"))
		return h.takeBack(func(ctx context.Context, store int64, about string) error {
			return admin.UnmarkSource(ctx, store, about, mark)
		})(w, r)
	})
	handle("GET"+at+"extensions", list(h, admin.Promoted))
	handle("POST"+at+"extensions", decide(h, func(ctx context.Context, store int64, c promotion) error {
		return admin.Promote(ctx, store, c.Extension)
	}))
	handle("DELETE"+at+"extensions", h.takeBack(admin.Demote))
}

// list answers with what was decided.
func list[T any](h *handler, read func(ctx context.Context, store int64) ([]T, error)) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		store, err := h.storeNamed(r.Context(), r.PathValue("name"))
		if err != nil {
			return err
		}
		found, err := read(r.Context(), int64(store))
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, found)
	}
}

// decide makes the decision of the body.
func decide[C any](h *handler, apply func(ctx context.Context, store int64, command C) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		var command C
		if err := readCommand(w, r, &command); err != nil {
			return err
		}
		store, err := h.storeNamed(r.Context(), r.PathValue("name"))
		if err != nil {
			return err
		}
		if err := apply(r.Context(), int64(store), command); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// takeBack takes the decision about the parameter «about» back.
func (h *handler) takeBack(take func(ctx context.Context, store int64, about string) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		store, err := h.storeNamed(r.Context(), r.PathValue("name"))
		if err != nil {
			return err
		}
		if err := take(r.Context(), int64(store), r.URL.Query().Get("about")); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

func (h *handler) mergePersons(w http.ResponseWriter, r *http.Request) error {
	var command personMerge
	if err := readCommand(w, r, &command); err != nil {
		return err
	}
	store, err := h.storeNamed(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	merge, err := h.Meaning.Merge(r.Context(), int64(store), command.Identity, command.Target)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, merge)
}
