package access

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones are the same wherever the program runs

	"golang.org/x/text/language"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// StoreSpec asks for a new store.
type StoreSpec struct {
	Name string `json:"name"`
	// Title is what people call it; empty is the name.
	Title string `json:"title,omitempty"`
	// Sample says that what is in it was made up.
	Sample bool `json:"sample,omitempty"`
}

// StoreSettings are what administrators of a store choose.
type StoreSettings struct {
	Title    string `json:"title"`
	Language string `json:"language"` // BCP 47; empty is the organisation's
	Zone     string `json:"zone"`     // of the IANA database; empty is the organisation's
	// Accent is a word of the web app's: how the store looks.
	Accent string `json:"accent"`
	// MinGroup is below how many people a cell is suppressed for roles that see
	// no people, 1 to 20.
	MinGroup int `json:"min_group"`
}

// CreateStore makes a store. Errors: Invalid for a name that is not 1 to 63 of
// a-z, 0-9 and "-"; Conflict when it exists.
func (r *Registry) CreateStore(ctx context.Context, name string) (Store, error) {
	return r.AddStore(ctx, StoreSpec{Name: name})
}

// AddStore makes a store. Errors are those of CreateStore, and Invalid for a
// title that cannot be shown in a line.
func (r *Registry) AddStore(ctx context.Context, spec StoreSpec) (Store, error) {
	var store Store
	err := r.change(ctx, func(tx *sql.Tx) (err error) {
		store, err = r.addStore(ctx, tx, spec)
		return err
	})
	if err != nil {
		return Store{}, fmt.Errorf("create a store: %w", err)
	}
	return store, nil
}

func (r *Registry) addStore(ctx context.Context, tx *sql.Tx, spec StoreSpec) (Store, error) {
	if !validStoreName(spec.Name) {
		return Store{}, problem.New(problem.Invalid, "store-name",
			"%q cannot be a store's name: use 1 to 63 of the characters a-z, 0-9 and \"-\"", spec.Name)
	}
	if spec.Title != "" {
		if err := checkText("store", "title", spec.Title, maxName); err != nil {
			return Store{}, err
		}
	}
	store := Store{
		Name: spec.Name, Created: r.now().UnixMicro(), Sample: spec.Sample,
		StoreSettings: StoreSettings{Title: cmp.Or(spec.Title, spec.Name), MinGroup: defaultMinGroup},
	}
	var err error
	if store.ID, err = next(ctx, tx, "store"); err != nil {
		return Store{}, err
	}
	const add = `INSERT INTO store (id, name, created, title, sample, min_group) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name) DO NOTHING`
	added, err := affected(tx.ExecContext(ctx, add, store.ID, store.Name, store.Created, spec.Title, bit(store.Sample), store.MinGroup))
	if err != nil {
		return Store{}, fmt.Errorf("add the store: %w", err)
	}
	if !added {
		return Store{}, problem.New(problem.Conflict, "store-exists", "the store %q exists already", spec.Name)
	}
	return store, nil
}

// next gives a number that was never given for this purpose.
func next(ctx context.Context, tx *sql.Tx, counter string) (number int64, err error) {
	const count = `UPDATE counter SET value = value + 1 WHERE name = $1 RETURNING value`
	if err := tx.QueryRowContext(ctx, count, counter).Scan(&number); err != nil {
		return 0, fmt.Errorf("number the %s: %w", counter, err)
	}
	return number, nil
}

// bit writes a truth as the schema has it.
func bit(true bool) int64 {
	if true {
		return 1
	}
	return 0
}

func validStoreName(name string) bool {
	if len(name) < 1 || len(name) > 63 {
		return false
	}
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// ListStores returns all stores by name.
func (r *Registry) ListStores(ctx context.Context) ([]Store, error) {
	const list = `SELECT id, name, created, title, sample, language, zone, accent, min_group FROM store WHERE removed = 0`
	rows, err := r.db.Read().QueryContext(ctx, list)
	if err != nil {
		return nil, fmt.Errorf("list the stores: %w", db.Refusal(err))
	}
	defer rows.Close()
	stores := []Store{}
	for rows.Next() {
		var store Store
		var sample int64
		if err := rows.Scan(&store.ID, &store.Name, &store.Created, &store.Title, &sample,
			&store.Language, &store.Zone, &store.Accent, &store.MinGroup); err != nil {
			return nil, fmt.Errorf("list the stores: %w", db.Refusal(err))
		}
		store.Title, store.Sample = cmp.Or(store.Title, store.Name), sample != 0
		stores = append(stores, store)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list the stores: %w", db.Refusal(err))
	}
	// Sorted here: databases have their own ideas of the order of letters.
	slices.SortFunc(stores, func(a, b Store) int { return strings.Compare(a.Name, b.Name) })
	return stores, nil
}

// FindStore returns the store of a name. Errors: NotFound.
func (r *Registry) FindStore(ctx context.Context, name string) (Store, error) {
	stores, err := r.ListStores(ctx)
	if err != nil {
		return Store{}, err
	}
	for _, store := range stores {
		if store.Name == name {
			return store, nil
		}
	}
	return Store{}, unknownStore(name)
}

func unknownStore(name string) error {
	return problem.New(problem.NotFound, "store-unknown", "there is no store %q: create it first with «lore store create»", name)
}

// ChangeStore sets what administrators of a store choose. Errors: Invalid,
// NotFound.
func (r *Registry) ChangeStore(ctx context.Context, name string, settings StoreSettings) error {
	if err := settings.check(); err != nil {
		return err
	}
	if !validStoreName(name) {
		return unknownStore(name)
	}
	err := r.change(ctx, func(tx *sql.Tx) error {
		const set = `UPDATE store SET title = $1, language = $2, zone = $3, accent = $4, min_group = $5 WHERE name = $6`
		found, err := affected(tx.ExecContext(ctx, set, settings.Title, settings.Language, settings.Zone, settings.Accent, settings.MinGroup, name))
		if err != nil {
			return err
		}
		if !found {
			return unknownStore(name)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("change a store: %w", err)
	}
	return nil
}

func (s StoreSettings) check() error {
	if err := checkText("store", "title", s.Title, maxName); err != nil {
		return err
	}
	if s.Accent != "" {
		if err := checkText("store", "accent", s.Accent, 32); err != nil {
			return err
		}
	}
	if s.MinGroup < 1 || s.MinGroup > maxMinGroup {
		return problem.New(problem.Invalid, "min-group", "the smallest group is 1 to %d people, not %d", maxMinGroup, s.MinGroup)
	}
	return checkPlace(s.Language, s.Zone)
}

// checkPlace holds a language and a time zone to those that there are; both may be
// empty.
func checkPlace(tag, zone string) error {
	if _, err := language.Parse(tag); tag != "" && err != nil {
		return problem.New(problem.Invalid, "language-unknown", "%q is no language: write a tag such as en, de-CH or ar", tag)
	}
	if _, err := time.LoadLocation(zone); zone == "Local" || err != nil {
		return problem.New(problem.Invalid, "zone-unknown", "%q is no time zone: write a name such as Europe/Berlin or UTC", zone)
	}
	return nil
}

// RemovedStores returns the numbers of the stores that were removed since a time
// (microseconds).
func (r *Registry) RemovedStores(ctx context.Context, since int64) (numbers []int64, err error) {
	rows, err := r.db.Read().QueryContext(ctx, `SELECT id FROM store WHERE removed > 0 AND removed >= $1 ORDER BY id`, since)
	if err != nil {
		return nil, fmt.Errorf("list the removed stores: %w", db.Refusal(err))
	}
	defer rows.Close()
	for rows.Next() {
		var number int64
		if err := rows.Scan(&number); err != nil {
			return nil, fmt.Errorf("list the removed stores: %w", db.Refusal(err))
		}
		numbers = append(numbers, number)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list the removed stores: %w", db.Refusal(err))
	}
	return numbers, nil
}

// OnRemove has a function called with the number of each store that is removed, for
// those who keep something of it. It is to be called before the registry is used.
func (r *Registry) OnRemove(drop func(ctx context.Context, store int64) error) { r.drop = drop }

// RemoveStore removes a store: its keys, tokens and roles are useless at once, its
// name is free, and it is listed nowhere. Its statements stay in the log, where
// nobody can ask for them. Errors: NotFound.
func (r *Registry) RemoveStore(ctx context.Context, name string) error {
	if !validStoreName(name) {
		return unknownStore(name)
	}
	var store int64
	err := r.change(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT id FROM store WHERE name = $1`, name).Scan(&store)
		if errors.Is(err, sql.ErrNoRows) {
			return unknownStore(name)
		}
		if err != nil {
			return fmt.Errorf("find the store: %w", err)
		}
		now := r.now().UnixMicro()
		for _, step := range []struct {
			statement string
			arguments []any
		}{
			{`UPDATE store SET removed = $1, name = $2 WHERE id = $3`, []any{now, fmt.Sprintf("%s~%d", name, store), store}},
			{`UPDATE access_key SET revoked = $1 WHERE store = $2 AND revoked = 0`, []any{now, store}},
			{`UPDATE access_token SET revoked = $1 WHERE store = $2 AND revoked = 0`, []any{now, store}},
			{`DELETE FROM user_grant WHERE store = $1`, []any{store}},
			{`DELETE FROM person_group WHERE store = $1`, []any{store}},
		} {
			if _, err := tx.ExecContext(ctx, step.statement, step.arguments...); err != nil {
				return fmt.Errorf("remove the store: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("remove a store: %w", err)
	}
	if r.drop != nil {
		if err := r.drop(ctx, store); err != nil {
			return fmt.Errorf("drop what was kept of the removed store %s: %w", name, err)
		}
	}
	return nil
}
