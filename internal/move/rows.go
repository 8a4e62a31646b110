package move

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lore-lrs/lore/internal/db"
)

// table is one whose rows are copied as they are.
type table struct {
	name, key string
	// where leaves out rows that belong to one database only.
	where string
	// what the rows are, for people.
	what string
}

// instanceSecret is the secret that tells databases apart. It stays where it is.
const instanceSecret = "instance"

// The tables in the order in which they can be filled. Keys come apart from
// the others: without them nobody gets in before everything is there.
var (
	storeTables = []table{
		{name: "store", key: "id", what: "stores"},
		{name: "counter", key: "name", where: "WHERE name NOT LIKE 'needs %'", what: "counters"},
		{name: "secret", key: "name", where: "WHERE name <> '" + instanceSecret + "'", what: "secrets"},
		{name: "decision", key: "id", what: "decisions about words"},
		{name: "person_merge", key: "id", what: "merges of people"},
		{name: "meaning_version", key: "store", what: "versions of decisions"},
		{name: "saved_view", key: "id", what: "saved views"},
		{name: "dashboard", key: "id", what: "dashboards"},
		{name: "kpi", key: "id", what: "KPIs"},
		{name: "embed", key: "id", what: "embeds"},
		{name: "instance_setting", key: "name", what: "settings of the organisation"},
	}
	keyTables = []table{
		{name: "access_key", key: "id", what: "keys"},
		{name: "access_token", key: "id", what: "tokens"},
		{name: "app_user", key: "id", what: "users"},
		{name: "person_group", key: "id", what: "groups of people"},
		{name: "user_grant", key: "id", what: "roles of users"},
	}
)

// movedTables are all tables that are copied as they are.
func movedTables() []table { return slices.Concat(storeTables, keyTables) }

// whole: everything in the table comes from the source. A target may have
// secrets and counters that the source never needed.
func (t table) whole() bool { return t.name != "counter" && t.name != "secret" }

// rows shows the rows of a table by their key.
func rows(ctx context.Context, database *db.DB, t table, fn func(Row) error) error {
	found, err := database.Read().QueryContext(ctx, "SELECT * FROM "+t.name+" "+t.where+" ORDER BY "+t.key)
	if err != nil {
		return fmt.Errorf("read the %s: %w", t.what, db.Refusal(err))
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		return fmt.Errorf("read the %s: %w", t.what, err)
	}
	for found.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := found.Scan(into...); err != nil {
			return fmt.Errorf("read the %s: %w", t.what, db.Refusal(err))
		}
		if err := fn(Row{columns, values}); err != nil {
			return err
		}
	}
	if err := found.Err(); err != nil {
		return fmt.Errorf("read the %s: %w", t.what, db.Refusal(err))
	}
	return nil
}

// put makes a row what the source has.
func (t table) put(ctx context.Context, tx *sql.Tx, row Row) error {
	var places, changes []string
	for i, column := range row.Columns {
		places = append(places, "$"+strconv.Itoa(i+1))
		if column != t.key {
			changes = append(changes, column+" = excluded."+column)
		}
	}
	put := "INSERT INTO " + t.name + " (" + strings.Join(row.Columns, ", ") + ") VALUES (" + strings.Join(places, ", ") + ")" +
		" ON CONFLICT (" + t.key + ") DO UPDATE SET " + strings.Join(changes, ", ")
	_, err := tx.ExecContext(ctx, put, row.Values...)
	return err
}

// id is the row's key, for messages and to find it on the other side.
func (t table) id(row Row) string {
	for i, column := range row.Columns {
		if column == t.key {
			return fmt.Sprint(row.Values[i])
		}
	}
	return ""
}

// text writes a row so that equal rows have equal texts.
func (r Row) text() []byte {
	var text []byte
	for i, column := range r.Columns {
		text = append(strconv.AppendQuote(text, column), '=')
		switch value := r.Values[i].(type) {
		case []byte:
			text = fmt.Appendf(text, "%x", value)
		default:
			text = strconv.AppendQuote(text, fmt.Sprint(value))
		}
		text = append(text, ' ')
	}
	return text
}

func (r Row) equal(other Row) bool { return bytes.Equal(r.text(), other.text()) }
