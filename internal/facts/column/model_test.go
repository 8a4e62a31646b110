package column_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/xapi"
)

// model is what a table must contain, as plain slices.
type model struct {
	rows     []fact.Row
	voids    map[xapi.UUID]int64
	types    map[string]string
	kinds    map[string]string
	typeTime map[string][2]int64
	through  int64
	promoted []string
}

func newModel(promoted []string) *model {
	return &model{
		voids: map[xapi.UUID]int64{}, types: map[string]string{}, kinds: map[string]string{},
		typeTime: map[string][2]int64{}, through: 0, promoted: promoted,
	}
}

func (m *model) add(rows []fact.Row, voids []column.Void, through int64) {
	m.rows = append(m.rows, rows...)
	for _, void := range voids {
		if at, ok := m.voids[void.Target]; !ok || void.At < at {
			m.voids[void.Target] = void.At
		}
	}
	for _, row := range rows {
		for _, list := range [][]fact.Activity{{row.Object}, row.Parents, row.Groupings, row.Categories, row.Others} {
			for _, activity := range list {
				times := m.typeTime[activity.ID]
				if activity.ID != "" && activity.Type != "" && m.types[activity.ID] == "" {
					m.types[activity.ID], times[0] = activity.Type, row.Stored
				}
				if activity.ID != "" && activity.Interaction != "" && m.kinds[activity.ID] == "" {
					m.kinds[activity.ID], times[1] = activity.Interaction, row.Stored
				}
				m.typeTime[activity.ID] = times
			}
		}
	}
	m.through = through
}

// seen is a row as it is read back, with whether and when it was voided.
type seen struct {
	fact.Row
	First  bool
	Voided int64
}

// number makes a float comparable: NaN is equal to itself.
var number = cmp.Comparer(func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) })

// check compares a snapshot with the model.
func (m *model) check(t rapid.TB, s *column.Snapshot) {
	t.Helper()
	if s.Through != m.through {
		t.Fatalf("the snapshot is through %d, want %d", s.Through, m.through)
	}
	want := make([]seen, len(m.rows))
	for i, row := range m.rows {
		row.Extensions = slices.Clone(row.Extensions)
		bare := func(list []fact.Activity) (out []fact.Activity) {
			for _, activity := range list {
				out = append(out, fact.Activity{ID: activity.ID})
			}
			return out
		}
		row.Object = fact.Activity{ID: row.Object.ID}
		row.Parents, row.Groupings, row.Categories, row.Others = bare(row.Parents), bare(row.Groupings), bare(row.Categories), bare(row.Others)
		want[i] = seen{row, row.Member == 0, m.voids[row.ID]}
	}
	got := read(t, s)
	if diff := cmp.Diff(want, got, number); diff != "" {
		t.Fatalf("rows differ (-want +got):\n%s", diff)
	}
	if len(s.Facts) <= s.Words(column.Activities) && s.Words(column.Activities) > 0 {
		t.Fatalf("%d facts for %d activities", len(s.Facts), s.Words(column.Activities))
	}
	for code := column.Code(1); int(code) <= s.Words(column.Activities); code++ {
		facts, id := s.Facts[code], s.Word(column.Activities, code)
		got := fmt.Sprint(s.Word(column.Types, facts.Type), s.Word(column.Types, facts.Interaction), facts.TypeSince, facts.InteractionSince)
		want := fmt.Sprint(m.types[id], m.kinds[id], m.typeTime[id][0], m.typeTime[id][1])
		if got != want {
			t.Fatalf("of %s is known %s, want %s", id, got, want)
		}
	}
}

// read reads all rows of a snapshot in order of arrival, and checks what holds
// for every part.
func read(t rapid.TB, s *column.Snapshot) []seen {
	t.Helper()
	all := []seen{}
	last := int64(math.MinInt64)
	for _, part := range s.Parts {
		rows := readPart(t, s, part)
		least, most := part.Span(column.Stored)
		if least <= last {
			t.Fatalf("a part from %d follows one to %d", least, last)
		}
		last = most
		slices.SortFunc(rows, func(a, b seen) int {
			if a.Stored != b.Stored {
				return int(a.Stored - b.Stored)
			}
			return int(a.Member) - int(b.Member)
		})
		if rows[0].Stored != least || rows[len(rows)-1].Stored != most {
			t.Fatalf("the rows are from %d to %d, the part says %d to %d", rows[0].Stored, rows[len(rows)-1].Stored, least, most)
		}
		all = append(all, rows...)
	}
	return all
}

func readPart(t rapid.TB, s *column.Snapshot, part column.Part) []seen {
	t.Helper()
	n := part.Len()
	codes := func(c column.Column) []uint32 { return readInSteps(t, n, part.Codes, c) }
	integers := func(c column.Column) []int64 { return readInSteps(t, n, part.Integers, c) }
	numbers := func(c column.Column) []float64 { return readInSteps(t, n, part.Numbers, c) }
	labels := func(c column.Column) (out []string) {
		for _, code := range codes(c) {
			out = append(out, s.Word(column.Labels, code))
		}
		return out
	}
	activities := func(list []column.Code) (out []fact.Activity) {
		for _, code := range list {
			out = append(out, fact.Activity{ID: s.Word(column.Activities, code)})
		}
		return out
	}
	actors, verbs, objects, contexts := codes(column.Actor), codes(column.Verb), codes(column.Activity), codes(column.Context)
	platforms, languages, devices, sources, responses := labels(column.Platform), labels(column.Language), labels(column.Device), labels(column.Source), labels(column.Response)
	instructors, flags, registrations := codes(column.Instructor), codes(column.Flags), codes(column.Registration)
	stored, timestamps, members, durations := integers(column.Stored), integers(column.Timestamp), integers(column.Member), integers(column.Duration)
	scaled, raw, least, most, lengths := numbers(column.Scaled), numbers(column.Raw), numbers(column.Min), numbers(column.Max), numbers(column.VideoLength)
	extensions := make([][]string, len(s.Promoted))
	for i := range s.Promoted {
		extensions[i] = labels(column.Extension + column.Column(i))
	}
	for c := column.Actor; c <= column.Registration; c++ {
		if code, ok := part.Constant(c); ok {
			for row, each := range codes(c) {
				if each != code {
					t.Fatalf("column %d is said to be %d everywhere; row %d has %d", c, code, row, each)
				}
			}
		}
	}
	if l, m := part.Span(column.Timestamp); l != slices.Min(timestamps) || m != slices.Max(timestamps) {
		t.Fatalf("timestamps are from %d to %d, the part says %d to %d", slices.Min(timestamps), slices.Max(timestamps), l, m)
	}
	runs, starts := part.Runs()
	if len(starts) != len(runs)+1 || starts[0] != 0 || int(starts[len(runs)]) != n || !slices.IsSorted(runs) {
		t.Fatalf("runs %v at %v of %d rows", runs, starts, n)
	}
	for i, actor := range runs {
		for row := starts[i]; row < starts[i+1]; row++ {
			if actors[row] != actor {
				t.Fatalf("row %d is of actor %d, in the run of %d", row, actors[row], actor)
			}
		}
	}
	voided := map[int]int64{}
	before := -1
	for _, row := range part.Voided() {
		if int(row.Row) <= before {
			t.Fatalf("voided rows are not ascending: %v", part.Voided())
		}
		before = int(row.Row)
		voided[before] = row.At
	}
	answer := func(bits, has, yes uint32) fact.Answer {
		switch {
		case bits&has == 0:
			return fact.Unknown
		case bits&yes == 0:
			return fact.No
		default:
			return fact.Yes
		}
	}
	rows := make([]seen, n)
	for i := range rows {
		if i > 0 && (actors[i] < actors[i-1] || actors[i] == actors[i-1] && (timestamps[i] < timestamps[i-1] ||
			timestamps[i] == timestamps[i-1] && (stored[i] < stored[i-1] || stored[i] == stored[i-1] && members[i] < members[i-1]))) {
			t.Fatalf("row %d is out of order", i)
		}
		context := s.Contexts[contexts[i]]
		bits := flags[i]
		row := seen{Row: fact.Row{
			Stored: stored[i], Member: uint16(members[i]), ID: part.ID(i), Timestamp: timestamps[i],
			Actor:   s.Word(column.Actors, actors[i]),
			InGroup: bits&column.InGroup != 0, IsGroup: bits&column.IsGroup != 0, SelfAsserted: bits&column.SelfAsserted != 0,
			Verb: s.Word(column.Verbs, verbs[i]), Object: fact.Activity{ID: s.Word(column.Activities, objects[i])},
			Parents: activities(context.Parents), Groupings: activities(context.Groupings),
			Categories: activities(context.Categories), Others: activities(context.Others),
			Registration: part.Registrations()[registrations[i]], HasRegistration: registrations[i] != 0,
			Platform: platforms[i], Language: languages[i], Device: devices[i], Source: sources[i],
			Instructor: s.Word(column.Actors, instructors[i]),
			Scaled:     scaled[i], Raw: raw[i], Min: least[i], Max: most[i],
			Success:    answer(bits, column.HasSuccess, column.Success),
			Completion: answer(bits, column.HasCompletion, column.Completion),
			Duration:   durations[i],
			Response:   responses[i], HasResponse: bits&column.HasResponse != 0,
			VideoLength: lengths[i],
		}, First: bits&column.First != 0, Voided: voided[i]}
		pairs := part.Segments(i)
		if (bits&column.HasSegments != 0) != (len(pairs) > 0) {
			t.Fatalf("row %d has %d played segments, its flags are %b", i, len(pairs)/2, bits)
		}
		for j := 0; j+1 < len(pairs); j += 2 {
			row.Segments = append(row.Segments, fact.Segment{From: pairs[j], To: pairs[j+1]})
		}
		for _, column := range extensions {
			row.Extensions = append(row.Extensions, column[i])
		}
		rows[i] = row
	}
	return rows
}

// readInSteps reads a column in steps of different sizes, into one buffer.
func readInSteps[T comparable](t rapid.TB, n int, read func(column.Column, int, int, []T) []T, c column.Column) []T {
	t.Helper()
	all := slices.Clone(read(c, 0, n, nil))
	buffer := make([]T, 3)
	for from, step := 0, 1; from < n; from, step = from+step, step%7+1 {
		to := min(from+step, n)
		if block := read(c, from, to, buffer); !slices.EqualFunc(block, all[from:to], func(a, b T) bool { return a == b || a != a && b != b }) {
			t.Fatalf("column %d from %d to %d is %v, within all it is %v", c, from, to, block, all[from:to])
		}
	}
	return all
}

// maker draws statements as rows.
type maker struct {
	clock    int64
	next     int
	promoted int
	kept     []column.Void // targets with their positions
}

// statement draws the rows of one statement.
func (m *maker) statement(t *rapid.T) []fact.Row {
	m.clock += int64(rapid.IntRange(1, 1000).Draw(t, "later"))
	m.next++
	id := xapi.UUID{byte(m.next >> 16), byte(m.next >> 8), byte(m.next), 7}
	m.kept = append(m.kept, column.Void{Target: id, Stored: m.clock})
	word := func(name string, kinds int) string {
		n := rapid.IntRange(0, kinds).Draw(t, name)
		if n == 0 {
			return ""
		}
		return fmt.Sprintf("%s-%d", name, n)
	}
	activity := func() fact.Activity {
		return fact.Activity{ID: word("activity", 6), Type: word("type", 2), Interaction: word("interaction", 2)}
	}
	list := func() (out []fact.Activity) {
		for range rapid.IntRange(0, 2).Draw(t, "activities") {
			a := activity()
			if a.ID != "" {
				out = append(out, a)
			}
		}
		return out
	}
	float := rapid.SampledFrom([]float64{math.NaN(), math.NaN(), 0, math.Copysign(0, -1), 0.5, 1, -3, 1e300, math.Inf(1)})
	answer := rapid.SampledFrom([]fact.Answer{fact.Unknown, fact.No, fact.Yes})
	row := fact.Row{
		Stored: m.clock, ID: id,
		Timestamp: m.clock - rapid.SampledFrom([]int64{0, 1, 1000, 70_000, 1 << 40, -5, math.MaxInt32}).Draw(t, "late"),
		Actor:     word("actor", 4), Verb: word("verb", 3), Object: activity(),
		SelfAsserted: rapid.Bool().Draw(t, "self"),
		Parents:      list(), Groupings: list(), Categories: list(), Others: list(),
		Platform: word("platform", 2), Language: word("language", 1), Device: word("device", 1), Source: word("source", 2),
		Instructor: word("actor", 2),
		Scaled:     float.Draw(t, "scaled"), Raw: float.Draw(t, "raw"), Min: float.Draw(t, "min"), Max: float.Draw(t, "max"),
		Success: answer.Draw(t, "success"), Completion: answer.Draw(t, "completion"),
		Duration:    rapid.SampledFrom([]int64{fact.None, fact.None, 0, 1, 1e6, 3600e6, math.MaxInt64}).Draw(t, "duration"),
		VideoLength: float.Draw(t, "length"),
	}
	if rapid.Bool().Draw(t, "registered") {
		row.HasRegistration, row.Registration = true, xapi.UUID{byte(rapid.IntRange(0, 3).Draw(t, "registration"))}
	}
	if rapid.Bool().Draw(t, "responded") {
		row.HasResponse, row.Response = true, word("response", 300)
	}
	for range rapid.SampledFrom([]int{0, 0, 0, 1, 3}).Draw(t, "segments") {
		from := rapid.Int64Range(0, 100_000).Draw(t, "from")
		row.Segments = append(row.Segments, fact.Segment{From: from, To: from + rapid.Int64Range(-5, 100_000).Draw(t, "to")})
	}
	for range m.promoted {
		row.Extensions = append(row.Extensions, word("extension", 3))
	}
	rows := []fact.Row{row}
	if row.IsGroup = rapid.IntRange(0, 5).Draw(t, "group") == 0; row.IsGroup {
		rows[0].IsGroup = true
		return rows
	}
	if rapid.IntRange(0, 5).Draw(t, "members") == 0 {
		rows[0].InGroup = true
		for member := range rapid.IntRange(1, 3).Draw(t, "more") {
			other := rows[0]
			other.Member = uint16(member + 1)
			other.Actor = word("actor", 4)
			rows = append(rows, other)
		}
	}
	return rows
}

// batch draws what one Add takes: statements and voidings of earlier, later
// and unknown ones.
func (m *maker) batch(t *rapid.T) (rows []fact.Row, voids []column.Void, through int64) {
	for range rapid.IntRange(0, 8).Draw(t, "statements") {
		rows = append(rows, m.statement(t)...)
		if rapid.IntRange(0, 3).Draw(t, "voiding") > 0 {
			continue
		}
		m.clock++
		void := column.Void{At: m.clock}
		if which := rapid.IntRange(-3, len(m.kept)).Draw(t, "target") - 1; which >= 0 {
			void.Target, void.Stored = m.kept[which].Target, m.kept[which].Stored
		} else {
			later := m.next - which
			void.Target = xapi.UUID{byte(later >> 16), byte(later >> 8), byte(later), 7}
		}
		voids = append(voids, void)
	}
	m.clock++
	return rows, voids, m.clock
}

func TestMemoryHasWhatWasPutIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		promoted := []string{"a", "b"}[:rapid.IntRange(0, 2).Draw(t, "promoted")]
		m := maker{promoted: len(promoted), clock: 1_700_000_000_000_000}
		want := newModel(promoted)
		for range rapid.IntRange(1, 6).Draw(t, "batches") {
			rows, voids, through := m.batch(t)
			want.add(rows, voids, through)
		}
		voids := []column.Void{}
		through := int64(0)
		for target, at := range want.voids {
			voids = append(voids, column.Void{Target: target, At: at})
			through = max(through, at+1)
		}
		for _, row := range want.rows {
			through = max(through, row.Stored+1)
		}
		want.through = through
		want.check(t, column.MemoryParts(rapid.IntRange(0, 9).Draw(t, "size"), want.rows, voids, promoted))
	})
}
