import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, bucketLabel, bytes, change, date, duration, missing, number, percent, zone } from "./format.ts";
import { clockText } from "./duration.ts";
import { setCatalogue } from "./i18n.ts";

test("numbers are written as the language does", () => {
  setCatalogue("en", {});
  assert.equal(number(1234.56), "1,234.6");
  assert.equal(percent(0.925, 1), "92.5%");
  assert.equal(change(3), "+3");
  assert.equal(number(null), missing);
  setCatalogue("de", {});
  assert.equal(number(1234.56), "1.234,6");
  assert.equal(percent(0.92), "92\u00a0%");
  setCatalogue("ar", {});
  assert.equal(number(1234), "1,234");
});

test("durations are as people say them", () => {
  setCatalogue("en", {});
  for (const [seconds, want] of [[0, "0 sec"], [59.4, "59 sec"], [61, "1 min 1 sec"], [599.7, "10 min"], [754, "13 min"], [3599, "1 hr"], [12_000, "3 hr 20 min"], [35_990, "10 hr"], [93_600, "26 hr"], [86_400 * 2 + 14_400, "2 days 4 hr"], [86_400 * 30 + 43_000, "30 days"], [-90, "-1 min 30 sec"]] as const) {
    assert.equal(duration(seconds).replaceAll("\u00a0", " "), want, `${seconds} s`);
    assert.doesNotMatch(duration(seconds), / /, "a duration is never torn apart at the end of a line");
  }
  assert.equal(duration(null), missing);
  assert.equal(clockText(245), "4:05");
  assert.equal(clockText(3750), "1:02:30");
});

test("times are those of the zone, through a change of the clock and a year's end", () => {
  setCatalogue("en", { "common.week_of": "Week of {date}", "common.quarter": "Q{quarter} {year}" });
  zone.value = "Europe/Berlin";
  assert.equal(date("2026-12-31T23:30:00Z"), "Jan 1, 2027");
  assert.equal(bucketLabel("2026-03-28T23:00:00Z", "day"), "Mar 29");
  assert.equal(bucketLabel("2026-03-29T22:00:00Z", "day"), "Mar 30");
  assert.equal(bucketLabel("2026-12-27T23:00:00Z", "week"), "Week of Dec 28");
  assert.equal(bucketLabel("2026-12-31T23:00:00Z", "month"), "Jan 2027");
  for (const [begin, want] of [["2025-12-31T23:00:00Z", "Q1 2026"], ["2026-03-31T22:00:00Z", "Q2 2026"], ["2026-06-30T22:00:00Z", "Q3 2026"], ["2026-09-30T22:00:00Z", "Q4 2026"]] as const) {
    assert.equal(bucketLabel(begin, "quarter"), want);
  }
  zone.value = "America/New_York";
  assert.equal(bucketLabel("2026-11-01T05:00:00Z", "hour").replace(/\s/g, " "), "Nov 1, 1:00 AM");
});

test("how long ago is told in the unit that suits it", () => {
  setCatalogue("en", {});
  const now = Date.parse("2026-11-29T12:00:00Z");
  assert.equal(ago("2026-11-29T11:59:48Z", now), "12 sec. ago");
  assert.equal(ago("2026-11-29T09:00:00Z", now), "3 hr. ago");
  assert.equal(ago("2026-12-04T12:00:00Z", now), "in 5 days");
});

test("bytes are told in thousands", () => {
  setCatalogue("en", {});
  assert.equal(bytes(12_300_000), "12.3 MB");
  assert.equal(bytes(0), "0 byte");
});
