package control

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// InProcess returns a transport that hands requests to a handler in the same
// process, over connections that exist in memory only: streams, cancellation
// and trailers work as they do over the socket. stop waits until the handler
// has finished.
func InProcess(handler http.Handler) (transport *http.Transport, stop func()) {
	listener := &memoryListener{connections: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: handler}
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(listener) }) // always ErrServerClosed
	transport = &http.Transport{
		DialContext:        listener.dial,
		WriteBufferSize:    streamBuffer,
		ReadBufferSize:     streamBuffer,
		DisableCompression: true,
	}
	return transport, func() {
		transport.CloseIdleConnections()
		_ = server.Shutdown(context.Background()) // without a deadline it cannot fail
		running.Wait()
	}
}

// memoryListener accepts what its own dial makes.
type memoryListener struct {
	connections chan net.Conn
	closed      chan struct{}
	close       sync.Once
}

func (l *memoryListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.connections <- theirs:
		return ours, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept returns the server's end of the next connection.
func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.connections:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept and dial.
func (l *memoryListener) Close() error {
	l.close.Do(func() { close(l.closed) })
	return nil
}

// Addr names the listener; nobody dials it.
func (l *memoryListener) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "unix"} }
