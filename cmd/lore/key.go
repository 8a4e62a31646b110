package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/lore-lrs/lore/internal/access"
)

// keyCommands manage the keys that clients present.
type keyCommands struct {
	Create keyCreateCommand `cmd:"" help:"Make a key and print it with its secret, once."`
	List   keyListCommand   `cmd:"" help:"List the keys, without secrets."`
	Revoke keyRevokeCommand `cmd:"" help:"Make a key useless, at once."`
}

type keyCreateCommand struct {
	place
	Store  string         `required:"" help:"The store's name."`
	Name   string         `required:"" help:"What people call the key; it is in the authority of its statements."`
	Scope  []access.Scope `required:"" help:"What it may do, separated by commas: all, all/read, statements/write, statements/read, statements/read/mine, state, profile, define."`
	Key    string         `help:"Use this key instead of a random one."`
	Secret string         `help:"Use this secret instead of a random one."`
	JSON   bool           `name:"json" help:"Print JSON."`
}

// Run makes the key and prints both parts.
func (c *keyCreateCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		key, err := s.CreateKey(ctx, access.KeySpec{Store: c.Store, Name: c.Name, Scopes: c.Scope, Key: c.Key, Secret: c.Secret})
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(std.out, key)
		}
		_, err = fmt.Fprintf(std.out, "key: %s\nsecret: %s\n", key.Key, key.Secret)
		return err
	})
}

type keyListCommand struct {
	place
	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints a line for each key.
func (c *keyListCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		keys, err := s.ListKeys(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(std.out, keys)
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "KEY\tSTORE\tSCOPES\tCREATED\tREVOKED\tNAME")
		for _, key := range keys {
			scopes := make([]string, len(key.Scopes))
			for i, scope := range key.Scopes {
				scopes[i] = string(scope)
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n",
				key.Key, key.Store, strings.Join(scopes, ","), day(key.Created), day(key.Revoked), key.Name)
		}
		return table.Flush()
	})
}

type keyRevokeCommand struct {
	place
	Key string `arg:"" help:"The key, without its secret."`
}

// Run revokes the key.
func (c *keyRevokeCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.RevokeKey(ctx, c.Key); err != nil {
			return err
		}
		_, err := fmt.Fprintf(std.out, "revoked: %s\n", c.Key)
		return err
	})
}
