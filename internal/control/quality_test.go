package control_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/quality"
)

// dial returns a client of a handler in this process.
func dial(t testing.TB, handler http.Handler) *control.Client {
	transport, stop := control.InProcess(handler)
	client := control.NewClient(transport)
	t.Cleanup(func() { client.Close(); stop() })
	return client
}

func TestReportsThroughCommands(t *testing.T) {
	app := openApp(t, t.TempDir())
	store, err := app.Registry().CreateStore(t.Context(), "school")
	if err != nil {
		t.Fatal(err)
	}
	key, err := app.Registry().CreateKey(t.Context(), access.KeySpec{Store: "school", Name: "LMS", Scopes: []access.Scope{access.ScopeAll}})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(-time.Hour).UnixMicro()
	snapshot := column.Memory([]fact.Row{{Stored: at, Timestamp: at, Actor: "mailto:ada@example.org", Verb: "https://example.org/did", Source: key.Key}}, nil, nil)
	reporter := quality.New(quality.Config{
		Keys: app.Registry(),
		Snapshot: func(context.Context, lrs.StoreID) (*column.Snapshot, int64, error) {
			return snapshot, snapshot.Through, nil
		},
		Meaning: func(context.Context, int64) (*meaning.Meaning, error) {
			return &meaning.Meaning{Verbs: meaning.Seeds()}, nil
		},
	})
	client := dial(t, control.NewHandler(control.Config{Admin: app.Registry(), Quality: reporter}))
	sources, err := client.ReportSources(t.Context(), "school", "Europe/Berlin")
	if err != nil || len(sources.Sources) != 1 || sources.Sources[0].Source != key.Key || sources.Sources[0].Name != "LMS" || sources.Totals.Statements != 1 || sources.Zone != "Europe/Berlin" {
		t.Errorf("the sources are %+v, %v", sources, err)
	}
	want, err := reporter.Sources(t.Context(), lrs.StoreID(store.ID), time.UTC)
	if err != nil || sources.Totals.UnknownVerbs.Count != want.Totals.UnknownVerbs.Count {
		t.Errorf("the unknown verbs are %+v, want %+v (%v)", sources.Totals.UnknownVerbs, want.Totals.UnknownVerbs, err)
	}
	readiness, err := client.ReportReadiness(t.Context(), "school")
	if err != nil || readiness.Statements != 1 || len(readiness.Features) == 0 || len(readiness.Features[0].Ingredients[0].Sample) == 0 {
		t.Errorf("readiness is %+v, %v", readiness, err)
	}
	_, nowhere := client.ReportSources(t.Context(), "nowhere", "")
	_, neither := client.ReportReadiness(t.Context(), "nowhere")
	_, mars := client.ReportSources(t.Context(), "school", "Mars")
	if !problem.Is(nowhere, problem.NotFound) || !problem.Is(neither, problem.NotFound) || !problem.Is(mars, problem.Invalid) {
		t.Errorf("refused are %v, %v, %v", nowhere, neither, mars)
	}
}

func TestReportsNeedFacts(t *testing.T) {
	app := openApp(t, t.TempDir())
	client := dial(t, control.NewHandler(control.Config{Admin: app.Registry()}))
	_, sources := client.ReportSources(t.Context(), "school", "")
	_, readiness := client.ReportReadiness(t.Context(), "school")
	for _, err := range []error{sources, readiness} {
		var refused *problem.Error
		if !errors.As(err, &refused) || refused.Code != "reports-unavailable" || refused.Kind != problem.Unavailable {
			t.Errorf("without facts: %v", err)
		}
	}
}
