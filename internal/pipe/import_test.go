package pipe_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pipe"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

func TestEveryFormIsImported(t *testing.T) {
	one, two := statement(1), statement(2)
	for name, text := range map[string]string{
		"lines":             one + "\n" + two + "\n",
		"array":             "[" + one + ",\n" + two + "]",
		"StatementResult":   `{"statements":[` + one + "," + two + `],"more":"/xapi/statements?more=x"}`,
		"spread statements": strings.ReplaceAll(one, ",", ",\n") + "\n" + strings.ReplaceAll(two, ",", ",\n"),
		"gzip":              gzipped(t, one+"\n"+two),
		"zstd":              zstandard(t, one+"\n"+two),
		"multipart":         "--x\r\nContent-Type: application/json\r\n\r\n[" + one + "," + two + "]\r\n--x--\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			if out := p.mustImport(text, nil); out.Stored != 2 || out.Read != int64(len(text)) {
				t.Errorf("stored %d and read %d bytes, want 2 and %d", out.Stored, out.Read, len(text))
			}
			if n := p.count(); n != 2 {
				t.Errorf("%d statements are stored, want 2", n)
			}
		})
	}
}

func gzipped(t testing.TB, text string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write([]byte(text))
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func zstandard(t testing.TB, text string) string {
	t.Helper()
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoder.EncodeAll([]byte(text), nil))
}

func TestImportKeepsIDsAndTimestampsAndSetsTheRest(t *testing.T) {
	p := newPlace(t)
	before := time.Now().UnixMicro()
	p.mustImport(statement(1, `"timestamp":"2020-02-03T04:05:06.789Z"`, `"stored":"2020-02-03T04:05:07.000000Z"`,
		`"authority":{"mbox":"mailto:old@example.org"}`, `"version":"1.0.3"`), nil)
	got := p.export(nil)
	for _, want := range []string{`"id":"` + idOf(1) + `"`, `"timestamp":"2020-02-03T04:05:06.789Z"`, `"name":"importer"`, `"version":"1.0.3"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
	stored, err := p.statements.Get(t.Context(), 1, uuid(t, idOf(1)))
	if err != nil || stored.Stored < before {
		t.Errorf("stored at %d (%v), want now: the import is not trusted", stored.Stored, err)
	}
}

func TestTrustedImportKeepsAuthorityAndStored(t *testing.T) {
	p := newPlace(t)
	old := statement(1, `"timestamp":"2020-02-03T04:05:06.789Z"`, `"stored":"2020-02-03T04:05:07.123456Z"`,
		`"authority":{"mbox":"mailto:old@example.org"}`, `"version":"1.0.3"`)
	p.mustImport(old, trusted)
	if got := p.export(nil); got != old+"\n" {
		t.Errorf("exported\n%swant\n%s", got, old)
	}
}

func uuid(t testing.TB, text string) xapi.UUID {
	t.Helper()
	id, ok := xapi.ParseUUID(text)
	if !ok {
		t.Fatalf("%q is no UUID", text)
	}
	return id
}

func TestImportingTwiceChangesNothing(t *testing.T) {
	p := newPlace(t)
	text := lines(0, 2500)
	p.mustImport(text, nil)
	first := p.export(nil)
	if out := p.mustImport(text, nil); out.Stored != 2500 {
		t.Errorf("the second time %d statements counted as stored, want 2500", out.Stored)
	}
	if p.export(nil) != first {
		t.Error("the second import changed the store")
	}
}

func TestStatementsWithOneIDInABatchAreComparedLikeOthers(t *testing.T) {
	p := newPlace(t)
	other := strings.Replace(statement(1), "/did", "/undid", 1)
	out := p.importing(statement(1)+"\n"+statement(1)+"\n"+other+"\n"+statement(2), nil)
	if out.err != nil || out.Stored != 3 || len(out.faults) != 1 || out.faults[0].Line != 3 {
		t.Errorf("%+v, want three stored and line 3 refused (PS-10, PS-11)", out)
	}
	if n := p.count(); n != 2 {
		t.Errorf("%d statements are stored, want 2", n)
	}
}

// Every place that a bad line can have in a batch: it costs itself only, and is
// named by its line, with pointer and rule.
func TestBadLinesCostOnlyThemselves(t *testing.T) {
	bad := map[int]string{
		3:    strings.Replace(statement(3), `"mbox":"mailto:`, `"mbox":"`, 1), // MB-01
		4:    `{"id":"` + idOf(4) + `"`,
		1000: `not JSON at all`,
		1001: statement(1001) + ",",
		1999: strings.Replace(statement(5), "/did", "/undid", 1), // another with that id: PS-11
		2100: `[` + strings.Replace(statement(2100), `"id":"http`, `"id":"`, 1) + `]`,
	}
	var text strings.Builder
	for n := 1; n <= 2100; n++ {
		line, isBad := bad[n]
		if !isBad {
			line = statement(n)
		}
		text.WriteString(line + "\n")
	}
	p := newPlace(t)
	out := p.importing(text.String(), nil)
	if out.err != nil {
		t.Fatal(out.err)
	}
	var named []int
	for _, fault := range out.faults {
		named = append(named, int(fault.Line))
	}
	slices.Sort(named)
	if want := []int{3, 4, 1000, 1001, 1999, 2100}; !slices.Equal(named, want) {
		t.Errorf("refused lines %v, want %v", named, want)
	}
	if out.Stored != 2094 || out.Bad != 6 || p.count() != 2094 {
		t.Errorf("stored %d, refused %d, there are %d; want 2094, 6, 2094", out.Stored, out.Bad, p.count())
	}
	first := out.faults[0]
	if first.Number != 3 || len(first.Details) == 0 || first.Details[0].Pointer != "/actor/mbox" || first.Details[0].Rule == "" {
		t.Errorf("first fault %+v, want statement 3, pointer /actor/mbox and a rule", first)
	}
}

func TestStrictImportStopsAtTheFirstBadLine(t *testing.T) {
	p := newPlace(t)
	text := lines(0, 1200) + "nonsense\n" + lines(1200, 1300)
	out := p.importing(text, func(im *pipe.Import) { im.Strict = true })
	if !problem.Is(out.err, problem.Invalid) || len(out.faults) != 1 || out.faults[0].Line != 1201 {
		t.Errorf("%v, faults %+v; want line 1201 refused and Invalid", out.err, out.faults)
	}
	if n := p.count(); n != 1200 {
		t.Errorf("%d statements are stored, want the 1200 before the bad one", n)
	}
}

func TestWhatStandsBeforeDamageIsStored(t *testing.T) {
	p := newPlace(t)
	out := p.importing("["+statement(1)+",\n"+statement(2)+",\n{\"id\":", nil)
	if !problem.Is(out.err, problem.Invalid) || !strings.Contains(out.err.Error(), "line 3") {
		t.Errorf("error %v, want Invalid that names line 3", out.err)
	}
	if n := p.count(); n != 2 {
		t.Errorf("%d statements are stored, want 2", n)
	}
}

func TestDamagedFilesAreRefusedWithTheirReason(t *testing.T) {
	whole := gzipped(t, lines(0, 100))
	for name, test := range map[string]struct{ text, want string }{
		"gzip header":     {"\x1f\x8b\xff", "gzip"},
		"gzip cut off":    {whole[:len(whole)/2], "unexpected EOF"},
		"multipart":       {"--x\r\nContent-Type: application/json\r\n\r\n[", "cut off"},
		"multipart, none": {"--x\r\n", "cut off"},
	} {
		t.Run(name, func(t *testing.T) {
			out := newPlace(t).importing(test.text, nil)
			if out.err == nil || !strings.Contains(out.err.Error(), test.want) {
				t.Errorf("error %v, want one that says %q", out.err, test.want)
			}
		})
	}
}

func TestVersionIsThatOfTheStatementOrOfTheImport(t *testing.T) {
	// contextAgents is there in 2.0 only.
	const context2 = `"context":{"contextAgents":[{"objectType":"contextAgent","agent":{"mbox":"mailto:a@example.org"}}]}`
	for name, test := range map[string]struct {
		text    string
		version xapi.Version
		stored  int64
	}{
		"2.0 by the statement":   {statement(1, context2, `"version":"2.0.0"`), 0, 1},
		"2.0 without a version":  {statement(1, context2), 0, 1},
		"1.0.3 by the statement": {statement(1, context2, `"version":"1.0.3"`), 0, 0},
		"1.0.3 by the import":    {statement(1, context2), xapi.Version1, 0},
		"version elsewhere":      {statement(1, context2, `"result":{"response":"\"version\":\"1.0.3\"","extensions":{"http://example.org/version":{"version":"1.0.3"}}}`), 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			out := newPlace(t).importing(test.text, func(im *pipe.Import) { im.Version = test.version })
			if out.err != nil || out.Stored != test.stored {
				t.Errorf("stored %d (%v, %+v), want %d", out.Stored, out.err, out.faults, test.stored)
			}
		})
	}
}

// full stands for a store that has no space left.
type full struct{ after int }

func (f *full) StoreStatements(context.Context, lrs.Caller, lrs.Submission) ([]xapi.UUID, error) {
	if f.after--; f.after < 0 {
		return nil, problem.New(problem.Full, "disk-full", "no space left")
	}
	return nil, nil
}

func TestAStoreThatCannotStoreEndsTheImport(t *testing.T) {
	p := newPlace(t)
	out := p.importing(lines(0, 5000), func(im *pipe.Import) { im.Store = &full{after: 2} })
	if !problem.Is(out.err, problem.Full) || len(out.faults) > 0 || out.Stored != 2000 {
		t.Errorf("%v, %d faults, %d stored; want Full, none, 2000", out.err, len(out.faults), out.Stored)
	}
}

// 100,000 statements in one array that never exists as a whole.
func TestHugeArrayIsImportedAsItArrives(t *testing.T) {
	p := newPlace(t)
	const n = 100_000
	reader, writer := io.Pipe()
	go func() {
		separator := "["
		for i := range n {
			if _, err := fmt.Fprintf(writer, "%s%s", separator, statement(i)); err != nil {
				return
			}
			separator = ",\n"
		}
		_, err := io.WriteString(writer, "]")
		writer.CloseWithError(err)
	}()
	steps := 0
	done, err := pipe.Import{Store: p.service, Caller: p.caller, OnProgress: func(pipe.Progress) { steps++ }}.Run(t.Context(), reader)
	if err != nil || done.Stored != n || done.Bad != 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	if steps < n/2000 {
		t.Errorf("progress was told %d times, want it after each batch", steps)
	}
	if got := p.count(); got != n {
		t.Errorf("%d statements are stored, want %d", got, n)
	}
}
