import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { words } from "../parts/chart/words.ts";
import type { Spec } from "../parts/chart/spec.ts";
import { samples } from "../screens/design/samples.ts";
import { locale, setCatalogue, t, type Language } from "./i18n.ts";
import { keyFigures, sentence } from "./sentence.ts";

function use(language: Language) {
  // The tests run in the module's root.
  setCatalogue(language, JSON.parse(readFileSync(`web/src/messages/${language}/chart.json`, "utf8")) as Record<string, string>);
  return words(locale.value, t);
}

const weeks: Spec = {
  kind: "line",
  measure: { name: "Completions", format: "count" },
  time: { bucket: "week", zone: "UTC" },
  rows: [31, 24, 40, 48, 9].map((y, i) => ({ x: new Date(Date.UTC(2026, 6, 27 + 7 * i)).toISOString(), y, partial: i === 4 })),
};

test("A line's sentence says how it went, its lowest place and what is still filling", () => {
  assert.equal(sentence(weeks, use("en")), "Completions rose from 31 to 48 a week; lowest in week 32, 2026 (24); the last week is still filling.");
  assert.equal(sentence(weeks, use("de")), "Completions: von 31 auf 48 pro Woche gestiegen; am niedrigsten in KW 32, 2026 (24); die letzte Woche füllt sich noch.");
});

test("A line is told against the period before and its target", () => {
  const spec: Spec = { ...weeks, target: 50, rows: weeks.rows.map((row) => ({ ...row, compare: 30 })) } as Spec;
  assert.equal(
    sentence(spec, use("en")),
    "Completions rose from 31 to 48 a week; lowest in week 32, 2026 (24); 19% more than in the period before; below the target of 50; the last week is still filling.",
  );
});

const told: [string, Spec, string][] = [
  ["several lines", { kind: "line", measure: { name: "People", format: "count" }, time: { bucket: "month", zone: "UTC" }, rows: [["a", 1, 9], ["b", 5, 4]].flatMap(([series, from, to]) => [{ x: "2026-01-01T00:00:00Z", y: Number(from), series: String(series) }, { x: "2026-02-01T00:00:00Z", y: Number(to), series: String(series) }]) }, "People: of 2 lines a ends highest (9 a month), b lowest (4); a rose most, from 1 to 9."],
  ["bars", { kind: "bar", measure: { name: "People", format: "count" }, along: "Course", rows: [{ x: "A", y: 6 }, { x: "B", y: 2 }] }, "People: A leads with 6 of 8 (75%); B is lowest with 2."],
  ["bars with a target", { kind: "bar", measure: { name: "Pass rate", format: "percent" }, along: "Site", target: 0.8, rows: [{ x: "A", y: 0.9 }, { x: "B", y: 0.5 }] }, "Pass rate: A is highest with 90%; B is lowest with 50%; 1 of 2 reach the target of 80%."],
  ["a histogram", { kind: "histogram", measure: { name: "Score", format: "percent" }, counted: "People", pass: 0.5, median: 0.6, rows: [{ from: 0, to: 0.5, count: 1 }, { from: 0.5, to: 1, count: 3 }] }, "People: 4 values, most of them (3) between 50% and 100%; the median is 60%; 75% at or above the pass line of 50%."],
  ["a matrix", { kind: "heat", measure: { name: "Came back", format: "percent" }, rowsAre: "Week", columnsAre: "k", rows: [{ row: "w1", column: "1", value: 0.5 }, { row: "w2", column: "1", value: 0.2 }, { row: "w3", column: "1", value: null, hidden: true }] }, "Came back is highest for w1 at 1 (50%); lowest for w2 at 1 (20%); 1 cell is hidden because fewer than 5 people are in it."],
  ["a funnel", { kind: "funnel", measure: { name: "People", format: "count" }, rows: [{ step: 1, name: "Started", count: 10, overall: 1, stepRate: 1, dropOff: 0 }, { step: 2, name: "Passed", count: 4, overall: 0.4, stepRate: 0.4, dropOff: 0.6 }] }, "People: 4 of 10 reach “Passed” (40%); most are lost before “Passed” (60%)."],
  ["paths", { kind: "sankey", measure: { name: "People", format: "count" }, rows: [{ layer: 0, from: "Intro", to: "Quiz", people: 8, share: 0.8 }, { layer: 0, from: "Intro", to: "", toKind: "left", people: 2, share: 0.2 }] }, "After Intro most go to Quiz (80%); 20% leave."],
  ["a curve", { kind: "survival", measure: { name: "Completed", format: "percent" }, along: "Days", xFormat: "number", rises: true, rows: [{ x: 0, share: 1 }, { x: 5, share: 0.5 }, { x: 9, share: 0.3 }] }, "Completed: 70% after 9; half of them after 5."],
  ["dots", { kind: "dot", x: { name: "Simulation", format: "percent" }, y: { name: "Test", format: "percent" }, rho: -0.4, rows: [{ x: 0.1, y: 0.2 }, { x: null, y: 1 }] }, "1 point of Simulation and Test; one falls as the other rises (ρ = -0.4)."],
  ["a timeline", { kind: "lanes", zone: "UTC", lanes: ["f"], rows: [{ lane: "f", name: "Fire safety", start: "2026-04-01T00:00:00Z", end: "2026-04-03T00:00:00Z" }, { lane: "f", name: "Fire warden", start: "2026-05-01T00:00:00Z", outcome: "Awarded" }] }, "1 episode and 1 milestone from Apr 1, 2026 to May 1, 2026; the latest is Fire warden Awarded."],
  ["nothing", { kind: "bar", measure: { name: "People", format: "count" }, along: "Course", rows: [] }, "There is nothing to show for this time and filter."],
];

for (const [name, spec, expected] of told) {
  test(`The sentence of ${name}`, () => assert.equal(sentence(spec, use("en")), expected));
}

test("Every sample has a sentence in every language, without holes", () => {
  for (const language of ["en", "de", "ar"] as const) {
    const say = use(language);
    for (const sample of samples) {
      const text = sentence(sample.spec, say);
      assert.ok(text.length > 5, `${language}, ${sample.name}: empty`);
      assert.doesNotMatch(text, /chart\.|undefined|NaN|\{|\}/, `${language}, ${sample.name}: ${text}`);
    }
  }
});

test("A small chart has at most three numbers", () => {
  const say = use("en");
  for (const sample of samples) assert.ok(keyFigures(sample.spec, say).length <= 3);
  assert.deepEqual(keyFigures(told[0]![1], say), [{ name: "a", text: "9" }, { name: "b", text: "4" }]);
  assert.deepEqual(keyFigures(weeks, say).map((figure) => figure.text), ["48", "48", "24"]);
});
