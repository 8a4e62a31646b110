package access

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"github.com/lore-lrs/lore/internal/problem"
)

// cost is what a hash of a password takes: OWASP's advice for argon2id, with the
// memory in KiB.
var cost = &argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

const (
	// leastPassword and mostPassword bound a password, in characters and bytes.
	leastPassword = 12
	mostPassword  = 256
	// hashesAtOnce is how many passwords are hashed at once, at 19 MiB each, and
	// hashesWaiting how many wait for that: more are sent away.
	hashesAtOnce  = 4
	hashesWaiting = 64
)

// hasher hashes passwords, a few at once, so that a flood of people who sign in
// takes neither the memory nor the processors of the others. Its zero value works.
type hasher struct {
	once    sync.Once
	turns   chan struct{}
	waiting atomic.Int64
	// nobodys is the hash of a password that nobody has.
	nobodys string
}

// enter waits for a turn; leave ends it. The error is of kind TooMany.
func (h *hasher) enter(ctx context.Context) (leave func(), err error) {
	h.once.Do(func() {
		h.turns = make(chan struct{}, hashesAtOnce)
		h.nobodys, err = argon2id.CreateHash(randomSecret(), cost)
	})
	if err != nil {
		return nil, err
	}
	if h.waiting.Add(1) > hashesAtOnce+hashesWaiting {
		h.waiting.Add(-1)
		return nil, problem.New(problem.TooMany, "too-many-tries", "too many people sign in at this moment: try again in a few seconds")
	}
	select {
	case h.turns <- struct{}{}:
		return func() { <-h.turns; h.waiting.Add(-1) }, nil
	case <-ctx.Done():
		h.waiting.Add(-1)
		return nil, ctx.Err()
	}
}

func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return argon2id.CreateHash(password, cost)
}

// matches compares a password with a hash; without one it takes as long and says no.
func (h *hasher) matches(ctx context.Context, password, hash string) (bool, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	known := hash != ""
	if !known {
		hash = h.nobodys
	}
	same, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, fmt.Errorf("compare a password: %w", err)
	}
	return same && known, nil
}

// checkPassword holds a new password to what is hard to guess.
func checkPassword(password, email string) error {
	switch {
	case !utf8.ValidString(password) || len(password) > mostPassword:
		return problem.New(problem.Invalid, "password-invalid", "the password is too long: at most %d bytes", mostPassword)
	case utf8.RuneCountInString(password) < leastPassword:
		return problem.New(problem.Invalid, "password-invalid", "the password is too short: at least %d characters; a few words that nobody would expect side by side are good", leastPassword)
	case strings.EqualFold(strings.TrimSpace(password), email):
		return problem.New(problem.Invalid, "password-invalid", "the password must not be the e-mail address")
	case strings.Count(password, password[:1]) == len(password):
		return problem.New(problem.Invalid, "password-invalid", "the password must not be one character over and over")
	}
	return nil
}
