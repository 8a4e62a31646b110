//go:build !unix

package column

import "os"

// mapFile reads a file into memory.
func mapFile(name string) (*mapping, error) {
	bytes, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return &mapping{bytes}, nil
}
