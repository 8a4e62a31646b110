package live

import "time"

// WithClock replaces how often summaries and heartbeats are sent.
func (c Config) WithClock(summary, heartbeat time.Duration) Config {
	c.summaryEvery, c.heartbeatEvery = summary, heartbeat
	return c
}
