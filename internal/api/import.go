package api

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/lore-lrs/lore/internal/intake"
	"github.com/lore-lrs/lore/internal/problem"
)

// maxImport is the greatest file in bytes, as it is sent.
const maxImport = 1 << 30

// patience is how long a file may stand still on its way.
const patience = time.Minute

func (x *exchange) imports() (Imports, error) {
	if x.handler.config.Imports == nil {
		return nil, problem.New(problem.NotFound, "not-offered", "this server imports nothing")
	}
	return x.handler.config.Imports, nil
}

func (x *exchange) getImports() error {
	offered, err := x.imports()
	if err != nil {
		return err
	}
	list, err := offered.List(x.r.Context(), x.reader.Store)
	return listed(x, "imports", list, err)
}

func (x *exchange) getImport() error {
	offered, err := x.imports()
	if err != nil {
		return err
	}
	found, err := offered.Get(x.r.Context(), x.reader.Store, x.values["id"])
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, found)
}

// postImport stores the file that the request brings, while it arrives.
func (x *exchange) postImport() error {
	offered, err := x.imports()
	if err != nil {
		return err
	}
	dryRun := x.parameters.Get("dry_run")
	if dryRun != "" && dryRun != "true" && dryRun != "false" {
		return parameterError("dry_run", "dry_run is true or false, not %q", dryRun)
	}
	if coding := x.r.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return problem.New(problem.Invalid, "content-encoding-not-supported", "send the file as it is, without a Content-Encoding: a file that is compressed by itself is understood")
	}
	leave, err := x.handler.rooms.enter(x.reader.Holder())
	if err != nil {
		return err
	}
	defer leave()
	file := &arriving{in: http.MaxBytesReader(x.w, x.r.Body, maxImport), control: http.NewResponseController(x.w), good: x.stillGood}
	done, err := offered.Import(x.r.Context(), intake.Request{
		Store: x.reader.Store, StoreName: x.reader.StoreName, Name: x.parameters.Get("name"), By: x.reader.Name,
		Format: cmp.Or(x.parameters.Get("format"), intake.NDJSON), DryRun: dryRun == "true", Zone: x.parameters.Get("zone"),
	}, file)
	if err != nil {
		return err
	}
	_ = file.control.SetWriteDeadline(time.Now().Add(patience)) // a test's recorder has none
	return x.json(http.StatusOK, done)
}

// stillGood refuses to go on for a reader whose token or session has ended meanwhile.
func (x *exchange) stillGood() error {
	if x.handler.config.Accounts == nil {
		return nil
	}
	err := x.handler.config.Accounts.StillGood(x.r.Context(), x.reader)
	if problem.Is(err, problem.Unauthenticated) {
		x.w.Header()["Connection"] = []string{"close"} // nothing more is read, and the answer waits for nothing
		return err
	}
	return nil // while nobody can be asked, it goes on
}

// arriving is a file on its way. It may take as long as it likes while it moves, and
// while whoever sends it may.
type arriving struct {
	in      io.Reader
	control *http.ResponseController
	good    func() error
	renewed time.Time
}

func (a *arriving) Read(p []byte) (int, error) {
	if now := time.Now(); now.Sub(a.renewed) > time.Second {
		if err := a.good(); err != nil {
			return 0, err
		}
		a.renewed = now
		_ = a.control.SetReadDeadline(now.Add(patience))
		_ = a.control.SetWriteDeadline(time.Time{})
	}
	n, err := a.in.Read(p)
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		err = problem.New(problem.TooLarge, "file-too-large", "the file is larger than %d bytes; compress it with gzip or zstd, or import it in parts", int64(maxImport))
	}
	return n, err
}
