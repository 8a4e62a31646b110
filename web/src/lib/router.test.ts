import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { href, place } from "./router.ts";
import { bucketOf, filterOf, scope, timeOf } from "./scope.ts";

test("an address says again what was put into it", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ minLength: 1, unit: "grapheme" })), (params) => {
      const { searchParams, pathname } = new URL(href("/s/school/home", params), "http://localhost");
      assert.equal(pathname, "/s/school/home");
      assert.deepEqual(Object.fromEntries(searchParams), { ...params });
    }),
  );
});

test("what all screens share is kept, what is empty is taken away", () => {
  place.value = { path: "/s/school/home", params: new URLSearchParams("range=7d&tab=x&course=https%3A%2F%2Fa.example%2F1") };
  assert.equal(href("/s/school/live", {}, ["range", "course"]), "/s/school/live?range=7d&course=https%3A%2F%2Fa.example%2F1");
  assert.equal(href("/s/school/home", { range: "" }, ["range", "tab"]), "/s/school/home?tab=x");
});

test("the global controls make the time and the filter of a query", () => {
  place.value = { path: "/", params: new URLSearchParams("range=2026-10-01..2026-11-01&compare=1&course=https://a.example/1&scope=north") };
  assert.deepEqual(timeOf(scope.value, { bucket: "day" }), { range: ["2026-10-01", "2026-11-01"], bucket: "day", compare: "previous" });
  assert.deepEqual(filterOf(scope.value, ["exists", "person"]), ["and", ["in_segment", "north"], ["is", "course", ["https://a.example/1"]], ["exists", "person"]]);
  assert.equal(bucketOf(scope.value), "day");
  place.value = { path: "/", params: new URLSearchParams("range=all&compare=1") };
  assert.deepEqual(timeOf(scope.value), { range: "all" });
  assert.equal(filterOf(scope.value), undefined);
});
