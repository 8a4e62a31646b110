// Package quality says whether data is arriving and whether it is any good: what
// each source of a store sends and what is wrong with it (Sources), and for each
// feature of analytics what it needs, how much of the data has that, and who does
// not send it (Readiness).
//
// Both are counted from the facts (internal/facts) in one pass over their columns
// when they are asked for, with what was decided about words (internal/meaning)
// and which requests were rejected (internal/rejection). Only one thing is kept:
// how often statements came that were stored already, which the facts cannot know
// (Resends). docs/data-quality.md says how each number is counted.
//
// Whoever asks may see the whole store: that is for the caller to make sure.
package quality
