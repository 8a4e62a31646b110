package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// times is what the kernel counts of a process: computing in its own name and
// in the name of children that have ended.
type times struct {
	parent      int
	own, ofDead time.Duration
}

// tick is the unit of /proc/PID/stat on every Linux that Go runs on.
const tick = 10 * time.Millisecond

func processTimes(process int) (times, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", process))
	if err != nil {
		return times{}, err
	}
	// The second field is a name in brackets, which may hold anything.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	const parent, user, system, deadUser, deadSystem = 1, 11, 12, 13, 14
	number := func(field int) time.Duration {
		value, parseErr := strconv.ParseInt(fields[field], 10, 64)
		if err == nil && parseErr != nil {
			err = fmt.Errorf("read the times of process %d: %w", process, parseErr)
		}
		return time.Duration(value)
	}
	return times{
		parent: int(number(parent)),
		own:    (number(user) + number(system)) * tick,
		ofDead: (number(deadUser) + number(deadSystem)) * tick,
	}, err
}

// family lists a process and its children.
func family(process int) ([]int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	members := []int{process}
	for _, entry := range entries {
		id, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		// One that has ended meanwhile is no member.
		if of, err := processTimes(id); err == nil && of.parent == process {
			members = append(members, id)
		}
	}
	return members, nil
}

// familyTimes returns the time that a process and all its children, those that
// have ended too, have computed so far.
func familyTimes(process int) (total time.Duration, err error) {
	members, err := family(process)
	if err != nil {
		return 0, err
	}
	for i, member := range members {
		used, err := processTimes(member)
		if err != nil {
			if i == 0 {
				return 0, err
			}
			continue // it has ended just now; its time is in the parent's
		}
		total += used.own
		if i == 0 {
			total += used.ofDead
		}
	}
	return total, nil
}

// familyMemory returns the memory of a process and its children in bytes;
// shared pages count once.
func familyMemory(process int) (total int64, err error) {
	members, err := family(process)
	if err != nil {
		return 0, err
	}
	for i, member := range members {
		bytes, err := kibibytes(fmt.Sprintf("/proc/%d/smaps_rollup", member), "Pss")
		if err != nil {
			if i == 0 {
				return 0, err
			}
			continue // it has ended just now
		}
		total += bytes
	}
	return total, nil
}

// kibibytes reads a line such as "VmRSS:  123 kB", and returns bytes.
func kibibytes(path, key string) (int64, error) {
	fields := strings.Fields(valueIn(path, key))
	if len(fields) == 0 {
		return 0, fmt.Errorf("%s has no %s", path, key)
	}
	count, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s in %s: %w", key, path, err)
	}
	return count * 1024, nil
}
