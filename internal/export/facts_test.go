package export_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/resolve"
	"github.com/lore-lrs/lore/internal/meaning"
)

const (
	second = int64(1_000_000)
	day    = 86_400 * second
)

// randomRows returns facts in the order of the log.
func randomRows(t *rapid.T) (rows []fact.Row, voids []column.Void) {
	activity := rapid.Custom(func(t *rapid.T) fact.Activity {
		return fact.Activity{
			ID:          "https://example.org/a" + strconv.Itoa(rapid.IntRange(0, 6).Draw(t, "activity")),
			Type:        rapid.SampledFrom([]string{"", "", resolve.CourseType, "https://example.org/type"}).Draw(t, "type"),
			Interaction: rapid.SampledFrom([]string{"", "choice"}).Draw(t, "interaction"),
		}
	})
	number := rapid.OneOf(rapid.Just(math.NaN()), rapid.Float64Range(-1, 100))
	word := rapid.SampledFrom([]string{"", "=1+1", "+491", "-5", "'=x", "plain", "a,b", "say \"hi\"", "two\nlines", " x ", "@me", "ü"})
	for i := range rapid.IntRange(0, 40).Draw(t, "rows") {
		stored := 1_700_000_000*second + int64(i)*1000*second
		row := event(stored, "mailto:p"+strconv.Itoa(rapid.IntRange(0, 5).Draw(t, "person"))+"@example.org",
			rapid.SampledFrom([]string{"https://v/pass", "https://v/other"}).Draw(t, "verb"), "")
		row.Timestamp = stored + rapid.SampledFrom([]int64{0, -60 * second, 6 * 60 * second, -3654 * day}).Draw(t, "skew")
		if rapid.Bool().Draw(t, "about an activity") {
			row.Object = activity.Draw(t, "object")
		}
		row.Parents = rapid.SliceOfN(activity, 0, 2).Draw(t, "parents")
		row.Groupings = rapid.SliceOfN(activity, 0, 2).Draw(t, "groupings")
		row.Scaled, row.Raw = number.Draw(t, "scaled"), number.Draw(t, "raw")
		row.Success = rapid.SampledFrom([]fact.Answer{fact.Unknown, fact.No, fact.Yes}).Draw(t, "success")
		row.Duration = rapid.SampledFrom([]int64{fact.None, 0, 1_500_000}).Draw(t, "duration")
		row.Source = rapid.SampledFrom([]string{"", "key", "mailto:me@example.org"}).Draw(t, "source")
		row.Platform = word.Draw(t, "platform")
		row.Response = word.Draw(t, "response")
		row.HasResponse = row.Response != ""
		row.HasRegistration = rapid.Bool().Draw(t, "registered")
		if row.HasRegistration {
			row.Registration = row.ID
		}
		if rapid.IntRange(0, 5).Draw(t, "group") == 0 {
			row.Actor, row.IsGroup = fact.GroupPrefix+row.Actor, true
		}
		row.Extensions = []string{word.Draw(t, "extension")}
		rows = append(rows, row)
		if rapid.IntRange(0, 4).Draw(t, "voided") == 0 {
			voids = append(voids, column.Void{Target: row.ID, At: stored + 5})
		}
	}
	return rows, voids
}

const promoted = "context.extensions[https://example.org/x]"

func testMeaning() *meaning.Meaning {
	return &meaning.Meaning{
		Version:       7,
		Verbs:         map[string]meaning.Class{"https://v/pass": meaning.Pass},
		Courses:       map[string]string{"https://example.org/a1": "https://example.org/a2", "https://example.org/a3": "https://example.org/elsewhere"},
		Persons:       map[string]string{"mailto:p1@example.org": "mailto:p0@example.org"},
		FormalSources: map[string]bool{"key": true},
		TrustedClocks: map[string]bool{"mailto:me@example.org": true},
	}
}

// expected says plainly what the facts of rows are.
func expected(rows []fact.Row, voids []column.Void, m *meaning.Meaning) [][]string {
	types, interactions := map[string]string{}, map[string]string{}
	for _, row := range rows {
		for _, activities := range [][]fact.Activity{{row.Object}, row.Parents, row.Groupings} {
			for _, a := range activities {
				if a.ID != "" && types[a.ID] == "" {
					types[a.ID] = a.Type
				}
				if a.ID != "" && interactions[a.ID] == "" {
					interactions[a.ID] = a.Interaction
				}
			}
		}
	}
	course := func(row fact.Row) (string, int) {
		if mapped := m.Courses[row.Object.ID]; mapped != "" {
			return mapped, 1
		}
		for rule, list := range [][]fact.Activity{row.Groupings, row.Parents, {row.Object}} {
			for _, a := range list {
				if types[a.ID] == resolve.CourseType {
					return a.ID, rule + 2
				}
			}
		}
		if len(row.Groupings) > 0 {
			return row.Groupings[0].ID, 5
		}
		return "", 0
	}
	maybe := func(text string) string {
		if text == "" {
			return null
		}
		return text
	}
	real := func(value float64) string {
		if math.IsNaN(value) {
			return null
		}
		return strconv.FormatFloat(value, 'g', -1, 64)
	}
	var sheet [][]string
	for _, row := range rows {
		if slices.ContainsFunc(voids, func(v column.Void) bool { return v.Target == row.ID }) {
			continue
		}
		person, in, rule := row.Actor, "", 0
		if merged := m.Persons[person]; merged != "" {
			person = merged
		}
		if row.IsGroup {
			person = ""
		}
		in, rule = course(row)
		formal := row.Source == "key" || in == "https://example.org/a2" || in == "https://example.org/elsewhere"
		suspect := row.Source != "mailto:me@example.org" && (row.Timestamp > row.Stored+300*second || row.Timestamp < row.Stored-3653*day)
		registration, parent, success, duration := "", "", "", ""
		if row.HasRegistration {
			registration = row.Registration.String()
		}
		if len(row.Parents) > 0 {
			parent = row.Parents[0].ID
		}
		if row.Success != fact.Unknown {
			success = strconv.FormatBool(row.Success == fact.Yes)
		}
		if row.Duration != fact.None {
			duration = strconv.FormatFloat(float64(row.Duration)/1e6, 'g', -1, 64)
		}
		ruleText := ""
		if rule != 0 {
			ruleText = strconv.Itoa(rule)
		}
		sheet = append(sheet, []string{
			strconv.FormatInt(row.Stored, 10), row.ID.String(), "school", instantText(row.Timestamp), instantText(row.Stored),
			maybe(person), m.Verbs[row.Verb].String(), maybe(row.Verb), maybe(row.Object.ID), maybe(types[row.Object.ID]),
			maybe(interactions[row.Object.ID]), maybe(in), maybe(ruleText), maybe(parent), maybe(registration),
			real(row.Scaled), real(row.Raw), null, null, maybe(success), null, maybe(duration), maybe(row.Response),
			maybe(row.Platform), null, maybe(row.Source), null, strconv.FormatBool(formal), "false",
			strconv.FormatBool(row.IsGroup), "false", strconv.FormatBool(suspect), maybe(row.Extensions[0]),
		})
	}
	slices.SortFunc(sheet, slices.Compare)
	return sheet
}

func TestFactsAreTheSameInEveryFormat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, voids := randomRows(t)
		m := testMeaning()
		snapshot := column.MemoryParts(rapid.IntRange(0, 9).Draw(t, "part"), rows, voids, []string{promoted})
		want := expected(rows, voids, m)
		for _, format := range formats {
			got := exported(t, factSource(snapshot, m), export.Request{Relation: export.Facts, Format: format, Store: 1, StoreName: "school"})
			wanted := want
			if format == export.CSV {
				wanted = nil
				for _, row := range want {
					cells := make([]string, len(row))
					for i, text := range row {
						cells[i] = asCSV(got.columns[i], text)
					}
					wanted = append(wanted, cells)
				}
				slices.SortFunc(wanted, slices.Compare)
			}
			if diff := cmp.Diff(wanted, got.sorted(), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s (-want +got):\n%s", format, diff)
			}
		}
	})
}

func TestParquetIsTyped(t *testing.T) {
	row := event(5*second, "mailto:a@example.org", "https://v", "https://a")
	row.Scaled = 0.5
	var file bytes.Buffer
	source := factSource(column.Memory([]fact.Row{row}, nil, nil), noMeaning())
	if _, err := source.Write(t.Context(), &file, export.Request{Relation: export.Facts, Format: export.Parquet, Store: 1, StoreName: "school"}); err != nil {
		t.Fatal(err)
	}
	opened, err := parquet.OpenFile(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"seq": "required INT(64,true)", "ts": "required TIMESTAMP(isAdjustedToUTC=true,unit=MICROS)",
		"person": "optional STRING", "scaled": "optional DOUBLE", "success": "optional BOOLEAN", "formal": "required BOOLEAN",
		"statement_id": "required STRING",
	} {
		leaf, ok := opened.Schema().Lookup(name)
		if !ok {
			t.Errorf("there is no column %s", name)
			continue
		}
		presence := "required"
		if leaf.Node.Optional() {
			presence = "optional"
		}
		if got := presence + " " + leaf.Node.Type().String(); got != want {
			t.Errorf("the column %s is %q, want %q", name, got, want)
		}
	}
}

func TestParquetHasSmallRowGroups(t *testing.T) {
	rows := make([]fact.Row, 70_000)
	for i := range rows {
		rows[i] = event(int64(i+1), "mailto:a"+strconv.Itoa(i%100)+"@example.org", "https://v", "https://a")
	}
	var file bytes.Buffer
	source := factSource(column.Memory(rows, nil, nil), noMeaning())
	if _, err := source.Write(t.Context(), &file, export.Request{Relation: export.Facts, Format: export.Parquet, Store: 1}); err != nil {
		t.Fatal(err)
	}
	opened, err := parquet.OpenFile(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var sizes []int64
	for _, group := range opened.RowGroups() {
		sizes = append(sizes, group.NumRows())
	}
	if want := []int64{65_536, 4_464}; !slices.Equal(sizes, want) {
		t.Errorf("the row groups have %v rows, want %v", sizes, want)
	}
	t.Logf("%d bytes a row", file.Len()/len(rows))
}

func TestPseudonymousFactsDoNotSayWhoSomebodyIs(t *testing.T) {
	own := event(1, "mailto:own@example.org", "https://v", "https://a")
	own.Source, own.SelfAsserted = "mailto:own@example.org", true
	own.Response, own.HasResponse = "my name", true
	own.Registration, own.HasRegistration = own.ID, true
	own.Extensions = []string{"own@example.org"}
	other := event(2, "mailto:other@example.org", "https://v", "https://a")
	other.Source = "key-1"
	group := event(3, fact.GroupPrefix+"mailto:own@example.org", "https://v", "https://a")
	group.IsGroup = true
	snapshot := column.Memory([]fact.Row{own, other, group}, nil, []string{promoted})
	for _, format := range formats {
		var file bytes.Buffer
		_, err := factSource(snapshot, noMeaning()).Write(t.Context(), &file, export.Request{
			Relation: export.Facts, Format: format, Store: 1, StoreName: "school",
			Pseudonym: func(person string) string { return fmt.Sprintf("P%d", len(person)) },
		})
		if err != nil {
			t.Fatal(err)
		}
		s := readSheet(t, format, file.Bytes())
		for _, name := range []string{"statement_id", "registration", "response", "actor", promoted} {
			if slices.Contains(s.columns, name) {
				t.Errorf("%s: the column %s is there", format, name)
			}
		}
		all := fmt.Sprint(s.rows)
		if strings.Contains(all, "example.org") || !strings.Contains(all, "P22") || !strings.Contains(all, "P24") || !strings.Contains(all, "key-1") {
			t.Errorf("%s: the rows are %v", format, s.rows)
		}
	}
}

func TestFactsAreNarrowedToPeopleAndTimes(t *testing.T) {
	group := event(4, fact.GroupPrefix+"mailto:g@example.org", "https://v", "https://a")
	group.IsGroup = true
	snapshot := column.MemoryParts(1, []fact.Row{
		event(1, "mailto:p0@example.org", "https://v", "https://a"),
		event(2, "mailto:p1@example.org", "https://v", "https://a"),
		event(3, "mailto:p2@example.org", "https://v", "https://a"),
		group,
	}, nil, nil)
	for name, c := range map[string]struct {
		request export.Request
		want    []string
	}{
		"everything":         {export.Request{}, []string{"1", "2", "3", "4"}},
		"since is exclusive": {export.Request{Since: 2}, []string{"3", "4"}},
		"until is inclusive": {export.Request{Until: 2}, []string{"1", "2"}},
		"one of two merged":  {export.Request{Persons: []string{"mailto:p1@example.org"}}, []string{"1", "2"}},
		"nobody known":       {export.Request{Persons: []string{"mailto:x@example.org"}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c.request.Relation, c.request.Format, c.request.Store = export.Facts, export.Parquet, 1
			s := exported(t, factSource(snapshot, testMeaning()), c.request)
			var got []string
			for i := range s.rows {
				got = append(got, s.value(t, i, "seq"))
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// refusing takes some bytes and then no more.
type refusing struct{ left int }

var errRefused = errors.New("no more")

func (r *refusing) Write(p []byte) (int, error) {
	if r.left -= len(p); r.left < 0 {
		return 0, errRefused
	}
	return len(p), nil
}

func TestAnExportEndsWithItsReader(t *testing.T) {
	rows := make([]fact.Row, 20_000)
	for i := range rows {
		rows[i] = event(int64(i+1), "mailto:a@example.org", "https://v", "https://a")
	}
	source := factSource(column.Memory(rows, nil, nil), noMeaning())
	for _, format := range formats {
		request := export.Request{Relation: export.Facts, Format: format, Store: 1}
		if _, err := source.Write(t.Context(), &refusing{100}, request); !errors.Is(err, errRefused) {
			t.Errorf("%s: a writer that refuses: %v", format, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := source.Write(ctx, &bytes.Buffer{}, request); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: a reader that is gone: %v", format, err)
		}
	}
}
