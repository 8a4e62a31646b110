// Package evaluation runs Lore on real records of learning, from the HTTP API
// that takes statements in to the one that answers queries. It contains only
// tests; the data is not part of the project: `make eval EVAL_DATA=DIRECTORY`
// says where it is.
package evaluation
