package nodetest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/lore-lrs/lore/internal/binarytest"
)

// cluster is several nodes on one database.
type cluster struct {
	database string
	nodes    []*node
	tenants  []*tenant
	client   *client
}

// node is one place where a server runs, with a data directory of its own.
type node struct {
	t      testing.TB
	name   string
	dir    string
	binary string
	args   []string // of serve
	clock  *clock   // nil: the machine's

	mu     sync.Mutex
	server *binarytest.Server
}

// tenant is a store, a key to it, and what is known of it.
type tenant struct {
	store, key, secret string
	ledger             *ledger
}

// newCluster starts nodes on a database, and makes stores with keys to them.
func newCluster(t testing.TB, database string, nodes, stores int, args ...string) *cluster {
	t.Helper()
	c := &cluster{database: database, client: newClient(t)}
	for range nodes {
		c.add(t, args...)
	}
	for i := range stores {
		c.addTenant(t, fmt.Sprintf("store-%d", i+1))
	}
	return c
}

// add starts one more node.
func (c *cluster) add(t testing.TB, args ...string) *node {
	t.Helper()
	n := c.prepare(t, args...)
	n.start()
	return n
}

// prepare adds a node and does not start it.
func (c *cluster) prepare(t testing.TB, args ...string) *node {
	t.Helper()
	name := fmt.Sprintf("node-%d", len(c.nodes)+1)
	n := &node{t: t, name: name, binary: lore, dir: filepath.Join(t.TempDir(), name)}
	n.args = append([]string{"--database", c.database}, args...)
	c.nodes = append(c.nodes, n)
	return n
}

func (c *cluster) addTenant(t testing.TB, store string) {
	t.Helper()
	tenant := &tenant{store: store, key: store + "-key", secret: store + "-secret", ledger: &ledger{}}
	n := c.nodes[len(c.tenants)%len(c.nodes)]
	n.command(t, "store", "create", store)
	n.command(t, "key", "create", "--store", store, "--name", store, "--scope", "all", "--key", tenant.key, "--secret", tenant.secret)
	c.tenants = append(c.tenants, tenant)
}

// command runs a command of the binary through the node.
func (n *node) command(t testing.TB, args ...string) string {
	t.Helper()
	return binarytest.MustRun(t, n.binary, append(args, "--data", n.dir)...)
}

// serve is the command that starts the node's server.
func (n *node) serve() *exec.Cmd {
	cmd := exec.Command(n.binary, append([]string{
		"serve", "--data", n.dir, "--listen", "127.0.0.1:0", "--metrics-listen", "",
		"--log-format", "json", "--log-level", "warn", "--page-size", "1000",
	}, n.args...)...)
	if n.clock != nil {
		cmd.Env = append(os.Environ(), "NODETEST_CLOCK="+n.clock.path)
	}
	return cmd
}

// start starts the node's server and waits until it listens.
func (n *node) start() {
	n.t.Helper()
	server := binarytest.Start(n.t, n.serve())
	n.mu.Lock()
	defer n.mu.Unlock()
	n.server = server
}

// running is the server that was started last.
func (n *node) running() *binarytest.Server {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.server
}

// kill ends the node as a power cut would.
func (n *node) kill() { n.running().Kill() }

// stop ends the node in order.
func (n *node) stop() {
	n.t.Helper()
	n.running().Stop(n.t)
}

// pause stops the node's process where it is.
func (n *node) pause() {
	n.t.Helper()
	n.signal(syscall.SIGSTOP)
}

// wake lets a paused node go on.
func (n *node) wake() {
	n.t.Helper()
	n.signal(syscall.SIGCONT)
}

func (n *node) signal(signal syscall.Signal) {
	n.t.Helper()
	if err := n.running().Cmd.Process.Signal(signal); err != nil {
		n.t.Fatalf("send %s to %s: %v", signal, n.name, err)
	}
}

// useClock makes the node's next server run on a clock of its own.
func (n *node) useClock(t testing.TB) {
	t.Helper()
	binary, err := clockedBinary()
	if err != nil {
		t.Fatal(err)
	}
	n.binary, n.clock = binary, newClock(t)
}

// ask sends a request of a tenant to a node. An error means that no whole
// answer came: nobody knows what the node did.
func (c *cluster) ask(ctx context.Context, n *node, who *tenant, method, path string, body []byte) (answer, error) {
	return c.client.do(ctx, who, method, n.running().URL+path, body)
}
