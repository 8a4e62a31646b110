package sample

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/rejection"
	"github.com/lore-lrs/lore/xapi"
)

// batch is how many statements are stored at once.
const batch = 500

// fill decides about words, stores what is not stored yet, and says what is done.
func (l *Loader) fill(ctx context.Context, r *row) error {
	store, err := l.config.Stores.FindStore(ctx, Store)
	if err != nil {
		return err
	}
	started := time.Now()
	year := l.year(*r)
	r.total = int64(year.Len())
	l.config.Logger.Info("loading the sample data", "done", r.done, "total", r.total)
	// Before the statements, so that nothing is worked out twice.
	if err := l.decide(ctx, store.ID, year); err != nil {
		return err
	}
	if err := l.store(ctx, store.ID, year, r); err != nil {
		return err
	}
	l.refuse(year, store)
	for _, loaded := range l.config.Loaded {
		if err := loaded(ctx, Loaded{store, year}); err != nil {
			return err
		}
	}
	r.state = Ready
	if _, err := l.advance(ctx, *r); err != nil {
		return err
	}
	l.config.Logger.Info("loaded the sample data", "statements", r.total, "took", time.Since(started))
	return nil
}

// done takes no notice of what is there already.
func done(err error) error {
	if problem.Is(err, problem.Conflict) {
		return nil
	}
	return err
}

// decide makes the access keys of the company's systems, whose secrets nobody
// knows, and decides about its words.
func (l *Loader) decide(ctx context.Context, store int64, year *Year) error {
	for _, s := range sources {
		spec := access.KeySpec{Store: Store, Name: s.name, Key: year.key(s), Scopes: []access.Scope{access.ScopeStatementsWrite, access.ScopeDefine}}
		if _, err := l.config.Stores.CreateKey(ctx, spec); done(err) != nil {
			return err
		}
		if s == mobileSource {
			continue
		}
		if err := l.config.Meanings.MarkSource(ctx, store, year.key(s), meaning.Formal); err != nil {
			return err
		}
	}
	for _, extension := range []string{DepartmentExtension, SiteExtension} {
		if err := l.config.Meanings.Promote(ctx, store, "context.extensions["+extension+"]"); done(err) != nil {
			return err
		}
	}
	for v, class := range map[*verb]string{performed: "progress", observed: "progress", asked: "social"} {
		if err := l.config.Meanings.SetVerb(ctx, store, v.id, class); err != nil {
			return err
		}
	}
	for _, c := range year.courses {
		mapped := []*activity{c.activity}
		if c.simulation != nil {
			mapped = append(append(mapped, c.simulation.activity), c.simulation.steps...)
		}
		for _, a := range mapped {
			if err := l.config.Meanings.MapCourse(ctx, store, a.id, c.id); err != nil {
				return err
			}
		}
	}
	for _, p := range year.people {
		if p.merged {
			if _, err := l.config.Meanings.Merge(ctx, store, p.address.text, p.account.text); done(err) != nil {
				return err
			}
		}
	}
	return nil
}

// errUnwanted ends a load that somebody took back.
var errUnwanted = errors.New("the sample data are not wanted any more")

// store stores the statements that are not stored yet.
func (l *Loader) store(ctx context.Context, store int64, year *Year, r *row) error {
	authority, err := xapi.ParseAgent(year.authority(lmsSource), xapi.Version2)
	if err != nil {
		return fmt.Errorf("name the authority of sample data: %w", err)
	}
	caller := lrs.Caller{
		Store: lrs.StoreID(store), Authority: authority.JSON, AuthorityIndex: authority.AuthorityIndex(),
		Define: true, Trusted: true,
	}
	var body bytes.Buffer
	waiting := int64(0)
	flush := func() error {
		if waiting == 0 {
			return nil
		}
		body.WriteByte(']')
		submission := lrs.Submission{Version: xapi.Version2, Body: bytes.Clone(body.Bytes())}
		if _, err := l.config.Statements.StoreStatements(ctx, caller, submission); err != nil {
			return fmt.Errorf("store sample statements: %w", err)
		}
		r.done, waiting = r.done+waiting, 0
		body.Reset()
		wanted, err := l.advance(ctx, *r)
		if err == nil && !wanted {
			err = errUnwanted
		}
		return err
	}
	err = year.eachFrom(int(r.done), func(statement []byte) error {
		if waiting == 0 {
			body.WriteByte('[')
		} else {
			body.WriteByte(',')
		}
		body.Write(statement)
		if waiting++; waiting < batch {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// faulty are statements that a system of the company sends wrongly, and how many
// days ago it last did.
var faulty = []struct {
	source    *source
	ago       int
	statement string
}{
	{contentSource, 0, `{"actor":{"account":{"homePage":"` + lms + `","name":"nw1042"}},"verb":{"id":"` + adlVerb + `scored"},"object":{"id":"` + lms + `/courses/data-literacy/quiz"},"result":{"score":{"scaled":72}}}`},
	{contentSource, 0, `{"actor":{"account":{"homePage":"` + lms + `","name":"nw1329"}},"verb":{"id":"` + adlVerb + `scored"},"object":{"id":"` + lms + `/courses/data-literacy/quiz"},"result":{"score":{"scaled":85}}}`},
	{vrSource, 1, `{"actor":{"account":{"homePage":"` + lms + `","name":"nw1112"}},"verb":{"id":"` + xapp + `verbs/performed"},"object":{"id":"forklift/steps/3"}}`},
	{vrSource, 1, `{"actor":{"account":{"homePage":"` + lms + `","name":"nw1112"}},"verb":{"id":"` + xapp + `verbs/performed"},"object":{"id":"forklift/steps/4"}}`},
	{mobileSource, 2, `{"actor":{"account":{"homePage":"` + lms + `","name":"nw2001"}},"verb":{"id":"` + streams + `read"},"object":{"id":"https://wiki.northwind.example/articles/104"},"timestamp":"29.11. 14:05"}`},
	{workshopSource, 3, `{"actor":{"mbox":"` + "anna.vogel" + mail + `"},"verb":{"id":"` + adlVerb + `attended"},"object":{"id":"https://workshops.northwind.example/first-aid"}}`},
	{workshopSource, 3, `{"verb":{"id":"` + adlVerb + `attended"},"object":{"id":"https://workshops.northwind.example/first-aid"}}`},
	{lmsSource, 5, `{"actor":{"account":{"homePage":"` + lms + `","name":"nw1500"}},"verb":{"id":"` + adlVerb + `launched"},"object":{"id":"` + lms + `/courses/onboarding"},"context":{"registration":"42"}}`},
}

// refuse remembers requests that the company's systems sent wrongly, with what is
// really wrong with them.
func (l *Loader) refuse(year *Year, store access.Store) {
	if l.config.Rejected == nil {
		return
	}
	for i, f := range faulty {
		_, _, err := xapi.Parse([]byte(f.statement), xapi.Version2, xapi.Limits{})
		refused := rejection.Request{
			At:    time.UnixMicro(year.until).AddDate(0, 0, -f.ago).Add(-time.Duration(7+41*i) * time.Minute),
			Store: store.ID, StoreName: store.Name, KeyID: year.key(f.source), Method: "POST", Resource: "statements", Status: 400,
			Code: "invalid-statement", Sample: []byte(f.statement), UserAgent: f.source.platform, RequestID: fmt.Sprintf("sample-%d", i+1),
		}
		var invalid *xapi.ValidationError
		if errors.As(err, &invalid) {
			first := invalid.Faults[0]
			refused.Rule, refused.Pointer, refused.Message = first.Rule, first.Pointer, first.Message
		}
		l.config.Rejected(refused)
	}
}
