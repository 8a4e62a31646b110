package export_test

import (
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/resolve"
	"github.com/lore-lrs/lore/internal/meaning"
)

// TestFilesSayWhatTheStoreDoes lets a store change at random between rounds:
// after each the files are those of an export from the beginning.
func TestFilesSayWhatTheStoreDoes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := newDesk(t, dbtest.SQLite(t)(), nil)
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Set(t.Context(), school, export.Facts, dir); err != nil {
			t.Fatal(err)
		}
		now := int64(0) // seconds since day0
		for range rapid.IntRange(1, 6).Draw(r, "rounds") {
			for range rapid.IntRange(0, 4).Draw(r, "changes") {
				now += rapid.Int64Range(1, 86_400).Draw(r, "seconds")
				switch rapid.IntRange(0, 3).Draw(r, "change") {
				case 0, 1:
					row := at(0, now, "https://a/"+strconv.Itoa(rapid.IntRange(0, 3).Draw(r, "activity")))
					row.Object.Type = rapid.SampledFrom([]string{"", "", resolve.CourseType}).Draw(r, "type")
					if rapid.Bool().Draw(r, "grouped") {
						row.Groupings = []fact.Activity{{ID: "https://a/" + strconv.Itoa(rapid.IntRange(0, 3).Draw(r, "grouping"))}}
					}
					d.rows = append(d.rows, row)
				case 2:
					if len(d.rows) > 0 {
						target := rapid.SampledFrom(d.rows).Draw(r, "target")
						d.voids = append(d.voids, column.Void{Target: target.ID, Stored: target.Stored, At: day0 + now*second})
					}
				case 3:
					d.meaning = &meaning.Meaning{
						Version: d.meaning.Version + 1,
						Courses: map[string]string{"https://a/0": "https://c/" + strconv.Itoa(rapid.IntRange(0, 1).Draw(r, "course"))},
					}
				}
			}
			d.write(t, export.Facts, rapid.IntRange(0, 5).Draw(r, "everything") == 0)
			if diff := cmp.Diff(d.closedDays(r), written(t, dir), cmpopts.EquateEmpty()); diff != "" {
				r.Fatalf("the files are not what the store says (-store +files):\n%s", diff)
			}
		}
	})
}

// closedDays returns the facts of the closed days, exported in one go.
func (d *desk) closedDays(t fail) [][]string {
	snapshot := column.MemoryParts(2, d.rows, d.voids, nil)
	closed := snapshot.Through / day * day
	if closed == 0 {
		return nil
	}
	return exported(t, factSource(snapshot, d.meaning), export.Request{
		Relation: export.Facts, Format: export.Parquet, Store: school, StoreName: "school", Until: closed - 1,
	}).sorted()
}

// written returns the rows of all files.
func written(t *testing.T, dir string) (rows [][]string) {
	for _, s := range tree(t, dir) {
		rows = append(rows, s.rows...)
	}
	slices.SortFunc(rows, slices.Compare)
	return rows
}
