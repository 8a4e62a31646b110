package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// Grant is a user's role in a store.
type Grant struct {
	Store string `json:"store"` // its name
	Role  Role   `json:"role"`
	// Groups and Persons name the only people that the role is about: those of
	// groups of the store, and single ones by their identifiers. A manager or
	// instructor for whom there is nobody sees nobody. A learner's names exactly one
	// person, and no group; the roles about everybody name none.
	Groups  []string `json:"groups"`
	Persons []string `json:"persons"`
	// MinGroup is below how many people an analyst's cells are suppressed; 0 is
	// what the store has.
	MinGroup int `json:"min_group"`
}

// Nobody stands in Reader.Persons for a role about people of whom there are none:
// no list at all would mean everybody. It is no identifier that anybody can have.
const Nobody = "nobody"

// check holds a grant to the rules of its role and returns it in its normal form.
func (g Grant) check() (Grant, error) {
	row := rowOf(g.Role)
	if row < 0 {
		return Grant{}, problem.New(problem.Invalid, "role-unknown", "%q is no role: the roles are %s", g.Role, roleNames())
	}
	persons, err := checkPersons(g.Persons)
	if err != nil {
		return Grant{}, err
	}
	g.Persons = persons
	g.Groups = slices.Clone(g.Groups)
	slices.Sort(g.Groups)
	g.Groups = slices.Compact(g.Groups)
	role := roles[row]
	switch {
	case role.about == everybody && len(persons)+len(g.Groups) > 0:
		return Grant{}, problem.New(problem.Invalid, "persons", "the role %s is about everybody in the store; name no person and no group, or choose the role manager, instructor or learner", g.Role)
	case role.about == oneself && (len(persons) != 1 || len(g.Groups) > 0):
		return Grant{}, problem.New(problem.Invalid, "persons", "the role %s is about one person, itself: name exactly one person and no group", g.Role)
	case g.MinGroup < 0 || g.MinGroup > maxMinGroup:
		return Grant{}, problem.New(problem.Invalid, "min-group", "the smallest group is 1 to %d people, or 0 for that of the store, not %d", maxMinGroup, g.MinGroup)
	case !role.pseudonymous && g.MinGroup > 1:
		return Grant{}, problem.New(problem.Invalid, "min-group", "the role %s sees people, so that groups are not suppressed; only the role analyst takes a smallest group", g.Role)
	case !role.pseudonymous:
		g.MinGroup = 0
	}
	return g, nil
}

// setGrants makes these the grants of a user. Errors: Invalid, NotFound for a store
// or a group.
func (r *Registry) setGrants(ctx context.Context, tx *sql.Tx, user int64, grants []Grant) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM user_grant WHERE user_id = $1`, user); err != nil {
		return fmt.Errorf("take back the roles of the user: %w", err)
	}
	taken := make(map[string]bool)
	for _, grant := range grants {
		grant, err := grant.check()
		if err != nil {
			return err
		}
		if taken[grant.Store] {
			return problem.New(problem.Invalid, "grants", "there are two roles in the store %s: a user has one in each", grant.Store)
		}
		taken[grant.Store] = true
		store, err := storeNumber(ctx, tx, grant.Store)
		if err != nil {
			return err
		}
		for _, name := range grant.Groups {
			if err := groupThere(ctx, tx, store, name); err != nil {
				return err
			}
		}
		id, err := next(ctx, tx, "grant")
		if err != nil {
			return err
		}
		const add = `INSERT INTO user_grant (id, user_id, store, role, people_groups, persons, min_group) VALUES ($1, $2, $3, $4, $5, $6, $7)`
		if _, err := tx.ExecContext(ctx, add, id, user, store, string(grant.Role), list(grant.Groups), list(grant.Persons), grant.MinGroup); err != nil {
			return fmt.Errorf("give the user a role: %w", err)
		}
	}
	return nil
}

// storeNumber returns the number of the store of a name. Errors: NotFound.
func storeNumber(ctx context.Context, tx *sql.Tx, name string) (number int64, err error) {
	if !validStoreName(name) {
		return 0, unknownStore(name)
	}
	err = tx.QueryRowContext(ctx, `SELECT id FROM store WHERE name = $1`, name).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, unknownStore(name)
	}
	if err != nil {
		return 0, fmt.Errorf("find the store: %w", err)
	}
	return number, nil
}

// list writes names as the schema has them.
func list(names []string) string {
	text, err := json.Marshal(append([]string{}, names...))
	if err != nil {
		return "[]" // texts that were checked cannot fail
	}
	return string(text)
}

// querier is a transaction, or the connections for queries.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// eachGrant shows all grants.
func (r *Registry) eachGrant(ctx context.Context, show func(user int64, grant Grant)) error {
	return eachGrantOf(ctx, r.db.Read(), 0, show)
}

// eachGrantOf shows the grants of a user; of all for 0.
func eachGrantOf(ctx context.Context, from querier, of int64, show func(user int64, grant Grant)) error {
	const all = `
		SELECT user_grant.user_id, store.name, user_grant.role, user_grant.people_groups, user_grant.persons, user_grant.min_group
		FROM user_grant JOIN store ON store.id = user_grant.store
		WHERE store.removed = 0 AND ($1 = 0 OR user_grant.user_id = $1)`
	rows, err := from.QueryContext(ctx, all, of)
	if err != nil {
		return fmt.Errorf("list the roles: %w", db.Refusal(err))
	}
	defer rows.Close()
	for rows.Next() {
		var user int64
		var grant Grant
		var groups, persons string
		if err := rows.Scan(&user, &grant.Store, &grant.Role, &groups, &persons, &grant.MinGroup); err != nil {
			return fmt.Errorf("list the roles: %w", db.Refusal(err))
		}
		if err := errors.Join(json.Unmarshal([]byte(groups), &grant.Groups), json.Unmarshal([]byte(persons), &grant.Persons)); err != nil {
			return fmt.Errorf("read a role of the user %d: %w", user, err)
		}
		show(user, grant)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("list the roles: %w", db.Refusal(err))
	}
	return nil
}

// place is a store as a user may see it: what the user's role means there.
type place struct {
	store  Store
	reader Reader // without what tells of the session
}

// placesOf returns the stores of a user, as a session sees them. An administrator
// is an owner everywhere.
func (r *Registry) placesOf(ctx context.Context, user int64, administrator bool) ([]place, error) {
	stores, err := r.ListStores(ctx)
	if err != nil {
		return nil, err
	}
	grants := make(map[string]Grant)
	if !administrator {
		err := r.eachGrant(ctx, func(of int64, grant Grant) {
			if of == user {
				grants[grant.Store] = grant
			}
		})
		if err != nil {
			return nil, err
		}
	}
	var places []place
	for _, store := range stores {
		grant, ok := grants[store.Name]
		if administrator {
			grant, ok = Grant{Store: store.Name, Role: RoleOwner}, true
		}
		row := rowOf(grant.Role)
		if !ok || row < 0 { // a role of a newer version opens nothing
			continue
		}
		role := roles[row]
		reader := Reader{Store: store.ID, StoreName: store.Name, Role: grant.Role, MinGroup: 1, Pseudonymous: role.pseudonymous}
		if role.about != everybody {
			if reader.Persons, err = r.personsOf(ctx, store.ID, grant); err != nil {
				return nil, err
			}
		}
		if role.pseudonymous {
			reader.MinGroup = grant.MinGroup
			if reader.MinGroup == 0 {
				reader.MinGroup = store.MinGroup
			}
		}
		places = append(places, place{store, reader})
	}
	return places, nil
}

// personsOf returns the people that a grant is about: never none.
func (r *Registry) personsOf(ctx context.Context, store int64, grant Grant) ([]string, error) {
	persons := slices.Clone(grant.Persons)
	if len(grant.Groups) > 0 {
		groups, err := r.groupsOf(ctx, store)
		if err != nil {
			return nil, err
		}
		for _, group := range groups {
			if slices.Contains(grant.Groups, group.Name) {
				persons = append(persons, group.Persons...)
			}
		}
	}
	if len(persons) == 0 {
		return []string{Nobody}, nil
	}
	slices.Sort(persons)
	return slices.Compact(persons), nil
}
