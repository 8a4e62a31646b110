// Package nodetest proves that several nodes on one PostgreSQL are one record
// store: it runs the real binary three times, writes and reads through every
// node at once, and takes nodes and databases away meanwhile.
//
// What clients were told is kept in a ledger: of each request whether it was
// acknowledged, refused, or nobody knows. Followers read each store through
// each node as a careful client does: a page from `since` on, its `more` to
// the end, and of what they read only what the first page's
// X-Experience-API-Consistent-Through vouches for. Stored times below that
// header are complete, so a follower takes what is stored before it and goes
// on one microsecond earlier, since being exclusive (GS-11, GS-40). However
// late a commit becomes visible, whichever node dies in the middle: each
// follower must take every acknowledged statement exactly once, in the order
// of stored, and nothing that was refused.
//
// The troubles are: a node killed, paused and woken, a node whose clock jumps,
// the database stopped as a crash would stop it, all connections cut, a replica
// that falls behind, a fail-over. `go test` goes through them once; `make nodes`
// has them come at random for minutes.
package nodetest
