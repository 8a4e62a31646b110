package access

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

const (
	// triesWindow is within which time tries that failed are counted.
	triesWindow = 15 * time.Minute
	// How many may fail in it: of one account from one address, of one account, and
	// from one address. The first keeps a guesser out without keeping the user out,
	// who comes from elsewhere; nor does the second keep out whoever comes from where
	// the user is signed in (Registry.try). Addresses of one network of IPv6 (/64) are
	// one: whoever has one has all of them.
	triesOfPair    = 10
	triesOfAccount = 50
	triesOfAddress = 100
	// maxThrottled bounds how many accounts and addresses are remembered.
	maxThrottled = 20_000
)

// throttle counts tries to sign in, on this node. Its zero value works.
type throttle struct {
	mu     sync.Mutex
	counts map[string]*tries
}

// tries are those since a time.
type tries struct {
	since time.Time
	count int
}

// tooManyTries says when to come again.
type tooManyTries struct {
	problem error
	after   time.Duration
	// ofAccount: the account alone had too many, from other addresses.
	ofAccount bool
}

func (t *tooManyTries) Error() string { return t.problem.Error() }

func (t *tooManyTries) Unwrap() error { return t.problem }

// RetryAfter returns after which time what was refused for too many tries can be
// tried again; false for any other error.
func RetryAfter(err error) (time.Duration, bool) {
	var refused *tooManyTries
	if !errors.As(err, &refused) {
		return 0, false
	}
	return refused.after, true
}

// network is what is counted of an address: one of IPv6 stands for all of its network.
func network(address string) string {
	at, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if at = at.Unmap().WithZone(""); at.Is4() {
		return at.String()
	}
	return netip.PrefixFrom(at, 64).Masked().String()
}

// try counts a try to prove who one is, as throttle.begin does. What others try from
// elsewhere keeps nobody out who comes from where the account is signed in: else
// whoever has many addresses could keep a user out for good.
func (r *Registry) try(ctx context.Context, account, address string) (forgive func(succeeded bool), err error) {
	forgive, err = r.tries.begin(r.now(), account, address, false)
	var refused *tooManyTries
	if !errors.As(err, &refused) || !refused.ofAccount {
		return forgive, err
	}
	if known, lookErr := r.signedInFrom(ctx, account, address); lookErr != nil || !known {
		return nil, errors.Join(lookErr, err)
	}
	return r.tries.begin(r.now(), account, address, true)
}

// signedInFrom reports whether the user of an address of e-mail has a session from an
// address.
func (r *Registry) signedInFrom(ctx context.Context, email, address string) (bool, error) {
	if !isText(email) || address == "" {
		return false, nil
	}
	const list = `SELECT user_session.address FROM user_session JOIN app_user ON app_user.id = user_session.user_id WHERE app_user.email = $1`
	rows, err := r.db.Read().QueryContext(ctx, list, email)
	if err != nil {
		return false, fmt.Errorf("look where the user is signed in: %w", db.Refusal(err))
	}
	defer rows.Close()
	known := false
	for rows.Next() {
		var from string
		if err := rows.Scan(&from); err != nil {
			return false, fmt.Errorf("look where the user is signed in: %w", db.Refusal(err))
		}
		known = known || network(from) == network(address)
	}
	if err := rows.Err(); err != nil {
		return false, fmt.Errorf("look where the user is signed in: %w", db.Refusal(err))
	}
	return known, nil
}

// begin counts a try before its outcome is known, so that many at once are counted,
// too. forgive takes it back when it did not fail; when it succeeded, with those that
// failed before from the same address. known: the address is one of the user's, whom
// tries from others do not keep out.
func (t *throttle) begin(now time.Time, account, address string, known bool) (forgive func(succeeded bool), err error) {
	address = network(address)
	limits := []struct {
		key  string
		most int
	}{
		{"pair " + account + " " + address, triesOfPair},
		{"account " + account, triesOfAccount},
		{"address " + address, triesOfAddress},
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = make(map[string]*tries)
	}
	var wait time.Duration
	ofAccount := true
	for i, limit := range limits {
		counted := t.counts[limit.key]
		if counted == nil {
			continue
		}
		isAccount := i == 1
		left := counted.since.Add(triesWindow).Sub(now)
		switch {
		case left <= 0:
			delete(t.counts, limit.key)
		case counted.count >= limit.most && !(isAccount && known):
			wait = max(wait, left)
			ofAccount = ofAccount && isAccount
		}
	}
	if wait > 0 {
		return nil, &tooManyTries{problem.New(problem.TooMany, "too-many-tries",
			"signing in failed too often: try again in %d minutes", int(wait/time.Minute)+1), wait, ofAccount}
	}
	var mine [3]*tries
	for i, limit := range limits {
		counted := t.counts[limit.key]
		if counted == nil {
			t.makeRoom(now)
			counted = &tries{since: now}
			t.counts[limit.key] = counted
		}
		counted.count++
		mine[i] = counted
	}
	return func(succeeded bool) {
		t.mu.Lock()
		defer t.mu.Unlock()
		// Where this one was counted: a window that began meanwhile counts others.
		for _, counted := range mine {
			counted.count--
		}
		if succeeded {
			delete(t.counts, limits[0].key)
		}
	}, nil
}

// makeRoom forgets what is over, and if that is not enough, any one.
func (t *throttle) makeRoom(now time.Time) {
	if len(t.counts) < maxThrottled {
		return
	}
	for key, known := range t.counts {
		if now.Sub(known.since) >= triesWindow {
			delete(t.counts, key)
		}
	}
	for key := range t.counts { // the order of a map is random
		if len(t.counts) < maxThrottled {
			return
		}
		delete(t.counts, key)
	}
}
