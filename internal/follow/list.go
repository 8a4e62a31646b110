package follow

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"
)

// List returns how all followers are, by name and node: what the nodes said in
// the last minute. A follower that no node runs has one line, without a node.
func (r *Runner) List(ctx context.Context) ([]Status, error) {
	wishes, err := r.wanted(ctx)
	if err != nil {
		return nil, err
	}
	dead, err := r.countDead(ctx)
	if err != nil {
		return nil, err
	}
	said, holders, err := r.said(ctx)
	if err != nil {
		return nil, err
	}
	list := []Status{}
	for name, wish := range wishes {
		holder := holders[leaseOf(name)]
		nodes := slices.DeleteFunc(said[name], func(s Status) bool { return wish.kind == kindShared && s.Node != holder })
		if len(nodes) == 0 {
			nodes = []Status{{Name: name, Kind: wish.kind, State: Stopped, Generation: wish.generation}}
		}
		for _, status := range nodes {
			if wish.paused {
				status.State, status.Error = Paused, ""
			}
			if wish.kind == kindShared {
				status.Holder = holder
			}
			status.Dead = dead[name]
			list = append(list, status)
		}
	}
	slices.SortFunc(list, func(a, b Status) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Node, b.Node))
	})
	return list, nil
}

// said returns what the nodes say by follower, and who holds the leases. It asks
// within a transaction for the time by the database's clock.
func (r *Runner) said(ctx context.Context) (said map[string][]Status, holders map[string]string, err error) {
	tx, err := r.config.Database.Read().BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, nil, fmt.Errorf("ask how the followers are: %w", refusal(err))
	}
	defer func() { _ = tx.Rollback() }() // it changed nothing
	now, err := r.config.Database.Now(ctx, tx)
	if err != nil {
		return nil, nil, refusal(err)
	}
	rows, err := tx.QueryContext(ctx, `SELECT follower, status FROM follower_node WHERE seen >= $1`, now-remembered.Microseconds())
	if err != nil {
		return nil, nil, fmt.Errorf("ask how the followers are: %w", refusal(err))
	}
	said = map[string][]Status{}
	_, err = collect(rows, func(scan func(...any) error) (struct{}, error) {
		var name, text string
		if err := scan(&name, &text); err != nil {
			return struct{}{}, err
		}
		var status Status
		if err := json.Unmarshal([]byte(text), &status); err != nil {
			return struct{}{}, fmt.Errorf("read the status of the follower %s: %w", name, err)
		}
		said[name] = append(said[name], status)
		return struct{}{}, nil
	})
	if err != nil {
		return nil, nil, err
	}
	if rows, err = tx.QueryContext(ctx, `SELECT name, holder FROM lease WHERE ends >= $1`, now); err != nil {
		return nil, nil, fmt.Errorf("ask who holds the leases: %w", refusal(err))
	}
	holders = map[string]string{}
	_, err = collect(rows, func(scan func(...any) error) (struct{}, error) {
		var name, holder string
		err := scan(&name, &holder)
		holders[name] = holder
		return struct{}{}, err
	})
	return said, holders, err
}
