package loadtest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httputil"
	"net/url"
	"strconv"
	"time"
)

// answerTimeout is how long an answer may take before it counts as lost.
const answerTimeout = time.Minute

// maxAnswer bounds an answer in memory, in bytes.
const maxAnswer = 64 << 20

// connection speaks HTTP/1.1 to one server, a request at a time. net/http does
// more, and would cost more than the server's own work.
type connection struct {
	target *url.URL
	conn   net.Conn
	in     *bufio.Reader
	body   bytes.Buffer
}

func dial(ctx context.Context, target *url.URL) (*connection, error) {
	c := &connection{target: target}
	return c, c.connect(ctx)
}

// connect opens the connection anew.
func (c *connection) connect(ctx context.Context) error {
	c.close()
	address := c.target.Host
	if c.target.Port() == "" {
		address = net.JoinHostPort(c.target.Hostname(), map[string]string{"http": "80", "https": "443"}[c.target.Scheme])
	}
	dialer := &net.Dialer{Timeout: answerTimeout}
	var err error
	if c.target.Scheme == "https" {
		secure := tls.Dialer{NetDialer: dialer, Config: &tls.Config{MinVersion: tls.VersionTLS12}}
		c.conn, err = secure.DialContext(ctx, "tcp", address)
	} else {
		c.conn, err = dialer.DialContext(ctx, "tcp", address)
	}
	if err != nil {
		c.conn = nil
		return err
	}
	c.in = bufio.NewReaderSize(c.conn, 32<<10)
	return nil
}

func (c *connection) close() {
	if c.conn != nil {
		c.conn.Close() // it is not needed any more, however it ends
		c.conn = nil
	}
}

// roundTrip sends a request and returns the answer, whose body is good until
// the next one. After an error the connection must be opened again.
func (c *connection) roundTrip(request []byte) (status int, body []byte, err error) {
	if c.conn == nil {
		return 0, nil, net.ErrClosed
	}
	if err := c.conn.SetDeadline(time.Now().Add(answerTimeout)); err != nil {
		return 0, nil, err
	}
	if _, err := c.conn.Write(request); err != nil {
		return 0, nil, err
	}
	line, err := c.line()
	if err != nil {
		return 0, nil, err
	}
	if len(line) < 12 || !bytes.HasPrefix(line, []byte("HTTP/1.")) {
		return 0, nil, fmt.Errorf("the answer begins with %q, which is not HTTP/1.1", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, nil, fmt.Errorf("the answer has the status %q", line[9:12])
	}
	length, chunked, closing := int64(-1), false, false
	for {
		line, err := c.line()
		if err != nil {
			return 0, nil, err
		}
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte{':'})
		value = bytes.TrimSpace(value)
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.ParseInt(string(value), 10, 64); err != nil {
				return 0, nil, fmt.Errorf("the answer has the length %q", value)
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = bytes.EqualFold(value, []byte("chunked"))
		case bytes.EqualFold(name, []byte("Connection")):
			closing = bytes.EqualFold(value, []byte("close"))
		}
	}
	c.body.Reset()
	switch {
	case status == 204 || status == 304:
	case chunked:
		err = c.chunks()
	case length >= 0:
		if length > maxAnswer {
			return 0, nil, errors.New("the answer is too long")
		}
		_, err = io.CopyN(&c.body, c.in, length)
	default:
		closing = true
		_, err = io.Copy(&c.body, io.LimitReader(c.in, maxAnswer))
	}
	if closing {
		c.close()
	}
	return status, c.body.Bytes(), err
}

func (c *connection) chunks() error {
	if _, err := io.Copy(&c.body, io.LimitReader(httputil.NewChunkedReader(c.in), maxAnswer)); err != nil {
		return err
	}
	for { // trailers, and the empty line
		line, err := c.line()
		if err != nil || len(line) == 0 {
			return err
		}
	}
}

// line returns the next line of the head, good until the next read.
func (c *connection) line() ([]byte, error) {
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	return bytes.TrimRight(line, "\r\n"), nil
}
