// Package xapi is the language of the Experience API: statements, agents,
// activities and the rules they obey, in versions 1.0.3 and 2.0 (IEEE
// 9274.1.1).
//
// It parses and validates in one pass over the bytes, says what was wrong in
// words with a JSON pointer and a rule id, finds the keys that statements are
// looked up by, compares statements, and renders them in the formats ids,
// exact and canonical. It does no I/O and keeps no state: anyone may import
// it.
//
// Rule ids (GEN-08, AC-03, …) are those of docs/conformance.md.
package xapi
