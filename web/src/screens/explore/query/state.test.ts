import assert from "node:assert/strict";
import { test } from "node:test";
import type { Filter, Query } from "../../../lib/query.ts";
import { begun, condition, joined, operatorsOf, without } from "./filter.ts";
import { asKind, dimensionsOf, isComplete, isWhole, kinds, parse, pretty, tidy, written } from "./state.ts";

/** A stream of numbers that is the same on every run. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % n;
  };
}

const texts = ["https://example.org/a b?c=d&e#f", "ünï", "\"quoted\"", "a\nb", "‮right", "100 %", "+1", "{}", "\\"];

function someFilter(roll: (n: number) => number, depth = 0): Filter {
  const text = () => texts[roll(texts.length)]!;
  switch (roll(depth > 3 ? 4 : 8)) {
    case 0:
      return ["is", "activity", [text(), text()]];
    case 1:
      return ["between", "score", [roll(10) / 10, 1]];
    case 2:
      return ["exists", "course"];
    case 3:
      return ["in_class", "verb", ["pass", "fail"]];
    case 4:
      return ["and", someFilter(roll, depth + 1), someFilter(roll, depth + 1)];
    case 5:
      return ["or", someFilter(roll, depth + 1)];
    case 6:
      return ["not", someFilter(roll, depth + 1)];
    default:
      return ["has_done", { filter: someFilter(roll, depth + 1), within: "90d" }];
  }
}

function someQuery(roll: (n: number) => number): Query {
  const metrics = ["people", { rate: ["passed_people", "started_people"], as: "pass_rate" }, { divide: ["time_estimated", 60], as: "minutes" }];
  return asKind(
    {
      kind: "table", metrics: metrics.slice(roll(3)), dimensions: ["activity", "context.extensions[https://example.org/x]"].slice(roll(3)),
      time: { range: roll(2) ? "28d" : ["2026-01-01", "2026-02-01"], ...(roll(2) && { compare: "previous" as const }) },
      filter: someFilter(roll), ...(roll(2) && { min_group: roll(9) }),
    },
    kinds[roll(kinds.length)]!,
  );
}

test("a question survives the address and the editor, whatever it is", () => {
  const roll = dice(2026);
  for (let i = 0; i < 2000; i++) {
    const query = someQuery(roll);
    const address = new URLSearchParams({ q: written(query) }).toString();
    assert.deepEqual(parse(new URLSearchParams(address).get("q")!).query, query);
    assert.deepEqual(parse(pretty(query)).query, query);
    assert.equal(written(parse(written(query)).query!), written(query), "written twice is the same");
  }
});

test("another kind of question keeps what both take and nothing else", () => {
  const roll = dice(7);
  for (let i = 0; i < 500; i++) {
    const query = someQuery(roll);
    for (const kind of kinds) {
      const next = asKind(query, kind);
      assert.equal(next.kind, kind);
      assert.deepEqual(next.filter, query.filter);
      assert.ok((next.dimensions?.length ?? 0) <= dimensionsOf(kind));
      assert.equal(next.time?.bucket !== undefined, kind === "trend" || kind === "lifecycle", kind);
      if (next.time?.compare) assert.ok(kind === "trend" || kind === "table");
      assert.deepEqual(tidy(next), next, "it is tidy");
    }
  }
  assert.deepEqual(asKind({ kind: "trend", metrics: ["active_people_28d"], time: { bucket: "day" } }, "table"), { kind: "table", metrics: ["people"] });
});

test("what is no JSON is told with its place", () => {
  assert.deepEqual(parse(""), {});
  assert.equal(parse("[]").wrong?.line, 1);
  const { wrong } = parse('{\n "kind": table\n}');
  assert.deepEqual([wrong?.line, wrong?.column], [2, 10]);
  for (const [text, column] of [["{", 2], ['{"a":1} x', 9], ['{"a":[1,]}', 9], ['{"a" 1}', 6], ['{"a":"b}', 6], ["{'a':1}", 2]] as const) assert.deepEqual([parse(text).wrong?.line, parse(text).wrong?.column], [1, column], text);
});

test("a question that waits for a value is not asked", () => {
  assert.ok(isComplete({ kind: "table", metrics: ["people"] }));
  assert.ok(!isComplete({ kind: "table", metrics: ["people"], filter: ["is", "course", []] }));
  assert.ok(!isWhole(["and", ["exists", "course"], ["not", ["gte", "score", ""]]]));
  assert.ok(!isWhole(["has_done", { filter: ["is", "verb", []] }]));
  assert.ok(isWhole(["in_class", "verb", ["pass"]]));
  assert.ok(!isComplete({ kind: "funnel", steps: [{ name: "a", filter: ["is", "activity", []] }] }));
});

test("conditions keep their values when the operator changes, groups shrink to what is left", () => {
  for (const type of ["text", "number", "time", "boolean"] as const) for (const operator of operatorsOf(type)) assert.equal(condition("score", operator, type, undefined)[0], operator);
  assert.deepEqual(condition("course", "is_not", "text", ["a"]), ["is_not", "course", ["a"]]);
  assert.deepEqual(condition("score", "between", "number", 0.5), ["between", "score", [0.5, ""]]);
  assert.deepEqual(begun("verb_class", "text"), ["in_class", "verb", []]);
  const group: Filter = ["and", ["exists", "a"], ["exists", "b"]];
  assert.deepEqual(without(group, 2), ["exists", "a"]);
  assert.deepEqual(joined(group, ["exists", "c"]), [...group, ["exists", "c"]]);
  assert.equal(without(["or", ["exists", "a"]], 1), undefined);
});
