package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/lore-lrs/lore/internal/access"
)

// tokenCommands manage the tokens that readers of analytics present.
type tokenCommands struct {
	Create tokenCreateCommand `cmd:"" help:"Make an API token for analytics and print it, once."`
	List   tokenListCommand   `cmd:"" help:"List the tokens, without their secrets."`
	Revoke tokenRevokeCommand `cmd:"" help:"Make a token useless, at once."`
}

type tokenCreateCommand struct {
	place
	Store    string        `required:"" help:"The store's name."`
	Role     access.Role   `required:"" help:"What it may do: owner, data-admin, compliance, auditor, manager, instructor, analyst, learner."`
	Name     string        `help:"What people call the token (default: its role)."`
	Person   []string      `sep:"none" placeholder:"IFI" help:"A person that it is about, as mailto:ADDRESS, sha1:DIGEST, openid:URI or account:HOMEPAGE|NAME; once or more often for a manager or instructor, once for a learner."`
	MinGroup int           `placeholder:"K" help:"Below how many people an analyst sees no number, 1 to 20 (default: 5)."`
	Expires  time.Duration `placeholder:"DURATION" help:"After how long it expires, such as 720h (default: never)."`
	JSON     bool          `name:"json" help:"Print JSON."`
}

// Run makes the token and prints it.
func (c *tokenCreateCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	// Less than a second is no longer a duration that a token can have.
	lifetime := int64(c.Expires / time.Second)
	if c.Expires != 0 && lifetime == 0 {
		lifetime = -1
	}
	return withData(ctx, cli, std, c.place, func(s session) error {
		token, err := s.CreateToken(ctx, access.TokenSpec{
			Store: c.Store, Role: c.Role, Name: c.Name, Persons: c.Person, MinGroup: c.MinGroup, Lifetime: lifetime,
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(std.out, token)
		}
		return say(std.out, "id: %s\ntoken: %s", token.ID, token.Token)
	})
}

type tokenListCommand struct {
	place
	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints a line for each token.
func (c *tokenListCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		tokens, err := s.ListTokens(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(std.out, tokens)
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "ID\tSTORE\tROLE\tPERSONS\tCREATED\tEXPIRES\tREVOKED\tNAME")
		for _, token := range tokens {
			persons := "all"
			if len(token.Persons) > 0 {
				persons = fmt.Sprint(len(token.Persons))
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", token.ID, token.Store, token.Role, persons,
				day(token.Created), day(token.Expires), day(token.Revoked), token.Name)
		}
		return table.Flush()
	})
}

type tokenRevokeCommand struct {
	place
	ID string `arg:"" help:"The token's id, without its secret: «lore token list» shows it."`
}

// Run revokes the token.
func (c *tokenRevokeCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.RevokeToken(ctx, c.ID); err != nil {
			return err
		}
		return say(std.out, "revoked: %s", c.ID)
	})
}
