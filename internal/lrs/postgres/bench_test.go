//go:build unix

package postgres_test

import (
	"testing"

	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// benchNode opens a store on a server whose commits wait for the disk.
func benchNode(b *testing.B) *node {
	n := openNode(b, pgtest.Start(b, pgtest.Options{Durable: true, Settings: map[string]string{
		"shared_buffers": "1GB", "max_wal_size": "8GB", "synchronous_commit": "on",
	}}).Database(b))
	b.Cleanup(func() { n.close(b) })
	return n
}

func BenchmarkAppendBatch100(b *testing.B) { storetest.BenchmarkAppendBatch(b, benchNode(b), 8) }

func BenchmarkAppendSingle64(b *testing.B) { storetest.BenchmarkAppendSingle(b, benchNode(b), 64) }

func BenchmarkQuery(b *testing.B) { storetest.BenchmarkQuery(b, benchNode(b)) }
