package server

import (
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/lore-lrs/lore/internal/api"
	"github.com/lore-lrs/lore/internal/xapihttp"
)

// metrics is what the server counts, in a registry of its own.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	stored   prometheus.Counter
	api      *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "lore_http_requests_total",
			Help: "xAPI requests by resource, method and status; those from 400 on were rejected.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "lore_http_request_duration_seconds",
			Help:    "Time from the head of a request to the end of its response.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route", "method"}),
		stored: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "lore_statements_stored_total",
			Help: "Statements acknowledged over xAPI, repeated ones included.",
		}),
		api: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "lore_api_request_duration_seconds",
			Help:    "Time from the head of a request below /api/v1 to the end of its response.",
			Buckets: []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 30, 120},
		}, []string{"route", "method", "status"}),
	}
	m.registry.MustRegister(
		m.requests, m.seconds, m.stored, m.api,
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// observe counts a request that is over.
func (m *metrics) observe(o xapihttp.Observation) {
	m.requests.WithLabelValues(o.Route, o.Method, strconv.Itoa(o.Status)).Inc()
	m.seconds.WithLabelValues(o.Route, o.Method).Observe(o.Duration.Seconds())
	m.stored.Add(float64(o.Stored))
}

// observeAPI counts a request to Lore's own API that is over.
func (m *metrics) observeAPI(o api.Observation) {
	m.api.WithLabelValues(o.Route, o.Method, strconv.Itoa(o.Status)).Observe(o.Duration.Seconds())
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}
