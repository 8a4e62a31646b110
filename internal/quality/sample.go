package quality

// The samples are statements that would qualify: to be copied, with other actors
// and activities.
const (
	sampleStart = `{
  "actor": {"objectType": "Agent", "account": {"homePage": "https://lms.example.org", "name": "ada"}},
  "verb": {"id": "http://adlnet.gov/expapi/verbs/initialized", "display": {"en": "initialized"}},
  "object": {"id": "https://lms.example.org/fire-safety/quiz", "definition": {"type": "http://adlnet.gov/expapi/activities/assessment", "name": {"en": "Fire safety quiz"}}},
  "context": {
    "registration": "6f2b8c1e-94d7-4a35-8e0b-2c7d51f3a960",
    "contextActivities": {"grouping": [{"id": "https://lms.example.org/fire-safety", "definition": {"type": "http://adlnet.gov/expapi/activities/course"}}]}
  }
}`
	sampleCompleted = `{
  "actor": {"objectType": "Agent", "account": {"homePage": "https://lms.example.org", "name": "ada"}},
  "verb": {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"en": "completed"}},
  "object": {"id": "https://lms.example.org/fire-safety/quiz", "definition": {"type": "http://adlnet.gov/expapi/activities/assessment", "name": {"en": "Fire safety quiz"}}},
  "result": {"completion": true, "duration": "PT12M30S"},
  "context": {
    "registration": "6f2b8c1e-94d7-4a35-8e0b-2c7d51f3a960",
    "contextActivities": {"grouping": [{"id": "https://lms.example.org/fire-safety", "definition": {"type": "http://adlnet.gov/expapi/activities/course"}}]}
  }
}`
	samplePassed = `{
  "actor": {"objectType": "Agent", "account": {"homePage": "https://lms.example.org", "name": "ada"}},
  "verb": {"id": "http://adlnet.gov/expapi/verbs/passed", "display": {"en": "passed"}},
  "object": {"id": "https://lms.example.org/fire-safety/quiz", "definition": {"type": "http://adlnet.gov/expapi/activities/assessment", "name": {"en": "Fire safety quiz"}}},
  "result": {"score": {"scaled": 0.92, "raw": 23, "min": 0, "max": 25}, "success": true, "completion": true, "duration": "PT12M30S"},
  "context": {
    "registration": "6f2b8c1e-94d7-4a35-8e0b-2c7d51f3a960",
    "contextActivities": {"grouping": [{"id": "https://lms.example.org/fire-safety", "definition": {"type": "http://adlnet.gov/expapi/activities/course"}}]}
  }
}`
	sampleAnswered = `{
  "actor": {"objectType": "Agent", "account": {"homePage": "https://lms.example.org", "name": "ada"}},
  "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}},
  "object": {
    "id": "https://lms.example.org/fire-safety/quiz/question-1",
    "definition": {
      "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
      "description": {"en": "Which extinguisher do you take for burning fat?"},
      "interactionType": "choice",
      "correctResponsesPattern": ["class-f"],
      "choices": [
        {"id": "water", "description": {"en": "Water"}},
        {"id": "class-f", "description": {"en": "Class F"}},
        {"id": "carbon-dioxide", "description": {"en": "Carbon dioxide"}}
      ]
    }
  },
  "result": {"response": "class-f", "success": true, "score": {"scaled": 1}, "duration": "PT20S"},
  "context": {
    "registration": "6f2b8c1e-94d7-4a35-8e0b-2c7d51f3a960",
    "contextActivities": {
      "parent": [{"id": "https://lms.example.org/fire-safety/quiz"}],
      "grouping": [{"id": "https://lms.example.org/fire-safety", "definition": {"type": "http://adlnet.gov/expapi/activities/course"}}]
    }
  }
}`
	sampleVideo = `{
  "actor": {"objectType": "Agent", "account": {"homePage": "https://lms.example.org", "name": "ada"}},
  "verb": {"id": "https://w3id.org/xapi/video/verbs/paused", "display": {"en": "paused"}},
  "object": {"id": "https://lms.example.org/fire-safety/film", "definition": {"type": "https://w3id.org/xapi/video/activity-type/video", "name": {"en": "The film"}}},
  "result": {"extensions": {
    "https://w3id.org/xapi/video/extensions/time": 95,
    "https://w3id.org/xapi/video/extensions/progress": 0.5,
    "https://w3id.org/xapi/video/extensions/played-segments": "0[.]60[,]65[.]95"
  }},
  "context": {
    "registration": "6f2b8c1e-94d7-4a35-8e0b-2c7d51f3a960",
    "contextActivities": {
      "category": [{"id": "https://w3id.org/xapi/video"}],
      "grouping": [{"id": "https://lms.example.org/fire-safety", "definition": {"type": "http://adlnet.gov/expapi/activities/course"}}]
    },
    "extensions": {"https://w3id.org/xapi/video/extensions/length": 180}
  }
}`
	sampleTerminated = `{
  "actor": {"objectType": "Agent", "account": {"homePage": "https://lms.example.org", "name": "ada"}},
  "verb": {"id": "http://adlnet.gov/expapi/verbs/terminated", "display": {"en": "terminated"}},
  "object": {"id": "https://lms.example.org/fire-safety/quiz", "definition": {"type": "http://adlnet.gov/expapi/activities/assessment", "name": {"en": "Fire safety quiz"}}},
  "result": {"duration": "PT14M5S"},
  "context": {
    "registration": "6f2b8c1e-94d7-4a35-8e0b-2c7d51f3a960",
    "contextActivities": {"grouping": [{"id": "https://lms.example.org/fire-safety", "definition": {"type": "http://adlnet.gov/expapi/activities/course"}}]}
  }
}`
	sampleExperienced = `{
  "actor": {"objectType": "Agent", "account": {"homePage": "https://lms.example.org", "name": "ada"}},
  "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced", "display": {"en": "experienced"}},
  "object": {"id": "https://lms.example.org/fire-safety/extinguishers", "definition": {"type": "http://adlnet.gov/expapi/activities/lesson", "name": {"en": "Extinguishers"}}},
  "context": {
    "platform": "Example LMS",
    "contextActivities": {"grouping": [{"id": "https://lms.example.org/fire-safety", "definition": {"type": "http://adlnet.gov/expapi/activities/course"}}]}
  }
}`
)
