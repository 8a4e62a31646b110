package api

import (
	"encoding/hex"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/access"
)

// requestID takes over the id that a proxy gave, if it is a plain word, else
// makes one up. It needs to be distinct, not secret.
func requestID(r *http.Request) string {
	if given := r.Header["X-Request-Id"]; len(given) == 1 && plainWord(given[0]) {
		return given[0]
	}
	var id [8]byte
	for i, bits := 0, rand.Uint64(); i < len(id); i, bits = i+1, bits>>8 {
		id[i] = byte(bits)
	}
	return hex.EncodeToString(id[:])
}

// plainWord: 1 to 64 letters, digits and "-", "_", ".".
func plainWord(text string) bool {
	return text != "" && len(text) <= 64 && !strings.ContainsFunc(text, func(c rune) bool {
		return ('a' > c || c > 'z') && ('A' > c || c > 'Z') && ('0' > c || c > '9') && c != '-' && c != '_' && c != '.'
	})
}

// method is the request's, if it is one that the API has.
func (x *exchange) method() string {
	switch x.r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions:
		return x.r.Method
	default:
		return "other"
	}
}

// log writes the request's one line and tells the observer. It names the route
// and known parameters, never paths, values, queries or secrets: those hold
// personal data. Only the cause of a fault of ours is logged in full.
func (x *exchange) log() {
	duration := time.Since(x.started)
	name := "unknown"
	if x.route != nil {
		name = x.route.name()
	}
	if observe := x.handler.config.Observe; observe != nil {
		observe(Observation{Route: name, Method: x.method(), Status: x.status, Duration: duration})
	}
	level := slog.LevelInfo
	switch {
	case x.code == codeCancelled:
	case x.status == http.StatusServiceUnavailable:
		level = slog.LevelWarn // it passes, and an outage has many of them
	case x.status >= http.StatusInternalServerError || x.code == "internal":
		level = slog.LevelError
	}
	logger, ctx := x.handler.config.Logger, x.r.Context()
	if !logger.Enabled(ctx, level) {
		return
	}
	attributes := []slog.Attr{
		slog.String("id", x.id),
		slog.String("method", x.method()),
		slog.String("route", name),
		slog.Int("status", x.status),
		slog.Duration("duration", duration),
		slog.Int64("bytes", x.written),
	}
	if x.authenticated {
		who := slog.String("token", x.reader.TokenID)
		if x.reader.Via == access.ViaSession {
			who = slog.Int64("user", x.reader.UserID)
		}
		attributes = append(attributes, who, slog.String("store", x.reader.StoreName))
	}
	if x.principal != nil {
		attributes = append(attributes, slog.String("key", x.principal.KeyID), slog.String("store", x.principal.StoreName))
	}
	if x.route != nil {
		var names []string
		for name := range x.parameters {
			names = append(names, name)
		}
		if slices.Sort(names); len(names) > 0 {
			attributes = append(attributes, slog.String("parameters", strings.Join(names, ",")))
		}
	}
	if x.cached {
		attributes = append(attributes, slog.Bool("cached", true))
	}
	if trace := x.r.Header.Get("Traceparent"); plainWord(trace) {
		attributes = append(attributes, slog.String("traceparent", trace))
	}
	if x.code != "" {
		attributes = append(attributes, slog.String("code", x.code))
	}
	if x.cause != nil && level == slog.LevelError {
		attributes = append(attributes, slog.String("error", x.cause.Error()))
	}
	logger.LogAttrs(ctx, level, "request", attributes...)
}
