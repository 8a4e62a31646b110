// Package architecture has only tests: the house rules that a machine can hold.
// They read the sources and documents of this repository.
package architecture

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	root   = "../.."
	module = "github.com/lore-lrs/lore"
)

// goPackage is what `go list -json` tells of a package, as far as it matters.
type goPackage struct {
	ImportPath string
	Name       string
	GoFiles    []string
	Imports    []string
}

// room is the package's path within the module.
func (p goPackage) room() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
}

// packages lists the packages of the module.
func packages(t *testing.T) []goPackage {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Name,GoFiles,Imports", "./...")
	command.Dir = root
	var problems bytes.Buffer
	command.Stderr = &problems
	output, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &problems)
	}
	var list []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var p goPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatalf("read the output of go list: %v", err)
		}
		list = append(list, p)
	}
}

// source is one Go file.
type source struct {
	path string // from the root of the repository
	set  *token.FileSet
	file *ast.File
}

// sources parses every Go file of the repository.
func sources(t *testing.T) []source {
	t.Helper()
	var list []source
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && (name == "node_modules" || name == "testdata" || strings.HasPrefix(name, ".") && path != root) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		path, err = filepath.Rel(root, path)
		list = append(list, source{filepath.ToSlash(path), set, file})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Fatal("found no Go files")
	}
	return list
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

func (s source) line(node ast.Node) int { return s.set.Position(node.Pos()).Line }

func (s source) directory() string { return filepath.ToSlash(filepath.Dir(s.path)) }
