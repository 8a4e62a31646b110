import assert from "node:assert/strict";
import { test } from "node:test";
import { instantOf, wallOf } from "./when.ts";

const at = (wall: string, zone = "Europe/Berlin") => new Date(instantOf(wall, zone)).toISOString().slice(0, 16);

test("a wall clock means an instant of its zone", () => {
  assert.equal(at("2026-07-01T12:00"), "2026-07-01T10:00");
  assert.equal(at("2026-12-31T23:30"), "2026-12-31T22:30");
  assert.equal(at("2027-01-01T00:15", "Pacific/Auckland"), "2026-12-31T11:15");
});

test("an hour that is skipped is the later one, an hour that is there twice the first", () => {
  assert.equal(at("2026-03-29T02:30"), "2026-03-29T01:30"); // 03:30 in summer time
  assert.equal(at("2026-10-25T02:30"), "2026-10-25T00:30");
  assert.equal(at("2026-10-25T03:30"), "2026-10-25T02:30");
});

test("a wall clock shows its zone's time on both sides of a change", () => {
  for (const instant of ["2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-12-31T23:00:00Z"]) {
    const wall = wallOf(Date.parse(instant), "Europe/Berlin");
    assert.equal(wallOf(instantOf(wall, "Europe/Berlin"), "Europe/Berlin"), wall);
  }
  assert.equal(wallOf(Date.parse("2026-12-31T23:00:00Z"), "Europe/Berlin"), "2027-01-01T00:00");
});
