// Command build makes web/dist of web/src: the scripts and styles by esbuild, a
// catalogue of messages for each language, and the page that names them. The
// result is committed, so that `go build` alone gives the whole product; CI
// makes it anew and compares (-check).
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

func main() {
	check := flag.Bool("check", false, "change nothing; fail when dist is not what the sources make")
	tests := flag.String("tests", "", "bundle the unit tests into this directory instead")
	flag.Parse()
	if err := run(*check, *tests); err != nil {
		fmt.Fprintln(os.Stderr, "web/build:", err)
		os.Exit(1)
	}
}

func run(check bool, tests string) error {
	root, err := webDirectory()
	if err != nil {
		return err
	}
	if tests != "" {
		return bundleTests(root, tests)
	}
	files, err := makeAll(root)
	if err != nil {
		return err
	}
	dist := filepath.Join(root, "dist")
	if check {
		return compare(dist, files)
	}
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(dist, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return printSizes(os.Stdout, files)
}

// webDirectory finds web/ from the module's root or from within it.
func webDirectory() (string, error) {
	for _, candidate := range []string{"web", "."} {
		if _, err := os.Stat(filepath.Join(candidate, "src", "main.tsx")); err == nil {
			return filepath.Abs(candidate)
		}
	}
	return "", fmt.Errorf("run this in the module's root: web/src/main.tsx is not below here")
}

// compare says which file of dist is not as it would be made.
func compare(dist string, files map[string][]byte) error {
	seen := 0
	err := filepath.WalkDir(dist, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dist, path)
		if err != nil {
			return err
		}
		made, ok := files[filepath.ToSlash(name)]
		if !ok {
			return fmt.Errorf("web/dist/%s is left over: run «make web» and commit web/dist", name)
		}
		committed, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !bytes.Equal(committed, made) {
			return fmt.Errorf("web/dist/%s is not what web/src makes: run «make web» and commit web/dist", name)
		}
		seen++
		return nil
	})
	if err == nil && seen != len(files) {
		err = fmt.Errorf("web/dist lacks %d of %d files: run «make web» and commit web/dist", len(files)-seen, len(files))
	}
	return err
}
