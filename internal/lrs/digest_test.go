package lrs

import "testing"

// AT-03: the number of digits names the algorithm.
func TestSHA2(t *testing.T) {
	for digits, want := range map[int]string{
		56:  "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
		64:  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		96:  "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
		128: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
		40:  "",
		0:   "",
	} {
		if got := SHA2([]byte("abc"), digits); got != want {
			t.Errorf("%d digits: %q, want %q", digits, got, want)
		}
	}
}
