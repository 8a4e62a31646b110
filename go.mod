module github.com/lore-lrs/lore

go 1.26.0
