package server

import (
	"cmp"
	"crypto/x509"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// withDefaults fills in what was left empty, with the values that the tags of
// Config name, so that a Config made in code needs to set only what matters.
func (c Config) withDefaults() Config {
	c.Data = cmp.Or(c.Data, "data")
	c.Listen = cmp.Or(c.Listen, "127.0.0.1:8080")
	if len(c.Versions) == 0 {
		c.Versions = []string{xapi.Version1.String(), xapi.Version2.String()}
	}
	if len(c.TrustedProxies) == 0 {
		c.TrustedProxies = []string{"127.0.0.0/8", "::1/128"}
	}
	c.DefaultVersion = cmp.Or(c.DefaultVersion, xapi.Version2.String())
	c.MaxBody = cmp.Or(c.MaxBody, 64<<20)
	c.MaxBodies = cmp.Or(c.MaxBodies, 256<<20)
	c.MaxParts = cmp.Or(c.MaxParts, 1000)
	c.MaxStatements = cmp.Or(c.MaxStatements, 10_000)
	c.MaxDepth = cmp.Or(c.MaxDepth, 256)
	c.MaxDocument = cmp.Or(c.MaxDocument, 16<<20)
	c.PageSize = cmp.Or(c.PageSize, 100)
	c.Language = cmp.Or(c.Language, "en")
	c.ReadTimeout = cmp.Or(c.ReadTimeout, 60*time.Second)
	c.WriteTimeout = cmp.Or(c.WriteTimeout, 120*time.Second)
	c.ShutdownTimeout = cmp.Or(c.ShutdownTimeout, 30*time.Second)
	c.SegmentSize = cmp.Or(c.SegmentSize, 64<<20)
	c.FlushStatements = cmp.Or(c.FlushStatements, 50_000)
	c.DatabaseConnections = cmp.Or(c.DatabaseConnections, 16)
	c.ReportConnections = cmp.Or(c.ReportConnections, 4)
	c.DatabaseWriters = cmp.Or(c.DatabaseWriters, 4)
	c.DatabaseWait = cmp.Or(c.DatabaseWait, 60*time.Second)
	c.StatementTimeout = cmp.Or(c.StatementTimeout, 30*time.Second)
	c.ReportTimeout = cmp.Or(c.ReportTimeout, 600*time.Second)
	c.QueryTimeout = cmp.Or(c.QueryTimeout, 5*time.Second)
	c.QueryJobTimeout = cmp.Or(c.QueryJobTimeout, 120*time.Second)
	c.QueriesAtOnce = cmp.Or(c.QueriesAtOnce, 4)
	c.QueryCache = cmp.Or(c.QueryCache, 64<<20)
	return c
}

// validate refuses settings that make no sense, by their names on the command line.
func (c Config) validate() error {
	for _, bound := range []struct {
		name         string
		value, least int64
	}{
		{"max-body", c.MaxBody, 1 << 10},
		{"max-bodies", c.MaxBodies, c.MaxBody},
		{"max-parts", int64(c.MaxParts), 1},
		{"max-statements", int64(c.MaxStatements), 1},
		{"max-depth", int64(c.MaxDepth), 100},
		{"max-document", c.MaxDocument, 1},
		{"page-size", int64(c.PageSize), 1},
		{"read-timeout", int64(c.ReadTimeout), 1},
		{"write-timeout", int64(c.WriteTimeout), 1},
		{"shutdown-timeout", int64(c.ShutdownTimeout), 1},
		{"segment-size", c.SegmentSize, 4 << 10},
		{"flush-statements", int64(c.FlushStatements), 1},
		{"database-connections", int64(c.DatabaseConnections), int64(c.DatabaseWriters) + 2},
		{"report-connections", int64(c.ReportConnections), 1},
		{"database-writers", int64(c.DatabaseWriters), 1},
		{"database-wait", int64(c.DatabaseWait), 1},
		{"statement-timeout", int64(c.StatementTimeout), 1},
		{"report-timeout", int64(c.ReportTimeout), 1},
		{"query-timeout", int64(c.QueryTimeout), 1},
		{"query-job-timeout", int64(c.QueryJobTimeout), 1},
		{"queries-at-once", int64(c.QueriesAtOnce), 1},
		{"query-cache", c.QueryCache, 1},
	} {
		if bound.value < bound.least {
			return invalidSetting("%s must be at least %d", bound.name, bound.least)
		}
	}
	if c.PageSize > 1000 {
		return invalidSetting("page-size must be at most 1000")
	}
	if c.SegmentSize > 1<<30 {
		return invalidSetting("segment-size must be at most %d (1 GiB)", 1<<30)
	}
	if c.Database == "" && c.ReadDatabase != "" {
		return invalidSetting("read-database is a replica of database, which is not set")
	}
	if _, err := c.trustedProxies(); err != nil {
		return err
	}
	for _, named := range []struct{ name, url string }{{"database", c.Database}, {"read-database", c.ReadDatabase}} {
		if named.url != "" && !IsPostgresURL(named.url) {
			return invalidSetting("%s must be a URL like postgres://lore@db.example.org/lore", named.name)
		}
	}
	return nil
}

// trustedProxies returns the networks of the proxies that are believed.
func (c Config) trustedProxies() (networks []netip.Prefix, err error) {
	if slices.Equal(c.TrustedProxies, []string{"none"}) {
		return nil, nil
	}
	for _, text := range c.TrustedProxies {
		network, err := netip.ParsePrefix(text)
		if at, addressErr := netip.ParseAddr(text); addressErr == nil {
			network, err = netip.PrefixFrom(at, at.BitLen()), nil
		}
		if err != nil || network != network.Masked() {
			return nil, invalidSetting("trusted-proxies has %q, which is no address such as 10.1.0.7 and no network such as 10.1.0.0/16", text)
		}
		networks = append(networks, network)
	}
	return networks, nil
}

// versions returns the versions offered and the one named to requests without
// one (VR-03, VR-06).
func (c Config) versions() (offered []xapi.Version, fallback xapi.Version, err error) {
	for _, name := range c.Versions {
		version, err := versionNamed(name)
		if err != nil {
			return nil, 0, err
		}
		if !slices.Contains(offered, version) {
			offered = append(offered, version)
		}
	}
	if fallback, err = versionNamed(c.DefaultVersion); err != nil {
		return nil, 0, err
	}
	if !slices.Contains(offered, fallback) {
		fallback = offered[len(offered)-1] // only one is offered
	}
	return offered, fallback, nil
}

func versionNamed(name string) (xapi.Version, error) {
	for _, version := range []xapi.Version{xapi.Version1, xapi.Version2} {
		if version.String() == name {
			return version, nil
		}
	}
	return 0, invalidSetting("%q is not a version that can be offered; there are 1.0.3 and 2.0.0", name)
}

// signatureRoots reads the trust store for signed statements, nil without one.
func (c Config) signatureRoots() (*x509.CertPool, error) {
	if c.SignatureRoots == "" {
		return nil, nil
	}
	text, err := os.ReadFile(c.SignatureRoots)
	if err != nil {
		return nil, fmt.Errorf("read the setting signature-roots: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, invalidSetting("the file of signature-roots, %s, holds no certificate in PEM form", c.SignatureRoots)
	}
	return pool, nil
}

func invalidSetting(format string, args ...any) error {
	return problem.New(problem.Invalid, "invalid-setting", format, args...)
}
