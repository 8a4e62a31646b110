package server

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/lore-lrs/lore/internal/lrs/embedded"
)

// embeddedMetrics is what the statement log in a data directory reports as it
// works.
type embeddedMetrics struct {
	commits, commitSizes, syncs, waits, flushes prometheus.Histogram
	statements, indexed                         prometheus.Counter
}

// quick are the buckets, in seconds, for what a request waits for.
var quick = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1}

func newEmbeddedMetrics() embeddedMetrics {
	return embeddedMetrics{
		commits: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "lore_commit_duration_seconds",
			Help:    "Time to make a group of statements durable and visible.",
			Buckets: quick,
		}),
		commitSizes: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "lore_commit_statements",
			Help:    "Statements that one commit made durable.",
			Buckets: prometheus.ExponentialBuckets(1, 4, 8),
		}),
		syncs: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "lore_fsync_duration_seconds",
			Help:    "Time that the disk takes to make the end of the log durable.",
			Buckets: quick,
		}),
		waits: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "lore_queue_wait_seconds",
			Help:    "Time that a request waits for its commit to begin.",
			Buckets: quick,
		}),
		statements: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "lore_log_statements_total",
			Help: "Statements written to the log since the start, from any source.",
		}),
		flushes: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "lore_index_flush_duration_seconds",
			Help:    "Time to move a generation of the tail into the index.",
			Buckets: []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}),
		indexed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "lore_indexed_statements_total",
			Help: "Statements moved from the tail into the index since the start.",
		}),
	}
}

// all lists what is to be registered.
func (m embeddedMetrics) all() []prometheus.Collector {
	return []prometheus.Collector{m.commits, m.commitSizes, m.syncs, m.waits, m.flushes, m.statements, m.indexed}
}

// observer is what the engine calls when it has done something.
func (m embeddedMetrics) observer() embedded.Observer {
	return embedded.Observer{
		Commit: func(statements int, took time.Duration) {
			m.commits.Observe(took.Seconds())
			m.commitSizes.Observe(float64(statements))
			m.statements.Add(float64(statements))
		},
		Sync: func(took time.Duration) { m.syncs.Observe(took.Seconds()) },
		Wait: func(took time.Duration) { m.waits.Observe(took.Seconds()) },
		Flush: func(statements int, took time.Duration) {
			m.flushes.Observe(took.Seconds())
			m.indexed.Add(float64(statements))
		},
	}
}

// gauge is a number that the engine tells when it is asked.
type gauge struct {
	describe *prometheus.Desc
	value    func(embedded.Stats) float64
}

var gauges = []gauge{
	newGauge("lore_tail_statements", "Statements that are logged and not in the index yet.",
		func(s embedded.Stats) float64 { return float64(s.TailStatements) }),
	newGauge("lore_queued_appends", "Requests that wait for a commit.",
		func(s embedded.Stats) float64 { return float64(s.QueuedAppends) }),
	newGauge("lore_log_segments", "Files of the statement log.",
		func(s embedded.Stats) float64 { return float64(s.Segments) }),
	newGauge("lore_log_bytes", "Size of the statement log.",
		func(s embedded.Stats) float64 { return float64(s.LogBytes) }),
	newGauge("lore_index_bytes", "Size of the index.",
		func(s embedded.Stats) float64 { return float64(s.IndexBytes) }),
	newGauge("lore_last_stored_timestamp_seconds", "Stored time of the newest statement.",
		func(s embedded.Stats) float64 { return float64(s.LastStored) / 1e6 }),
	newGauge("lore_writable", "1 while the statement log takes statements, 0 after a write error.",
		func(s embedded.Stats) float64 {
			if s.Stopped != nil {
				return 0
			}
			return 1
		}),
}

func newGauge(name, help string, value func(embedded.Stats) float64) gauge {
	return gauge{prometheus.NewDesc(name, help, nil, nil), value}
}

// embeddedCollector asks the engine once for each scrape.
type embeddedCollector struct{ engine *embedded.Store }

// Describe is part of prometheus.Collector.
func (embeddedCollector) Describe(to chan<- *prometheus.Desc) {
	for _, g := range gauges {
		to <- g.describe
	}
}

// Collect is part of prometheus.Collector. A closed engine tells nothing.
func (c embeddedCollector) Collect(to chan<- prometheus.Metric) {
	stats, err := c.engine.Stats()
	if err != nil {
		return
	}
	for _, g := range gauges {
		to <- prometheus.MustNewConstMetric(g.describe, prometheus.GaugeValue, g.value(stats))
	}
}
