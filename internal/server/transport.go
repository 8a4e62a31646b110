package server

import (
	"crypto/tls"
	"log/slog"
	"path/filepath"

	"golang.org/x/crypto/acme/autocert"

	"github.com/lore-lrs/lore/internal/problem"
)

// transportSecurity returns the TLS settings of the main listener, nil when it
// speaks plain HTTP (as it does behind a proxy that ends TLS).
func transportSecurity(config Config, data string, logger *slog.Logger) (*tls.Config, error) {
	files := config.TLSCert != "" || config.TLSKey != ""
	switch {
	case files && len(config.ACMEHost) > 0:
		return nil, problem.New(problem.Invalid, "invalid-setting",
			"certificates come either from files (tls-cert, tls-key) or by ACME (acme-host), not both")
	case files:
		if config.TLSCert == "" || config.TLSKey == "" {
			return nil, problem.New(problem.Invalid, "invalid-setting", "tls-cert and tls-key are needed both")
		}
		held, err := openCertificate(config.TLSCert, config.TLSKey, logger)
		if err != nil {
			return nil, err
		}
		return &tls.Config{
			MinVersion:     tls.VersionTLS12,
			NextProtos:     []string{"h2", "http/1.1"},
			GetCertificate: held.get,
		}, nil
	case len(config.ACMEHost) > 0:
		manager := &autocert.Manager{
			Prompt:     autocert.AcceptTOS,
			Cache:      autocert.DirCache(filepath.Join(data, "acme")),
			HostPolicy: autocert.HostWhitelist(config.ACMEHost...),
			Email:      config.ACMEEmail,
		}
		settings := manager.TLSConfig()
		settings.MinVersion = tls.VersionTLS12
		return settings, nil
	}
	return nil, nil
}
