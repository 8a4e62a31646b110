package server

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"reflect"
	"runtime/debug"
	goruntime "runtime/metrics"
	"slices"
	"strings"
	"unicode"

	"github.com/lore-lrs/lore/internal/api"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// info tells of this server.
func (a *App) info(ctx context.Context) (api.ServerInfo, error) {
	told := api.ServerInfo{
		Version: a.version(), Started: a.started, Node: nodeName(a.config), Storage: "embedded",
		Limits: limits(a.config), Licences: licences(), Memory: memory(),
	}
	if a.storage.database().Dialect() == db.PostgreSQL {
		told.Storage = "postgres"
		nodes, err := a.nodes(ctx)
		if err != nil {
			return api.ServerInfo{}, err
		}
		told.Nodes = nodes
	}
	stores, err := a.storeIDs(ctx)
	if err != nil {
		return api.ServerInfo{}, err
	}
	for _, store := range stores {
		snapshot, err := a.facts.Snapshot(store)
		if problem.Is(err, problem.Unavailable) {
			continue // they are being built
		}
		if err != nil {
			return api.ServerInfo{}, err
		}
		for _, part := range snapshot.Parts {
			told.Statements += int64(part.Len())
		}
	}
	told.Data = a.directory.path
	free, err := a.directory.free()
	if err != nil {
		return api.ServerInfo{}, err
	}
	used, err := a.directory.used(ctx)
	if err != nil {
		return api.ServerInfo{}, err
	}
	told.Disk = &api.Disk{Free: free, Used: used}
	return told, nil
}

// version is the program's: what its settings say, or else what Go knows of the build.
func (a *App) version() string {
	if a.config.Version != "" {
		return a.config.Version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "dev"
}

// nodes are the servers that follow the log of this database.
func (a *App) nodes(ctx context.Context) ([]string, error) {
	followers, err := a.followers.List(ctx)
	if err != nil {
		return nil, err
	}
	var nodes []string
	for _, f := range followers {
		if f.Node != "" && !slices.Contains(nodes, f.Node) {
			nodes = append(nodes, f.Node)
		}
	}
	slices.Sort(nodes)
	return nodes, nil
}

// used adds up the files of the directory, in bytes. Files come and go meanwhile.
func (d *directory) used(ctx context.Context) (bytes int64, err error) {
	err = filepath.WalkDir(d.path, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return ctx.Err() // what went meanwhile does not count
		}
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			bytes += info.Size()
		}
		return nil
	})
	return bytes, err
}

// memory is how many bytes the process has from the system, but for mapped files.
func memory() int64 {
	samples := []goruntime.Sample{{Name: "/memory/classes/total:bytes"}}
	goruntime.Read(samples)
	return int64(min(samples[0].Value.Uint64(), 1<<62))
}

// secretSettings are those whose values nobody is shown.
var secretSettings = []string{"S3SecretKey", "S3AccessKey"}

// limits are the settings with what they mean, as the command line explains them.
func limits(config Config) []api.Limit {
	var list []api.Limit
	value := reflect.ValueOf(config)
	for i := range value.NumField() {
		field := value.Type().Field(i)
		help, ok := field.Tag.Lookup("help")
		if !ok {
			continue
		}
		name := field.Tag.Get("name")
		if name == "" {
			name = optionName(field.Name)
		}
		list = append(list, api.Limit{Setting: name, Value: settingText(field.Name, value.Field(i)), Meaning: help})
	}
	return list
}

// settingText writes a setting's value as the command line takes it; of a URL with a
// password, or a secret, only that it is there.
func settingText(field string, value reflect.Value) string {
	text := fmt.Sprint(value.Interface())
	switch {
	case slices.Contains(secretSettings, field):
		if text != "" {
			text = "(set)"
		}
	case IsPostgresURL(text):
		text = MaskURL(text)
	case value.Kind() == reflect.Slice:
		text = strings.Join(value.Interface().([]string), ",")
	}
	return text
}

// optionName is a field's name on the command line: MaxBodies is max-bodies, BlobURL
// blob-url.
func optionName(field string) string {
	var b strings.Builder
	runes := []rune(field)
	for i, c := range runes {
		begins := i > 0 && unicode.IsUpper(c) && (unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1]) ||
			i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if begins {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}
