package rejection

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// shown is a Rejection as clients see it; what is empty is left out.
type shown struct {
	ID        int64  `json:"id"`
	At        string `json:"at"`
	Count     int64  `json:"count"`
	Key       string `json:"key,omitempty"`
	Method    string `json:"method,omitempty"`
	Resource  string `json:"resource,omitempty"`
	Status    int    `json:"status"`
	Code      string `json:"code"`
	Rule      string `json:"rule,omitempty"`
	Pointer   string `json:"pointer,omitempty"`
	Parameter string `json:"parameter,omitempty"`
	Message   string `json:"message"`
	UserAgent string `json:"user_agent,omitempty"`
	RequestID string `json:"request_id,omitempty"`
	Node      string `json:"node,omitempty"`
	Sample    string `json:"sample,omitempty"`
}

// Shown is a Rejection as people see it in the web app: with what it means, and
// what to do.
type Shown struct {
	shown
	Explanation string `json:"explanation"`
	Fix         string `json:"fix"`
}

// Explained returns the rejection with its explanation.
func (r Rejection) Explained() Shown {
	e := Explain(r.Code)
	return Shown{r.shown(), e.Text, e.Fix}
}

// JSON returns the rejection as an object for clients, in one line.
func (r Rejection) JSON() ([]byte, error) {
	s := r.shown()
	return json.Marshal(&s)
}

func (r Rejection) shown() shown {
	return shown{
		ID: r.ID, At: r.At.UTC().Format(time.RFC3339Nano), Count: r.Count, Key: r.KeyID, Method: r.Method, Resource: r.Resource,
		Status: r.Status, Code: r.Code, Rule: r.Rule, Pointer: r.Pointer, Parameter: r.Parameter, Message: r.Message,
		UserAgent: r.UserAgent, RequestID: r.RequestID, Node: r.Node, Sample: strings.ToValidUTF8(string(r.Sample), "\uFFFD"),
	}
}
