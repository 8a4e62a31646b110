package pipe

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// scan returns what a scanner finds, each as "line/number json", and a fault
// in place of the JSON.
func scan(t testing.TB, r io.Reader, limit int) (found []string, err error) {
	t.Helper()
	err = newScanner(r, limit, func(i item) error {
		text := string(i.json)
		if i.fault != "" {
			text = "fault"
		}
		if i.ragged {
			text += " (ragged)"
		}
		found = append(found, fmt.Sprintf("%d/%d %s", i.line, i.number, text))
		return nil
	}).run()
	return found, err
}

func TestStatementsAreFoundInEveryForm(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", nil},
		{"white space", " \r\n\t\n", nil},
		{"one statement", `{"a":1}`, []string{`1/1 {"a":1}`}},
		{"one statement over several lines", "{\n \"a\": 1\n}\n", []string{"1/1 {\n \"a\": 1\n}"}},
		{"statements over several lines", "{\n\"a\":1\n}\n{\n\"b\":1}\n", []string{"1/1 {\n\"a\":1\n}", "4/2 {\n\"b\":1}"}},
		{"statements on one line", `{"a":1}{"b":2}`, []string{`1/1 {"a":1}`, `1/2 {"b":2}`}},
		{"lines", "{\"a\":1}\n{\"b\":2}\n", []string{`1/1 {"a":1}`, `2/2 {"b":2}`}},
		{"lines without an end", "{\"a\":1}\n{\"b\":2}", []string{`1/1 {"a":1}`, `2/2 {"b":2}`}},
		{"lines with carriage returns", "{\"a\":1}\r\n\r\n{\"b\":2}\r\n", []string{`1/1 {"a":1}`, `3/2 {"b":2}`}},
		{"byte order mark", "\ufeff{\"a\":1}\n", []string{`1/1 {"a":1}`}},
		{"array", `[{"a":1},{"b":2}]`, []string{`1/1 {"a":1}`, `1/2 {"b":2}`}},
		{"array over several lines", "[\n{\"a\":1},\n{\"b\":\n[2]}\n]\n", []string{`2/1 {"a":1}`, "3/2 {\"b\":\n[2]}"}},
		{"empty array", "[ ]", nil},
		{"array of other things", `[1, "x]", null, []]`, []string{"1/1 1 (ragged)", `1/2 "x]"`, "1/3 null (ragged)", "1/4 []"}},
		{"brackets in strings", `[{"a":"}]\"}"},{"b":"\\"}]`, []string{`1/1 {"a":"}]\"}"}`, `1/2 {"b":"\\"}`}},
		{"result", `{"statements":[{"a":1},{"b":2}],"more":""}`, []string{`1/1 {"a":1}`, `1/2 {"b":2}`}},
		{"result with more first", "{ \"more\" : \"/x\",\n \"statements\":\n[{\"a\":1}]}", []string{`3/1 {"a":1}`}},
		{"results, a line each", "{\"statements\":[{\"a\":1}]}\n{\"statements\":[{\"b\":2}]}\n", []string{`1/1 {"a":1}`, `2/2 {"b":2}`}},
		{"arrays, a line each", "[{\"a\":1}]\n[{\"b\":2}]\n", []string{`1/1 {"a":1}`, `2/2 {"b":2}`}},
		{"a damaged line costs itself", "{\"a\":1}\n{\"b\":\n{\"c\":3}\n", []string{`1/1 {"a":1}`, `2/2 {"b": (ragged)`, `3/3 {"c":3}`}},
		{"a damaged first line costs itself", "{\"a\":\n{\"b\":2}\n{\"c\":3}\n", []string{`1/1 {"a": (ragged)`, `2/2 {"b":2}`, `3/3 {"c":3}`}},
		{"two damaged lines cost themselves", "{\"a\":1}\n{\"b\":[\n]}\n{\"c\":3}\n", []string{`1/1 {"a":1}`, `2/2 {"b":[ (ragged)`, `3/3 ]} (ragged)`, `4/4 {"c":3}`}},
		{"a line with a comma is one statement", "{\"a\":1}\n{\"b\":2},\n", []string{`1/1 {"a":1}`, `2/2 {"b":2}, (ragged)`}},
		{"a line of text", "{\"a\":1}\nhello\n", []string{`1/1 {"a":1}`, `2/2 hello (ragged)`}},
		{"cut off in a line", "{\"a\":1}\n{\"b", []string{`1/1 {"a":1}`, `2/2 {"b (ragged)`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for name, r := range map[string]io.Reader{
				"at once":     strings.NewReader(test.text),
				"by the byte": iotest.OneByteReader(strings.NewReader(test.text)),
			} {
				got, err := scan(t, r, 1000)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

func TestDamageThatEndsReadingIsNamedByLine(t *testing.T) {
	for _, test := range []struct {
		name, text string
		line       int64
		before     int // statements found before it
	}{
		{"array cut off", "[{\"a\":1},\n", 2, 1},
		{"array cut off in a statement", "[{\"a\":1},\n{\"b\":", 2, 1},
		{"array closed by a brace", "[{\"a\":1}\n}", 2, 1},
		{"result cut off", "{\"statements\":[{\"a\":1}],", 1, 1},
		{"result closed by a bracket", "{\"statements\":[{\"a\":1}]\n]", 2, 1},
		{"statement over several lines cut off", "{\n\"a\":", 1, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			found, err := scan(t, strings.NewReader(test.text), 1000)
			var broken *damaged
			if !errors.As(err, &broken) || broken.line != test.line {
				t.Errorf("error %v, want damage in line %d", err, test.line)
			}
			if len(found) != test.before {
				t.Errorf("found %q before the damage, want %d statements", found, test.before)
			}
		})
	}
}

func TestStatementsThatAreTooLongArePassedOver(t *testing.T) {
	long := `{"a":"` + strings.Repeat("x", 100_000) + `"}`
	for name, text := range map[string]string{
		"array": "[{\"b\":1}," + long + ",{\"c\":1}]",
		"lines": "{\"b\":1}\n" + long + "\n{\"c\":1}\n",
	} {
		got, err := scan(t, strings.NewReader(text), 50_000)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(got) != 3 || !strings.HasSuffix(got[1], " fault") || !strings.HasSuffix(got[2], `{"c":1}`) {
			t.Errorf("%s: got %q, want two statements with a fault between them", name, got)
		}
	}
}

func TestReadErrorEndsScanning(t *testing.T) {
	failed := errors.New("disk on fire")
	_, err := scan(t, io.MultiReader(strings.NewReader("{\"a\":1}\n{"), iotest.ErrReader(failed)), 1000)
	if !errors.Is(err, failed) {
		t.Errorf("error %v, want %v", err, failed)
	}
}

// FuzzScanner: whatever the bytes are, scanning ends, keeps within its limit,
// counts lines that exist, and finds the same however the bytes arrive.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{
		"", "{\"a\":1}\n{\"b\":2}\n", `[{"a":"\""},1]`, `{"more":"","statements":[{}]}`, "{\n}", "\ufeff[", "{\"a\":\n{\"b\":1}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		const limit = 64
		lines := int64(strings.Count(string(text), "\n")) + 1
		last := int64(0)
		err := newScanner(strings.NewReader(string(text)), limit, func(i item) error {
			if len(i.json) > limit {
				t.Errorf("a statement of %d bytes passed the limit of %d", len(i.json), limit)
			}
			if i.line < 1 || i.line > lines {
				t.Errorf("line %d of %d", i.line, lines)
			}
			if last++; i.number != last {
				t.Errorf("number %d, want %d", i.number, last)
			}
			return nil
		}).run()
		var broken *damaged
		if err != nil && !errors.As(err, &broken) {
			t.Errorf("error %v of type %T", err, err)
		}
		whole, _ := scan(t, strings.NewReader(string(text)), limit)
		parts, _ := scan(t, iotest.OneByteReader(strings.NewReader(string(text))), limit)
		if diff := cmp.Diff(whole, parts); diff != "" {
			t.Errorf("arriving byte by byte makes a difference:\n%s", diff)
		}
	})
}
