package main

import "context"

// clusterCommands prepare a database of several machines.
type clusterCommands struct {
	Init clusterInitCommand `cmd:"" help:"Distribute the tables over the workers of Citus."`
}

type clusterInitCommand struct {
	place
	Buckets int `default:"32" help:"Into how many shards each table is split: 1, 2, 4, 8, 16 or 32. They are shared out among the workers."`
}

// Run distributes the tables. Giving the command again changes nothing.
func (c *clusterInitCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.InitCluster(ctx, c.Buckets); err != nil {
			return err
		}
		return say(std.out, "shards: %d", c.Buckets)
	})
}
