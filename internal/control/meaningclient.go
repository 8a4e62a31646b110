package control

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/lore-lrs/lore/internal/meaning"
)

func meaningPath(store, kind string) string {
	return "/stores/" + url.PathEscape(store) + "/meaning/" + kind
}

// takeBack takes the decision of a kind about something back.
func (c *Client) takeBack(ctx context.Context, store, kind, about string) error {
	return c.call(ctx, http.MethodDelete, meaningPath(store, kind)+"?about="+url.QueryEscape(about), nil, nil)
}

// Verbs returns the classes of the standard verbs and of all that were given one
// in the store of that name. Like all that follow, it refuses with what
// meaning.Admin does, and with NotFound for the store.
func (c *Client) Verbs(ctx context.Context, store string) ([]meaning.Verb, error) {
	var verbs []meaning.Verb
	err := c.call(ctx, http.MethodGet, meaningPath(store, "verbs"), nil, &verbs)
	return verbs, err
}

// SetVerb gives a verb a class.
func (c *Client) SetVerb(ctx context.Context, store, verb, class string) error {
	return c.call(ctx, http.MethodPost, meaningPath(store, "verbs"), verbClass{verb, class}, nil)
}

// UnsetVerb takes a decision about a verb back.
func (c *Client) UnsetVerb(ctx context.Context, store, verb string) error {
	return c.takeBack(ctx, store, "verbs", verb)
}

// Courses returns the activities that were given a course.
func (c *Client) Courses(ctx context.Context, store string) ([]meaning.Course, error) {
	var courses []meaning.Course
	err := c.call(ctx, http.MethodGet, meaningPath(store, "courses"), nil, &courses)
	return courses, err
}

// MapCourse gives an activity a course.
func (c *Client) MapCourse(ctx context.Context, store, activity, course string) error {
	return c.call(ctx, http.MethodPost, meaningPath(store, "courses"), activityCourse{activity, course}, nil)
}

// UnmapCourse takes the course of an activity back.
func (c *Client) UnmapCourse(ctx context.Context, store, activity string) error {
	return c.takeBack(ctx, store, "courses", activity)
}

// Merges returns all merges, those that were undone included.
func (c *Client) Merges(ctx context.Context, store string) ([]meaning.Merge, error) {
	var merges []meaning.Merge
	err := c.call(ctx, http.MethodGet, meaningPath(store, "merges"), nil, &merges)
	return merges, err
}

// Merge makes the people of two identities one.
func (c *Client) Merge(ctx context.Context, store, identity, target string) (meaning.Merge, error) {
	var merge meaning.Merge
	err := c.call(ctx, http.MethodPost, meaningPath(store, "merges"), personMerge{identity, target}, &merge)
	return merge, err
}

// Split undoes a merge.
func (c *Client) Split(ctx context.Context, store string, merge int64) error {
	return c.takeBack(ctx, store, "merges", strconv.FormatInt(merge, 10))
}

// Sources returns the sources with a mark.
func (c *Client) Sources(ctx context.Context, store string) ([]meaning.Source, error) {
	var sources []meaning.Source
	err := c.call(ctx, http.MethodGet, meaningPath(store, "sources"), nil, &sources)
	return sources, err
}

// MarkSource gives a source a mark.
func (c *Client) MarkSource(ctx context.Context, store, source string, mark meaning.Mark) error {
	return c.call(ctx, http.MethodPost, meaningPath(store, "sources"), sourceMark{source, mark}, nil)
}

// UnmarkSource takes a mark away.
func (c *Client) UnmarkSource(ctx context.Context, store, source string, mark meaning.Mark) error {
	return c.takeBack(ctx, store, "sources/"+url.PathEscape(string(mark)), source)
}

// Promoted returns the extensions with a column of their own.
func (c *Client) Promoted(ctx context.Context, store string) ([]meaning.Extension, error) {
	var extensions []meaning.Extension
	err := c.call(ctx, http.MethodGet, meaningPath(store, "extensions"), nil, &extensions)
	return extensions, err
}

// Promote gives an extension a column.
func (c *Client) Promote(ctx context.Context, store, extension string) error {
	return c.call(ctx, http.MethodPost, meaningPath(store, "extensions"), promotion{extension}, nil)
}

// Demote takes the column of an extension away.
func (c *Client) Demote(ctx context.Context, store, extension string) error {
	return c.takeBack(ctx, store, "extensions", extension)
}
