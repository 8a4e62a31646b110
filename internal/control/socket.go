package control

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
)

// SocketName is the socket's name within a data directory.
const SocketName = "lore.sock"

// maxSocketPath is what fits into a socket address on every Unix, in bytes.
const maxSocketPath = 100

// Listen opens the socket of a data directory, for its owner only. The caller
// holds the directory's lock, so a socket that is there was left behind by a
// server that was killed, and is replaced. Close removes it.
func Listen(dir string) (net.Listener, error) {
	path, release, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("remove the socket of an earlier run: %w", err)
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("open the control socket %s: %w", filepath.Join(dir, SocketName), err)
	}
	// The listener may know the socket by a name that ends with this call.
	listener.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("protect the control socket: %w", err), listener.Close())
	}
	return &socket{listener, filepath.Join(dir, SocketName)}, nil
}

type socket struct {
	net.Listener
	path string
}

// Close stops listening and removes the socket.
func (s *socket) Close() error {
	err := s.Listener.Close()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	if removeErr := os.Remove(s.path); !errors.Is(removeErr, fs.ErrNotExist) {
		err = errors.Join(err, removeErr)
	}
	return err
}

// socketPath returns a name for the socket that fits into a socket address,
// and is good until release: a long one goes through an open directory.
func socketPath(dir string) (path string, release func(), err error) {
	path = filepath.Join(dir, SocketName)
	if len(path) <= maxSocketPath {
		return path, func() {}, nil
	}
	handle, err := os.Open(dir)
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", handle.Fd(), SocketName), func() { handle.Close() }, nil
}
