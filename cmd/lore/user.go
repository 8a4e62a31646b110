package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/lore-lrs/lore/internal/access"
)

// userCommands manage the users of the web app, also for whoever is locked out of it.
type userCommands struct {
	SetupLink userSetupCommand   `cmd:"" help:"Print a link for the first account; the one before it is no longer good."`
	Create    userCreateCommand  `cmd:"" help:"Make a user and print the link by which the user chooses a password."`
	List      userListCommand    `cmd:"" help:"List the users and their roles."`
	Link      userLinkCommand    `cmd:"" help:"Print a link by which a user chooses a new password."`
	Disable   userDisableCommand `cmd:"" help:"Let a user in no more, at once."`
}

type userSetupCommand struct{ place }

// Run prints the link.
func (c *userSetupCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		link, err := s.SetupLink(ctx)
		if err != nil {
			return err
		}
		return say(std.out, "setup: %s", link)
	})
}

type userCreateCommand struct {
	place
	Email         string      `arg:"" help:"The e-mail address to sign in with."`
	Name          string      `help:"What people call the user (default: the address)."`
	Administrator bool        `help:"The user may do everything, in every store."`
	Store         string      `help:"A store in which the user has a role."`
	Role          access.Role `help:"The role there: owner, data-admin, compliance, auditor, manager, instructor, analyst, learner."`
	Person        []string    `sep:"none" placeholder:"IFI" help:"A person that the role is about, as mailto:ADDRESS, sha1:DIGEST, openid:URI or account:HOMEPAGE|NAME."`
}

// Run makes the user and prints the link.
func (c *userCreateCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	spec := access.UserSpec{Email: c.Email, Name: c.Name, Administrator: c.Administrator}
	if spec.Name == "" {
		spec.Name = c.Email
	}
	if c.Store != "" || c.Role != "" {
		spec.Grants = []access.Grant{{Store: c.Store, Role: c.Role, Persons: c.Person}}
	}
	return withData(ctx, cli, std, c.place, func(s session) error {
		user, link, err := s.CreateUser(ctx, spec)
		if err != nil {
			return err
		}
		return say(std.out, "user: %s\nlink: %s", user.Email, link)
	})
}

type userListCommand struct {
	place
	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints a line for each user.
func (c *userListCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		users, err := s.ListUsers(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(std.out, users)
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "EMAIL\tSTATE\tLAST SEEN\tROLES\tNAME")
		for _, user := range users {
			state := "active"
			switch {
			case user.Disabled:
				state = "disabled"
			case user.Invited:
				state = "invited"
			}
			var roles []string
			if user.Administrator {
				roles = append(roles, "administrator")
			}
			for _, grant := range user.Grants {
				roles = append(roles, grant.Store+":"+string(grant.Role))
			}
			if len(roles) == 0 {
				roles = append(roles, "-")
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", user.Email, state, day(user.LastSeen), strings.Join(roles, ","), user.Name)
		}
		return table.Flush()
	})
}

type userLinkCommand struct {
	place
	Email      string `arg:"" help:"The user's e-mail address."`
	ResetCodes bool   `help:"Turn one-time codes off, for a user who lost the device and the recovery codes."`
}

// Run prints the link.
func (c *userLinkCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		link, err := s.LinkUser(ctx, c.Email, c.ResetCodes)
		if err != nil {
			return err
		}
		return say(std.out, "link: %s", link)
	})
}

type userDisableCommand struct {
	place
	Email string `arg:"" help:"The user's e-mail address."`
}

// Run disables the user.
func (c *userDisableCommand) Run(ctx context.Context, cli *commands, std stdio) error {
	return withData(ctx, cli, std, c.place, func(s session) error {
		if err := s.DisableUser(ctx, c.Email); err != nil {
			return err
		}
		return say(std.out, "disabled: %s", c.Email)
	})
}
