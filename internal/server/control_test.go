package server

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/control"
)

// A server that was killed leaves its socket behind; the next one, which holds
// the lock, takes its place. A key revoked over it is refused at once.
func TestControlSocket(t *testing.T) {
	config := testConfig(t)
	left, err := net.Listen("unix", filepath.Join(config.Data, control.SocketName))
	if err != nil {
		t.Fatal(err)
	}
	left.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := left.Close(); err != nil {
		t.Fatal(err)
	}
	a := openApp(t, config)
	stop := run(t, a)
	path := filepath.Join(config.Data, control.SocketName)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket has the mode %v, %v; want 0600", info.Mode(), err)
	}
	client := control.NewClient(control.DialSocket(config.Data))
	defer client.Close()
	if err := client.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	var admin access.Admin = client
	http, url := newClient(t), "http://"+a.Addr().String()
	if status, _ := getAs(t, http, url+"/xapi/statements", demoAuthorization(a)); status != 200 {
		t.Errorf("status %d before the key is revoked, want 200", status)
	}
	if err := admin.RevokeKey(t.Context(), a.DemoKey().Key); err != nil {
		t.Fatal(err)
	}
	if status, _ := getAs(t, http, url+"/xapi/statements", demoAuthorization(a)); status != 401 {
		t.Errorf("status %d after the key was revoked, want 401", status)
	}
	client.Close()
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the socket is still there: %v", err)
	}
}
