// Package web holds the built web app, which internal/web serves. Its sources
// are in src; `make web` builds dist, which is committed.
package web

import "embed"

// Dist is the folder dist.
//
//go:embed all:dist
var Dist embed.FS
