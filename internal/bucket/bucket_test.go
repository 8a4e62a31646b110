package bucket_test

import (
	"testing"

	"github.com/lore-lrs/lore/internal/bucket"
)

func TestEverySlotHasABucketOfItsOwn(t *testing.T) {
	slots := map[int32]uint64{}
	for slot := range uint64(bucket.Count) {
		number := bucket.Number(slot)
		if other, taken := slots[number]; taken {
			t.Errorf("slots %d and %d have the bucket %d", other, slot, number)
		}
		slots[number] = slot
		if again := bucket.Number(slot + 3*bucket.Count); again != number {
			t.Errorf("slot %d is bucket %d, then %d", slot, number, again)
		}
	}
}
