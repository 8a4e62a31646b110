package pgtest

import (
	"errors"
	"fmt"
	"testing"
)

// Replica returns a running standby that streams from the cluster and is
// removed when the test ends. The cluster knows it, in pg_stat_replication and
// for synchronous_standby_names, by its Name.
func (c *Cluster) Replica(t testing.TB) *Cluster {
	t.Helper()
	c.replicas++
	standby, err := c.standby(fmt.Sprintf("replica_%d", c.replicas))
	if err != nil {
		t.Fatal(err)
	}
	standby.own(t)
	return standby
}

func (c *Cluster) standby(name string) (*Cluster, error) {
	standby, err := prepare(Options{Durable: true, Settings: c.settings})
	if err != nil {
		return nil, err
	}
	standby.settings["unix_socket_directories"] = standby.directory.path
	source := fmt.Sprintf("host=%s port=%s user=%s application_name=%s", c.directory.path, port, superuser, name)
	err = c.programs.run(standby.directory.path, "pg_basebackup", "--dbname", source, "--pgdata", standby.directory.data(),
		"--write-recovery-conf", "--wal-method", "stream", "--checkpoint", "fast", "--no-sync")
	if err == nil {
		err = standby.start()
	}
	if err != nil {
		return nil, errors.Join(err, standby.directory.remove())
	}
	standby.name = name
	return standby, nil
}

// Name is the application_name by which a replica asks its primary; empty for
// other clusters.
func (c *Cluster) Name() string { return c.name }

// Promote makes a replica take writes, and returns when it does.
func (c *Cluster) Promote() {
	c.t.Helper()
	if err := c.programs.run(c.directory.path, "pg_ctl", "promote", "--wait", "--pgdata", c.directory.data()); err != nil {
		c.t.Fatal(err)
	}
}
