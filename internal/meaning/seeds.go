package meaning

import "maps"

// The vocabularies of the standard verbs.
const (
	adl             = "http://adlnet.gov/expapi/verbs/"
	cmi5            = "https://w3id.org/xapi/adl/verbs/"
	video           = "https://w3id.org/xapi/video/verbs/"
	acrossX         = "https://w3id.org/xapi/acrossx/verbs/"
	dataBook        = "https://w3id.org/xapi/adb/verbs/"
	dodISD          = "https://w3id.org/xapi/dod-isd/verbs/"
	netc            = "https://w3id.org/xapi/netc/verbs/"
	openEdX         = "https://w3id.org/xapi/openedx/verb/"
	tinCan          = "http://id.tincanapi.com/verb/"
	tinCanUK        = "http://www.tincanapi.co.uk/verbs/"
	activityStreams = "http://activitystrea.ms/schema/1.0/"
	openBadges      = "http://specification.openbadges.org/xapi/verbs/"
	brindlewaye     = "https://brindlewaye.com/xAPITerms/verbs/"
	curatr          = "http://curatr3.com/define/verb/"
	annotator       = "http://risc-inc.com/annotator/verbs/"
)

// activityStreamsProfile is how the xAPI profile of Activity Streams writes the
// same verbs.
const activityStreamsProfile = "http://activitystrea.ms/"

// seeds are the standard verbs by class and vocabulary. A verb of which the
// vocabulary does not say clearly what the learner did (created, closed), or
// that others do (asked, evaluated), has no class: it is Other until somebody
// decides. Some are in no published vocabulary but in wide use: the verbs of
// cmi5, earned and awarded under the older address of ADL.
var seeds = [Classes]map[string][]string{
	Enrol: {
		adl:             {"registered"},
		acrossX:         {"was-assigned"},
		tinCanUK:        {"enrolled_onto_learning_plan"},
		activityStreams: {"join"},
	},
	Start: {
		adl:             {"initialized", "launched", "attempted"},
		activityStreams: {"start"},
	},
	Progress: {
		adl:             {"progressed", "experienced", "interacted", "resumed", "attended"},
		video:           {"played", "paused", "seeked"},
		acrossX:         {"revealed"},
		dataBook:        {"attended", "highlighted", "noted", "selected"},
		dodISD:          {"navigated"},
		tinCan:          {"paused", "performed-offline", "skipped", "selected", "focused", "unfocused", "frame/entered", "frame/exited"},
		activityStreams: {"experience", "interact", "play", "attend", "checkin", "use"},
	},
	Complete: {
		adl:             {"completed", "satisfied"},
		cmi5:            {"satisfied"},
		activityStreams: {"complete"},
	},
	Pass: {
		adl:             {"passed", "mastered"},
		activityStreams: {"qualify"},
	},
	Fail: {
		adl: {"failed"},
	},
	Score: {
		adl: {"scored"},
	},
	Answer: {
		adl:             {"answered", "responded"},
		activityStreams: {"submit"},
	},
	Exit: {
		adl:             {"terminated", "suspended", "exited"},
		activityStreams: {"terminate"},
	},
	Abandon: {
		adl:             {"abandoned"},
		cmi5:            {"abandoned"},
		tinCan:          {"unregistered"},
		activityStreams: {"leave"},
	},
	Waive: {
		adl:  {"waived"},
		cmi5: {"waived"},
	},
	Social: {
		adl:      {"commented", "shared"},
		acrossX:  {"annotated", "disliked", "edited", "liked", "posted", "reported"},
		dataBook: {"annotated"},
		openEdX:  {"voted", "unreported"},
		tinCan: {
			"applauded", "laughed", "mentioned", "mentored", "promoted", "rated", "replied", "replied-to-tweet",
			"requested-attention", "retweeted", "reviewed", "talked-with", "tweeted", "voted-down", "voted-up",
		},
		curatr:      {"edited", "voted-down", "voted-up"},
		annotator:   {"annotated", "modified"},
		brindlewaye: {"reviewed"},
		activityStreams: {
			"agree", "comment", "disagree", "dislike", "favorite", "flag-as-inappropriate", "follow", "invite", "like",
			"make-friend", "remove-friend", "request-friend", "rsvp-maybe", "rsvp-no", "rsvp-yes", "share", "stop-following", "tag",
			"unfavorite", "unlike", "unshare",
		},
	},
	View: {
		acrossX:         {"searched", "watched"},
		dataBook:        {"bookmarked", "read", "watched"},
		netc:            {"accessed"},
		tinCan:          {"bookmarked", "downloaded", "previewed", "viewed"},
		activityStreams: {"access", "consume", "find", "listen", "open", "read", "save", "search", "watch"},
	},
	Credential: {
		adl:        {"earned", "awarded"},
		tinCan:     {"earned"},
		openBadges: {"earned", "earned.json"},
	},
}

// Seeds returns the classes of the standard verbs by their ids: what holds for a
// verb unless an administrator decided otherwise. The map is the caller's.
func Seeds() map[string]Class { return maps.Collect(eachSeed) }

// eachSeed yields every standard verb with its class.
func eachSeed(yield func(string, Class) bool) {
	for class, vocabularies := range seeds {
		for vocabulary, verbs := range vocabularies {
			for _, verb := range verbs {
				if !yield(vocabulary+verb, Class(class)) {
					return
				}
				if vocabulary == activityStreams && !yield(activityStreamsProfile+verb, Class(class)) {
					return
				}
			}
		}
	}
}
