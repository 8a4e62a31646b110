package conformance

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
	loreserver "github.com/lore-lrs/lore/internal/server"
)

// server is a server under test.
type server struct {
	base, key, secret string
	// own says that these tests started it, and may ask it for more keys; else
	// what follows is not there.
	own    bool
	store  store
	admin  access.Admin
	log    *logBook
	halt   context.CancelFunc
	halted chan error
	clean  func() error
}

// client returns a client with a key that may do everything.
func (s *server) client(v version) client { return client{s.base, s.key, s.secret, v} }

// startServer returns the server that LORE_CONFORMANCE_URL names, else one
// started in this process on the store.
func startServer(store store) (*server, error) {
	if base := os.Getenv("LORE_CONFORMANCE_URL"); base != "" {
		return &server{
			base: strings.TrimSuffix(base, "/"),
			key:  os.Getenv("LORE_CONFORMANCE_KEY"), secret: os.Getenv("LORE_CONFORMANCE_SECRET"),
		}, nil
	}
	directory, err := os.MkdirTemp("", "lore-conformance")
	if err != nil {
		return nil, err
	}
	s, err := openServer(context.Background(), store, loreserver.Config{Data: directory})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(directory))
	}
	s.clean = func() error { return os.RemoveAll(directory) }
	return s, nil
}

// openServer starts a server on a free port and makes a store (tenant) and a
// key.
func openServer(ctx context.Context, store store, config loreserver.Config) (*server, error) {
	config.Listen = "127.0.0.1:0"
	if err := store.place(ctx, &config); err != nil {
		return nil, err
	}
	s := &server{own: true, store: store, log: new(logBook), halted: make(chan error, 1), clean: func() error { return nil }}
	logger := slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	app, err := loreserver.Open(ctx, config, logger)
	if err != nil {
		return nil, err
	}
	s.admin = app.Registry()
	if err := s.furnish(ctx); err != nil {
		return nil, errors.Join(err, app.Close())
	}
	if err := app.Listen(); err != nil {
		return nil, errors.Join(err, app.Close())
	}
	s.base = "http://" + app.Addr().String() + "/xapi"
	ctx, s.halt = context.WithCancel(ctx)
	go func() { s.halted <- errors.Join(app.Run(ctx), app.Close()) }()
	return s, nil
}

// furnish makes the store "main" and a key for everything in it.
func (s *server) furnish(ctx context.Context) error {
	if _, err := s.admin.CreateStore(ctx, "main"); err != nil {
		return err
	}
	key, err := s.admin.CreateKey(ctx, access.KeySpec{Store: "main", Name: "conformance", Scopes: []access.Scope{access.ScopeAll}})
	s.key, s.secret = key.Key, key.Secret
	return err
}

// stop ends the server and waits for it.
func (s *server) stop() error {
	if !s.own {
		return nil
	}
	s.halt()
	return errors.Join(<-s.halted, s.clean())
}

// ownServer starts a server with settings of its own for one test.
func ownServer(t *testing.T, config loreserver.Config) *server {
	t.Helper()
	needOwn(t)
	config.Data = t.TempDir()
	s, err := openServer(t.Context(), lore.store, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// needOwn leaves the test out when the server under test is not its own.
func needOwn(t *testing.T) {
	t.Helper()
	if !lore.own {
		t.Skip("needs a server that the tests started")
	}
}

// with returns a client with a new key that has the scopes, in a store.
func (s *server) with(t *testing.T, v version, store string, scopes ...access.Scope) client {
	t.Helper()
	needOwn(t)
	key, err := s.admin.CreateKey(t.Context(), access.KeySpec{Store: store, Name: t.Name(), Scopes: scopes})
	if err != nil {
		t.Fatal(err)
	}
	return client{s.base, key.Key, key.Secret, v}
}

// newStore makes a store that nothing else uses and returns a client for all
// of it.
func (s *server) newStore(t *testing.T, v version) (client, string) {
	t.Helper()
	needOwn(t)
	name := strings.ToLower("store-" + newUUID())
	if _, err := s.admin.CreateStore(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	return s.with(t, v, name, access.ScopeAll), name
}

// logBook keeps what a server logs.
type logBook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write takes log lines.
func (l *logBook) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

// String returns everything logged so far.
func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
