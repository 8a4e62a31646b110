package posting_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/lrs/posting"
)

// ascending draws distinct sorted positions, near each other and far apart.
func ascending(t *rapid.T, label string, longest int) []int64 {
	gap := rapid.OneOf(rapid.Int64Range(1, 3), rapid.Int64Range(1, 1<<40))
	var list []int64
	at := rapid.Int64Range(1, 50).Draw(t, label+" first")
	for _, step := range rapid.SliceOfN(gap, 0, longest).Draw(t, label+" gaps") {
		list = append(list, at)
		at += step
	}
	return list
}

func TestChunksHoldEveryPositionWithinTheLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := ascending(t, "positions", 2000)
		var got []int64
		for rest := want; len(rest) > 0; {
			value, n := posting.AppendChunk(nil, rest)
			if len(value) > posting.ChunkLimit {
				t.Fatalf("a chunk has %d bytes, more than %d", len(value), posting.ChunkLimit)
			}
			last, err := posting.ChunkLast(rest[0], value)
			if err != nil || last != rest[n-1] {
				t.Fatalf("ChunkLast = %d, %v; want %d", last, err, rest[n-1])
			}
			if got, err = posting.DecodeChunk(got, rest[0], value); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if !slices.Equal(got, want) {
			t.Fatalf("positions changed on the way:\n%s", cmp.Diff(want, got))
		}
	})
}

func TestDecodeChunkRefusesWhatIsNotAChunk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "value")
		first := rapid.Int64Range(1, 1<<50).Draw(t, "first")
		list, err := posting.DecodeChunk(nil, first, value)
		if err != nil {
			if !errors.Is(err, posting.ErrCorrupt) {
				t.Fatalf("error %v does not wrap ErrCorrupt", err)
			}
			return
		}
		if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
			t.Fatalf("decoded %v, which is not ascending", list)
		}
	})
}

// read seeks through a stream, sometimes leaping ahead, and returns what it
// saw and what a slow reader of want sees on the same way.
func read(t *rapid.T, direction posting.Direction, stream posting.Stream, want []int64) (got, expected []int64) {
	if direction == posting.Descending {
		want = slices.Clone(want)
		slices.Reverse(want)
	}
	at := int64(0)
	if direction == posting.Descending {
		at = 1 << 60
	}
	for {
		if rapid.IntRange(0, 3).Draw(t, "leap") == 0 {
			leap := rapid.Int64Range(0, 1<<20).Draw(t, "by")
			if direction == posting.Descending {
				leap = -leap
			}
			at += leap
		}
		position, err := stream.SeekTo(at)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(want, func(p int64) bool { return !direction.Before(p, at) })
		next := direction.End()
		if i >= 0 {
			next = want[i]
		}
		got, expected = append(got, position), append(expected, next)
		if position == direction.End() || next == direction.End() {
			return got, expected
		}
		at = direction.After(position)
	}
}

func TestStreamsCombineAsSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		direction := posting.Direction(rapid.Bool().Draw(t, "ascending"))
		var sets [4][]int64
		for i := range sets {
			sets[i] = ascending(t, "set", 60)
		}
		streams := func() (list []posting.Stream) {
			for _, set := range sets {
				list = append(list, posting.Slice(direction, set))
			}
			return list
		}
		in := func(set []int64, p int64) bool { return slices.Contains(set, p) }

		all := slices.Concat(sets[:]...)
		slices.Sort(all)
		all = slices.Compact(all)
		keep := func(want func(int64) bool) []int64 {
			return slices.DeleteFunc(slices.Clone(all), func(p int64) bool { return !want(p) })
		}
		cases := []struct {
			name   string
			stream posting.Stream
			want   []int64
		}{
			{"union", posting.Union(direction, streams()...), all},
			{"intersection", posting.Intersection(direction, streams()[:3]...), keep(func(p int64) bool {
				return in(sets[0], p) && in(sets[1], p) && in(sets[2], p)
			})},
			{"difference", posting.Difference(direction, streams()[0], streams()[1]), keep(func(p int64) bool {
				return in(sets[0], p) && !in(sets[1], p)
			})},
			{
				"nested", posting.Difference(direction,
					posting.Intersection(direction, posting.Union(direction, streams()[:2]...), streams()[2]), streams()[3]),
				keep(func(p int64) bool {
					return (in(sets[0], p) || in(sets[1], p)) && in(sets[2], p) && !in(sets[3], p)
				}),
			},
		}
		for _, c := range cases {
			if got, want := read(t, direction, c.stream, c.want); !slices.Equal(got, want) {
				t.Fatalf("%s: got %v, want %v", c.name, got, want)
			}
		}
	})
}
