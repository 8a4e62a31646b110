package main

import "context"

// biCommands manage which roles of PostgreSQL read facts.
type biCommands struct {
	Grant  biGrantCommand  `cmd:"" help:"Let a role of PostgreSQL read the facts of a store, and nothing else."`
	Revoke biRevokeCommand `cmd:"" help:"Take that back."`
}

// ofReader is what both are told.
type ofReader struct {
	ofStore
	Role string `arg:"" help:"The role, which exists: CREATE ROLE … LOGIN PASSWORD … makes one."`
}

type biGrantCommand struct{ ofReader }

// Run lets the role read.
func (c *biGrantCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.GrantReader(ctx, c.Store, c.Role); err != nil {
			return err
		}
		return say(std.out, "reads %s: %s", c.Store, c.Role)
	})
}

type biRevokeCommand struct{ ofReader }

// Run takes it back.
func (c *biRevokeCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.RevokeReader(ctx, c.Store, c.Role); err != nil {
			return err
		}
		return say(std.out, "revoked: %s", c.Role)
	})
}
