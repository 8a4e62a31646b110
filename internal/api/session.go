package api

import (
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/problem"
)

func sessionRoutes() []route {
	get, post, put, del := http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	return []route{
		{method: get, path: "session", public: true, own: true, handle: (*exchange).getSession},
		{method: post, path: "session", public: true, own: true, handle: (*exchange).postSession},
		{method: del, path: "session", action: access.OwnAccount, own: true, handle: (*exchange).deleteSession},
		{method: post, path: "session/setup", public: true, own: true, handle: (*exchange).postSetup},
		{method: post, path: "session/invitation", public: true, own: true, handle: (*exchange).postInvitation},
		{method: put, path: "session/user", action: access.OwnAccount, own: true, handle: (*exchange).putSessionUser},
		{method: put, path: "session/password", action: access.OwnAccount, own: true, handle: (*exchange).putPassword},
		{method: post, path: "session/totp", action: access.OwnAccount, own: true, handle: (*exchange).postTOTP},
		{method: put, path: "session/totp", action: access.OwnAccount, own: true, handle: (*exchange).putTOTP},
		{method: del, path: "session/totp", action: access.OwnAccount, own: true, handle: (*exchange).deleteTOTP},
		{method: get, path: "sessions", action: access.OwnAccount, own: true, handle: (*exchange).getSessions},
		{method: del, path: "sessions", action: access.OwnAccount, own: true, handle: (*exchange).deleteSessions},
		{method: del, path: "sessions/{id}", action: access.OwnAccount, own: true, handle: (*exchange).deleteSessionByID},
	}
}

// accounts returns what keeps users, keys and stores.
func (x *exchange) accounts() (*access.Registry, error) {
	if x.handler.config.Accounts == nil {
		return nil, problem.New(problem.NotFound, "not-offered", "this server has no users")
	}
	return x.handler.config.Accounts, nil
}

// me is what the web app knows of who uses it.
type me struct {
	SignedIn     bool      `json:"signed_in"`
	NeedsSetup   bool      `json:"needs_setup"`
	Version      string    `json:"version"`
	Organisation string    `json:"organisation"`
	Language     string    `json:"language"`
	Zone         string    `json:"zone"`
	User         *myself   `json:"user,omitempty"`
	Stores       []myStore `json:"stores,omitempty"`
}

type myself struct {
	ID            int64          `json:"id"`
	Email         string         `json:"email"`
	Name          string         `json:"name"`
	Administrator bool           `json:"administrator"`
	TOTP          bool           `json:"totp"`
	Language      string         `json:"language"`
	Zone          string         `json:"zone"`
	Theme         string         `json:"theme"`
	Preferences   jsontext.Value `json:"preferences"`
}

type myStore struct {
	Name   string      `json:"name"`
	Title  string      `json:"title"`
	Role   access.Role `json:"role"`
	Sample bool        `json:"sample"`
	Can    []string    `json:"can"`
	// Persons is there, perhaps empty, when answers are about these people alone.
	Persons      []string `json:"persons,omitzero"`
	MinGroup     int      `json:"min_group"`
	Pseudonymous bool     `json:"pseudonymous"`
	Language     string   `json:"language"`
	Zone         string   `json:"zone"`
	Accent       string   `json:"accent"`
}

// sendMe answers with what the session of a cookie may do; of none, or of one that
// has ended, that nobody is signed in.
func (x *exchange) sendMe(cookie string) error {
	accounts, err := x.accounts()
	if err != nil {
		return err
	}
	organisation, err := accounts.Organisation(x.r.Context())
	if err != nil {
		return err
	}
	shown := me{Version: x.handler.config.Version, Organisation: organisation.Name, Language: organisation.Language, Zone: organisation.Zone}
	user, places, err := accounts.SessionOf(x.r.Context(), cookie)
	switch {
	case problem.Is(err, problem.Unauthenticated):
		if shown.NeedsSetup, err = accounts.NeedsSetup(x.r.Context()); err != nil {
			return err
		}
		return x.json(http.StatusOK, shown)
	case err != nil:
		return err
	}
	account, err := accounts.AccountOf(x.r.Context(), user.ID)
	if err != nil {
		return err
	}
	shown.SignedIn, shown.Stores = true, []myStore{}
	shown.User = &myself{
		ID: user.ID, Email: user.Email, Name: account.Name, Administrator: user.Administrator, TOTP: user.TOTP,
		Language: account.Language, Zone: account.Zone, Theme: account.Theme, Preferences: account.Preferences,
	}
	for _, place := range places {
		store, reader := place.Store, place.Reader
		mine := myStore{
			Name: store.Name, Title: store.Title, Role: reader.Role, Sample: store.Sample, Can: reader.Can(),
			MinGroup: reader.MinGroup, Pseudonymous: reader.Pseudonymous, Language: store.Language, Zone: store.Zone, Accent: store.Accent,
		}
		if len(reader.Persons) > 0 {
			mine.Persons = []string{}
			for _, person := range reader.Persons {
				if person != access.Nobody {
					mine.Persons = append(mine.Persons, person)
				}
			}
		}
		shown.Stores = append(shown.Stores, mine)
	}
	return x.json(http.StatusOK, shown)
}

func (x *exchange) getSession() error {
	cookie, _ := x.cookie()
	return x.sendMe(cookie)
}

// begun sets the cookie of a session that has begun, and tells who that is.
func (x *exchange) begun(cookie string, err error) error {
	if err != nil {
		return err
	}
	x.setCookie(cookie)
	return x.sendMe(cookie)
}

func (x *exchange) postSession() error {
	accounts, err := x.accounts()
	if err != nil {
		return err
	}
	var body access.Credentials
	if err := x.decode(&body); err != nil {
		return err
	}
	return x.begun(accounts.SignIn(x.r.Context(), body, x.proof()))
}

func (x *exchange) deleteSession() error {
	x.setCookie("")
	return x.decided(x.handler.config.Accounts.EndSession(x.r.Context(), x.reader.UserID, x.reader.SessionID))
}

// linkIn returns what stands in a link, of which people may paste the whole.
func linkIn(text string) string {
	if _, fragment, found := strings.Cut(text, "#"); found {
		text = fragment
	}
	return strings.TrimSpace(text)
}

func (x *exchange) postSetup() error {
	accounts, err := x.accounts()
	if err != nil {
		return err
	}
	var body struct {
		Link         string `json:"link"`
		Email        string `json:"email"`
		Name         string `json:"name"`
		Password     string `json:"password"`
		Organisation string `json:"organisation"`
		Language     string `json:"language"`
		Zone         string `json:"zone"`
		Store        struct {
			Name  string `json:"name"`
			Title string `json:"title"`
		} `json:"store"`
	}
	if err := x.decode(&body); err != nil {
		return err
	}
	return x.begun(accounts.SetUp(x.r.Context(), linkIn(body.Link), access.Setup{
		Email: body.Email, Name: body.Name, Password: body.Password,
		Organisation: access.Organisation{Name: body.Organisation, Language: body.Language, Zone: body.Zone},
		Store:        access.StoreSpec{Name: body.Store.Name, Title: body.Store.Title},
	}, x.proof()))
}

func (x *exchange) postInvitation() error {
	accounts, err := x.accounts()
	if err != nil {
		return err
	}
	var body struct {
		Link     string `json:"link"`
		Name     string `json:"name"`
		Password string `json:"password"`
		Code     string `json:"code"`
	}
	if err := x.decode(&body); err != nil {
		return err
	}
	accept := access.Acceptance{Name: body.Name, Password: body.Password, Code: body.Code}
	return x.begun(accounts.AcceptLink(x.r.Context(), linkIn(body.Link), accept, x.proof()))
}

func (x *exchange) putSessionUser() error {
	var body access.Account
	if err := x.decode(&body); err != nil {
		return err
	}
	if err := x.handler.config.Accounts.ChangeAccount(x.r.Context(), x.reader.UserID, body); err != nil {
		return err
	}
	return x.getSession()
}

func (x *exchange) putPassword() error {
	var body struct {
		Old string `json:"old"`
		New string `json:"new"`
	}
	if err := x.decode(&body); err != nil {
		return err
	}
	return x.decided(x.handler.config.Accounts.ChangePassword(x.r.Context(), x.reader.UserID, access.PasswordChange{
		Old: body.Old, New: body.New, Address: x.proof().Address, Session: x.reader.SessionID,
	}))
}

func (x *exchange) postTOTP() error {
	secret, uri, err := x.handler.config.Accounts.PrepareTOTP(x.r.Context(), x.reader.UserID)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, map[string]string{"secret": secret, "uri": uri})
}

func (x *exchange) putTOTP() error {
	var body struct {
		Code string `json:"code"`
	}
	if err := x.decode(&body); err != nil {
		return err
	}
	codes, err := x.handler.config.Accounts.TurnOnTOTP(x.r.Context(), x.reader.UserID, body.Code)
	return listed(x, "recovery", codes, err)
}

func (x *exchange) deleteTOTP() error {
	var body struct {
		Password string `json:"password"`
	}
	if err := x.decode(&body); err != nil {
		return err
	}
	return x.decided(x.handler.config.Accounts.TurnOffTOTP(x.r.Context(), x.reader.UserID, body.Password, x.proof().Address))
}

// shownSession is a session as it is listed.
type shownSession struct {
	ID        string `json:"id"`
	Created   string `json:"created"`
	LastSeen  string `json:"last_seen"`
	UserAgent string `json:"user_agent"`
	Address   string `json:"address"`
	How       string `json:"how"`
	Current   bool   `json:"current"`
}

func (x *exchange) getSessions() error {
	sessions, err := x.handler.config.Accounts.ListSessions(x.r.Context(), x.reader.UserID)
	shown := make([]shownSession, len(sessions))
	for i, s := range sessions {
		shown[i] = shownSession{s.ID, rfc3339(s.Created), rfc3339(s.LastSeen), s.UserAgent, s.Address, s.How, s.ID == x.reader.SessionID}
	}
	return listed(x, "sessions", shown, err)
}

func (x *exchange) deleteSessions() error {
	return x.decided(x.handler.config.Accounts.EndOtherSessions(x.r.Context(), x.reader.UserID, x.reader.SessionID))
}

func (x *exchange) deleteSessionByID() error {
	return x.decided(x.handler.config.Accounts.EndSession(x.r.Context(), x.reader.UserID, x.values["id"]))
}
