package postgres_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/blob"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/documents"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/internal/pgtest"
)

func TestQueriesThatBreakARuleAreCaught(t *testing.T) {
	n := openNode(t, pgtest.Shared(t).Database(t))
	defer n.close(t)
	tables := n.tableKinds(t)
	for _, rule := range queryRules {
		for _, query := range rule.broken {
			if found := violations(query, tables); len(found) != 1 || !strings.HasPrefix(found[0], rule.name) {
				t.Errorf("%s\nbreaks «%s»; found: %q", query, rule.name, found)
			}
		}
	}
	for _, query := range kept {
		if found := violations(query, tables); len(found) != 0 {
			t.Errorf("%s\nis as it should be; found: %q", query, found)
		}
	}
}

// Whatever the server is asked while the suites run, it writes down itself, also
// what functions ask: nothing is missed but what is never sent.
func TestQueriesThatAreSentObeyTheRules(t *testing.T) {
	server := pgtest.Start(t, pgtest.Options{Settings: map[string]string{
		"shared_preload_libraries": "pg_stat_statements",
		"pg_stat_statements.track": "all",
		"pg_stat_statements.max":   "20000",
	}})
	url := server.Database(t)
	execute(t, url, `CREATE EXTENSION pg_stat_statements`)
	execute(t, url, fakeCitus...)
	n := openNode(t, url)
	defer n.close(t)
	tables := n.tableKinds(t)
	execute(t, url, `SELECT pg_stat_statements_reset()`) // without the migrations

	t.Run("statements", func(t *testing.T) {
		for name, capability := range map[string]func(*testing.T, storetest.Opener){
			"references": storetest.References, "descriptions": storetest.Descriptions, "scanning": storetest.Scanning,
		} {
			t.Run(name, func(t *testing.T) { capability(t, spreading(clusterOpener(url))) })
		}
	})
	t.Run("documents", func(t *testing.T) {
		storetest.RunDocuments(t, func(t testing.TB) *storetest.DocumentsEngine {
			execute(t, url, `TRUNCATE document`)
			kept := documents.New(n.database)
			return &storetest.DocumentsEngine{Documents: kept, Reopen: func() lrs.Documents { return kept }, Close: func() {}}
		})
	})
	attachments := blob.NewTable(n.database)
	content := []byte("content")
	sha2 := lrs.SHA2(content, 64)
	if err := attachments.Write(t.Context(), tenant, sha2, content); err != nil {
		t.Fatal(err)
	}
	if _, err := attachments.Has(t.Context(), tenant, sha2); err != nil {
		t.Fatal(err)
	}
	if _, err := attachments.Read(t.Context(), tenant, sha2); err != nil {
		t.Fatal(err)
	}
	if err := n.Resolve(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := n.Spread(t.Context(), tenant, 3, nil); err != nil {
		t.Fatal(err)
	}
	openNodeOn(t, url, withCitus).close(t)

	sent := collect(t, n, `
		SELECT DISTINCT query
		FROM pg_stat_statements
		WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`)
	seen := map[string]bool{}
	for _, query := range sent {
		for _, t := range parseSQL(query).tables() {
			seen[t.name] = true
		}
		for _, violation := range violations(query, tables) {
			t.Errorf("%s\n%s", strings.TrimSpace(query), violation)
		}
	}
	for table := range tables.buckets {
		if !seen[table] {
			t.Errorf("no query for %s was among the %d that were sent", table, len(sent))
		}
	}
}

// queryRooms are the packages whose queries reach PostgreSQL.
var queryRooms = []string{".", "../documents", "../../blob", "../../db", "../../access", "../../lease", "../../follow", "../../meaning", "../../rejection", "../../api", "../../quality", "../../export"}

// What stands in the source is checked, too: the suites need not send it.
func TestQueriesInTheSourceObeyTheRules(t *testing.T) {
	n := openNode(t, pgtest.Shared(t).Database(t))
	defer n.close(t)
	tables := n.tableKinds(t)
	count, meant := 0, 0
	for _, room := range queryRooms {
		for at, query := range queriesIn(t, room) {
			count++
			if parseSQL(query).meant() {
				meant++
			}
			for _, violation := range violations(query, tables) {
				t.Errorf("%s:\n%s\n%s", at, strings.TrimSpace(query), violation)
			}
		}
	}
	if meant != len(onEveryShard) {
		t.Errorf("%d queries ask all shards on purpose, but %d are listed", meant, len(onEveryShard))
	}
	if count < 50 {
		t.Errorf("found only %d queries", count)
	}
}

var command = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|COPY|MERGE|BEGIN|SET|TRUNCATE)\b`)

// queriesIn returns the constant texts of a package that are SQL, by where they
// stand. What is put in at run time is $1.
func queriesIn(t testing.TB, directory string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(directory, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	constants := map[string]ast.Expr{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
		for _, d := range file.Decls {
			if group, ok := d.(*ast.GenDecl); ok && group.Tok == token.CONST {
				for _, spec := range group.Specs {
					spec := spec.(*ast.ValueSpec)
					for i, value := range spec.Values {
						constants[spec.Names[i].Name] = value
					}
				}
			}
		}
	}
	queries := map[string]string{}
	for _, file := range files {
		ast.Inspect(file, func(node ast.Node) bool {
			expression, ok := node.(ast.Expr)
			if !ok {
				return true
			}
			text, ok := textOf(expression, constants)
			if ok && command.MatchString(text) {
				queries[set.Position(expression.Pos()).String()] = text
			}
			return !ok
		})
	}
	return queries
}

// textOf returns the text of a literal or of a sum with one.
func textOf(e ast.Expr, constants map[string]ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, known := textOf(e.X, constants)
		right, alsoKnown := textOf(e.Y, constants)
		if e.Op != token.ADD || !known && !alsoKnown {
			return "", false
		}
		if !known {
			left = insertion(e.X, constants)
		}
		if !alsoKnown {
			right = insertion(e.Y, constants)
		}
		return left + right, true
	}
	return "", false
}

func insertion(e ast.Expr, constants map[string]ast.Expr) string {
	if name, ok := e.(*ast.Ident); ok {
		if text, known := textOf(constants[name.Name], constants); known {
			return text
		}
	}
	return "$1"
}
