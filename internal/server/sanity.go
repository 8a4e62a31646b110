package server

import (
	"log/slog"
	"time"

	"github.com/lore-lrs/lore/internal/problem"
)

const (
	// littleSpace is where a warning is due, in bytes: room for some hours of
	// full load.
	littleSpace = 1 << 30
	// earliestTime is before any time at which this program can run.
	earliestTime = 1_704_067_200_000_000 // 2024-01-01 in microseconds since 1970
	// clockTolerance is how far the clock may stand behind the log.
	clockTolerance = 5 * time.Minute
)

// checkClock refuses a clock that was never set: what is stored by it would
// sort before everything else for good.
func checkClock(now time.Time) error {
	if now.UnixMicro() < earliestTime {
		return problem.New(problem.Unavailable, "clock-not-set",
			"the clock of this machine says %s; set it (timedatectl, ntpd) and start again", now.UTC().Format(time.RFC3339))
	}
	return nil
}

// warnOfClock tells of a clock that stands behind the newest statement: stored
// times stay in order, but run ahead of the clock until it has caught up.
func warnOfClock(logger *slog.Logger, now time.Time, newest int64) {
	if ahead := time.Duration(newest-now.UnixMicro()) * time.Microsecond; ahead > clockTolerance {
		logger.Warn("the clock stands behind the newest stored statement; check it",
			"clock", now.UTC(), "newest", time.UnixMicro(newest).UTC(), "behind", ahead)
	}
}

// warnOfSpace tells of a disk that is nearly full.
func warnOfSpace(logger *slog.Logger, d *directory) {
	free, err := d.free()
	if err != nil {
		logger.Warn("cannot tell how much space is left", "error", err)
	} else if free < littleSpace {
		logger.Warn("little space is left for the data directory", "directory", d.path, "bytes", free)
	}
}
