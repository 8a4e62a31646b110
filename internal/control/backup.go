package control

import (
	"context"
	"io"
	"net/http"

	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/problem"
)

// backup writes a backup as it is taken.
func (h *handler) backup(w http.ResponseWriter, r *http.Request) error {
	if h.Backup == nil {
		return problem.New(problem.Invalid, "backup-elsewhere",
			"this server keeps its data in PostgreSQL; `lore backup FILE --database URL` saves it from there")
	}
	return h.stream(w, r, func(to io.Writer) error {
		_, err := backup.Write(r.Context(), to, *h.Backup)
		return err
	})
}

// Backup writes a backup of the data directory to to. It is complete when the
// error is nil; backup.Verify says whether it is also right.
func (c *Client) Backup(ctx context.Context, to io.Writer) error {
	_, err := c.copy(ctx, "/backup", to)
	return err
}
