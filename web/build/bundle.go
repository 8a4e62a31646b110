package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// makeAll returns every file of dist by its name with slashes.
func makeAll(root string) (map[string][]byte, error) {
	files := make(map[string][]byte)
	scripts, err := bundle(root, files)
	if err != nil {
		return nil, err
	}
	catalogues, err := catalogues(root, files)
	if err != nil {
		return nil, err
	}
	if err := copyPublic(root, files); err != nil {
		return nil, err
	}
	return files, page(root, files, scripts, catalogues)
}

// entries are the names in the page of what is bundled.
type entries struct {
	script, style, theme string
}

// bundle puts the scripts and styles into files.
func bundle(root string, files map[string][]byte) (entries, error) {
	built := api.Build(api.BuildOptions{
		AbsWorkingDir: root,
		EntryPoints:   []string{"src/main.tsx"},
		Outdir:        "dist/assets",
		Bundle:        true, Splitting: true, Format: api.FormatESModule, Target: api.ES2022,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		JSX: api.JSXAutomatic, JSXImportSource: "preact",
		EntryNames: "[name]-[hash]", ChunkNames: "[name]-[hash]", AssetNames: "[name]-[hash]",
		Loader:        map[string]api.Loader{".css": api.LoaderEmpty}, // see styles
		Define:        map[string]string{"process.env.NODE_ENV": `"production"`},
		LegalComments: api.LegalCommentsNone, Charset: api.CharsetUTF8,
		LogLevel: api.LogLevelWarning, Write: false, Metafile: true,
	})
	if len(built.Errors) > 0 {
		return entries{}, fmt.Errorf("%d errors in the sources", len(built.Errors))
	}
	var e entries
	if err := keep(root, files, built.OutputFiles); err != nil {
		return e, err
	}
	var err error
	if e.script, err = named(files, "main-*.js"); err != nil {
		return e, err
	}
	if err := styles(root, files); err != nil {
		return e, err
	}
	if e.style, err = named(files, "main-*.css"); err != nil {
		return e, err
	}
	theme, err := single(root, "src/theme.ts", nil)
	if err != nil {
		return e, err
	}
	e.theme = "assets/theme-" + shortHash(theme) + ".js"
	files[e.theme] = theme
	return e, serviceWorker(root, files)
}

// keep adds what esbuild wrote.
func keep(root string, files map[string][]byte, written []api.OutputFile) error {
	for _, file := range written {
		name, err := filepath.Rel(filepath.Join(root, "dist"), file.Path)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(name)] = file.Contents
	}
	return nil
}

// named returns the name of the one asset that a pattern matches.
func named(files map[string][]byte, pattern string) (string, error) {
	for name := range files {
		if ok, err := path.Match("assets/"+pattern, name); ok || err != nil {
			return name, err
		}
	}
	return "", fmt.Errorf("esbuild made no %s", pattern)
}

// first are the styles that those of screens build on, in their order.
var first = []string{"styles/tokens.css", "styles/palette.css", "styles/base.css", "styles/parts.css"}

// styles adds one file of every style below src: a script that is loaded later
// brings none with it.
func styles(root string, files map[string][]byte) error {
	source := filepath.Join(root, "src")
	names := slices.Clone(first)
	err := filepath.WalkDir(source, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".css" {
			return err
		}
		name, err := filepath.Rel(source, path)
		if name = filepath.ToSlash(name); !slices.Contains(first, name) {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return err
	}
	var all strings.Builder
	for _, name := range names {
		fmt.Fprintf(&all, "@import %q;\n", "./"+name)
	}
	built := api.Build(api.BuildOptions{
		AbsWorkingDir: root,
		Stdin:         &api.StdinOptions{Contents: all.String(), ResolveDir: source, Sourcefile: "main.css", Loader: api.LoaderCSS},
		Outdir:        "dist/assets", Bundle: true,
		MinifyWhitespace: true, MinifySyntax: true,
		EntryNames: "main-[hash]", AssetNames: "[name]-[hash]",
		Loader:   map[string]api.Loader{".woff2": api.LoaderFile, ".svg": api.LoaderFile},
		LogLevel: api.LogLevelWarning, Write: false,
	})
	if len(built.Errors) > 0 {
		return fmt.Errorf("%d errors in the styles", len(built.Errors))
	}
	return keep(root, files, built.OutputFiles)
}

// serviceWorker adds sw.js, at the root since it answers for all below it. It is
// told the names of the files that make the app's shell, and a version that
// changes with any of them.
func serviceWorker(root string, files map[string][]byte) error {
	var shell []string
	for name := range files {
		shell = append(shell, strconv.Quote(name))
	}
	slices.Sort(shell)
	list := "[" + strings.Join(shell, ",") + "]"
	script, err := single(root, "src/sw.ts", map[string]string{"SHELL": list, "VERSION": strconv.Quote(shortHash([]byte(list)))})
	files["sw.js"] = script
	return err
}

// single bundles one source into one classic script.
func single(root, source string, define map[string]string) ([]byte, error) {
	built := api.Build(api.BuildOptions{
		AbsWorkingDir: root, EntryPoints: []string{source},
		Bundle: true, Format: api.FormatIIFE, Target: api.ES2022,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Define: define, LogLevel: api.LogLevelWarning, Write: false,
	})
	if len(built.Errors) > 0 {
		return nil, fmt.Errorf("%d errors in %s", len(built.Errors), source)
	}
	return built.OutputFiles[0].Contents, nil
}

// shortHash stands in the name of a file that browsers keep for ever.
func shortHash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:4])
}

// copyPublic adds what is served as it is.
func copyPublic(root string, files map[string][]byte) error {
	dir := filepath.Join(root, "public")
	list, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range list {
		content, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return err
		}
		files[entry.Name()] = content
	}
	return nil
}

// bundleTests makes every src/**/NAME.test.ts a script that node runs.
func bundleTests(root, target string) error {
	var found []string
	for _, pattern := range []string{"src/*/*.test.ts*", "src/*/*/*.test.ts*", "src/*/*/*/*.test.ts*"} {
		list, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			return err
		}
		found = append(found, list...)
	}
	if len(found) == 0 {
		return fmt.Errorf("there are no unit tests below %s", root)
	}
	target, err := filepath.Abs(target)
	if err != nil {
		return err
	}
	built := api.Build(api.BuildOptions{
		AbsWorkingDir: root, EntryPoints: found, Outdir: target, OutExtension: map[string]string{".js": ".mjs"},
		Bundle: true, Format: api.FormatESModule, Platform: api.PlatformNode, Target: api.ES2022,
		JSX: api.JSXAutomatic, JSXImportSource: "preact",
		Loader:   map[string]api.Loader{".css": api.LoaderEmpty, ".svg": api.LoaderEmpty},
		LogLevel: api.LogLevelWarning, Write: true,
	})
	if len(built.Errors) > 0 {
		return fmt.Errorf("%d errors in the unit tests", len(built.Errors))
	}
	return nil
}
