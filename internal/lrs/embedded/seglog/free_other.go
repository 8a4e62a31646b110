//go:build !linux && !darwin

package seglog

import "math"

func free(string) (int64, error) { return math.MaxInt64, nil }
