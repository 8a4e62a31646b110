package main

import (
	"fmt"
	"runtime"
)

// versionCommand prints what this binary is.
type versionCommand struct{}

// Run prints the version of Lore and of Go.
func (c *versionCommand) Run(std stdio) error {
	_, err := fmt.Fprintf(std.out, "lore %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
