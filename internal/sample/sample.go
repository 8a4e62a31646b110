// Package sample makes up a year of learning in a company that does not exist,
// Northwind Outdoor, and keeps it in a store of its own, so that every screen can
// be seen alive before the first own statement.
//
// The year (New) is computed from its last moment and a seed alone: the same people
// learn the same things at the same times under the same ids, so that to load it
// again changes nothing. It knows its own truth (Truth): how many people passed, how
// hard a question was, who watched a video, counted from what was made up and not
// from what was stored. The Loader stores it through the record store's front door,
// as one background task whose state is in the database, and removes it again.
//
// It never touches another store.
package sample

import (
	"cmp"
	"crypto/sha1"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/lore-lrs/lore/xapi"
)

// Config says which year is made.
type Config struct {
	// Until is the last moment: what would come later is not told yet. The year
	// consists of the 365 days that end with its day (UTC).
	Until time.Time
	// Seed chooses among companies; every number is a good one.
	Seed uint64
	// Number is that of the store, which its access keys are named after.
	Number int64
	// People is how many work there at most: default 312.
	People int
}

// Store is the name of the store of sample data.
const Store = "sample"

// days is how long the year is.
const days = 365

// Year is a year of learning.
type Year struct {
	config Config
	// first is the midnight (UTC) that it begins with.
	first  time.Time
	until  int64
	people []*person
	catalogue
	// events are in the order in which they are stored.
	events []event
	// made counts what was given an id.
	made uint64
}

// New makes up a year. It takes about a second.
func New(config Config) *Year {
	config.People = cmp.Or(config.People, 312)
	config.Until = config.Until.UTC()
	y := &Year{
		config: config, until: config.Until.UnixMicro(), catalogue: newCatalogue(),
		first: config.Until.Truncate(24*time.Hour).AddDate(0, 0, 1-days),
	}
	y.hire()
	for _, p := range y.people {
		l := &life{year: y, person: p, random: y.stream("life", uint64(p.number))}
		l.learn()
	}
	y.settle()
	return y
}

// stream returns random numbers for one purpose, so that a change of one part of
// the year leaves the others as they are.
func (y *Year) stream(purpose string, number uint64) *rand.Rand {
	sum := sha1.Sum([]byte(purpose))
	return rand.New(rand.NewPCG(y.config.Seed^binary.BigEndian.Uint64(sum[:]), number))
}

// id returns the next id: a version 5 UUID, made of the year's day and seed.
func (y *Year) id() (id xapi.UUID) {
	y.made++
	text := binary.BigEndian.AppendUint64([]byte("urn:lore:sample:"+y.first.Format(time.DateOnly)+":"), y.config.Seed)
	sum := sha1.Sum(binary.BigEndian.AppendUint64(text, y.made))
	copy(id[:], sum[:])
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	return id
}

// settle puts the events in the order in which they are stored, leaves out what is
// after the last moment, and gives each a stored time of its own.
func (y *Year) settle() {
	y.events = slices.DeleteFunc(y.events, func(e event) bool { return e.stored > y.until || e.at > y.until })
	slices.SortStableFunc(y.events, func(a, b event) int { return cmp.Compare(a.stored, b.stored) })
	last := int64(0)
	for i := range y.events {
		last = max(last+1, y.events[i].stored)
		y.events[i].stored = last
	}
}

// Len returns how many statements there are.
func (y *Year) Len() int { return len(y.events) }
