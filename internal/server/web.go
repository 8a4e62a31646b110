package server

import (
	"fmt"
	"io/fs"

	"github.com/lore-lrs/lore/internal/web"
	dist "github.com/lore-lrs/lore/web"
)

// openWeb reads the web app, which stands on the API.
func (a *App) openWeb() error {
	files, err := fs.Sub(dist.Dist, "dist")
	if err != nil {
		return fmt.Errorf("read the web app: %w", err)
	}
	a.web, err = web.New(web.Config{Files: files, PublicURL: a.config.PublicURL})
	return err
}
