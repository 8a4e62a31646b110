package client_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/lore-lrs/lore/xapi/client"
)

func digestOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func ExampleClient_SendOne() {
	lrs, err := client.New(client.Config{Endpoint: "https://lrs.example/xapi", Key: "key", Secret: "secret"})
	if err != nil {
		log.Fatal(err)
	}
	id, err := lrs.SendOne(context.Background(), []byte(`{
		"actor": {"mbox": "mailto:learner@example.org"},
		"verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
		"object": {"id": "https://example.org/courses/1"}
	}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("stored as", id)
}

func ExampleClient_Statements() {
	lrs, err := client.New(client.Config{Endpoint: "https://lrs.example/xapi", Key: "key", Secret: "secret"})
	if err != nil {
		log.Fatal(err)
	}
	query := client.Query{
		Verb:      "http://adlnet.gov/expapi/verbs/completed",
		Since:     time.Now().AddDate(0, 0, -7),
		Ascending: true,
	}
	for statement, err := range lrs.Statements(context.Background(), query) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(string(statement))
	}
}

// A document is changed on the condition that nobody else changed it since it
// was read.
func ExampleClient_PutDocument() {
	lrs, err := client.New(client.Config{Endpoint: "https://lrs.example/xapi", Key: "key", Secret: "secret"})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	key := client.DocumentKey{
		Resource:   client.State,
		ActivityID: "https://example.org/courses/1",
		Agent:      `{"mbox":"mailto:learner@example.org"}`,
		ID:         "bookmark",
	}
	precondition := client.Precondition{IfAbsent: true}
	current, err := lrs.Document(ctx, key)
	var refused *client.Error
	switch {
	case err == nil:
		precondition = client.Precondition{IfMatch: current.ETag}
	case errors.As(err, &refused) && refused.Status == http.StatusNotFound:
	default:
		log.Fatal(err)
	}
	bookmark := client.Document{ContentType: "application/json", Content: []byte(`{"page":12}`)}
	if err := lrs.PutDocument(ctx, key, bookmark, precondition); err != nil {
		log.Fatal(err)
	}
}
