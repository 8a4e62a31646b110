package xapihttp_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/xapihttp"
)

// Every route asks access: this walks the table, so that a new one cannot be
// forgotten.
func TestEveryRouteAsksAccess(t *testing.T) {
	s := open(t)
	every := []access.Scope{
		access.ScopeAll, access.ScopeAllRead, access.ScopeStatementsWrite, access.ScopeStatementsRead,
		access.ScopeStatementsReadMine, access.ScopeState, access.ScopeProfile, access.ScopeDefine,
	}
	keys := make(map[access.Scope]string)
	for _, scope := range every {
		keys[scope] = s.key("main", scope)
	}
	asked := make(map[access.Action]bool)
	for _, row := range xapihttp.Table() {
		asked[row.Action] = true
		methods := []string{row.Method}
		if row.Method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		for _, method := range methods {
			t.Run(method+" "+row.Resource, func(t *testing.T) {
				path := "/xapi/" + row.Resource
				if row.Public {
					s.do(method, path, "", "Authorization:").want(t, http.StatusOK)
				} else {
					s.do(method, path, "", "Authorization:").want(t, http.StatusUnauthorized).
						has(t, "Www-Authenticate", `Basic realm="xAPI", charset="UTF-8"`)
				}
				for _, wrong := range []string{"Basic eDp5", "Basic x", "Basic eA==", "Basic Og==", "Bearer x", "Basic"} {
					s.do(method, path, "", "Authorization: "+wrong).want(t, http.StatusUnauthorized)
				}
				allowed := 0
				for _, scope := range every {
					may := access.Principal{Scopes: []access.Scope{scope}}.May(row.Action) == nil
					got := s.do(method, path, "", "Authorization: "+keys[scope])
					if may == (got.StatusCode == http.StatusForbidden) {
						t.Errorf("with the scope %s: status %d, but access says %v", scope, got.StatusCode, may)
					}
					if may {
						allowed++
					}
				}
				if !row.Public && allowed == len(every) {
					t.Errorf("every scope opens the route")
				}
			})
		}
	}
	for action := access.ReadAbout; action < access.Define; action++ {
		if !asked[action] {
			t.Errorf("no route asks the action %d", action)
		}
	}
}

func TestOtherMethodsAndPaths(t *testing.T) {
	s := open(t)
	for path, allow := range map[string]string{
		"statements":         "GET, HEAD, OPTIONS, POST, PUT",
		"activities":         "GET, HEAD, OPTIONS",
		"activities/state":   "DELETE, GET, HEAD, OPTIONS, POST, PUT",
		"activities/profile": "DELETE, GET, HEAD, OPTIONS, POST, PUT",
		"agents":             "GET, HEAD, OPTIONS",
		"agents/profile":     "DELETE, GET, HEAD, OPTIONS, POST, PUT",
		"about":              "GET, HEAD, OPTIONS",
	} {
		for _, method := range []string{"PATCH", "TRACE", "STRANGE", "get"} {
			s.do(method, "/xapi/"+path, "").want(t, http.StatusMethodNotAllowed).
				has(t, "Allow", allow).has(t, "X-Experience-API-Version", "2.0.0").says(t, "method-not-allowed")
		}
		if !strings.Contains(allow, "POST") {
			s.do("POST", "/xapi/"+path, "{}").want(t, http.StatusMethodNotAllowed).has(t, "Allow", allow)
		}
	}
	for _, path := range []string{"/", "/xapi", "/xapi/", "/xapi/Statements", "/statements", "/stores/main", "/stores//xapi/statements", "/stores/main/xapi", "/xapi/activities/state/x"} {
		s.do("GET", path, "").want(t, http.StatusNotFound).has(t, "X-Experience-API-Version", "2.0.0").says(t, "no-such-resource")
	}
}

func TestSlashesThatClientsAdd(t *testing.T) {
	s := open(t)
	for _, path := range []string{"/xapi//statements", "/xapi/statements/", "/stores/main/xapi//statements/", "/xapi//activities/state/"} {
		s.do("POST", path+"?foo=bar", "{}").want(t, http.StatusBadRequest) // found, and its parameters are looked at
	}
	s.do("POST", "/xapi//statements", statement(idOne)).want(t, http.StatusOK)
}

func TestStorePath(t *testing.T) {
	s := open(t)
	_, err := s.registry.CreateStore(t.Context(), "other")
	check(t, err)
	s.do("POST", "/stores/main/xapi/statements", statement(idOne)).want(t, http.StatusOK)
	s.do("GET", "/xapi/statements?statementId="+idOne, "").want(t, http.StatusOK)
	s.do("GET", "/stores/other/xapi/statements", "").want(t, http.StatusForbidden).says(t, "other-store")
	s.do("GET", "/stores/none/xapi/statements", "").want(t, http.StatusForbidden).says(t, "other-store")
	s.do("GET", "/stores/other/xapi/statements?statementId="+idOne, "", "Authorization: "+s.key("other", access.ScopeAll)).
		want(t, http.StatusNotFound)
	s.do("GET", "/stores/none/xapi/about", "", "Authorization:").want(t, http.StatusOK)
}
