package xapihttp

import (
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
)

var activityRoutes = []route{{
	resource: "activities", method: http.MethodGet, action: access.ReadActivities,
	parameters: []string{"activityId"}, handle: getActivity,
}}

// getActivity answers with the complete Activity object, known or not (AY-01 to AY-03).
func getActivity(x *exchange) error {
	read := x.reader()
	read.require("AY-01", "activityId")
	id := read.iri("activityId")
	if err := read.err(); err != nil {
		return err
	}
	activity, err := x.handler.config.Service.Activity(x.r.Context(), x.caller(), id)
	if err != nil {
		return err
	}
	x.json(activity)
	return nil
}
