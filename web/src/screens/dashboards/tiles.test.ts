import assert from "node:assert/strict";
import { test } from "node:test";
import { inScope, moved } from "./tiles.ts";

test("tiles move within the list and none is lost", () => {
  assert.deepEqual(moved([1, 2, 3], 0, 1), [2, 1, 3]);
  assert.deepEqual(moved([1, 2, 3], 2, 0), [3, 1, 2]);
  assert.deepEqual(moved([1, 2, 3], 1, 9), [1, 3, 2]);
  assert.deepEqual(moved([1, 2, 3], 7, 0), [1, 2, 3]);
});

test("a tile is as it was saved until something is chosen for all", () => {
  const query = { kind: "trend" as const, metrics: ["people"], time: { range: "ytd", bucket: "month" as const }, filter: ["exists", "course"] };
  const scope = { range: "28d", group: "", course: "", compare: false };
  assert.deepEqual(inScope(query, scope, false), query);
  assert.deepEqual(inScope(query, scope, true).time, { range: "28d", bucket: "day" });
  assert.deepEqual(inScope(query, { ...scope, course: "c", compare: true }, false), { ...query, filter: ["and", ["exists", "course"], ["is", "course", ["c"]]], time: { ...query.time, compare: "previous" } });
  assert.equal(inScope({ kind: "funnel" }, { ...scope, compare: true }, true).time?.compare, undefined);
});
