package intake

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/blob"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/documents"
	"github.com/lore-lrs/lore/internal/lrs/lrstest"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

// world is a store into which files are imported.
type world struct {
	t        *testing.T
	log      lrs.Statements
	importer *Importer
	store    int64
}

// each runs a test on each engine.
func each(t *testing.T, test func(w *world)) {
	lrstest.Each(t, func(t *testing.T, statements lrs.Statements, database *db.DB) {
		store, err := access.NewRegistry(database).CreateStore(t.Context(), "school")
		if err != nil {
			t.Fatal(err)
		}
		blobs, err := blob.Open("", t.TempDir(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		w := &world{t: t, log: statements, store: store.ID}
		service := lrs.New(lrs.Config{Statements: statements, Documents: documents.New(database), Blobs: blobs})
		w.importer = New(Config{Database: database, Statements: service, Node: "here", Scratch: t.TempDir(), Pulse: 10 * time.Millisecond})
		test(w)
	})
}

func (w *world) request(format string, dryRun bool) Request {
	return Request{Store: w.store, StoreName: "school", Name: "file", By: "Ann", Format: format, DryRun: dryRun, Zone: "Europe/Berlin"}
}

// do imports a text, and expects counts.
func (w *world) do(request Request, file io.Reader, stored, present, rejected int64) Import {
	w.t.Helper()
	im, err := w.importer.Import(w.t.Context(), request, file)
	if err != nil {
		w.t.Fatal(err)
	}
	if im.Stored != stored || im.Present != present || im.Rejected != rejected {
		w.t.Errorf("stored %d, present %d, rejected %d; want %d, %d, %d: %+v", im.Stored, im.Present, im.Rejected, stored, present, rejected, im)
	}
	kept, err := w.importer.Get(w.t.Context(), w.store, im.ID)
	if err != nil || fmt.Sprint(kept.State, kept.Stored, kept.Faults, kept.Message, kept.By) != fmt.Sprint(im.State, im.Stored, im.Faults, im.Message, "Ann") {
		w.t.Errorf("it is remembered as %+v %v, want %+v", kept, err, im)
	}
	return im
}

// lines are statements with ids, one a line.
func lines(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, `{"id":"00000000-0000-4000-8000-%012d","actor":{"mbox":"mailto:a%d@example.org"},"verb":{"id":"https://example.org/v"},"object":{"id":"https://example.org/a"},"timestamp":"2026-01-01T00:00:00Z"}`+"\n", i, i%7)
	}
	return b.String()
}

func TestStatementsAreStoredOnce(t *testing.T) {
	each(t, func(w *world) {
		text := lines(0, 2500)
		if im := w.do(w.request(NDJSON, true), strings.NewReader(text), 2500, 0, 0); im.State != Done || !im.DryRun || im.Read != int64(len(text)) {
			t.Errorf("a dry run is %+v", im)
		}
		w.do(w.request(NDJSON, false), strings.NewReader(text), 2500, 0, 0)
		w.do(w.request(NDJSON, true), strings.NewReader(lines(2000, 2600)), 100, 500, 0)
		var zipped bytes.Buffer
		zip := gzip.NewWriter(&zipped)
		fmt.Fprint(zip, "["+strings.ReplaceAll(strings.TrimSpace(lines(2000, 2600)), "\n", ",")+"]")
		if err := zip.Close(); err != nil {
			t.Fatal(err)
		}
		w.do(w.request(JSON, false), &zipped, 100, 500, 0)
		list, err := w.importer.List(t.Context(), w.store)
		if err != nil || len(list) != 4 || list[0].Format != JSON {
			t.Errorf("the list is %+v %v, want four imports, the newest first", list, err)
		}
		if other, err := w.importer.List(t.Context(), w.store+1); err != nil || len(other) != 0 {
			t.Errorf("another store has the imports %v %v", other, err)
		}
	})
}

func TestFaultsAreToldWithTheirPlaces(t *testing.T) {
	each(t, func(w *world) {
		text := lines(0, 3) + `{"actor":{"mbox":"nobody"},"verb":{"id":"https://example.org/v"},"object":{"id":"https://example.org/a"}}` + "\n" +
			lines(3, 5) + strings.Replace(lines(0, 1), "/v\"", "/other\"", 1)
		for _, dry := range []bool{true, false} {
			// That two statements of a file contradict each other, a dry run cannot see.
			stored, rejected := int64(5), int64(2)
			if dry {
				stored, rejected = 6, 1
			}
			im := w.do(w.request(NDJSON, dry), strings.NewReader(text), stored, 0, rejected)
			if f := im.Faults[0]; im.State != Done || f.Line != 4 || f.Pointer != "/actor/mbox" || f.Rule == "" || f.Message == "" {
				t.Errorf("dry run %t: the faults are %+v, want the address of line 4", dry, im.Faults)
			}
		}
		im := w.do(w.request(NDJSON, false), strings.NewReader(strings.Repeat("{\"no\":1}\n", 300)), 0, 0, 300)
		if len(im.Faults) != maxFaults {
			t.Errorf("%d faults are kept, want %d", len(im.Faults), maxFaults)
		}
	})
}

const results = "\ufeffPerson;Account;Name;Result;Activity;Activity type;Course;Timestamp;Score;Success;Duration\r\n" +
	"ada@example.org;;Ada;passed;https://example.org/quiz;quiz;https://example.org/course;2026-03-31 14:05;0,85;yes;90,5\r\n" +
	";https://lms.example.org|bob;\"Bob;\nB.\";completed;https://example.org/course;course;;2026-01-31;17/20;;1:30:00\r\n" +
	"nobody;;;passed;https://example.org/quiz;;;2026-01-31;;;\r\n" +
	"ada@example.org;;;jumped;https://example.org/quiz;;;2026-01-31;;;\r\n" +
	"ada@example.org;;;passed;quiz;;;2026-01-31;;;\r\n" +
	"ada@example.org;;;passed;https://example.org/quiz;;;31.1.2026;;;\r\n" +
	"ada@example.org;;;passed;https://example.org/quiz;;;2026-01-31;120%;;\r\n" +
	"too;few\r\n"

func TestATableOfResultsBecomesStatements(t *testing.T) {
	each(t, func(w *world) {
		for _, dry := range []bool{true, false} {
			im := w.do(w.request(CSV, dry), strings.NewReader(results), 2, 0, 6)
			var places []string
			for _, f := range im.Faults {
				places = append(places, fmt.Sprintf("%d %s", f.Line, f.Pointer))
			}
			for _, want := range []string{"5 person", "6 result", "7 /object/id", "8 timestamp", "9 score", "10 "} {
				if !strings.Contains(strings.Join(places, "|")+"|", want+"|") {
					t.Errorf("the faults are at %q, want also %q", places, want)
				}
			}
		}
		w.do(w.request(CSV, false), strings.NewReader(results+strings.Split(results, "\r\n")[1]+"\r\n"), 0, 3, 6)
		found := w.statements()
		if len(found) != 2 {
			t.Fatalf("there are %d statements, want 2: %s", len(found), found)
		}
		for _, want := range []string{
			`"mailto:ada@example.org"`, `"name":"Ada"`, `verbs/passed"`, `"timestamp":"2026-03-31T12:05:00.000Z"`, `{"scaled":0.85}`, `"success":true`, `"PT90.5S"`,
			`"grouping":[{"objectType":"Activity","id":"https://example.org/course"`, `activities/assessment"`,
		} {
			if !strings.Contains(found[0], want) {
				t.Errorf("the first row is %s, want also %s", found[0], want)
			}
		}
		for _, want := range []string{`"homePage":"https://lms.example.org"`, `Bob;\nB.`, `"timestamp":"2026-01-30T23:00:00.000Z"`, `"raw":17`, `"max":20`, `"completion":true`, `"PT1H30M00S"`} {
			if !strings.Contains(found[1], want) {
				t.Errorf("the second row is %s, want also %s", found[1], want)
			}
		}
	})
}

// statements are those of the store, in order.
func (w *world) statements() (found []string) {
	w.t.Helper()
	page, err := w.log.Query(w.t.Context(), lrs.StoreID(w.store), lrs.Query{Ascending: true, Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range page.Statements {
		found = append(found, string(s.JSON))
	}
	return found
}

func TestTablesThatCannotBeRead(t *testing.T) {
	each(t, func(w *world) {
		for text, want := range map[string]string{
			"":                                             "is empty",
			"person,verb,activity\n":                       "no column timestamp",
			"person,verb,activity,timestamp,grade\n":       `no column "grade"`,
			"person,verb,activity,timestamp,verb\n":        "there twice",
			"verb,activity,timestamp\n":                    "says who",
			"person,verb,result,activity,timestamp\n":      "say the same",
			"person,activity,timestamp\n":                  "what was done",
			"person,verb,timestamp\n":                      "no column activity",
			"person,verb,activity,timestamp\na\"b,c,d,e\n": "line 2: this is not CSV",
			"person,verb,activity,timestamp\n\"" + strings.Repeat("x", maxRow+maxHead): "quotation mark",
		} {
			im := w.do(w.request(CSV, false), strings.NewReader(text), 0, 0, 0)
			if im.State != Failed || !strings.Contains(im.Message, want) {
				t.Errorf("%.60q: %s %q, want it to fail with %q", text, im.State, im.Message, want)
			}
		}
		for _, wrong := range []Request{{Format: "xml"}, {Format: CSV, Zone: "Mars"}, {Format: CSV, Name: strings.Repeat("x", 201)}} {
			if _, err := w.importer.Import(t.Context(), wrong, strings.NewReader("")); !problem.Is(err, problem.Invalid) {
				t.Errorf("%+v: %v, want it to be invalid", wrong, err)
			}
		}
	})
}

// What came before the connection broke is stored, and the same file can be sent
// again.
func TestAnImportThatBreaksOffCanBeDoneAgain(t *testing.T) {
	each(t, func(w *world) {
		text := lines(0, 3000)
		broken := io.MultiReader(strings.NewReader(text[:len(text)*2/3]), iotest.ErrReader(errors.New("gone")))
		im, err := w.importer.Import(t.Context(), w.request(NDJSON, false), broken)
		if err != nil || im.State != Failed || im.Message == "" || im.Stored == 0 || im.Stored >= 3000 {
			t.Fatalf("%+v %v, want it to fail after some statements", im, err)
		}
		again := w.do(w.request(NDJSON, false), strings.NewReader(text), 3000-im.Stored, im.Stored, 0)
		if again.State != Done {
			t.Errorf("the second time it is %+v", again)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := w.importer.Import(ctx, w.request(NDJSON, false), strings.NewReader(text)); err == nil {
			t.Error("an import that nobody wants any more began")
		}
	})
}

// An import of a server that died is declared failed by whoever looks.
func TestAnImportWhoseServerDiedHasFailed(t *testing.T) {
	each(t, func(w *world) {
		state := Import{ID: "lost", Name: "file", Format: NDJSON, Faults: []Fault{}}
		if err := w.importer.enter(t.Context(), w.request(NDJSON, false), &state); err != nil {
			t.Fatal(err)
		}
		for {
			im, err := w.importer.Get(t.Context(), w.store, "lost")
			if err != nil {
				t.Fatal(err)
			}
			if im.State == Failed {
				if im.Finished == nil || im.Message == "" {
					t.Errorf("it is %+v, want to know when and why", im)
				}
				return
			}
		}
	})
}

func TestImportsOfOthersAreUnknown(t *testing.T) {
	each(t, func(w *world) {
		im := w.do(w.request(NDJSON, false), strings.NewReader(lines(0, 1)), 1, 0, 0)
		if _, err := w.importer.Get(t.Context(), w.store+1, im.ID); !problem.Is(err, problem.NotFound) {
			t.Errorf("another store has the import: %v", err)
		}
	})
}

func FuzzTable(f *testing.F) {
	f.Add(results)
	f.Add("person,verb,activity,timestamp\na@b.c,passed,urn:x:y,2026-01-01\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := openTable(strings.NewReader(text))
		if err != nil {
			return
		}
		for {
			record, _, err := table.next()
			if err != nil {
				return
			}
			statement, fault := table.statement(record, time.UTC, 1)
			if (statement == nil) == (fault == nil) {
				t.Fatalf("%q is both or neither a statement and a fault", record)
			}
			if bytes.ContainsRune(statement, '\n') {
				t.Fatalf("%q is not one line", statement)
			}
			// It may be refused, but for no other reason than its words.
			_, _, _ = xapi.Parse(statement, xapi.Version2, xapi.Limits{})
		}
	})
}

// Of imports that bring the same at once, each statement is one's: it is counted as
// stored once.
func TestWhatTwoImportAtOnceIsStoredOnce(t *testing.T) {
	each(t, func(w *world) {
		var file strings.Builder
		const statements = 300
		for i := range statements {
			fmt.Fprintf(&file, `{"id":"00000000-0000-4000-8000-%012d","actor":{"mbox":"mailto:ann@example.org"},"verb":{"id":"https://example.org/did"},"object":{"id":"https://example.org/%d"}}`+"\n", i, i)
		}
		ends := make([]Import, 3)
		var all sync.WaitGroup
		for i := range ends {
			all.Go(func() {
				var err error
				if ends[i], err = w.importer.Import(w.t.Context(), w.request(NDJSON, false), strings.NewReader(file.String())); err != nil {
					w.t.Error(err)
				}
			})
		}
		all.Wait()
		var stored, present int64
		for _, end := range ends {
			stored, present = stored+end.Stored, present+end.Present
		}
		if stored != statements || present != statements*int64(len(ends)-1) {
			w.t.Errorf("three say that they stored %d and found %d, want %d and %d", stored, present, statements, statements*(len(ends)-1))
		}
	})
}
