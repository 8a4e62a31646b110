import assert from "node:assert/strict";
import { test } from "node:test";
import { added, conditionsOf, read, streamed, turned, without, written } from "./filters.ts";

test("parts of a statement become conditions, alternatives of a field one", () => {
  let now = added([], "person", "mailto:ana@example.org");
  now = added(now, "person", "mailto:bo@example.org");
  now = added(now, "class", "pass");
  assert.equal(written(now), '["and",["is","person",["mailto:ana@example.org","mailto:bo@example.org"]],["in_class","verb",["pass"]]]');
  assert.deepEqual(conditionsOf(written(now)).conditions, now);
  assert.deepEqual(added(now, "class", "pass"), now, "twice is once");
  assert.deepEqual(without(now, 0), [["in_class", "verb", ["pass"]]]);
});

test("conditions are turned round, and back", () => {
  const now = added(added([], "verb", "http://example.org/v"), "class", "pass");
  const round = turned(turned(now, 0), 1);
  assert.deepEqual(round, [["is_not", "verb", ["http://example.org/v"]], ["not", ["in_class", "verb", ["pass"]]]]);
  assert.deepEqual(turned(turned(round, 0), 1), now);
  assert.deepEqual(added([["is_not", "verb", ["a", "b"]]], "verb", "a"), [["is_not", "verb", ["b"]], ["is", "verb", ["a"]]], "what is wanted is not left out as well");
});

test("filters that are not of one field stay as they are", () => {
  const score = ["gt", "score", 0.9];
  assert.equal(read(score), undefined);
  assert.equal(read(["is", "success", [true]]), undefined);
  assert.deepEqual(added([score], "verb", "v"), [score, ["is", "verb", ["v"]]]);
  assert.deepEqual(turned([score], 0), [score]);
  for (const text of ["{", "3", "[]", '{"a":1}', "null"]) assert.equal(conditionsOf(text).wrong, true, text);
  assert.deepEqual(conditionsOf(""), { conditions: [], wrong: false });
});

test("the live stream is asked for what it can express", () => {
  assert.deepEqual(streamed([["is", "verb", ["a", "b"]], ["in_class", "verb", ["pass"]]]), { verb: ["a", "b"], class: ["pass"] });
  assert.deepEqual(streamed([]), {});
  assert.equal(streamed([["is_not", "verb", ["a"]]]), undefined);
  assert.equal(streamed([["is", "person", ["mailto:ana@example.org"]]]), undefined);
  assert.equal(streamed([["is", "verb", ["a"]], ["is", "verb", ["b"]]]), undefined);
});
