package web_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms are the packages whose errors the app meets: what the API answers, and what
// is told of xAPI requests that were refused. Where files are named, only those.
var rooms = map[string][]string{
	"xapi":                   nil,
	"internal/xapihttp":      nil,
	"internal/lrs":           nil,
	"internal/lrs/documents": nil,
	"internal/lrs/embedded":  {"append.go", "commit.go", "store.go"},
	"internal/lrs/postgres":  {"append.go", "citus_prepared.go", "query.go", "queue.go"},
	"internal/blob":          nil,
	"internal/db":            {"refusal.go", "hold.go"},
	"internal/pgpool":        {"refusal.go"},
	"internal/access":        nil,
	"internal/api":           nil,
	"internal/board":         nil,
	"internal/browse":        nil,
	"internal/facts":         {"projection.go"},
	"internal/facts/query":   nil,
	"internal/facts/engine":  nil,
	"internal/follow":        {"administer.go"},
	"internal/intake":        nil,
	"internal/live":          nil,
	"internal/meaning":       nil,
	"internal/quality":       nil,
	"internal/sample":        nil,
	"internal/backup":        {"shelf.go", "connection.go"},
}

// declared are other texts that the app shows: all that stands in these declarations.
var declared = map[string][]string{
	"internal/rejection/explanation.go":  {"Explain", "sendAgain", "explanations"},
	"internal/facts/query/definition.go": {"measureDefinitions", "kindDefinitions", "attemptDefinitions", "Definitions", "definition"},
	"internal/api/explain.go":            {"scopeInWords"},
	"internal/access/role.go":            {"readerTasks"},
	"internal/access/scope.go":           {"tasks"},
	"internal/sentence/line.go":          {"Called", "called"},
	"internal/facts/query/tree.go":       {"kindName"},
	"xapi/parser.go":                     {"kindNames"},
	"xapi/actor.go":                      {"actorPlace"},
	"internal/server/config.go":          {"Config"},
	"internal/server/filling.go":         {"WhyNot"},
}

// dropped are places that German does without: the rest of the sentence says it.
var dropped = map[string]string{
	"{0} the role {1} and may not {2}: that takes one of the roles {3}": "{0}",
}

// What the server says in English, the app says in German, and nothing else.
func TestGermanSaysWhatTheServerSays(t *testing.T) {
	texts, german := said(t), catalogue(t, "de", "*")
	parts := catalogue(t, "de", "parts")
	if len(texts) < 700 {
		t.Errorf("only %d texts were found: the sources are not read right", len(texts))
	}
	for text, path := range texts {
		if german[text] == "" {
			t.Errorf("%s says %q, which has no German: add it to a file of web/src/said/de", path, text)
		}
	}
	for text, translation := range german {
		if _, ok := texts[text]; !ok && parts[text] == "" {
			t.Errorf("web/src/said/de has %q, which nobody says", text)
		}
		have := placesOf(translation)
		for _, one := range placesOf(text) {
			if !slices.Contains(have, one) && dropped[text] != one {
				t.Errorf("the German of %q lacks %s: %q", text, one, translation)
			}
		}
		for _, one := range have {
			if !slices.Contains(placesOf(text), one) {
				t.Errorf("the German of %q has %s, which English has not", text, one)
			}
		}
	}
}

// Every reason for which a request of an xAPI client is refused has a name in
// English and German.
func TestReasonsHaveNames(t *testing.T) {
	var codes []string
	for _, declaration := range readRoom(t, "internal/rejection").files["explanation.go"].Decls {
		of, ok := declaration.(*ast.GenDecl)
		if !ok || of.Tok != token.VAR {
			continue
		}
		for _, entry := range of.Specs[0].(*ast.ValueSpec).Values[0].(*ast.CompositeLit).Elts {
			switch key := entry.(*ast.KeyValueExpr).Key.(type) {
			case *ast.BasicLit:
				code, _ := strconv.Unquote(key.Value)
				codes = append(codes, code)
			case *ast.Ident: // CodeOther
				codes = append(codes, "other")
			}
		}
	}
	if len(codes) < 50 || !slices.Contains(codes, "invalid-statement") {
		t.Errorf("the source is not read right: it has the codes %v", codes)
	}
	for _, language := range []string{"en", "de"} {
		messages := messagesOf(t, language, "live")
		for _, code := range codes {
			if messages["live.code_"+code] == "" {
				t.Errorf("web/src/messages/%s/live.json lacks live.code_%s", language, code)
			}
		}
	}
}

// Every feature, ingredient and field of the readiness report has words in English
// and German: the app says them by their ids.
func TestFeaturesHaveWords(t *testing.T) {
	s := readRoom(t, "internal/quality")
	wanted := make(map[string]bool)
	ast.Inspect(s.files["feature.go"], func(n ast.Node) bool {
		of, ok := n.(*ast.CompositeLit)
		if !ok || len(of.Elts) < 3 {
			return true
		}
		var texts []string
		for _, element := range of.Elts {
			if literal, ok := element.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, _ := strconv.Unquote(literal.Value)
				texts = append(texts, text)
			}
		}
		switch {
		case len(texts) == 0:
		case len(texts) == 3: // id, name, needs
			wanted["feature_"+texts[0]], wanted["needs_"+texts[0]] = true, true
		case len(of.Elts) == 3: // id, words, traits
			wanted["field_"+texts[0]] = true
		default:
			wanted["ingredient_"+texts[0]] = true
		}
		return true
	})
	for _, must := range []string{"feature_funnels", "needs_at_risk", "field_known_verb", "ingredient_outcomes"} {
		if !wanted[must] {
			t.Errorf("the source is not read right: %s was not found in %v", must, slices.Sorted(maps.Keys(wanted)))
		}
	}
	for _, language := range []string{"en", "de"} {
		messages := messagesOf(t, language, "data")
		for id := range wanted {
			if messages["data."+id] == "" {
				t.Errorf("web/src/messages/%s/data.json lacks data.%s", language, id)
			}
		}
	}
}

// messagesOf reads the messages of a room.
func messagesOf(t *testing.T, language, room string) map[string]string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("src", "messages", language, room+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var messages map[string]string
	if err := json.Unmarshal(content, &messages); err != nil {
		t.Fatal(err)
	}
	return messages
}

// said finds every text, with the file it stands in.
func said(t *testing.T) map[string]string {
	t.Helper()
	texts := make(map[string]string)
	for room, files := range rooms {
		s := readRoom(t, room)
		for name, file := range s.files {
			if files == nil || slices.Contains(files, name) {
				s.errorsOf(file, func(text string) { texts[text] = room + "/" + name })
			}
		}
	}
	for path, names := range declared {
		s := readRoom(t, filepath.Dir(path))
		s.declared(s.files[filepath.Base(path)], names, func(text string) { texts[text] = path })
	}
	return texts
}

// sources is a package, with what it takes to read texts of it.
type sources struct {
	files     map[string]*ast.File
	constants map[string]*ast.BasicLit
	// tellers are functions that take the text of an error.
	tellers map[string]teller
}

// teller says which argument is the text, and whether it is a format.
type teller struct {
	at       int
	isFormat bool
}

func readRoom(t *testing.T, room string) *sources {
	t.Helper()
	dir := filepath.Join("..", filepath.FromSlash(room))
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := &sources{make(map[string]*ast.File), make(map[string]*ast.BasicLit), make(map[string]teller)}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, entry.Name()), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		s.files[entry.Name()] = file
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if i < len(n.Values) {
						if literal, ok := n.Values[i].(*ast.BasicLit); ok && literal.Kind == token.STRING {
							s.constants[name.Name] = literal
						}
					}
				}
			case *ast.FuncDecl:
				if n.Name.Name == "passing" {
					return true // says what was being done, for the log
				}
				at := 0
				for _, parameter := range n.Type.Params.List {
					for _, name := range parameter.Names {
						if name.Name == "message" || name.Name == "format" {
							s.tellers[n.Name.Name] = teller{at, name.Name == "format"}
						}
						at++
					}
				}
			}
			return true
		})
	}
	return s
}

// errorsOf finds the messages of errors: arguments of what makes errors, and what a
// field or variable Message is set to.
func (s *sources) errorsOf(file *ast.File, add func(string)) {
	tell := func(e ast.Expr, isFormat bool) {
		if text := s.text(e, isFormat); isProse(text) {
			add(text)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			name, found := "", teller{-1, true}
			switch f := n.Fun.(type) {
			case *ast.SelectorExpr:
				name = f.Sel.Name
				if of, ok := f.X.(*ast.Ident); ok && of.Name == "problem" {
					found.at = map[string]int{"New": 2, "Wrap": 3}[name]
				} else if ok && (of.Name == "fmt" || of.Name == "slog") {
					return true
				}
			case *ast.Ident:
				name = f.Name
			}
			if own, ok := s.tellers[name]; ok && found.at < 0 {
				found = own
			}
			if found.at >= 0 && found.at < len(n.Args) {
				tell(n.Args[found.at], found.isFormat)
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && strings.EqualFold(key.Name, "message") {
				tell(n.Value, false)
			}
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				name := ""
				switch left := left.(type) {
				case *ast.Ident:
					name = left.Name
				case *ast.SelectorExpr:
					name = left.Sel.Name
				}
				if !strings.EqualFold(name, "message") || len(n.Rhs) != len(n.Lhs) {
					continue
				}
				if n.Tok == token.ADD_ASSIGN {
					tell(&ast.BinaryExpr{X: left, Op: token.ADD, Y: n.Rhs[i]}, false)
				} else {
					tell(n.Rhs[i], false)
				}
			}
		}
		return true
	})
}

// declared finds the texts within declarations: whatever has words.
func (s *sources) declared(file *ast.File, names []string, add func(string)) {
	inspect := func(n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Field:
				if n.Tag == nil {
					return true
				}
				tag, _ := strconv.Unquote(n.Tag.Value)
				if help := regexp.MustCompile(`help:"([^"]*)"`).FindStringSubmatch(tag); help != nil {
					add(help[1])
				}
				return false
			case *ast.BinaryExpr, *ast.BasicLit:
				if text := s.text(n.(ast.Expr), true); isProse(text) {
					add(text)
				}
				return false
			}
			return true
		})
	}
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if slices.Contains(names, d.Name.Name) {
				inspect(d)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					if slices.Contains(names, spec.Names[0].Name) {
						inspect(d)
					}
				case *ast.TypeSpec:
					if slices.Contains(names, spec.Name.Name) {
						inspect(d)
					}
				}
			}
		}
	}
}

var (
	place = regexp.MustCompile(`\{\d+\}`)
	verb  = regexp.MustCompile(`%(?:\[(\d+)\])?[-+# 0]*\d*(?:\.\d+)?([a-zA-Z%])`)
	words = regexp.MustCompile(`[a-z]{2}.* |^[a-z]+ |^[A-Z][a-z]+ `)
)

// isProse reports whether a text has words of its own, more than one.
func isProse(text string) bool {
	return words.MatchString(strings.TrimSpace(place.ReplaceAllString(text, ""))+" ") && strings.Contains(text, " ") && !strings.HasSuffix(text, ":")
}

// text writes an expression as the catalogue does: {0}, {1} … where values stand.
func (s *sources) text(e ast.Expr, isFormat bool) string {
	w := writer{s, 0, make(map[string]int)}
	return strings.TrimSpace(w.write(e, isFormat))
}

type writer struct {
	*sources
	places   int
	numbered map[string]int
}

func (w *writer) write(e ast.Expr, isFormat bool) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			break
		}
		text, _ := strconv.Unquote(e.Value)
		if !isFormat {
			return text
		}
		return verb.ReplaceAllStringFunc(text, func(found string) string {
			parts := verb.FindStringSubmatch(found)
			if parts[2] == "%" {
				return "%"
			}
			if at, ok := w.numbered[parts[1]]; ok && parts[1] != "" {
				return fmt.Sprintf("{%d}", at)
			}
			w.numbered[parts[1]] = w.places
			w.places++
			return fmt.Sprintf("{%d}", w.places-1)
		})
	case *ast.ParenExpr:
		return w.write(e.X, isFormat)
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return w.write(e.X, isFormat) + w.write(e.Y, isFormat)
		}
	case *ast.Ident:
		if literal, ok := w.constants[e.Name]; ok {
			return w.write(literal, isFormat)
		}
	case *ast.CallExpr:
		if f, ok := e.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Sprintf" {
			return w.write(e.Args[0], true)
		}
	}
	w.places++
	return fmt.Sprintf("{%d}", w.places-1)
}

// placesOf lists the places of a text, each once: {0} of «{0}», and of «{0, number}».
func placesOf(text string) []string {
	var places []string
	for _, found := range regexp.MustCompile(`\{(\d+)[},]`).FindAllStringSubmatch(text, -1) {
		if one := "{" + found[1] + "}"; !slices.Contains(places, one) {
			places = append(places, one)
		}
	}
	return places
}

// catalogue reads what the app says in a language in the place of English. What is
// in the file parts are words within other texts, and how texts are put together.
func catalogue(t *testing.T, language, name string) map[string]string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("src", "said", language, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	for _, path := range found {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(content, &texts); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		maps.Copy(all, texts)
	}
	return all
}
