// Package match says which statements answer a query, as far as that does not
// depend on how an engine stores them: what a filter asks for, which positions
// a page may hold, what a statement takes over from the one that it refers to,
// and whether a chain of references meets all filters. Each engine finds the
// candidates in its own way and asks this package about them. It does no I/O:
// an engine passes in how a statement is looked up.
package match
