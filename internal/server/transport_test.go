package server

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writeCertificate makes a certificate for 127.0.0.1 with this serial number.
func writeCertificate(t *testing.T, certPath, keyPath string, serial int64) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "lore test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{
		certPath: {Type: "CERTIFICATE", Bytes: der},
		keyPath:  {Type: "PRIVATE KEY", Bytes: keyDER},
	} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(certificate)
	return pool
}

func TestTLSFromFilesIsReloaded(t *testing.T) {
	dir := t.TempDir()
	config := testConfig(t)
	config.TLSCert, config.TLSKey = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	pool := writeCertificate(t, config.TLSCert, config.TLSKey, 1)
	a := openApp(t, config)
	run(t, a)

	serial := func(pool *x509.CertPool) (int64, string) {
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
		defer transport.CloseIdleConnections()
		client := &http.Client{Transport: transport}
		response, err := client.Get("https://" + a.Addr().String() + "/healthz")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		return response.TLS.PeerCertificates[0].SerialNumber.Int64(), response.Proto
	}
	if number, proto := serial(pool); number != 1 || proto != "HTTP/2.0" {
		t.Errorf("certificate %d over %s, want 1 over HTTP/2.0", number, proto)
	}
	renewed := writeCertificate(t, config.TLSCert, config.TLSKey, 2)
	later := time.Now().Add(time.Second) // file systems with coarse times
	if err := os.Chtimes(config.TLSCert, later, later); err != nil {
		t.Fatal(err)
	}
	if number, _ := serial(renewed); number != 2 {
		t.Errorf("certificate %d after the renewal, want 2", number)
	}
	// A half-written file leaves the good one in use.
	if err := os.WriteFile(config.TLSCert, []byte("-----BEGIN CERT"), 0o600); err != nil {
		t.Fatal(err)
	}
	if number, _ := serial(renewed); number != 2 {
		t.Errorf("certificate %d with a broken file, want 2", number)
	}
}

func TestBrokenCertificateIsComplainedOfOnce(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeCertificate(t, cert, key, 1)
	var log bytes.Buffer
	held, err := openCertificate(cert, key, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(cert, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if got, err := held.get(nil); got == nil || err != nil {
			t.Fatalf("certificate %v, %v", got, err)
		}
	}
	if n := strings.Count(log.String(), "stays in use"); n != 1 {
		t.Errorf("%d complaints, want 1: %s", n, &log)
	}
}

func TestTransportSettings(t *testing.T) {
	dir := t.TempDir()
	cases := map[string]Config{
		"needed both":              {TLSCert: "x"},
		"not both":                 {TLSCert: "x", TLSKey: "y", ACMEHost: []string{"lrs.example.org"}},
		"read the TLS certificate": {TLSCert: filepath.Join(dir, "none"), TLSKey: filepath.Join(dir, "none")},
	}
	for want, config := range cases {
		if _, err := transportSecurity(config, dir, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	settings, err := transportSecurity(Config{ACMEHost: []string{"lrs.example.org"}}, dir, slog.New(slog.DiscardHandler))
	if err != nil || settings.GetCertificate == nil {
		t.Fatalf("ACME: %v, %v", settings, err)
	}
	for _, proto := range []string{"h2", "acme-tls/1"} {
		if !strings.Contains(strings.Join(settings.NextProtos, " "), proto) {
			t.Errorf("ACME: no %s among %v", proto, settings.NextProtos)
		}
	}
	if settings, err := transportSecurity(Config{}, dir, slog.New(slog.DiscardHandler)); settings != nil || err != nil {
		t.Errorf("plain HTTP: %v, %v", settings, err)
	}
}
