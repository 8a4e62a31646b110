package follow

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/lore-lrs/lore/internal/lrs"
)

// localKind runs a Local follower.
type localKind struct {
	runner *Runner
	Local
}

func (k localKind) name() string                          { return kindLocal }
func (k localKind) first() int64                          { return k.Generation() }
func (k localKind) live(wish) target                      { return localTarget{k, k.Local} }
func (k localKind) tidy(context.Context, <-chan struct{}) {}
func (k localKind) beside(ctx context.Context, wish wish) (filling, error) {
	beside, err := k.Beside(ctx, wish.wanted)
	if err != nil {
		return nil, err
	}
	return besideTarget{k, beside, wish.wanted}, nil
}

// localTarget is what is in force on this node.
type localTarget struct {
	kind  localKind
	local Local
}

func (t localTarget) generation() int64 { return t.local.Generation() }

func (t localTarget) through(_ context.Context, store lrs.StoreID) (int64, error) {
	return t.local.Through(store), nil
}

func (t localTarget) follow(ctx context.Context, store lrs.StoreID, _ int64, batch []lrs.Stored, through int64) error {
	return t.local.Follow(ctx, store, batch, through)
}

func (t localTarget) bury(ctx context.Context, store lrs.StoreID, _ int64, dead DeadLetter) error {
	if err := t.kind.bury(ctx, dead); err != nil {
		return err
	}
	return t.local.Follow(ctx, store, nil, dead.Stored+1)
}

// bury writes the letter down before the cursor moves: at worst it is there
// although the statement was taken in the end.
func (k localKind) bury(ctx context.Context, dead DeadLetter) error {
	return k.runner.config.Database.Write(ctx, func(tx *sql.Tx) error { return k.runner.bury(ctx, tx, dead) })
}

// besideTarget is what is filled on this node.
type besideTarget struct {
	kind   localKind
	beside Beside
	number int64
}

func (t besideTarget) generation() int64 { return t.number }
func (t besideTarget) discard() error    { return t.beside.Discard() }

func (t besideTarget) through(_ context.Context, store lrs.StoreID) (int64, error) {
	return t.beside.Through(store), nil
}

func (t besideTarget) follow(ctx context.Context, store lrs.StoreID, _ int64, batch []lrs.Stored, through int64) error {
	return t.beside.Follow(ctx, store, batch, through)
}

func (t besideTarget) bury(ctx context.Context, store lrs.StoreID, _ int64, dead DeadLetter) error {
	if err := t.kind.bury(ctx, dead); err != nil {
		return err
	}
	return t.beside.Follow(ctx, store, nil, dead.Stored+1)
}

func (t besideTarget) swap(ctx context.Context) (target, error) {
	if err := t.beside.Swap(ctx); err != nil {
		return nil, err
	}
	if in := t.kind.Generation(); in != t.number {
		return nil, fmt.Errorf("after the swap generation %d is in force, not %d", in, t.number)
	}
	err := t.kind.runner.config.Database.Write(ctx, func(tx *sql.Tx) error { return forgetDead(ctx, tx, t.kind.Name(), t.number) })
	if err != nil {
		t.kind.runner.config.Logger.Warn("old dead letters of a follower stay", "follower", t.kind.Name(), "error", err)
	}
	return localTarget{t.kind, t.kind.Local}, nil
}
