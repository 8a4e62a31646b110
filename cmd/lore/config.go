package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"

	"github.com/lore-lrs/lore/internal/server"
)

// configCommand prints the settings that `lore serve` with the same flags would
// use, in the form of a settings file.
type configCommand struct {
	server.Config
}

// Run prints one setting a line, with its origin as a comment.
func (c *configCommand) Run(parsed *kong.Context, cli *commands, std stdio) error {
	known, err := settingNames()
	if err != nil {
		return err
	}
	for _, flag := range parsed.Selected().Flags {
		if !known[flag.Name] {
			continue
		}
		value := shown(flag.Name, flag.Target.Interface())
		text, err := yaml.MarshalWithOptions(value, yaml.Flow(true))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(std.out, "%-40s # %s\n", flag.Name+": "+strings.TrimSpace(string(text)), origin(parsed, cli, flag)); err != nil {
			return err
		}
	}
	return nil
}

// origin says where a flag's value comes from.
func origin(parsed *kong.Context, cli *commands, flag *kong.Flag) string {
	for _, path := range parsed.Path {
		if path.Flag == flag && !path.Resolved {
			return "flag"
		}
	}
	if name := variable(flag); name != "" {
		return "variable " + name
	}
	if _, ok := cli.file.values[flag.Name]; ok {
		return "file " + cli.file.path
	}
	return "default"
}

// shown returns what may be shown of a setting: secrets are masked.
func shown(name string, value any) any {
	text, isText := value.(string)
	switch {
	case !isText || text == "":
		return value
	case strings.HasSuffix(name, "secret-key"), strings.HasSuffix(name, "secret"), strings.HasSuffix(name, "password"):
		return "********"
	case strings.HasSuffix(name, "database"):
		return server.MaskURL(text)
	}
	return value
}
