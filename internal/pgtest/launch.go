package pgtest

import (
	"context"
	"fmt"
)

// Launch starts a server for a caller that is no test: the main function of a
// test's program, or a TestMain. Remove ends it.
func Launch(options Options) (*Cluster, error) { return create(options) }

// Remove ends a server that Launch started, and removes its data.
func (c *Cluster) Remove() error { return c.remove() }

// Make makes an empty database and returns its connection string. It stays
// until the server is removed.
func (c *Cluster) Make(ctx context.Context) (url string, err error) {
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := c.administer(ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	return c.URL(name), nil
}
