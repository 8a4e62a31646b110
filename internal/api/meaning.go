package api

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
)

// Each handler below hands one decision to the registry of meanings, which
// checks it.

func (x *exchange) decided(err error) error {
	if err != nil {
		return err
	}
	return x.noContent()
}

// listed answers with a list under its name.
func listed[T any](x *exchange, name string, items []T, err error) error {
	if err != nil {
		return err
	}
	if items == nil {
		items = []T{}
	}
	return x.json(http.StatusOK, map[string][]T{name: items})
}

func (x *exchange) getVerbs() error {
	verbs, err := x.handler.config.Meanings.Verbs(x.r.Context(), x.reader.Store)
	return listed(x, "verbs", verbs, err)
}

func (x *exchange) putVerb() error {
	var body struct {
		Class string `json:"class"`
	}
	if err := x.decode(&body); err != nil {
		return err
	}
	return x.decided(x.handler.config.Meanings.SetVerb(x.r.Context(), x.reader.Store, x.values["verb"], body.Class))
}

func (x *exchange) deleteVerb() error {
	return x.decided(x.handler.config.Meanings.UnsetVerb(x.r.Context(), x.reader.Store, x.values["verb"]))
}

func (x *exchange) getCourses() error {
	courses, err := x.handler.config.Meanings.Courses(x.r.Context(), x.reader.Store)
	return listed(x, "courses", courses, err)
}

func (x *exchange) putCourse() error {
	var body struct {
		Course string `json:"course"`
	}
	if err := x.decode(&body); err != nil {
		return err
	}
	return x.decided(x.handler.config.Meanings.MapCourse(x.r.Context(), x.reader.Store, x.values["activity"], body.Course))
}

func (x *exchange) deleteCourse() error {
	return x.decided(x.handler.config.Meanings.UnmapCourse(x.r.Context(), x.reader.Store, x.values["activity"]))
}

func (x *exchange) getMerges() error {
	if len(x.reader.Persons) > 0 {
		return problem.New(problem.Forbidden, "scope-forbids", "merges tell of everybody, and this token is about some people only")
	}
	merges, err := x.handler.config.Meanings.Merges(x.r.Context(), x.reader.Store)
	return listed(x, "merges", merges, err)
}

func (x *exchange) postMerge() error {
	var body struct {
		Identity string `json:"identity"`
		Target   string `json:"target"`
	}
	if err := x.decode(&body); err != nil {
		return err
	}
	merge, err := x.handler.config.Meanings.Merge(x.r.Context(), x.reader.Store, body.Identity, body.Target)
	if err != nil {
		return err
	}
	return x.json(http.StatusCreated, merge)
}

func (x *exchange) deleteMerge() error {
	number, err := strconv.ParseInt(x.values["merge"], 10, 64)
	if err != nil {
		return problem.New(problem.NotFound, "merge-unknown", "a merge is named by its number")
	}
	return x.decided(x.handler.config.Meanings.Split(x.r.Context(), x.reader.Store, number))
}

func (x *exchange) getMarks() error {
	sources, err := x.handler.config.Meanings.Sources(x.r.Context(), x.reader.Store)
	if !x.seesEverybody() {
		// Sources that are no access keys are identities of people.
		sources = slices.DeleteFunc(sources, func(m meaning.Source) bool { return strings.Contains(m.Source, ":") })
	}
	return listed(x, "sources", sources, err)
}

func (x *exchange) putMark() error {
	return x.decided(x.handler.config.Meanings.MarkSource(x.r.Context(), x.reader.Store, x.values["source"], meaning.Mark(x.values["mark"])))
}

func (x *exchange) deleteMark() error {
	return x.decided(x.handler.config.Meanings.UnmarkSource(x.r.Context(), x.reader.Store, x.values["source"], meaning.Mark(x.values["mark"])))
}

func (x *exchange) getSegments() error {
	segments, err := x.handler.config.Meanings.Segments(x.r.Context(), x.reader.Store)
	if err != nil {
		return err
	}
	inForce, err := x.handler.config.Meanings.Meaning(x.r.Context(), x.reader.Store)
	if err != nil {
		return fmt.Errorf("read the meaning of words: %w", err)
	}
	mine := x.segments(inForce)
	segments = slices.DeleteFunc(segments, func(s meaning.Segment) bool { _, is := mine[s.Name]; return !is && !x.seesEverybody() })
	return listed(x, "segments", segments, err)
}

func (x *exchange) putSegment() error {
	filter, err := x.body()
	if err != nil {
		return err
	}
	inForce, err := x.handler.config.Meanings.Meaning(x.r.Context(), x.reader.Store)
	if err != nil {
		return fmt.Errorf("read the meaning of words: %w", err)
	}
	// Read with itself among the others, so that none ends up inside itself.
	saved := maps.Clone(inForce.Segments)
	if saved == nil {
		saved = make(map[string]string)
	}
	saved[x.values["name"]] = string(filter)
	if _, err := query.DecodeFilter(filter, saved); err != nil {
		return err
	}
	return x.decided(x.handler.config.Meanings.SaveSegment(x.r.Context(), x.reader.Store, x.values["name"], filter))
}

func (x *exchange) deleteSegment() error {
	return x.decided(x.handler.config.Meanings.RemoveSegment(x.r.Context(), x.reader.Store, x.values["name"]))
}

func (x *exchange) getPromoted() error {
	extensions, err := x.handler.config.Meanings.Promoted(x.r.Context(), x.reader.Store)
	return listed(x, "extensions", extensions, err)
}

func (x *exchange) putPromoted() error {
	return x.decided(x.handler.config.Meanings.Promote(x.r.Context(), x.reader.Store, x.values["extension"]))
}

func (x *exchange) deletePromoted() error {
	return x.decided(x.handler.config.Meanings.Demote(x.r.Context(), x.reader.Store, x.values["extension"]))
}
