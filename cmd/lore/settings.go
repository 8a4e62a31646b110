package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/lore-lrs/lore/internal/server"
)

// defaultSettingsFile is read when --config names no other.
const defaultSettingsFile = "lore.yaml"

// newParser returns the parser of the command line. A setting is taken from
// the first of: flag, LORE_* variable, settings file, default.
func newParser(cli *commands, std stdio) (*kong.Kong, error) {
	return kong.New(cli,
		kong.Name("lore"),
		kong.Description("A Learning Record Store: xAPI 1.0.3 and 2.0 in one binary."),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(std.out, std.err),
		kong.FlagNamer(flagName),
		kong.PostBuild(nameVariables),
	)
}

// settings returns the settings of a command that works on the data without
// being told the others: from variables and the settings file.
func (c *commands) settings(at place) (server.Config, error) {
	var config server.Config
	parser, err := kong.New(&config, kong.Name("lore"), kong.FlagNamer(flagName), kong.PostBuild(nameVariables), kong.Resolvers(c.file))
	if err != nil {
		return config, err
	}
	_, err = parser.Parse([]string{"--data=" + at.Data, "--database=" + at.Database})
	return config, err
}

// BeforeResolve reads the settings file, which stands below flags and
// variables.
func (c *commands) BeforeResolve(ctx *kong.Context) error {
	c.file = &settingsFile{}
	path, chosen := defaultSettingsFile, false
	for _, flag := range ctx.Model.Flags {
		if flag.Name == "config" {
			if given := fmt.Sprint(ctx.FlagValue(flag)); given != "" {
				path, chosen = given, true
			}
		}
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !chosen {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the settings: %w", err)
	}
	if c.file, err = parseSettings(path, text); err != nil {
		return err
	}
	ctx.AddResolver(c.file)
	return nil
}

// settingsFile holds what a settings file sets: flag names without dashes in
// front, with plain values or lists of them.
type settingsFile struct {
	path   string
	values map[string]string
}

func parseSettings(path string, text []byte) (*settingsFile, error) {
	known, err := settingNames()
	if err != nil {
		return nil, err
	}
	file := &settingsFile{path: path, values: map[string]string{}}
	parsed, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %s", path, yaml.FormatError(err, false, false))
	}
	for _, document := range parsed.Docs {
		if document.Body == nil {
			continue
		}
		mapping, ok := document.Body.(ast.MapNode)
		if !ok {
			return nil, fmt.Errorf("%s: the settings are not a mapping; write lines like \"listen: 127.0.0.1:8080\"", path)
		}
		for entries := mapping.MapRange(); entries.Next(); {
			name := entries.Key().GetToken().Value
			line := entries.Key().GetToken().Position.Line
			if !known[name] {
				return nil, fmt.Errorf("%s:%d: unknown setting %q; `lore config` lists all", path, line, name)
			}
			var value any
			if err := yaml.NodeToValue(entries.Value(), &value); err != nil {
				return nil, fmt.Errorf("%s:%d: %s: %w", path, line, name, err)
			}
			if file.values[name], err = plain(value); err != nil {
				return nil, fmt.Errorf("%s:%d: %s: %w", path, line, name, err)
			}
		}
	}
	return file, nil
}

// plain writes a value as it would stand on the command line.
func plain(value any) (string, error) {
	switch value := value.(type) {
	case nil:
		return "", nil
	case []any:
		texts := make([]string, len(value))
		for i, one := range value {
			text, err := plain(one)
			if err != nil {
				return "", err
			}
			texts[i] = strings.ReplaceAll(text, ",", `\,`)
		}
		return strings.Join(texts, ","), nil
	case map[string]any:
		return "", errors.New("a value or a list is wanted here, not a mapping")
	default:
		return fmt.Sprint(value), nil
	}
}

// Validate is part of kong.Resolver; the names were checked on reading.
func (f *settingsFile) Validate(*kong.Application) error { return nil }

// Resolve returns the file's value unless the flag's variable is set.
func (f *settingsFile) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	value, ok := f.values[flag.Name]
	if !ok || variable(flag) != "" {
		return nil, nil
	}
	if strings.HasPrefix(flag.Tag.Type, "path") && value != "" && !filepath.IsAbs(value) {
		// A path in a file means the same wherever the command is given.
		value = filepath.Join(filepath.Dir(f.path), value)
	}
	return value, nil
}

// variable returns the name of the environment variable that sets a flag, ""
// when none does.
func variable(flag *kong.Flag) string {
	for _, name := range flag.Envs {
		if _, ok := os.LookupEnv(name); ok {
			return name
		}
	}
	return ""
}

// nameVariables gives every setting its LORE_* variable.
func nameVariables(k *kong.Kong) error {
	known, err := settingNames()
	if err != nil {
		return err
	}
	return kong.Visit(k.Model.Node, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok && known[flag.Name] {
			flag.Envs = []string{"LORE_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))}
			flag.Tag.Envs = flag.Envs
		}
		return next(nil)
	})
}

// settingNames returns the names of all settings.
func settingNames() (map[string]bool, error) {
	k, err := kong.New(&server.Config{}, kong.Name("lore"), kong.FlagNamer(flagName), kong.NoDefaultHelp())
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, flag := range k.Model.Flags {
		names[flag.Name] = true
	}
	return names, nil
}

// flagName turns a field's name into a flag's: MaxBody to max-body, PublicURL
// to public-url, S3SecretKey to s3-secret-key.
func flagName(field string) string {
	var name strings.Builder
	runes := []rune(field)
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) &&
			(!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			name.WriteByte('-')
		}
		name.WriteRune(unicode.ToLower(r))
	}
	return name.String()
}
