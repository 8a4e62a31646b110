package api

import (
	"net/http"
	"time"

	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/problem"
)

// backups returns what keeps backups, if it can.
func (x *exchange) backups() (Backups, error) {
	offered := x.handler.config.Backups
	if offered == nil {
		return nil, problem.New(problem.NotFound, "not-offered", "this server makes no backups")
	}
	if why := offered.WhyNot(); why != "" {
		return nil, problem.New(problem.Conflict, "backup-elsewhere", "%s", why)
	}
	return offered, nil
}

func (x *exchange) getBackups() error {
	answer := struct {
		Possible bool          `json:"possible"`
		WhyNot   string        `json:"why_not,omitempty"`
		Backups  []backup.Kept `json:"backups"`
	}{Possible: true, Backups: []backup.Kept{}}
	offered, err := x.backups()
	switch {
	case problem.Is(err, problem.Conflict):
		answer.Possible, answer.WhyNot = false, x.handler.config.Backups.WhyNot()
	case err != nil:
		return err
	default:
		if answer.Backups, err = offered.List(); err != nil {
			return err
		}
	}
	return x.json(http.StatusOK, answer)
}

func (x *exchange) postBackup() error {
	offered, err := x.backups()
	if err != nil {
		return err
	}
	made, err := offered.Make()
	if err != nil {
		return err
	}
	return x.json(http.StatusAccepted, made)
}

func (x *exchange) deleteBackup() error {
	offered, err := x.backups()
	if err != nil {
		return err
	}
	return x.decided(offered.Remove(x.values["name"]))
}

// getBackup sends the file of a backup, or the part that is asked for.
func (x *exchange) getBackup() error {
	offered, err := x.backups()
	if err != nil {
		return err
	}
	file, made, err := offered.Open(x.values["name"])
	if err != nil {
		return err
	}
	defer file.Close()
	leave, err := x.handler.rooms.enter(x.reader.Holder())
	if err != nil {
		return err
	}
	defer leave()
	// A backup may be large and the line slow; the client is the administrator's.
	_ = http.NewResponseController(x.w).SetWriteDeadline(time.Time{})
	header := x.w.Header()
	header["Content-Type"] = []string{"application/octet-stream"}
	header["Content-Disposition"] = []string{`attachment; filename="` + x.values["name"] + `"`}
	http.ServeContent(&counter{x}, x.r, "", made, file)
	return nil
}
