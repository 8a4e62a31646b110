package engine

// bucketOf returns the bucket of a time, which lies within the edges; near is
// where to look first. Buckets are about equally long, so that the place is
// nearly known.
func bucketOf(edges []int64, at int64, near int) int {
	if edges[near] <= at && at < edges[near+1] {
		return near
	}
	last := len(edges) - 2
	first := edges[0]
	guess := int(float64(at-first) / float64(edges[last+1]-first) * float64(last+1))
	guess = max(0, min(guess, last))
	for at < edges[guess] {
		guess--
	}
	for at >= edges[guess+1] {
		guess++
	}
	return guess
}
