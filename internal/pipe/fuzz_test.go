package pipe_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pipe"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// parser takes what is valid, and keeps nothing.
type parser struct{ taken int64 }

func (p *parser) StoreStatements(_ context.Context, _ lrs.Caller, submission lrs.Submission) ([]xapi.UUID, error) {
	statements, _, err := xapi.Parse(submission.Body, submission.Version, xapi.Limits{})
	if err != nil {
		return nil, problem.New(problem.Invalid, "invalid", "%v", err)
	}
	p.taken += int64(len(statements))
	return make([]xapi.UUID, len(statements)), nil
}

// FuzzImport: whatever a file holds, an import ends with a count that adds up
// and, at worst, an error that says that the file is to blame.
func FuzzImport(f *testing.F) {
	f.Add([]byte(lines(0, 3)))
	f.Add([]byte("[" + statement(1) + "," + statement(2, `"version":"1.0.3"`) + "]"))
	f.Add([]byte("--x\r\nContent-Type: application/json\r\n\r\n" + statement(1) + "\r\n--x\r\nX-Experience-API-Hash: 00\r\n\r\nabc\r\n--x--\r\n"))
	f.Add([]byte("\x1f\x8b\x08\x00"))
	f.Add([]byte("\x28\xb5\x2f\xfd\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		store := &parser{}
		faults := int64(0)
		done, err := pipe.Import{
			Store: store, MaxStatement: 1 << 16, Scratch: t.TempDir(), OnFault: func(pipe.Fault) { faults++ },
		}.Run(t.Context(), bytes.NewReader(file))
		if err != nil && !problem.Is(err, problem.Invalid) {
			t.Errorf("error %v, want Invalid", err)
		}
		if done.Stored != store.taken || done.Bad != faults {
			t.Errorf("counted %d stored and %d refused; the store took %d and %d were reported", done.Stored, done.Bad, store.taken, faults)
		}
		if done.Read > int64(len(file)) {
			t.Errorf("read %d of %d bytes", done.Read, len(file))
		}
	})
}
