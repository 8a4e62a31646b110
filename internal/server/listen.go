package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/problem"
)

const (
	// headTimeout is the longest time to read the head of a request.
	headTimeout = 10 * time.Second
	// idleTimeout is how long a connection waits for its next request.
	idleTimeout = 2 * time.Minute
	// maxHead bounds the head of a request in bytes; agents in JSON stand in URLs.
	maxHead = 256 << 10
	// defaultMetricsListen is the default of Config.MetricsListen.
	defaultMetricsListen = "127.0.0.1:9090"
)

// endpoint is a listener with the server that answers on it.
type endpoint struct {
	name     string
	listener net.Listener
	server   *http.Server
	// secure: it speaks TLS. server.TLSConfig does not tell: net/http sets it
	// on every server.
	secure bool
}

// Listen opens the listeners, so that Addr is known before Run serves them.
// Run calls it unless it was called before.
func (a *App) Listen() (err error) {
	if a.endpoints != nil {
		return nil
	}
	if a.directory == nil {
		return problem.New(problem.Invalid, "no-data-directory", "what was opened for a command has no listeners")
	}
	var opened []*endpoint
	defer func() {
		if err != nil {
			for _, e := range opened {
				err = errors.Join(err, e.listener.Close())
			}
		}
	}()
	security, err := transportSecurity(a.config, a.directory.path, a.logger)
	if err != nil {
		return err
	}
	open := func(name string, handler http.Handler, listen func() (net.Listener, error)) error {
		listener, err := listen()
		if err != nil {
			return fmt.Errorf("open the %s listener: %w", name, err)
		}
		opened = append(opened, &endpoint{name: name, listener: listener, server: &http.Server{
			Handler:           handler,
			ReadHeaderTimeout: headTimeout,
			IdleTimeout:       idleTimeout,
			MaxHeaderBytes:    maxHead,
			ErrorLog:          slog.NewLogLogger(a.logger.Handler(), slog.LevelDebug),
			BaseContext:       func(net.Listener) context.Context { return a.requests },
		}})
		return nil
	}
	if err := open("xAPI", http.HandlerFunc(a.serve), func() (net.Listener, error) {
		return net.Listen("tcp", a.config.Listen)
	}); err != nil {
		return err
	}
	opened[0].server.ReadTimeout = a.config.ReadTimeout
	opened[0].server.WriteTimeout = a.config.WriteTimeout
	opened[0].server.TLSConfig = security
	opened[0].secure = security != nil
	if a.config.MetricsListen != "" {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", a.metrics.handler())
		err := open("metrics", mux, func() (net.Listener, error) {
			return net.Listen("tcp", a.config.MetricsListen)
		})
		switch {
		case dispensable(a.config.MetricsListen, err):
			a.logger.Warn("no metrics: their address is in use; choose another with metrics-listen", "address", a.config.MetricsListen)
		case err != nil:
			return err
		}
	}
	if err := open("control", a.Control(), func() (net.Listener, error) {
		return control.Listen(a.directory.path)
	}); err != nil {
		return err
	}
	a.endpoints = opened
	return nil
}

// dispensable reports whether the server does without the metrics listener:
// nobody asked for the default address, and a second server on a machine, or
// Prometheus itself, which uses the same port, must not keep it from starting.
func dispensable(address string, err error) bool {
	return address == defaultMetricsListen && errors.Is(err, syscall.EADDRINUSE)
}

// Addr returns the address of the xAPI listener; nil before Listen.
func (a *App) Addr() net.Addr { return a.address("xAPI") }

// MetricsAddr returns the address of the listener for /metrics; nil before
// Listen and when it is turned off.
func (a *App) MetricsAddr() net.Addr { return a.address("metrics") }

func (a *App) address(name string) net.Addr {
	for _, e := range a.endpoints {
		if e.name == name {
			return e.listener.Addr()
		}
	}
	return nil
}

// serve is the handler of the main listener.
func (a *App) serve(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/healthz":
		serveHealth(w, r)
	case r.URL.Path == "/readyz":
		a.serveReady(w, r)
	case a.api.Serves(r):
		a.api.ServeHTTP(w, r)
	case a.web.Serves(r):
		a.web.ServeHTTP(w, r)
	default:
		a.xapi.ServeHTTP(w, r)
	}
}

// serve answers requests until the server is shut down.
func (e *endpoint) serve() error {
	var err error
	if e.secure {
		err = e.server.ServeTLS(e.listener, "", "")
	} else {
		err = e.server.Serve(e.listener)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve on the %s listener: %w", e.name, err)
}
