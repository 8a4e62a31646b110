package control

import (
	"cmp"
	"io"
	"net/http"
	"strconv"

	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/problem"
)

// forAnalysis reports whether the export is one of internal/export.
func (o ExportOptions) forAnalysis() bool {
	_, err := export.ParseFormat(o.Format)
	return err == nil || o.Relation != ""
}

// exportForAnalysis writes a relation as rows are read.
func (h *handler) exportForAnalysis(w http.ResponseWriter, r *http.Request, options ExportOptions) error {
	request, err := options.request()
	if err != nil {
		return err
	}
	if request.Store, err = h.storeNamed(r.Context(), options.Store); err != nil {
		return err
	}
	source := h.Analysis
	if source.Statements == nil {
		source.Statements = h.Statements
	}
	return h.stream(w, r, func(to io.Writer) error {
		written, err := source.Write(r.Context(), to, request)
		w.Header().Set(countTrailer, strconv.FormatInt(written, 10))
		return err
	})
}

// request returns the export that is asked for, without the number of its store.
func (o ExportOptions) request() (request export.Request, err error) {
	if request.Format, err = export.ParseFormat(o.Format); err != nil {
		return request, err
	}
	if request.Relation, err = export.ParseRelation(cmp.Or(o.Relation, string(export.Statements))); err != nil {
		return request, err
	}
	for _, filter := range []struct {
		name  string
		given bool
	}{
		{"agent", o.Agent != ""},
		{"verb", o.Verb != ""},
		{"activity", o.Activity != ""},
		{"registration", o.Registration != ""},
		{"related-agents", o.RelatedAgents},
		{"related-activities", o.RelatedActivities},
		{"no-ascending", o.Descending},
		{"voided", o.Voided},
		{"attachments", o.Attachments},
		{"language", o.Language != ""},
	} {
		if filter.given {
			return request, problem.New(problem.Invalid, "bad-filter",
				"--%s cannot be used with --format %s, which takes --since and --until only: filter in the tool that reads the file", filter.name, o.Format)
		}
	}
	if request.Since, err = export.ParseTime("since", o.Since); err != nil {
		return request, err
	}
	request.Until, err = export.ParseTime("until", o.Until)
	request.StoreName = o.Store
	return request, err
}
