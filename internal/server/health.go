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
	return a.storage.ready(r.Context())
}
