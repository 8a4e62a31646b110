import assert from "node:assert/strict";
import { test } from "node:test";
import { joinNames } from "../../lib/offline.ts";
import { newId } from "../../lib/outbox.ts";
import { standings } from "./courses.ts";
import { laneOf, laneOfMilestone, within, type Episode } from "./episodes.ts";
import { fold, found, stateFilter, type Learner } from "./people.ts";

const learner = (person: string, name: string | null, last: string): Learner => ({ person, name, statements: 1, first: last, last });
const everybody = [learner("mailto:z@example.org", "Łukasz Nowak", "2026-11-01T00:00:00Z"), learner("mailto:a@example.org", "Zoë Ångström", "2026-11-03T00:00:00Z"), learner("mailto:m@example.org", null, "2026-11-02T00:00:00Z")];

test("people are found without accents and case, by name or identity", () => {
  assert.equal(fold("Łukasz ÅNGSTRÖM Weiß"), "lukasz angstrom weiss");
  assert.deepEqual(found(everybody, " lukasz", "last").map((one) => one.name), ["Łukasz Nowak"]);
  assert.deepEqual(found(everybody, "m@example", "last").map((one) => one.person), ["mailto:m@example.org"]);
});

test("orders rank nobody: latest, longest silent, by name", () => {
  const order = (by: "last" | "quiet" | "name") => found(everybody, "", by).map((one) => one.person.slice(7, 8)).join("");
  assert.equal(order("last"), "amz");
  assert.equal(order("quiet"), "zma");
  assert.equal(order("name"), "zma");
});

test("conditions on a course are none without one", () => {
  assert.equal(stateFilter("passed", ""), undefined);
  assert.deepEqual(stateFilter("passed", "c"), ["has_done", { filter: ["and", ["in_class", "verb", ["pass"]], ["is", "course", ["c"]]] }]);
  assert.equal(stateFilter("", "c"), undefined);
});

test("a course is completed itself; a video in it does not do where the course is spoken of", () => {
  const row = (person: string, course: string, completed: number) => [person, course, 3, 1, 1, completed, 0, null];
  const of = standings([row("p", "spoken", 1), row("q", "spoken", 1), row("p", "unspoken", 1)], [["p", "spoken", 0, 0], ["q", "spoken", 1, 0]], [["q", "spoken", 0.8]]);
  assert.deepEqual(of.map((one) => [one.person, one.course, one.completed, one.score]), [["p", "spoken", false, null], ["q", "spoken", true, 0.8], ["p", "unspoken", true, null]]);
});

const episode = (more: Partial<Episode>): Episode => ({ person: "p", start: "2026-01-01T10:00:00Z", end: "2026-01-01T11:00:00Z", subject: "c", seconds: 0, statements: 4, classes: {}, best_score: null, outcome: "worked", sources: [], formal: false, self_asserted: false, ...more });

test("an episode stands in one lane", () => {
  assert.equal(laneOf(episode({})), "informal");
  assert.equal(laneOf(episode({ formal: true, classes: { answer: 1, progress: 3 } })), "formal");
  assert.equal(laneOf(episode({ formal: true, classes: { answer: 2, start: 2 } })), "assessment");
  assert.equal(laneOf(episode({ classes: { credential: 1, answer: 3 } })), "credential");
  const mark = { person: "p", at: "2026-01-01T10:30:00Z", what: "completion", activity: "c", statement_id: "s" } as const;
  assert.equal(laneOfMilestone(mark, [episode({ formal: true })]), "formal");
  assert.equal(laneOfMilestone({ ...mark, what: "pass" }, []), "assessment");
});

test("an episode without a subject asks for what has none", () => {
  assert.deepEqual(within(episode({ subject: null }))[3], ["and", ["missing", "course"], ["missing", "parent"], ["missing", "activity"]]);
});

test("names of several answers are kept as one", () => {
  assert.deepEqual(JSON.parse(joinNames('{"persons":{"a":"A"},"verbs":{}}', '{"persons":{"b":"B"},"verbs":{"v":1}}')), { persons: { a: "A", b: "B" }, verbs: { v: 1 } });
  assert.equal(joinNames(undefined, "{}"), "{}");
});

test("ids are UUIDs of version 4", () => {
  assert.match(newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(newId(), newId());
});
