// Package bi fills tables in PostgreSQL that BI tools read: the facts, as a
// follower of the statement log (Follower), and beside them what was decided
// about words (Keeper). The view bi.facts joins them, so that a merge of people
// or a new course changes every row within seconds and nothing is written anew.
//
// Tools log in with roles of their own. Grant lets a role see one store: the
// policies of the tables hold whatever it asks to the stores it was given, and it
// may change nothing. schema.sql has all of it.
package bi

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

//go:embed schema.sql
var schema string

// tables are those that have a store, and its policy.
const tables = "fact activity meaning store"

// lock is the advisory lock under which the schema is made.
const lock = 7_250_317_001

// Prepare makes the schema bi, or what is missing of it. Errors: Invalid for a
// database that is not PostgreSQL; Forbidden when Lore's role may not make a
// schema.
func Prepare(ctx context.Context, database *db.DB) error {
	if database.Dialect() != db.PostgreSQL {
		return problem.New(problem.Invalid, "bi-needs-postgresql", "tables for BI tools are made in PostgreSQL only: export Parquet from a data directory")
	}
	err := database.Write(ctx, func(tx *sql.Tx) error {
		var may bool
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(lock)); err != nil {
			return err
		}
		const ask = `SELECT has_database_privilege(current_database(), 'CREATE') OR to_regnamespace('bi') IS NOT NULL`
		if err := tx.QueryRowContext(ctx, ask).Scan(&may); err != nil {
			return err
		}
		if !may {
			return problem.New(problem.Forbidden, "bi-schema", "Lore's role may not make the schema bi: GRANT CREATE ON DATABASE … to it")
		}
		statements := []string{schema}
		for table := range strings.FieldsSeq(tables) {
			statements = append(statements,
				"ALTER TABLE bi."+table+" ENABLE ROW LEVEL SECURITY",
				"DROP POLICY IF EXISTS of_reader ON bi."+table,
				"CREATE POLICY of_reader ON bi."+table+" FOR SELECT USING (store IN (SELECT store FROM bi.reader WHERE role = current_user))")
		}
		statements = append(statements,
			"ALTER TABLE bi.reader ENABLE ROW LEVEL SECURITY",
			"DROP POLICY IF EXISTS of_reader ON bi.reader",
			"CREATE POLICY of_reader ON bi.reader FOR SELECT USING (role = current_user)")
		for _, statement := range statements {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("make the tables for BI tools: %w", err)
	}
	return nil
}

// Readers gives roles stores to read.
type Readers struct{ Database *db.DB }

// Grant is Grant.
func (r Readers) Grant(ctx context.Context, store int64, role string) error {
	return Grant(ctx, r.Database, store, role)
}

// Revoke is Revoke.
func (r Readers) Revoke(ctx context.Context, store int64, role string) error {
	return Revoke(ctx, r.Database, store, role)
}

// Grant lets a role that exists read the facts of a store. Errors: NotFound for
// a role or store that is not there; Invalid for a role that no policy holds.
func Grant(ctx context.Context, database *db.DB, store int64, role string) error {
	if err := Prepare(ctx, database); err != nil {
		return err
	}
	err := database.Write(ctx, func(tx *sql.Tx) error {
		var roles, free, stores int
		const ask = `
			SELECT COUNT(*), COUNT(*) FILTER (WHERE rolsuper OR rolbypassrls OR pg_has_role(oid, current_user, 'MEMBER')),
				(SELECT COUNT(*) FROM store WHERE id = $2)
			FROM pg_roles WHERE rolname = $1`
		if err := tx.QueryRowContext(ctx, ask, role, store).Scan(&roles, &free, &stores); err != nil {
			return err
		}
		switch {
		case roles == 0:
			return problem.New(problem.NotFound, "role-unknown", "PostgreSQL has no role %q: make it with CREATE ROLE … LOGIN PASSWORD …", role)
		case free > 0:
			return problem.New(problem.Invalid, "role-too-strong",
				"the role %q would see every store: it is a superuser, passes by row-level security, or has Lore's own rights", role)
		case stores == 0:
			return problem.New(problem.NotFound, "store-unknown", "there is no store with the number %d", store)
		}
		name := pgx.Identifier{role}.Sanitize()
		for _, grant := range []string{
			"GRANT USAGE ON SCHEMA bi TO " + name,
			"GRANT SELECT ON bi.facts, bi.generation, bi.reader, bi.fact, bi.activity, bi.meaning, bi.store TO " + name,
		} {
			if _, err := tx.ExecContext(ctx, grant); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO bi.reader (role, store) VALUES ($1, $2) ON CONFLICT DO NOTHING`, role, store)
		return err
	})
	if err != nil {
		return fmt.Errorf("let a role read the facts: %w", err)
	}
	return nil
}

// Revoke takes that back. Errors: NotFound when the role did not see the store.
func Revoke(ctx context.Context, database *db.DB, store int64, role string) error {
	if err := Prepare(ctx, database); err != nil {
		return err
	}
	err := database.Write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `DELETE FROM bi.reader WHERE role = $1 AND store = $2`, role, store)
		if err != nil {
			return err
		}
		if gone, err := result.RowsAffected(); err != nil || gone > 0 {
			return err
		}
		return problem.New(problem.NotFound, "role-reads-nothing", "the role %q does not see the store", role)
	})
	if err != nil {
		return fmt.Errorf("take the facts from a role: %w", err)
	}
	return nil
}
