package pgpool

import (
	"net"
	"testing"

	"golang.org/x/sys/unix"
)

func TestLostMachineIsNoticed(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	connection, err := dialer().DialContext(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	raw, err := connection.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	for option, want := range map[int]int{unix.TCP_USER_TIMEOUT: unacknowledged, unix.TCP_KEEPIDLE: 15, unix.TCP_KEEPINTVL: 5, unix.TCP_KEEPCNT: 3} {
		var got int
		var failed error
		err := raw.Control(func(descriptor uintptr) {
			got, failed = unix.GetsockoptInt(int(descriptor), unix.IPPROTO_TCP, option)
		})
		if err != nil || failed != nil || got != want {
			t.Errorf("the option %d is %d (%v, %v), want %d", option, got, err, failed, want)
		}
	}
}
