package rejection

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lore-lrs/lore/internal/db"
)

const columns = `id, store, at, node, access_key, method, resource, status, code, rule, pointer, parameter, message, user_agent, request, sample, count`

// After returns rejections of a store with a greater id, in their order, at
// most limit.
func (l *Log) After(ctx context.Context, store, id int64, limit int) ([]Rejection, error) {
	const list = `SELECT ` + columns + ` FROM rejection WHERE store = $1 AND id > $2 ORDER BY id LIMIT $3`
	return l.list(ctx, list, store, id, limit)
}

// Newest returns the id of the last rejection that can be seen, of whatever
// store; 0 when there was none.
func (l *Log) Newest(ctx context.Context) (id int64, err error) {
	const find = `SELECT value FROM counter WHERE name = 'rejection'`
	if err := l.config.Database.Read().QueryRowContext(ctx, find).Scan(&id); err != nil {
		return 0, fmt.Errorf("find the last rejected request: %w", db.Refusal(err))
	}
	return id, nil
}

// Filter narrows what Recent returns; what is empty narrows nothing.
type Filter struct {
	KeyID, Code, Rule string
	Status            int
	Since             time.Time
	// Before asks for ids below it, to page back; 0 starts with the newest.
	Before int64
}

// Recent returns the newest rejections of a store that the filter lets through,
// newest first, at most limit.
func (l *Log) Recent(ctx context.Context, store int64, filter Filter, limit int) ([]Rejection, error) {
	const list = `
		SELECT ` + columns + ` FROM rejection
		WHERE store = $1 AND ($2 = '' OR access_key = $2) AND ($3 = '' OR code = $3) AND ($4 = '' OR rule = $4)
			AND ($5 = 0 OR status = $5) AND at >= $6 AND ($7 = 0 OR id < $7)
		ORDER BY id DESC LIMIT $8`
	for _, text := range []string{filter.KeyID, filter.Code, filter.Rule} {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return nil, nil // of which there is none, and PostgreSQL could not be asked
		}
	}
	since := int64(0)
	if !filter.Since.IsZero() {
		since = filter.Since.UnixMicro()
	}
	return l.list(ctx, list, store, filter.KeyID, filter.Code, filter.Rule, int64(filter.Status), since, filter.Before, limit)
}

// eachPage is how many rejections Each reads at once.
const eachPage = 500

// Each calls fn with every rejection of a store that the filter lets through,
// newest first. The rejection is fn's only until it returns.
func (l *Log) Each(ctx context.Context, store int64, filter Filter, fn func(*Rejection)) error {
	for {
		page, err := l.Recent(ctx, store, filter, eachPage)
		if err != nil {
			return err
		}
		for i := range page {
			fn(&page[i])
		}
		if len(page) < eachPage {
			return nil
		}
		filter.Before = page[len(page)-1].ID
	}
}

// Reason is why requests of one key were refused.
type Reason struct {
	KeyID, Code, Rule string
	// Requests is how many there were, First and Last when.
	Requests    int64
	First, Last time.Time
	// Example is the newest of them, if possible with a sample.
	Example Rejection
}

// Reasons counts the rejections of a store since a time by key, code and rule,
// the most frequent first. Requests that were only counted have no rule.
func (l *Log) Reasons(ctx context.Context, store int64, since time.Time) ([]Reason, error) {
	const count = `
		SELECT requests, first, last, ` + columns + `
		FROM (
			SELECT CAST(SUM(count) AS BIGINT) AS requests, MIN(at) AS first, MAX(at) AS last,
				COALESCE(MAX(CASE WHEN LENGTH(sample) > 0 THEN id END), MAX(id)) AS example
			FROM rejection
			WHERE store = $1 AND at >= $2
			GROUP BY access_key, code, rule
		) AS reason JOIN rejection ON id = example
		ORDER BY requests DESC, example DESC`
	rows, err := l.config.Database.Read().QueryContext(ctx, count, store, since.UnixMicro())
	if err != nil {
		return nil, fmt.Errorf("count rejected requests: %w", db.Refusal(err))
	}
	defer rows.Close()
	var reasons []Reason
	for rows.Next() {
		var r Reason
		var first, last int64
		if r.Example, err = scan(rows, &r.Requests, &first, &last); err != nil {
			return nil, fmt.Errorf("count rejected requests: %w", db.Refusal(err))
		}
		r.KeyID, r.Code, r.Rule = r.Example.KeyID, r.Example.Code, r.Example.Rule
		r.First, r.Last = time.UnixMicro(first).UTC(), time.UnixMicro(last).UTC()
		reasons = append(reasons, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("count rejected requests: %w", db.Refusal(err))
	}
	return reasons, nil
}

func (l *Log) list(ctx context.Context, query string, args ...any) ([]Rejection, error) {
	rows, err := l.config.Database.Read().QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list rejected requests: %w", db.Refusal(err))
	}
	defer rows.Close()
	var list []Rejection
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("list rejected requests: %w", db.Refusal(err))
		}
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list rejected requests: %w", db.Refusal(err))
	}
	return list, nil
}

// scan reads a row: what is before the columns, and these.
func scan(rows *sql.Rows, before ...any) (r Rejection, err error) {
	var at int64
	err = rows.Scan(append(before, &r.ID, &r.Store, &at, &r.Node, &r.KeyID, &r.Method, &r.Resource, &r.Status, &r.Code, &r.Rule,
		&r.Pointer, &r.Parameter, &r.Message, &r.UserAgent, &r.RequestID, &r.Sample, &r.Count)...)
	r.At = time.UnixMicro(at).UTC()
	if len(r.Sample) == 0 {
		r.Sample = nil
	}
	return r, err
}
