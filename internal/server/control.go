package server

import (
	"context"
	"net/http"
	"path"
	"path/filepath"

	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/control"
)

// Control returns the API of the command line: Run serves it on the socket in
// the data directory, and a command that finds no server running calls it in
// its own process.
func (a *App) Control() http.Handler {
	return control.NewHandler(control.Config{
		Admin:      a.registry,
		Service:    a.service,
		Statements: a.engine,
		Blobs:      a.blobs,
		Backup:     a.backupSource(),
		Checks:     a.checks(),
		Logger:     a.logger,
	})
}

// backupSource says what a backup is taken from.
func (a *App) backupSource() backup.Source {
	source := backup.Source{
		Log:          a.logFiles,
		Database:     a.database.Snapshot,
		DatabaseName: databaseName,
		Scratch:      a.directory.path,
	}
	if a.config.BlobURL == "" {
		source.Blobs, source.BlobsName = a.directory.join(blobsName), blobsName
	}
	return source
}

// logFiles lists the log's files as they are committed now. Their committed
// bytes never change, so there is nothing to release.
func (a *App) logFiles(context.Context) ([]backup.File, func(), error) {
	segments, err := a.engine.LogFiles()
	if err != nil {
		return nil, nil, err
	}
	files := make([]backup.File, len(segments))
	for i, segment := range segments {
		files[i] = backup.File{
			Name: path.Join(logName, segment.Name),
			Path: filepath.Join(a.directory.path, logName, segment.Name),
			Size: segment.Size,
		}
	}
	return files, func() {}, nil
}
