package posting

import (
	"cmp"
	"slices"
)

// Stream is a sorted set of positions, read in one direction.
type Stream interface {
	// SeekTo returns the first position at or behind `at` in the stream's
	// direction, or Direction.End. Calls never go backwards: each `at` is at
	// or behind the one before.
	SeekTo(at int64) (int64, error)
}

// Slice returns a stream over ascending positions.
func Slice(direction Direction, positions []int64) Stream {
	return &slice{direction: direction, rest: positions}
}

type slice struct {
	direction Direction
	rest      []int64 // what is not yet passed
}

func (s *slice) SeekTo(at int64) (int64, error) {
	if s.direction == Ascending {
		i, _ := slices.BinarySearch(s.rest, at)
		s.rest = s.rest[i:]
		if len(s.rest) == 0 {
			return s.direction.End(), nil
		}
		return s.rest[0], nil
	}
	i, found := slices.BinarySearch(s.rest, at)
	if found {
		i++
	}
	s.rest = s.rest[:i]
	if i == 0 {
		return s.direction.End(), nil
	}
	return s.rest[i-1], nil
}

// Union returns the positions that any of the streams holds, each once.
func Union(direction Direction, streams ...Stream) Stream {
	if len(streams) == 1 {
		return streams[0]
	}
	return &union{direction: direction, members: members(streams)}
}

// member is a stream and where it stands.
type member struct {
	Stream
	at      int64
	started bool
}

func members(streams []Stream) []member {
	list := make([]member, len(streams))
	for i, stream := range streams {
		list[i].Stream = stream
	}
	return list
}

// seek asks the stream only when it stands before `at`.
func (m *member) seek(direction Direction, at int64) (int64, error) {
	if m.started && !direction.Before(m.at, at) {
		return m.at, nil
	}
	position, err := m.Stream.SeekTo(at)
	m.at, m.started = position, true
	return position, err
}

type union struct {
	direction Direction
	members   []member
}

func (u *union) SeekTo(at int64) (int64, error) {
	first := u.direction.End()
	for i := range u.members {
		position, err := u.members[i].seek(u.direction, at)
		if err != nil {
			return 0, err
		}
		if u.direction.Before(position, first) {
			first = position
		}
	}
	return first, nil
}

// Intersection returns the positions that all of the streams hold. The streams
// leap over each other, led by the one whose first position is the farthest:
// it is probably the rarest, and lets the others leap farthest.
func Intersection(direction Direction, streams ...Stream) Stream {
	if len(streams) == 1 {
		return streams[0]
	}
	return &intersection{direction: direction, members: members(streams)}
}

type intersection struct {
	direction Direction
	members   []member
	ordered   bool
}

// order puts the members into the order in which they are asked.
func (x *intersection) order(at int64) error {
	x.ordered = true
	for i := range x.members {
		if _, err := x.members[i].seek(x.direction, at); err != nil {
			return err
		}
	}
	slices.SortStableFunc(x.members, func(a, b member) int {
		if x.direction == Ascending {
			return cmp.Compare(b.at, a.at)
		}
		return cmp.Compare(a.at, b.at)
	})
	return nil
}

func (x *intersection) SeekTo(at int64) (int64, error) {
	if !x.ordered {
		if err := x.order(at); err != nil {
			return 0, err
		}
	}
	end := x.direction.End()
	for agreed, i := 0, 0; agreed < len(x.members); i = (i + 1) % len(x.members) {
		position, err := x.members[i].seek(x.direction, at)
		if err != nil {
			return 0, err
		}
		if position == end {
			return end, nil
		}
		if position != at {
			// Leap: the others must come here, and the rarest, which leads, is
			// asked again first.
			at, agreed = position, 1
			if i != 0 {
				agreed, i = 0, len(x.members)-1
			}
			continue
		}
		agreed++
	}
	return at, nil
}

// Difference returns the positions of base that minus does not hold.
func Difference(direction Direction, base, minus Stream) Stream {
	return &difference{direction: direction, base: base, minus: member{Stream: minus}}
}

type difference struct {
	direction Direction
	base      Stream
	minus     member
}

func (d *difference) SeekTo(at int64) (int64, error) {
	for {
		position, err := d.base.SeekTo(at)
		if err != nil || position == d.direction.End() {
			return position, err
		}
		excluded, err := d.minus.seek(d.direction, position)
		if err != nil {
			return 0, err
		}
		if excluded != position {
			return position, nil
		}
		at = d.direction.After(position)
	}
}
