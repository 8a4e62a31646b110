package facts

import (
	"fmt"
	"os"

	"github.com/lore-lrs/lore/internal/lrs"
)

// Drop removes the facts of a store that is there no more: nobody asks about it, and
// it is followed no longer. A batch of it that is on its way may make a few again,
// which go with the next generation. Snapshots can still be read.
func (p *Projection) Drop(store lrs.StoreID) error {
	g := p.generation()
	g.mu.Lock()
	defer g.mu.Unlock()
	// It stays open for whoever reads it, and is not saved again.
	delete(g.tables, store)
	if err := os.RemoveAll(g.path(store)); err != nil {
		return fmt.Errorf("remove the facts of store %d: %w", store, err)
	}
	return nil
}
