package server

import (
	"net/http"

	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/export/bi"
)

// Control returns the API of the command line: Run serves it on the socket in
// the data directory, and a command that finds no server running calls it in
// its own process.
func (a *App) Control() http.Handler {
	config := control.Config{
		Admin:      a.registry,
		Users:      a.registry,
		URL:        a.URL,
		Meaning:    a.meaning,
		Sample:     a.sample,
		Followers:  a.followers,
		Service:    a.service,
		Statements: a.storage.statements(),
		Blobs:      a.storage.blobs(),
		Buckets:    a.storage.buckets(),
		Backup:     a.storage.backup(),
		Move:       a.moveSource(),
		Checks:     a.storage.checks(),
		Logger:     a.logger,
	}
	config.Analysis = a.exportSource()
	if a.facts != nil {
		config.Quality, config.Schedules = a.quality, a.schedules
	}
	if a.storage.database().Dialect() == db.PostgreSQL {
		config.Readers = bi.Readers{Database: a.storage.database()}
	}
	if config.Backup != nil {
		config.Scratch = config.Backup.Scratch
	}
	return control.NewHandler(config)
}
