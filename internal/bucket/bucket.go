// Package bucket says into which buckets rows are put. A bucket is a number in
// every big table; on Citus it is the column by which rows are distributed over
// the shards.
//
// There are 32 slots with a bucket number each, chosen so that on a cluster
// with 32 shards every one has a shard of its own, neighbours on different
// workers (measured on Citus 13.2, whose hash is PostgreSQL's hashint4). They
// are the same everywhere, so that a database that grows into a cluster keeps
// its rows as they are. They never change: rows are found by them.
package bucket

// Count is the number of slots, the most that a store can be spread over.
const Count = 32

// numbers is in the order of the hash values.
var numbers = [Count]int32{
	8, 1, 31, 24, 10, 48, 5, 50, 4, 17, 16, 85, 36, 0, 37, 3,
	52, 62, 136, 28, 6, 21, 39, 13, 2, 27, 58, 41, 9, 22, 11, 18,
}

// Number returns the bucket of a slot; slots beyond the last go round.
func Number(slot uint64) int32 { return numbers[slot%Count] }

// All returns the buckets of all slots, for what asks every store at once.
func All() []int32 { return append([]int32(nil), numbers[:]...) }
