package backup

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/problem"
)

// clientParameters are those of a URL that PostgreSQL's programs know. The
// driver takes any other for a setting of the session, and knows some of its
// own.
var clientParameters = []string{
	"application_name", "channel_binding", "client_encoding", "connect_timeout", "fallback_application_name", "gssencmode", "host", "hostaddr",
	"keepalives", "keepalives_count", "keepalives_idle", "keepalives_interval", "krbsrvname", "options", "passfile", "port",
	"sslcert", "sslcrl", "sslkey", "sslmode", "sslrootcert", "sslsni", "target_session_attrs", "tcp_user_timeout", "dbname", "user",
}

// driverParameter reports whether only the driver knows a parameter.
func driverParameter(name string) bool {
	return strings.HasPrefix(name, "pool_") ||
		slices.Contains([]string{"default_query_exec_mode", "statement_cache_capacity", "description_cache_capacity"}, name)
}

// connectionOf says how PostgreSQL's programs reach the database of a URL.
// Errors: problem.Invalid.
func connectionOf(text string) (connection, error) {
	parsed, err := url.Parse(text)
	if err != nil {
		// The error of the parser shows the text, password included.
		return connection{}, problem.New(problem.Invalid, "database-url", "the address of the database cannot be read; write it like postgres://user@host:5432/database")
	}
	var c connection
	if password, has := parsed.User.Password(); has {
		c.variables = append(c.variables, "PGPASSWORD="+password)
		parsed.User = url.User(parsed.User.Username())
	}
	query, settings := parsed.Query(), ""
	for _, name := range slices.Sorted(maps.Keys(query)) {
		value := query[name][len(query[name])-1]
		switch {
		case name == "password":
			c.variables = append(c.variables, "PGPASSWORD="+value)
		case name == "sslpassword":
			return connection{}, problem.New(problem.Invalid, "database-url",
				"sslpassword cannot be handed to pg_dump without showing it; use a key without a password, or run pg_dump yourself")
		case slices.Contains(clientParameters, name):
			continue
		case !driverParameter(name):
			settings += " -c " + name + "=" + strings.NewReplacer(`\`, `\\`, " ", `\ `).Replace(value)
		}
		query.Del(name)
	}
	if settings != "" {
		query.Set("options", strings.TrimSpace(query.Get("options")+settings))
	}
	// libpq knows no other spelling of a space than this one.
	parsed.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20")
	c.url = parsed.String()
	return c, nil
}
