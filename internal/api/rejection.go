package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/browse"
)

func rejectionRoutes() []route {
	return []route{
		{
			method: http.MethodGet, path: "rejections", action: access.SeeQuality,
			parameters: []string{"key", "code", "status", "since", "before", "limit"}, handle: (*exchange).getRejections,
		},
	}
}

// The sizes of a page of rejections.
const (
	defaultRejections = 50
	maxRejections     = 500
)

// getRejections answers GET /rejections.
func (x *exchange) getRejections() error {
	browser, err := x.browser()
	if err != nil {
		return err
	}
	filter := browse.RejectionFilter{Key: x.parameters.Get("key"), Code: x.parameters.Get("code")}
	if filter.Since, err = x.since(); err != nil {
		return err
	}
	status, err := x.whole("status", 0, 0, 999)
	if err != nil {
		return err
	}
	filter.Status = int(status)
	if filter.Before, err = x.whole("before", 0, 0, 1<<62); err != nil {
		return err
	}
	limit, err := x.whole("limit", defaultRejections, 1, maxRejections)
	if err != nil {
		return err
	}
	answer, err := browser.Rejections(x.r.Context(), viewerOf(x.reader), filter, int(limit))
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, answer)
}

// since reads the parameter of that name: the zero time without it.
func (x *exchange) since() (time.Time, error) {
	text := x.parameters.Get("since")
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, parameterError("since", "the parameter since is a time like 2026-01-31T12:00:00Z")
	}
	return at, nil
}

// whole reads a parameter that is a whole number between two bounds.
func (x *exchange) whole(name string, otherwise, least, most int64) (int64, error) {
	text := x.parameters.Get(name)
	if text == "" {
		return otherwise, nil
	}
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil || value < least || value > most {
		return 0, parameterError(name, "the parameter %s is a whole number from %d to %d", name, least, most)
	}
	return value, nil
}
