package rejection

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// neverRefused are codes of the same rooms that no request of an xAPI client is
// refused with: they are about commands, settings, accounts and the start.
var neverRefused = map[string]bool{
	"already-held": true, "buckets": true, "database-credentials": true, "database-encoding": true,
	"database-settings": true, "database-too-old": true, "database-unknown": true, "invalid-setting": true,
	"no-citus": true, "shards": true, "snapshot-postgres": true, "store-not-empty": true, "scope-unknown": true,
	"document-exists": true,
}

// ofClients are the files of internal/access that xAPI clients meet; the others are
// about people.
var ofClients = map[string]bool{"authenticate.go": true, "scope.go": true}

// Every code with which a request of an xAPI client can be refused is explained.
func TestEveryCodeIsExplained(t *testing.T) {
	found := make(map[string]string)
	for _, root := range []string{"xapihttp", "lrs", "access", "blob", "db", "pgpool"} {
		err := filepath.WalkDir(filepath.Join("..", root), func(path string, entry fs.DirEntry, err error) error {
			switch name := entry.Name(); {
			case err != nil:
				return err
			case entry.IsDir() && strings.HasSuffix(name, "test"):
				return fs.SkipDir
			case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || root == "access" && !ofClients[name]:
				return nil
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			for _, code := range codesOf(file) {
				found[code] = path
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, must := range []string{"invalid-statement", "version-missing", "too-many-statements", "database-slow", "time-not-kept", "credentials-wrong", "cancelled"} {
		if found[must] == "" {
			t.Errorf("the source is not read right: the code %s was not found", must)
		}
	}
	for code, path := range found {
		if _, ok := explanations[code]; !ok && !neverRefused[code] {
			t.Errorf("%s refuses with the code %q, which has no explanation", path, code)
		}
	}
	for code, e := range explanations {
		if found[code] == "" && code != CodeOther {
			t.Errorf("the code %q is explained and nobody uses it", code)
		}
		if len(e.Text) < 20 || len(e.Fix) < 15 || !strings.HasSuffix(e.Text, ".") || !strings.HasSuffix(e.Fix, ".") {
			t.Errorf("the explanation of %q is no sentence and advice: %+v", code, e)
		}
	}
}

var isCode = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

// codesOf finds the codes of errors: arguments of what makes errors, the field Code,
// and what a name with «code» in it is set to.
func codesOf(file *ast.File) (codes []string) {
	add := func(e ast.Expr) {
		literal, ok := e.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return
		}
		if text, err := strconv.Unquote(literal.Value); err == nil && isCode.MatchString(text) {
			codes = append(codes, text)
		}
	}
	named := func(e ast.Expr) bool {
		name, ok := e.(*ast.Ident)
		return ok && strings.Contains(strings.ToLower(name.Name), "code")
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			switch f := n.Fun.(type) {
			case *ast.SelectorExpr:
				switch {
				case f.Sel.Name == "New" || f.Sel.Name == "Wrap":
					if x, ok := f.X.(*ast.Ident); ok && x.Name == "problem" && len(n.Args) > 1 {
						add(n.Args[1])
					}
				case f.Sel.Name == "badVersion":
					add(n.Args[0])
				}
			case *ast.Ident:
				if f.Name == "unavailable" {
					add(n.Args[0])
				}
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
				add(n.Value)
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if named(name) && i < len(n.Values) {
					add(n.Values[i])
				}
			}
		case *ast.AssignStmt:
			for i, name := range n.Lhs {
				if named(name) && len(n.Rhs) == len(n.Lhs) {
					add(n.Rhs[i])
				}
			}
		}
		return true
	})
	return codes
}
