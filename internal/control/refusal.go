package control

import (
	"errors"
	"net/http"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/problem"
)

// Refusal is an error on its way over the socket.
type Refusal struct {
	Kind    problem.Kind     `json:"kind"`
	Code    string           `json:"code"`
	Message string           `json:"message"`
	Details []problem.Detail `json:"details,omitempty"`
}

func refusalOf(err error) Refusal {
	var e *problem.Error
	if errors.As(err, &e) {
		message := e.Message
		if e.Err != nil {
			message = e.Error()
		}
		return Refusal{Kind: e.Kind, Code: e.Code, Message: message, Details: e.Details}
	}
	return Refusal{Kind: problem.Internal, Code: "internal", Message: err.Error()}
}

// problem returns the error that was refused with.
func (r Refusal) problem() error {
	return &problem.Error{Kind: r.Kind, Code: r.Code, Message: r.Message, Details: r.Details}
}

func writeJSON(w http.ResponseWriter, status int, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, err = w.Write(append(body, '\n'))
	return err
}
