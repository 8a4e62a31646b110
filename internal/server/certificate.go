package server

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificate is a certificate in files, which whoever renews it overwrites. It
// is read again when a file has changed, so that no restart is needed.
type certificate struct {
	certPath, keyPath string
	logger            *slog.Logger

	mu sync.Mutex
	// current is the last good one, read when the files had these stamps;
	// both belong to mu.
	current *tls.Certificate
	stamps  [2]stamp
}

// stamp tells whether a file is another one than before.
type stamp struct {
	modified time.Time
	size     int64
}

// openCertificate reads the files a first time.
func openCertificate(certPath, keyPath string, logger *slog.Logger) (*certificate, error) {
	c := &certificate{certPath: certPath, keyPath: keyPath, logger: logger}
	stamps, err := c.stat()
	if err != nil {
		return nil, err
	}
	if err := c.load(stamps); err != nil {
		return nil, err
	}
	return c, nil
}

// get is tls.Config.GetCertificate. Files that cannot be used, perhaps because
// they are half written, leave the last good certificate in use.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	stamps, err := c.stat()
	if err == nil && stamps != c.stamps {
		if err = c.load(stamps); err == nil {
			c.logger.Info("read the TLS certificate again", "file", c.certPath)
		}
	}
	if err != nil {
		c.logger.Error("cannot read the TLS certificate again; the earlier one stays in use", "error", err)
	}
	return c.current, nil
}

// load reads the files. It also notes the stamps of files that are no good, so
// that they are complained about once.
func (c *certificate) load(stamps [2]stamp) error {
	c.stamps = stamps
	loaded, err := tls.LoadX509KeyPair(c.certPath, c.keyPath)
	if err != nil {
		return fmt.Errorf("read the TLS certificate %s with the key %s: %w", c.certPath, c.keyPath, err)
	}
	c.current = &loaded
	return nil
}

func (c *certificate) stat() (stamps [2]stamp, err error) {
	for i, path := range []string{c.certPath, c.keyPath} {
		info, err := os.Stat(path)
		if err != nil {
			return stamps, fmt.Errorf("read the TLS certificate: %w", err)
		}
		stamps[i] = stamp{info.ModTime(), info.Size()}
	}
	return stamps, nil
}
