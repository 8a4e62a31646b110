package architecture

import (
	"go/ast"
	"go/token"
	"testing"
)

func TestExportedIdentifiersHaveComments(t *testing.T) {
	documented := make(map[string]bool) // packages with a package comment, by directory
	for _, s := range sources(t) {
		if s.isTest() {
			continue
		}
		documented[s.directory()] = documented[s.directory()] || s.file.Doc != nil
		if s.file.Name.Name == "main" {
			continue
		}
		for _, declaration := range s.file.Decls {
			for _, name := range s.undocumented(declaration) {
				t.Errorf("%s:%d: %s has no comment", s.path, s.line(name), name.Name)
			}
		}
	}
	for directory, there := range documented {
		if !there {
			t.Errorf("%s has no package comment", directory)
		}
	}
}

// undocumented lists the exported names that a declaration leaves without a
// comment. The comment of a group speaks for its members.
func (s source) undocumented(declaration ast.Decl) (names []*ast.Ident) {
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
			names = append(names, d.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil {
					names = append(names, spec.Name)
				}
			case *ast.ValueSpec:
				if d.Tok == token.IMPORT || d.Doc != nil || spec.Doc != nil || spec.Comment != nil {
					continue
				}
				for _, name := range spec.Names {
					if name.IsExported() {
						names = append(names, name)
					}
				}
			}
		}
	}
	return names
}

// exportedReceiver reports whether the function can be called from outside: it
// is no method, or one of an exported type.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	receiver := d.Recv.List[0].Type
	if pointer, ok := receiver.(*ast.StarExpr); ok {
		receiver = pointer.X
	}
	if generic, ok := receiver.(*ast.IndexExpr); ok {
		receiver = generic.X
	}
	name, ok := receiver.(*ast.Ident)
	return ok && name.IsExported()
}
