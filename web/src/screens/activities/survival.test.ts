import assert from "node:assert/strict";
import { test } from "node:test";
import { lengthOf, segmentsOf, viewings, watched } from "./segments.ts";
import { survival, thinned } from "./survival.ts";

const day = 86_400_000;

test("the curve is Kaplan–Meier's: the unfinished are watched until now and no longer", () => {
  // Started on day 0, 0, 0, 4, 7; now is day 10. Completed: after 2 and 6 days, and after 3.
  const starts = new Map([["a", 0], ["b", 0], ["c", 0], ["d", 4 * day], ["e", 7 * day]]);
  const ends = new Map([["a", 2 * day], ["b", 6 * day], ["e", 10 * day]]);
  const curve = survival(starts, ends, 0, 8 * day, 10 * day);
  assert.equal(curve.people, 5);
  assert.equal(curve.finished, 3);
  const shares = curve.steps.slice(0, 4).map((step) => [step.x / 86_400, Math.round(step.share * 1e6) / 1e6, step.atRisk]);
  // At 2 days 1 of 5, at 3 days 1 of 4, at 6 days 1 of 3 (d is watched for 6 days).
  assert.deepEqual(shares, [[0, 1, 5], [2, 0.8, 5], [3, 0.6, 4], [6, 0.4, 3]]);
  assert.equal(curve.median, 6 * 86_400);
  assert.equal(curve.p80, null);
  assert.ok(curve.steps.every((step) => step.low <= step.share && step.share <= step.high));
});

test("who started outside of the time, or had finished before, is left out", () => {
  const curve = survival(new Map([["a", 0], ["b", 5 * day], ["c", 6 * day]]), new Map([["c", 1 * day], ["b", 6 * day]]), 4 * day, 8 * day, 10 * day);
  assert.equal(curve.people, 1);
  assert.equal(curve.before, 1);
  assert.equal(curve.median, 86_400);
});

test("a long curve is thinned and keeps its ends", () => {
  const steps = Array.from({ length: 1000 }, (_, x) => ({ x, share: 1 - x / 1000, low: 0, high: 1, atRisk: 1000 - x }));
  const thin = thinned(steps, 100);
  assert.equal(thin.length, 100);
  assert.equal(thin[0]!.x, 0);
  assert.equal(thin[99]!.x, 999);
});

const statement = (session: string, segments: string) => ({
  result: { extensions: { "https://w3id.org/xapi/video/extensions/played-segments": segments } },
  context: { extensions: { "https://w3id.org/xapi/video/extensions/session-id": session, "https://w3id.org/xapi/video/extensions/length": 100 } },
});

test("a sitting's latest statement tells of all of it, and passes are counted", () => {
  assert.deepEqual(segmentsOf("0[.]10[,]20[.]nonsense[,]30[.]25[,]30[.]40.5"), [[0, 10], [30, 40.5]]);
  const sittings = viewings([
    { person: "a", timestamp: "2026-11-02T10:05:00Z", statement: statement("1", "0[.]50[,]20[.]40") },
    { person: "a", timestamp: "2026-11-02T10:00:00Z", statement: statement("1", "0[.]50") },
    { person: "b", timestamp: "2026-11-01T10:00:00Z", statement: statement("2", "0[.]100") },
    { person: "c", timestamp: "2026-11-01T09:00:00Z", statement: {} },
  ]);
  assert.equal(sittings.length, 2);
  assert.equal(lengthOf(sittings), 100);
  const parts = watched(sittings, 100, 10);
  assert.deepEqual(parts.map((part) => part.views), [2, 2, 3, 3, 2, 1, 1, 1, 1, 1]);
  assert.deepEqual(parts.map((part) => part.people), [2, 2, 2, 2, 2, 1, 1, 1, 1, 1]);
});
