package server

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Run serves until ctx ends or a listener fails, then finishes the requests
// that were accepted, for at most ShutdownTimeout, and returns. It leaves the
// App open: call Close.
func (a *App) Run(ctx context.Context) error {
	if err := a.Listen(); err != nil {
		return err
	}
	failed := make(chan error, len(a.endpoints))
	var serving sync.WaitGroup
	for _, e := range a.endpoints {
		serving.Go(func() {
			if err := e.serve(); err != nil {
				failed <- err
			}
		})
		a.logger.Info("listening", "listener", e.name, "address", e.listener.Addr().String(), "tls", e.secure)
	}
	working, stopWork := context.WithCancel(ctx)
	a.serving.Store(true)
	defer a.serving.Store(false)
	serving.Go(func() { a.storage.work(working) })
	serving.Go(func() { a.registry.Watch(working) })
	serving.Go(func() { _ = a.followers.Run(working) }) // it logs its errors
	serving.Go(func() { _ = a.resends.Run(working) })
	if a.facts != nil && a.config.BIFacts {
		serving.Go(func() { a.keepMeaning(working) })
	}
	if a.facts != nil {
		serving.Go(func() { a.rebuildStale(working) })
		serving.Go(func() { _ = a.schedules.Run(working) })
		serving.Go(func() { _ = a.jobs.Run(working) })
	}
	serving.Go(func() { a.runFilling(working) })
	serving.Go(func() { a.live.run(working) })
	serving.Go(func() { a.meaning.Watch(working) })
	var err error
	select {
	case <-ctx.Done():
		a.logger.Info("stopping: no new requests, finishing those that were accepted")
	case err = <-failed:
	}
	stopWork()
	err = errors.Join(err, a.shutdown(context.WithoutCancel(ctx)))
	serving.Wait()
	return err
}

// shutdown ends the listeners, waits for open requests, and after the timeout
// cuts off what is still open.
func (a *App) shutdown(ctx context.Context) error {
	a.stopping.Store(true)
	a.endRunning()
	ctx, cancel := context.WithTimeout(ctx, a.config.ShutdownTimeout)
	defer cancel()
	results := make([]error, len(a.endpoints))
	var waiting sync.WaitGroup
	for i, e := range a.endpoints {
		waiting.Go(func() {
			err := e.server.Shutdown(ctx)
			if errors.Is(err, context.DeadlineExceeded) {
				a.cancelRequests()
				err = errors.Join(fmt.Errorf("some requests on the %s listener took longer than the shutdown timeout and were cut off", e.name), e.server.Close())
			}
			results[i] = err
		})
	}
	waiting.Wait()
	return errors.Join(results...)
}
