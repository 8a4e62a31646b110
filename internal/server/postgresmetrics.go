package server

import (
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/lore-lrs/lore/internal/lrs/postgres"
	"github.com/lore-lrs/lore/internal/pgpool"
)

// postgresCollector asks the pools and the engine once for each scrape. It asks
// the database nothing: a scrape must not wait for it.
type postgresCollector struct {
	pools  map[string]*pgxpool.Pool
	engine *postgres.Store
}

func newPostgresCollector(pools *pgpool.Pools, engine *postgres.Store) postgresCollector {
	c := postgresCollector{map[string]*pgxpool.Pool{"requests": pools.Small, "reports": pools.Reports}, engine}
	if pools.Replica != nil {
		c.pools["replica"] = pools.Replica
	}
	return c
}

// poolMetric is a number of each pool.
type poolMetric struct {
	describe *prometheus.Desc
	kind     prometheus.ValueType
	value    func(*pgxpool.Stat) float64
}

var poolMetrics = []poolMetric{
	newPoolMetric("lore_database_connections_max", "Most connections of the pool.", prometheus.GaugeValue,
		func(s *pgxpool.Stat) float64 { return float64(s.MaxConns()) }),
	newPoolMetric("lore_database_connections_acquired", "Connections at work.", prometheus.GaugeValue,
		func(s *pgxpool.Stat) float64 { return float64(s.AcquiredConns()) }),
	newPoolMetric("lore_database_connections_idle", "Open connections without work.", prometheus.GaugeValue,
		func(s *pgxpool.Stat) float64 { return float64(s.IdleConns()) }),
	newPoolMetric("lore_database_connection_waits_total", "Times that somebody had to wait for a connection.", prometheus.CounterValue,
		func(s *pgxpool.Stat) float64 { return float64(s.EmptyAcquireCount()) }),
	newPoolMetric("lore_database_connection_wait_seconds_total", "Time that was waited for connections.", prometheus.CounterValue,
		func(s *pgxpool.Stat) float64 { return s.EmptyAcquireWaitTime().Seconds() }),
	newPoolMetric("lore_database_connections_opened_total", "Connections opened since the start.", prometheus.CounterValue,
		func(s *pgxpool.Stat) float64 { return float64(s.NewConnsCount()) }),
}

func newPoolMetric(name, help string, kind prometheus.ValueType, value func(*pgxpool.Stat) float64) poolMetric {
	return poolMetric{prometheus.NewDesc(name, help, []string{"pool"}, nil), kind, value}
}

// storeMetric is a number of the engine.
type storeMetric struct {
	describe *prometheus.Desc
	kind     prometheus.ValueType
	value    func(postgres.Stats) float64
}

var storeMetrics = []storeMetric{
	newStoreMetric("lore_append_transactions_total", "Transactions committed with statements in them.", prometheus.CounterValue,
		func(s postgres.Stats) float64 { return float64(s.Transactions) }),
	newStoreMetric("lore_log_statements_total", "Statements written by this node since the start, from any source.", prometheus.CounterValue,
		func(s postgres.Stats) float64 { return float64(s.Statements) }),
	newStoreMetric("lore_append_retries_total", "Transactions that had to be begun again.", prometheus.CounterValue,
		func(s postgres.Stats) float64 { return float64(s.Retries) }),
	newStoreMetric("lore_queued_appends", "Requests that wait for a transaction.", prometheus.GaugeValue,
		func(s postgres.Stats) float64 { return float64(s.Queued) }),
	newStoreMetric("lore_safe_time_timestamp_seconds", "The last Consistent-Through that this node found out.", prometheus.GaugeValue,
		func(s postgres.Stats) float64 { return float64(s.SafeTime) / 1e6 }),
	newStoreMetric("lore_safe_time_lag_seconds", "How far it stands behind this machine's clock; grows while nobody asks, and while a transaction is stuck.", prometheus.GaugeValue,
		func(s postgres.Stats) float64 {
			if s.SafeTime == 0 {
				return 0
			}
			return time.Since(time.UnixMicro(s.SafeTime)).Seconds()
		}),
}

func newStoreMetric(name, help string, kind prometheus.ValueType, value func(postgres.Stats) float64) storeMetric {
	return storeMetric{prometheus.NewDesc(name, help, nil, nil), kind, value}
}

// Describe is part of prometheus.Collector.
func (postgresCollector) Describe(to chan<- *prometheus.Desc) {
	for _, m := range poolMetrics {
		to <- m.describe
	}
	for _, m := range storeMetrics {
		to <- m.describe
	}
}

// Collect is part of prometheus.Collector.
func (c postgresCollector) Collect(to chan<- prometheus.Metric) {
	for name, pool := range c.pools {
		stat := pool.Stat()
		for _, m := range poolMetrics {
			to <- prometheus.MustNewConstMetric(m.describe, m.kind, m.value(stat), name)
		}
	}
	stats := c.engine.Stats()
	for _, m := range storeMetrics {
		to <- prometheus.MustNewConstMetric(m.describe, m.kind, m.value(stats))
	}
}
