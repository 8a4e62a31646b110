package pgtest

import "syscall"

// dieWithParent makes a server end as by a crash when the test process does.
func dieWithParent(attributes *syscall.SysProcAttr) { attributes.Pdeathsig = syscall.SIGQUIT }
