package server

import (
	"fmt"
	"net/http"
)

// serveHealth answers /healthz: the process lives.
func serveHealth(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintln(w, "ok")
}

// serveReady answers /readyz: requests can be served now, so a load balancer
// may send some.
func (a *App) serveReady(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err := a.ready(r); err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		a.logger.Warn("not ready", "error", err)
		fmt.Fprintln(w, "not ready; the log says why")
		return
	}
	fmt.Fprintln(w, "ready")
}

func (a *App) ready(r *http.Request) error {
	if a.stopping.Load() {
		return fmt.Errorf("the server is about to stop")
	}
	stats, err := a.engine.Stats()
	if err != nil {
		return fmt.Errorf("ask the statement log: %w", err)
	}
	if stats.Stopped != nil {
		return fmt.Errorf("the statement log takes no more statements: %w", stats.Stopped)
	}
	var one int
	if err := a.database.Read().QueryRowContext(r.Context(), `SELECT 1`).Scan(&one); err != nil {
		return fmt.Errorf("ask the database: %w", err)
	}
	return nil
}
