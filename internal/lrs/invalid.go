package lrs

import (
	"errors"
	"fmt"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// invalid returns the error for statements that break rules or, as one batch, a
// limit: of the kind Invalid or TooLarge. Its message reads well alone, its
// details list all faults. There is at least one.
func invalid(faults []problem.Detail) *problem.Error {
	first := faults[0]
	message := first.Message
	if first.Pointer != "" {
		message = first.Pointer + ": " + message
	}
	switch more := len(faults) - 1; {
	case more == 1:
		message += "; 1 more fault"
	case more > 1:
		message += fmt.Sprintf("; %d more faults", more)
	}
	kind, code := problem.Invalid, "invalid-statement"
	if first.Rule == "GEN-14" && first.Pointer == "" { // the batch as a whole: smaller ones may pass
		kind, code = problem.TooLarge, "too-many-statements"
	}
	return &problem.Error{Kind: kind, Code: code, Message: message, Details: faults}
}

func invalidAt(pointer, rule, format string, args ...any) *problem.Error {
	return invalid([]problem.Detail{{Pointer: pointer, Rule: rule, Message: fmt.Sprintf(format, args...)}})
}

// faults returns what a validation error of xapi lists, with pointers below
// within; other errors are returned as they are.
func faults(err error, within string) ([]problem.Detail, error) {
	var e *xapi.ValidationError
	if !errors.As(err, &e) {
		return nil, err
	}
	details := make([]problem.Detail, len(e.Faults))
	for i, fault := range e.Faults {
		details[i] = problem.Detail{Pointer: within + fault.Pointer, Rule: fault.Rule, Message: fault.Message}
	}
	return details, nil
}

// CodeTimeNotKept is the code of TimeNotKept.
const CodeTimeNotKept = "time-not-kept"

// TimeNotKept is the refusal of a batch with Record.Exactly whose stored times
// cannot be kept.
func TimeNotKept() error {
	return problem.New(problem.Conflict, CodeTimeNotKept,
		"the stored times that are asked for cannot be kept: later ones were handed out or promised already, or they lie in the future")
}
