package quality

import (
	"slices"

	"github.com/lore-lrs/lore/internal/meaning"
)

// feature is a feature of analytics and what it needs.
type feature struct {
	id, name string
	// needs says it in words, as a sentence.
	needs string
	// every: without any one of the ingredients it does not work at all.
	every       bool
	ingredients []ingredient
}

// ingredient is a kind of statement that a feature needs.
type ingredient struct {
	id, words string
	relevant  relevance
	fields    []field
	// enough is how many statements must qualify.
	enough int64
	sample string
}

// relevance says which statements come near: those of one of the classes, or with
// one of the traits; all where both are empty.
type relevance struct {
	classes []meaning.Class
	traits  traits
}

func (r *relevance) holds(c combination) bool {
	return len(r.classes) == 0 && r.traits == 0 || slices.Contains(r.classes, c.class()) || c.traits()&r.traits != 0
}

// field is something that a statement must have: one of the traits.
type field struct {
	id, words string
	any       traits
}

// The fields that more than one feature needs.
var (
	person   = field{"person", "an actor that is a person, or a group whose members are listed", hasPerson}
	own      = field{"own_result", "one person as actor, not a group", alone}
	activity = field{"activity", "an activity as object", hasActivity}
	clock    = field{"timestamp", "a timestamp that the clock of the sender can be trusted for", goodClock}
	course   = field{"course", "a course: context.contextActivities.grouping or parent, or a mapping of the activity («lore course map»)", hasCourse}
	score    = field{"score", "result.score.scaled, or raw with min and max", hasScore}
	known    = field{"known_verb", "a verb whose class is known («lore verb set»)", knownVerb}
)

// The thresholds: what is enough.
const (
	enough = 100
	// enoughRecords is for features that list what happened and compute nothing.
	enoughRecords = 1
	// enoughScores lets two scores of 30 people be compared.
	enoughScores = 60
	// enoughShare is which part of the relevant statements must qualify for ready.
	enoughShare = 0.5
)

// features are those of Lore, in the order of docs/data-quality.md.
func features() []feature {
	activityClasses := relevance{traits: qualifies}
	completion := relevance{traits: completes}
	decision := relevance{traits: decides}
	start := relevance{traits: countsAsStart}
	scored := relevance{classes: []meaning.Class{meaning.Pass, meaning.Fail, meaning.Score}, traits: hasAnyScore}
	starts := ingredient{"starts", "statements that a person began, or was enrolled", start, []field{person, activity, clock}, enough, sampleStart}
	completions := ingredient{"completions", "statements of a completion", completion, []field{person, activity, clock}, enough, sampleCompleted}
	decisions := ingredient{"decisions", "statements of a pass or a failure", decision, []field{person, activity, clock}, enough, samplePassed}
	scores := ingredient{"scores", "statements of a result", scored, []field{person, own, activity, score}, enough, samplePassed}
	events := func(fields ...field) ingredient {
		return ingredient{"events", "statements of what a person did", activityClasses, fields, enough, sampleExperienced}
	}
	return []feature{
		{
			"active_learners", "Active learners", "Active learners need statements about persons, with timestamps that can be right. Enrolments, waivers and credentials do not count: others made them.", true,
			[]ingredient{events(person, clock)},
		},
		{
			"completion_and_pass", "Completion and pass", "Completion needs verbs of the class complete or result.completion; pass needs verbs of the classes pass and fail, or result.success on a completion or score.", false,
			[]ingredient{completions, decisions},
		},
		{
			"cohort_rates", "Cohort rates", "Cohort rates need to know who began and who completed, on the same activities.", true,
			[]ingredient{starts, completions},
		},
		{
			"scores", "Scores", "Scores need result.score.scaled, or raw with min and max, on the statement of one person.", true,
			[]ingredient{scores},
		},
		{
			"item_analysis", "Item analysis", "Item analysis needs answered statements with result.response or result.success, an interactionType in the activity's definition, and the assessment as parent or grouping.", true,
			[]ingredient{{"answers", "statements of an answer", relevance{classes: []meaning.Class{meaning.Answer}, traits: hasItemType}, []field{
				person, own, activity,
				{"result", "result.response, result.success or result.score", hasResult},
				{"interaction_type", "object.definition.interactionType", hasItemType},
				{"assessment", "context.contextActivities.parent or grouping: the assessment", hasPlace},
			}, enough, sampleAnswered}},
		},
		{
			"video_time", "Video time", "Video time needs the played segments of the video profile, and the length of the video.", true,
			[]ingredient{{"played", "statements about a video", relevance{traits: isVideo | hasPlayed | hasVideoTime}, []field{
				person, own, activity,
				{"played_segments", "the result extension https://w3id.org/xapi/video/extensions/played-segments", hasPlayed},
				{"length", "the context extension https://w3id.org/xapi/video/extensions/length", hasVideoTime},
			}, enough, sampleVideo}},
		},
		{
			"reported_time", "Reported time", "Reported time needs result.duration when a sitting ends, or on a completion, pass or failure.", true,
			[]ingredient{{
				"durations", "statements that something ended",
				relevance{classes: []meaning.Class{meaning.Exit, meaning.Abandon, meaning.Complete, meaning.Pass, meaning.Fail}},
				[]field{
					person, own, clock, {"duration", "result.duration", hasDuration},
				},
				enough, sampleTerminated,
			}},
		},
		{
			"estimated_time", "Estimated time", "Estimated time needs persons and timestamps, and is better with activity types: gaps are judged by what is usual for a type.", true,
			[]ingredient{events(person, own, clock, field{"activity_type", "object.definition.type", hasType})},
		},
		{
			"funnels", "Funnels", "Funnels need persons, timestamps, and verbs whose class is known.", true,
			[]ingredient{events(person, clock, activity, known)},
		},
		{
			"paths", "Paths", "Paths need persons, activities and timestamps.", true,
			[]ingredient{events(person, activity, clock)},
		},
		{
			"retention", "Retention", "Retention needs the same persons over several weeks, with timestamps that can be right.", true,
			[]ingredient{events(person, clock)},
		},
		{
			"course_views", "Course views", "Course views need to know which course a statement belongs to.", true,
			[]ingredient{events(person, activity, course)},
		},
		{
			"episodes", "Learner journey", "The learner journey needs persons, activities and timestamps. Formal and informal learning are told apart by mapped courses («lore course map») and formal sources («lore source formal»).", false,
			[]ingredient{
				events(person, activity, clock),
				{"formal", "statements that belong to a course", relevance{traits: hasCourse | mappedCourse}, []field{
					person, {"formal", "a course that was mapped, or a formal source", mappedCourse},
				}, enoughRecords, sampleExperienced},
			},
		},
		{
			"at_risk", "Support (at-risk)", "Support needs to know, of courses, who began, who reached the outcome, and which work was scored.", true,
			[]ingredient{
				{"starts", starts.words, start, []field{person, clock, course}, enough, sampleStart},
				{"outcomes", "statements of a completion, pass or failure", relevance{traits: completes | decides}, []field{person, clock, course}, enough, samplePassed},
				{"scores", scores.words, scored, []field{person, own, clock, course, score}, enough, samplePassed},
			},
		},
		{
			"recommendations", "Recommendations", "Recommendations need the order in which persons came to activities, and what they completed.", true,
			[]ingredient{events(person, activity, clock), completions},
		},
		{
			"correlation", "Correlation", "Correlation needs two scores of the same persons, with the order in which they came.", true,
			[]ingredient{{"scores", scores.words, scored, []field{person, own, activity, clock, score}, enoughScores, samplePassed}},
		},
		{
			"compliance", "Compliance", "Compliance needs completions, passes or credentials that somebody else than the learner attests.", true,
			[]ingredient{{
				"evidence", "statements of a completion, pass or credential",
				relevance{classes: []meaning.Class{meaning.Credential}, traits: completes | passes},
				[]field{
					person, own, activity, clock,
					{"authority", "an authority other than the learner", othersAttest},
				},
				enoughRecords, samplePassed,
			}},
		},
	}
}
