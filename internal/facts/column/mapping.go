package column

// mapping is a file's content, readable as long as the mapping can be reached:
// whoever reads its bytes keeps it alive until he is done, and lets no slice of
// them out.
type mapping struct{ bytes []byte }
