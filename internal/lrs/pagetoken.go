package lrs

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// tokenLife is how long a `more` link works; PG-02 asks for 24 hours.
const tokenLife = 7 * 24 * time.Hour

// continuation is what a token keeps: where a query goes on, and how its
// statements are rendered, but for the languages (PG-04).
type continuation struct {
	query     Query
	rendering Rendering
}

// A token is base64url of
//
//	version       1 byte, tokenVersion
//	flags         2 bytes, little endian
//	format        1 byte
//	limit         uvarint
//	since, until, through, after.stored, expiry (seconds)   varints
//	after.id      16 bytes
//	agent, verb, activity, registration   16 bytes each, if its flag is set
//	code          16 bytes
//
// The code is the first half of HMAC-SHA256 over whom the token was given to
// and all bytes before it. The server remembers nothing.
const (
	tokenVersion = 1
	codeLength   = sha256.Size / 2
)

const (
	hasAgent = 1 << iota
	hasVerb
	hasActivity
	hasRegistration
	relatedAgents
	relatedActivities
	ascending
	withAttachments
	knownFlags = 1<<iota - 1
)

// filters returns the query's keys with their flags, in the token's order.
func (c *continuation) filters() [4]struct {
	flag uint16
	key  **xapi.Key
} {
	return [4]struct {
		flag uint16
		key  **xapi.Key
	}{
		{hasAgent, &c.query.Agent},
		{hasVerb, &c.query.Verb},
		{hasActivity, &c.query.Activity},
		{hasRegistration, &c.query.Registration},
	}
}

// switches returns what is on or off with its flag.
func (c *continuation) switches() [4]struct {
	flag uint16
	on   *bool
} {
	return [4]struct {
		flag uint16
		on   *bool
	}{
		{relatedAgents, &c.query.RelatedAgents},
		{relatedActivities, &c.query.RelatedActivities},
		{ascending, &c.query.Ascending},
		{withAttachments, &c.rendering.Attachments},
	}
}

// times returns the numbers that may be negative, in the token's order.
func (c *continuation) times() [4]*int64 {
	return [4]*int64{&c.query.Since, &c.query.Until, &c.query.Through, &c.query.After.Stored}
}

func (s *Service) makeToken(c continuation, caller Caller) (string, error) {
	var flags uint16
	for _, filter := range c.filters() {
		if *filter.key != nil {
			flags |= filter.flag
		}
	}
	for _, a := range c.switches() {
		if *a.on {
			flags |= a.flag
		}
	}
	token := binary.LittleEndian.AppendUint16([]byte{tokenVersion}, flags)
	token = append(token, byte(c.rendering.Format))
	token = binary.AppendUvarint(token, uint64(c.query.Limit))
	for _, time := range c.times() {
		token = binary.AppendVarint(token, *time)
	}
	token = binary.AppendVarint(token, s.now().Add(tokenLife).Unix())
	token = append(token, c.query.After.ID[:]...)
	for _, filter := range c.filters() {
		if key := *filter.key; key != nil {
			token = append(token, key[:]...)
		}
	}
	code, err := s.tokenCode(token, caller)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(append(token, code...)), nil
}

// tokenCode returns the code for a token's other bytes. It covers the store
// and, for a key that reads only its own statements, its authority: for
// another caller the token is as good as forged.
func (s *Service) tokenCode(token []byte, caller Caller) ([]byte, error) {
	mac := hmac.New(sha256.New, s.config.CursorKey)
	holder := binary.LittleEndian.AppendUint64([]byte("lore: more\n"), uint64(caller.Store))
	if caller.OnlyMine {
		mine, err := authorityKey(caller)
		if err != nil {
			return nil, err
		}
		holder = append(holder, 1)
		holder = append(holder, mine[:]...)
	} else {
		holder = append(holder, 0)
	}
	mac.Write(holder)
	mac.Write(token)
	return mac.Sum(nil)[:codeLength], nil
}

func (s *Service) readToken(text string, caller Caller) (continuation, error) {
	// Strict: a token has one spelling.
	token, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(token) < codeLength {
		return continuation{}, badToken("it is damaged")
	}
	token, code := token[:len(token)-codeLength], token[len(token)-codeLength:]
	want, err := s.tokenCode(token, caller)
	if err != nil {
		return continuation{}, err
	}
	if !hmac.Equal(code, want) {
		return continuation{}, badToken("it is damaged, or was given to another key or by another server")
	}
	c, expiry, ok := parseToken(token)
	if !ok {
		return continuation{}, badToken("it was made by another version of this server")
	}
	if s.now().Unix() > expiry {
		return continuation{}, badToken("it is older than a week")
	}
	c.query.Limit = min(c.query.Limit, s.config.PageSize)
	return c, nil
}

func badToken(why string) error {
	err := problem.New(problem.Invalid, "more-invalid", "this more link cannot be followed: %s; start the query again without it", why)
	err.Details = []problem.Detail{{Parameter: "more", Rule: "PG-04", Message: err.Message}}
	return err
}

// parseToken reads a token without its code; expiry is in seconds since 1970.
func parseToken(token []byte) (c continuation, expiry int64, ok bool) {
	r := tokenReader{rest: token}
	version := r.bytes(1)
	flagBytes := r.bytes(2)
	format := r.bytes(1)
	limit := r.uvarint()
	for _, time := range c.times() {
		*time = r.varint()
	}
	expiry = r.varint()
	id := r.bytes(len(xapi.UUID{}))
	if r.failed || version[0] != tokenVersion || xapi.Format(format[0]) > xapi.Canonical || limit == 0 || limit > maxPageSize {
		return continuation{}, 0, false
	}
	flags := binary.LittleEndian.Uint16(flagBytes)
	c.rendering.Format = xapi.Format(format[0])
	c.query.Limit = int(limit)
	c.query.After.ID = xapi.UUID(id)
	for _, filter := range c.filters() {
		if flags&filter.flag == 0 {
			continue
		}
		key := r.bytes(len(xapi.Key{}))
		if r.failed {
			return continuation{}, 0, false
		}
		*filter.key = new(xapi.Key(key))
	}
	for _, a := range c.switches() {
		*a.on = flags&a.flag != 0
	}
	return c, expiry, len(r.rest) == 0 && flags&^knownFlags == 0
}

// tokenReader reads a token from its start; after a failure it gives zeros.
type tokenReader struct {
	rest   []byte
	failed bool
}

func (r *tokenReader) bytes(n int) []byte {
	if r.failed || len(r.rest) < n {
		r.failed = true
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *tokenReader) uvarint() uint64 {
	value, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.failed = true
		return 0
	}
	r.bytes(n)
	return value
}

func (r *tokenReader) varint() int64 {
	value, n := binary.Varint(r.rest)
	if n <= 0 {
		r.failed = true
		return 0
	}
	r.bytes(n)
	return value
}
