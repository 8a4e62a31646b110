package column

import (
	"math"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/xapi"
)

const (
	codeColumns    = int(Registration) + 1
	integerColumns = int(Duration-Stored) + 1
	numberColumns  = int(VideoLength-Scaled) + 1
	// MaxPromoted is how many extensions can have columns of their own.
	MaxPromoted = 200
)

// codeIndex is where a column of codes is in a list of them: the fixed ones,
// then the promoted extensions.
func codeIndex(c Column) int {
	if c >= Extension {
		return codeColumns + int(c-Extension)
	}
	return int(c)
}

// codeColumn is the inverse of codeIndex.
func codeColumn(i int) Column {
	if i >= codeColumns {
		return Extension + Column(i-codeColumns)
	}
	return Column(i)
}

// rows are rows as plain arrays, in any order: what came and is not sorted yet.
type rows struct {
	codes    [][]uint32 // by codeIndex
	integers [integerColumns][]int64
	numbers  [numberColumns][]float64
	ids      []xapi.UUID
	// played lists the rows that have played segments, ascending.
	played []played
	// registrations by index, and their indexes.
	registrations     []xapi.UUID
	registrationCodes map[xapi.UUID]uint32
	voided            []Voided
}

// played are the played segments of a row, as pairs of milliseconds.
type played struct {
	row   uint32
	pairs []int64
}

func newRows(promoted int) *rows {
	return &rows{
		codes:             make([][]uint32, codeColumns+promoted),
		registrations:     make([]xapi.UUID, 1),
		registrationCodes: make(map[xapi.UUID]uint32),
	}
}

func (r *rows) len() int { return len(r.ids) }

// registration returns the index of a registration.
func (r *rows) registration(id xapi.UUID) uint32 {
	code, ok := r.registrationCodes[id]
	if !ok {
		code = uint32(len(r.registrations))
		r.registrations = append(r.registrations, id)
		r.registrationCodes[id] = code
	}
	return code
}

// add appends a row, whose words it enters into the vocabulary.
func (r *rows) add(row *fact.Row, v *vocabulary) {
	at := uint32(r.len())
	put := func(c Column, code uint32) { r.codes[c] = append(r.codes[c], code) }
	put(Actor, v.word(Actors, row.Actor))
	put(Verb, v.word(Verbs, row.Verb))
	put(Activity, v.activity(&row.Object, row.Stored))
	put(Context, v.context(row))
	put(Platform, v.word(Labels, row.Platform))
	put(Language, v.word(Labels, row.Language))
	put(Device, v.word(Labels, row.Device))
	put(Source, v.word(Labels, row.Source))
	put(Response, v.word(Labels, row.Response))
	put(Instructor, v.word(Actors, row.Instructor))
	put(Flags, flags(row))
	if row.HasRegistration {
		put(Registration, r.registration(row.Registration))
	} else {
		put(Registration, 0)
	}
	for i := codeColumns; i < len(r.codes); i++ {
		word := ""
		if n := i - codeColumns; n < len(row.Extensions) {
			word = row.Extensions[n]
		}
		r.codes[i] = append(r.codes[i], v.word(Labels, word))
	}
	for i, value := range [integerColumns]int64{row.Stored, row.Timestamp, int64(row.Member), row.Duration} {
		r.integers[i] = append(r.integers[i], value)
	}
	for i, value := range [numberColumns]float64{row.Scaled, row.Raw, row.Min, row.Max, row.VideoLength} {
		if math.IsNaN(value) {
			value = math.NaN() // one NaN, so that equal rows have equal bits
		}
		r.numbers[i] = append(r.numbers[i], value)
	}
	r.ids = append(r.ids, row.ID)
	if len(row.Segments) > 0 {
		pairs := make([]int64, 0, 2*len(row.Segments))
		for _, segment := range row.Segments {
			pairs = append(pairs, segment.From, segment.To)
		}
		r.played = append(r.played, played{at, pairs})
	}
}

// flags are the bits of a row.
func flags(row *fact.Row) (bits uint32) {
	for _, flag := range []struct {
		bit uint32
		set bool
	}{
		{InGroup, row.InGroup},
		{IsGroup, row.IsGroup},
		{SelfAsserted, row.SelfAsserted},
		{HasSuccess, row.Success != fact.Unknown},
		{Success, row.Success == fact.Yes},
		{HasCompletion, row.Completion != fact.Unknown},
		{Completion, row.Completion == fact.Yes},
		{HasResponse, row.HasResponse},
		{HasSegments, len(row.Segments) > 0},
		{First, row.Member == 0},
	} {
		if flag.set {
			bits |= flag.bit
		}
	}
	return bits
}

// addPart appends the rows of a part.
func (r *rows) addPart(p *part) {
	start, n := uint32(r.len()), p.Len()
	for i := range r.codes {
		r.codes[i] = append(r.codes[i], p.Codes(codeColumn(i), 0, n, nil)...)
	}
	indexes := r.codes[Registration][start:]
	theirs := p.Registrations()
	ours := make([]uint32, len(theirs))
	for i := 1; i < len(theirs); i++ {
		ours[i] = r.registration(theirs[i])
	}
	for i, index := range indexes {
		indexes[i] = ours[index]
	}
	for i := range r.integers {
		r.integers[i] = append(r.integers[i], p.Integers(Stored+Column(i), 0, n, nil)...)
	}
	for i := range r.numbers {
		r.numbers[i] = append(r.numbers[i], p.Numbers(Scaled+Column(i), 0, n, nil)...)
	}
	bits := r.codes[Flags][start:]
	for row := range n {
		r.ids = append(r.ids, p.ID(row))
		if bits[row]&HasSegments != 0 {
			r.played = append(r.played, played{start + uint32(row), p.Segments(row)})
		}
	}
	for _, voided := range p.voided {
		r.voided = append(r.voided, Voided{start + voided.Row, voided.At})
	}
}
