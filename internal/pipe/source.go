package pipe

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// maxZstdWindow bounds the memory that a compressed file may ask for, in bytes.
const maxZstdWindow = 128 << 20

// decompressed returns what is behind gzip or zstd compression, told by the
// first bytes; other data as it is. close lets go of the decoder.
func decompressed(r io.Reader) (plain *bufio.Reader, close func(), err error) {
	in := bufio.NewReaderSize(r, 64<<10)
	start, _ := in.Peek(4)
	switch {
	case bytes.HasPrefix(start, []byte{0x1f, 0x8b}):
		unzip, err := gzip.NewReader(in)
		if err != nil {
			return nil, nil, fmt.Errorf("read gzip: %w", err)
		}
		return bufio.NewReaderSize(unzip, 64<<10), func() { unzip.Close() }, nil
	case bytes.HasPrefix(start, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		unzip, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxZstdWindow))
		if err != nil {
			return nil, nil, fmt.Errorf("read zstd: %w", err)
		}
		return bufio.NewReaderSize(unzip, 64<<10), unzip.Close, nil
	}
	return in, func() {}, nil
}

// counter counts what is read, and remembers why no more can be.
type counter struct {
	in  io.Reader
	n   int64
	err error // never io.EOF
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}
