package architecture

import (
	"go/ast"
	"strconv"
	"testing"
)

func TestNoTestSleeps(t *testing.T) {
	for _, s := range sources(t) {
		if !s.isTest() {
			continue
		}
		clock := importName(s.file, "time")
		ast.Inspect(s.file, func(node ast.Node) bool {
			selector, ok := node.(*ast.SelectorExpr)
			if !ok || selector.Sel.Name != "Sleep" {
				return true
			}
			if name, ok := selector.X.(*ast.Ident); ok && name.Name == clock {
				t.Errorf("%s:%d sleeps; wait for the condition instead", s.path, s.line(node))
			}
			return true
		})
	}
}

// importName is the name by which a file knows a package, "" if it does not
// import it.
func importName(file *ast.File, path string) string {
	for _, imported := range file.Imports {
		if value, err := strconv.Unquote(imported.Path.Value); err != nil || value != path {
			continue
		}
		if imported.Name != nil {
			return imported.Name.Name
		}
		return path
	}
	return ""
}
