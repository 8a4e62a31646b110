package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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
		Loader:        map[string]api.Loader{".woff2": api.LoaderFile, ".svg": api.LoaderFile},
		Define:        map[string]string{"process.env.NODE_ENV": `"production"`},
		LegalComments: api.LegalCommentsNone, Charset: api.CharsetUTF8,
		LogLevel: api.LogLevelWarning, Write: false, Metafile: true,
	})
	if len(built.Errors) > 0 {
		return entries{}, fmt.Errorf("%d errors in the sources", len(built.Errors))
	}
	var e entries
	var styles []string
	for _, file := range built.OutputFiles {
		name, err := filepath.Rel(filepath.Join(root, "dist"), file.Path)
		if err != nil {
			return e, err
		}
		name = filepath.ToSlash(name)
		files[name] = file.Contents
		base := path.Base(name)
		switch {
		case path.Ext(base) == ".css":
			styles = append(styles, name)
		case strings.HasPrefix(base, "main-"):
			e.script = name
		}
	}
	e.style = joinStyles(files, styles)
	theme, err := single(root, "src/theme.ts", nil)
	if err != nil {
		return e, err
	}
	e.theme = "assets/theme-" + shortHash(theme) + ".js"
	files[e.theme] = theme
	return e, serviceWorker(root, files)
}

// joinStyles makes one file of the styles of all screens, those of the frame
// first: a script that is loaded later brings no style with it.
func joinStyles(files map[string][]byte, names []string) string {
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(-cmp.Compare(strings.Count(a, "/main-"), strings.Count(b, "/main-")), strings.Compare(a, b))
	})
	var all []byte
	for _, name := range names {
		all = append(all, files[name]...)
		delete(files, name)
	}
	joined := "assets/main-" + shortHash(all) + ".css"
	files[joined] = all
	return joined
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
