package xapihttp

import (
	"encoding/hex"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"
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
	if text == "" || len(text) > 64 {
		return false
	}
	for _, c := range []byte(text) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.':
		default:
			return false
		}
	}
	return true
}

// log writes the request's one line and tells the observer. It names known
// parameters and never their values, nor the form, the body or a secret: those
// hold personal data. Client errors are logged by their code for the same
// reason; only the cause of a fault of ours is logged in full.
func (x *exchange) log() {
	duration := time.Since(x.started)
	name := "unknown"
	if x.resource != nil {
		name = x.resource.name
	}
	if observe := x.handler.config.Observe; observe != nil {
		method := "other"
		if x.route != nil {
			method = x.method
		}
		observe(Observation{
			Route: name, Method: method, Status: x.answer.status, Stored: x.stored, Duration: duration,
		})
	}
	x.reject()
	level := slog.LevelInfo
	switch {
	case x.code == codeCancelled:
	case x.answer.status == http.StatusServiceUnavailable:
		level = slog.LevelWarn // it passes, and an outage has many of them
	case x.answer.status >= http.StatusInternalServerError:
		level = slog.LevelError
	}
	logger, ctx := x.handler.config.Logger, x.r.Context()
	if !logger.Enabled(ctx, level) {
		return
	}
	attributes := make([]slog.Attr, 0, 16)
	attributes = append(attributes,
		slog.String("id", x.id),
		slog.String("method", x.method),
		slog.String("route", name),
		slog.Int("status", x.answer.status),
		slog.Duration("duration", duration),
		slog.Int64("bytes", x.written),
		slog.String("version", x.version.String()),
	)
	if x.authenticated {
		attributes = append(attributes, slog.String("key", x.principal.KeyID), slog.String("store", x.principal.StoreName))
	}
	if names := x.parameterNames(); names != "" {
		attributes = append(attributes, slog.String("parameters", names))
	}
	if x.form != nil {
		attributes = append(attributes, slog.Bool("alternate", true))
	}
	if x.stored > 0 {
		attributes = append(attributes, slog.Int("stored", x.stored))
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

// parameterNames lists the known parameters that were sent.
func (x *exchange) parameterNames() string {
	if x.route == nil || len(x.parameters) == 0 {
		return ""
	}
	var names []string
	for _, p := range x.parameters {
		if slices.Contains(x.route.parameters, p.name) {
			names = append(names, p.name)
		}
	}
	return strings.Join(names, ",")
}
