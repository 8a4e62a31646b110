package api

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/intake"
	"github.com/lore-lrs/lore/internal/sample"
)

// Filling is what answers the routes by which a server is filled and looked after.
// What is nil, the server has not.
type Filling struct {
	Sample  Sample
	Imports Imports
	Backups Backups
	// Server tells of the server that answers.
	Server func(ctx context.Context) (ServerInfo, error)
	// OrderFollower has a follower paused, resumed or built anew. Errors: NotFound.
	OrderFollower func(ctx context.Context, name, order string) error
}

// Sample makes and removes the sample data. Errors: Conflict.
type Sample interface {
	State(ctx context.Context) (sample.State, error)
	// Load asks for them on behalf of somebody, who may see them then.
	Load(ctx context.Context, by access.Reader) (sample.State, error)
	Remove(ctx context.Context) (sample.State, error)
}

// Imports stores files. intake.Importer is one.
type Imports interface {
	Import(ctx context.Context, request intake.Request, file io.Reader) (intake.Import, error)
	List(ctx context.Context, store int64) ([]intake.Import, error)
	Get(ctx context.Context, store int64, id string) (intake.Import, error)
}

// Backups keeps backups. Errors: NotFound, Conflict.
type Backups interface {
	// WhyNot says why there are none, and what to do instead; empty where there are.
	WhyNot() string
	List() ([]backup.Kept, error)
	// Make begins one, which is made in the background.
	Make() (backup.Kept, error)
	// Open returns the bytes of one that is ready, to be closed.
	Open(name string) (io.ReadSeekCloser, time.Time, error)
	Remove(name string) error
}

// ServerInfo is what a server is.
type ServerInfo struct {
	Version string    `json:"version"`
	Started time.Time `json:"started"`
	Node    string    `json:"node"`
	// Storage is embedded or postgres.
	Storage string `json:"storage"`
	// Data is the data directory.
	Data string `json:"data,omitempty"`
	// Nodes are the servers that share the database.
	Nodes    []string  `json:"nodes,omitempty"`
	Limits   []Limit   `json:"limits"`
	Licences []Licence `json:"licences"`
	// Statements is how many all stores have, as the facts know them.
	Statements int64 `json:"statements"`
	Disk       *Disk `json:"disk,omitempty"`
	// Memory is how many bytes the process has from the system.
	Memory int64 `json:"memory"`
}

// Limit is a setting of the server.
type Limit struct {
	Setting string `json:"setting"`
	Value   string `json:"value"`
	Meaning string `json:"meaning"`
}

// Licence is that of a library in the program.
type Licence struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Licence string `json:"licence"`
}

// Disk is the room of the data directory, in bytes.
type Disk struct {
	Free int64 `json:"free"`
	Used int64 `json:"used"`
}

// fillingRoutes are those of this file and of sample.go, import.go, backup.go,
// server.go and follower.go.
func fillingRoutes() []route {
	get, post, del := http.MethodGet, http.MethodPost, http.MethodDelete
	return []route{
		{method: get, path: "sample", action: access.ManageServer, handle: (*exchange).getSample},
		{method: post, path: "sample", action: access.ManageServer, handle: (*exchange).postSample},
		{method: del, path: "sample", action: access.ManageServer, handle: (*exchange).deleteSample},
		{method: get, path: "imports", action: access.ImportData, handle: (*exchange).getImports},
		{method: post, path: "imports", action: access.ImportData, parameters: []string{"format", "dry_run", "name", "zone"}, handle: (*exchange).postImport},
		{method: get, path: "imports/{id}", action: access.ImportData, handle: (*exchange).getImport},
		{method: get, path: "backups", action: access.ManageServer, handle: (*exchange).getBackups},
		{method: post, path: "backups", action: access.ManageServer, handle: (*exchange).postBackup},
		{method: get, path: "backups/{name}", action: access.ManageServer, handle: (*exchange).getBackup},
		{method: del, path: "backups/{name}", action: access.ManageServer, handle: (*exchange).deleteBackup},
		{method: get, path: "server", action: access.ManageServer, handle: (*exchange).getServer},
		{method: post, path: "followers/{name}/{order}", action: access.ManageServer, handle: (*exchange).postFollower},
	}
}
