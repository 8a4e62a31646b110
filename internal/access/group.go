package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// Group is a group of people of a store, such as a class or a team.
type Group struct {
	Name  string `json:"name"` // 1 to 63 of a-z, 0-9 and "-"
	Title string `json:"title"`
	// Persons are identifiers ("mailto:ada@example.org").
	Persons []string `json:"persons"`
}

func unknownGroup(name string) error {
	return problem.New(problem.NotFound, "group-unknown", "there is no group %q in this store", name)
}

// ListGroups returns the groups of a store by name. Errors: NotFound for the store.
func (r *Registry) ListGroups(ctx context.Context, store string) ([]Group, error) {
	found, err := r.FindStore(ctx, store)
	if err != nil {
		return nil, err
	}
	return r.groupsOf(ctx, found.ID)
}

func (r *Registry) groupsOf(ctx context.Context, store int64) ([]Group, error) {
	rows, err := r.db.Read().QueryContext(ctx, `SELECT name, title, persons FROM person_group WHERE store = $1`, store)
	if err != nil {
		return nil, fmt.Errorf("list the groups: %w", db.Refusal(err))
	}
	defer rows.Close()
	groups := []Group{}
	for rows.Next() {
		var group Group
		var persons string
		if err := rows.Scan(&group.Name, &group.Title, &persons); err != nil {
			return nil, fmt.Errorf("list the groups: %w", db.Refusal(err))
		}
		if err := json.Unmarshal([]byte(persons), &group.Persons); err != nil {
			return nil, fmt.Errorf("read the persons of the group %s: %w", group.Name, err)
		}
		groups = append(groups, group)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list the groups: %w", db.Refusal(err))
	}
	slices.SortFunc(groups, func(a, b Group) int { return strings.Compare(a.Name, b.Name) })
	return groups, nil
}

// SaveGroup makes or changes a group and returns it in its normal form. Errors:
// Invalid; NotFound for the store.
func (r *Registry) SaveGroup(ctx context.Context, store string, group Group) (Group, error) {
	if !validStoreName(group.Name) {
		return Group{}, problem.New(problem.Invalid, "group-name",
			"%q cannot be a group's name: use 1 to 63 of the characters a-z, 0-9 and \"-\"; its title may be anything", group.Name)
	}
	if err := checkText("group", "title", group.Title, maxName); err != nil {
		return Group{}, err
	}
	var err error
	if group.Persons, err = checkPersons(group.Persons); err != nil {
		return Group{}, err
	}
	err = r.change(ctx, func(tx *sql.Tx) error {
		number, err := storeNumber(ctx, tx, store)
		if err != nil {
			return err
		}
		id, err := next(ctx, tx, "group")
		if err != nil {
			return err
		}
		const save = `
			INSERT INTO person_group (id, store, name, title, persons) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (store, name) DO UPDATE SET title = excluded.title, persons = excluded.persons`
		_, err = tx.ExecContext(ctx, save, id, number, group.Name, group.Title, list(group.Persons))
		return err
	})
	if err != nil {
		return Group{}, fmt.Errorf("save a group: %w", err)
	}
	return group, nil
}

// RemoveGroup removes a group, also from the roles that are about it. Errors:
// NotFound.
func (r *Registry) RemoveGroup(ctx context.Context, store, name string) error {
	err := r.change(ctx, func(tx *sql.Tx) error {
		number, err := storeNumber(ctx, tx, store)
		if err != nil {
			return err
		}
		if err := groupThere(ctx, tx, number, name); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM person_group WHERE store = $1 AND name = $2`, number, name); err != nil {
			return err
		}
		return withoutGroup(ctx, tx, number, name)
	})
	if err != nil {
		return fmt.Errorf("remove a group: %w", err)
	}
	return nil
}

func groupThere(ctx context.Context, tx *sql.Tx, store int64, name string) error {
	if !validStoreName(name) {
		return unknownGroup(name)
	}
	var id int64
	err := tx.QueryRowContext(ctx, `SELECT id FROM person_group WHERE store = $1 AND name = $2`, store, name).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return unknownGroup(name)
	}
	return err
}

// withoutGroup takes a group out of every grant of its store, so that one that is
// made later under the same name is not theirs.
func withoutGroup(ctx context.Context, tx *sql.Tx, store int64, name string) error {
	rows, err := tx.QueryContext(ctx, `SELECT id, people_groups FROM user_grant WHERE store = $1`, store)
	if err != nil {
		return err
	}
	changed := make(map[int64][]string)
	for rows.Next() {
		var id int64
		var text string
		var groups []string
		if err := rows.Scan(&id, &text); err != nil {
			return errors.Join(err, rows.Close())
		}
		if err := json.Unmarshal([]byte(text), &groups); err != nil {
			return errors.Join(err, rows.Close())
		}
		if i := slices.Index(groups, name); i >= 0 {
			changed[id] = slices.Delete(groups, i, i+1)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for id, groups := range changed {
		if _, err := tx.ExecContext(ctx, `UPDATE user_grant SET people_groups = $1 WHERE id = $2`, list(groups), id); err != nil {
			return err
		}
	}
	return nil
}
