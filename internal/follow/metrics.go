package follow

import "github.com/prometheus/client_golang/prometheus"

// Collectors returns the metrics of this node's followers.
func (r *Runner) Collectors() []prometheus.Collector {
	labels := []string{"follower"}
	return []prometheus.Collector{collector{
		runner: r,
		lag: prometheus.NewDesc("lore_follower_lag_seconds",
			"Time between the newest statement and what the follower has, the longest of all stores; only where it runs.", labels, nil),
		followed: prometheus.NewDesc("lore_follower_statements_total", "Statements that the follower took on this node.", labels, nil),
		errors:   prometheus.NewDesc("lore_follower_errors_total", "Batches that the follower refused on this node, and what else it failed at.", labels, nil),
		dead:     prometheus.NewDesc("lore_follower_dead_letters", "Statements that were put aside; only where the follower runs.", labels, nil),
	}}
}

type collector struct {
	runner                      *Runner
	lag, followed, errors, dead *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (c collector) Describe(to chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{c.lag, c.followed, c.errors, c.dead} {
		to <- desc
	}
}

// Collect implements prometheus.Collector. Lag and dead letters are those of the
// last report, some seconds old.
func (c collector) Collect(to chan<- prometheus.Metric) {
	for _, f := range c.runner.followers {
		to <- prometheus.MustNewConstMetric(c.followed, prometheus.CounterValue, float64(f.followed.Load()), f.name)
		to <- prometheus.MustNewConstMetric(c.errors, prometheus.CounterValue, float64(f.errors.Load()), f.name)
		f.mu.Lock()
		last := f.last
		f.mu.Unlock()
		if last.Node != "" {
			to <- prometheus.MustNewConstMetric(c.lag, prometheus.GaugeValue, float64(last.Lag)/1e6, f.name)
			to <- prometheus.MustNewConstMetric(c.dead, prometheus.GaugeValue, float64(last.Dead), f.name)
		}
	}
}
