import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { words } from "../parts/chart/words.ts";
import type { Spec } from "../parts/chart/spec.ts";
import { samples } from "../screens/design/samples.ts";
import { locale, setCatalogue, t, type Language } from "./i18n.ts";
import { keyFigures } from "./figures.ts";
import { sentence } from "./sentence.ts";

/** A sentence with plain spaces, as it is read. */
const said = (spec: Spec, language: Language) => sentence(spec, use(language)).replaceAll("\u00a0", " ");

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
    "Completions rose from 31 to 48 a week; lowest in week 32, 2026 (24); 19% more than in the period before; now below the target of 50; the last week is still filling.",
  );
});

const people = { name: "People", format: "count" } as const;
const rate = { name: "Pass rate", format: "percent" } as const;
const month = (n: number) => new Date(Date.UTC(2026, n, 1)).toISOString();
const months = (series: string, ...ys: number[]) => ys.map((y, i) => ({ x: month(i), y, series }));
const days = (n: number, y: (i: number) => number) => Array.from({ length: n }, (_, i) => ({ x: new Date(Date.UTC(2026, 9, 1 + i)).toISOString(), y: y(i) }));
const time = (bucket: "day" | "month") => ({ bucket, zone: "UTC" });
const cell = (row: string, size: number, ...shares: (number | null)[]) => shares.map((value, k) => ({ row, size, column: String(k), value }));
const flow = (to: string, n: number, share: number, toKind: "node" | "other" | "left" = "node", from = "Intro") => ({ layer: 0, from, to, toKind, people: n, share });
const dot = (x: number | null, y: number) => ({ x, y });

const told: [string, Spec, string, string][] = [
  ["a line that comes back to where it began", { kind: "line", measure: people, time: time("month"), rows: [5, 9, 2, 5].map((y, i) => ({ x: month(i), y })) }, "People began and ended at 5 a month; lowest in March 2026 (2).", "People: am Anfang und am Ende 5 pro Monat; am niedrigsten im März 2026 (2)."],
  ["one bucket", { kind: "line", measure: people, time: time("month"), rows: [{ x: month(0), y: 5 }] }, "People: 5 in January 2026.", "People: 5 im Januar 2026."],
  ["days", { kind: "line", measure: people, time: time("day"), rows: days(20, (i) => (i === 3 ? 90 : i === 7 ? 1 : 20)) }, "People: 23 a day on average; highest on Oct 4, 2026 (90); lowest on Oct 8, 2026 (1).", "People: im Schnitt 23 pro Tag; am höchsten am 4. Okt. 2026 (90); am niedrigsten am 8. Okt. 2026 (1)."],
  ["shares of days", { kind: "sparkline", measure: rate, time: time("day"), rows: days(20, (i) => (i % 2 ? 0.5 : 0.6)) }, "Pass rate: 55% on a typical day.", "Pass rate: an einem gewöhnlichen Tag 55 %."],
  ["several lines", { kind: "line", measure: people, time: time("month"), rows: [...months("a", 1, 9), ...months("b", 5, 4)] }, "People in February 2026: a 9, b 4; a rose most, from 1 to 9.", "People im Februar 2026: a 9, b 4; a ist am stärksten gestiegen, von 1 auf 9."],
  ["several lines with a peak", { kind: "line", measure: people, time: time("month"), rows: [...months("Started", 3, 84, 1), ...months("Passed", 2, 70, 1)] }, "People in March 2026: Started 1, Passed 1; the most was 84 for Started in February 2026.", "People im März 2026: Started 1, Passed 1; am meisten waren es bei Started im Februar 2026 (84)."],
  ["many lines", { kind: "line", measure: people, time: time("month"), rows: ["a", "b", "c", "d", "e"].flatMap((name, i) => months(name, 4, 5 + i)) }, "People in February 2026: e has the most (9), a the least (5); e rose most, from 4 to 9.", "People im Februar 2026: am meisten bei e (9), am wenigsten bei a (5); e ist am stärksten gestiegen, von 4 auf 9."],
  ["several lines of days", { kind: "line", measure: people, time: time("day"), rows: [...days(14, () => 4).map((row) => ({ ...row, series: "a" })), ...days(14, (i) => (i === 2 ? 30 : 2)).map((row) => ({ ...row, series: "b" }))] }, "People, on average a day: a 4, b 4; the most was 30 for b on Oct 3, 2026.", "People, im Schnitt pro Tag: a 4, b 4; am meisten waren es bei b am 3. Okt. 2026 (30)."],
  ["few bars", { kind: "bar", measure: people, along: "Course", rows: [{ x: "A", y: 6 }, { x: "B", y: 2 }] }, "People: A 6, B 2.", "People: A 6, B 2."],
  ["bars", { kind: "bar", measure: people, along: "Course", rows: ["A", "B", "C", "D", "E"].map((x, i) => ({ x, y: 9 - i })) }, "People: A has the most (9), E the least (5).", "People: am meisten bei A (9), am wenigsten bei E (5)."],
  ["bars of which many are nothing", { kind: "bar", measure: people, along: "Course", rows: ["A", "B", "C", "D", "E"].map((x, i) => ({ x, y: i === 0 ? 9 : 0 })) }, "People: A has the most (9); 4 of 5 have the least (0).", "People: am meisten bei A (9); bei 4 von 5 am wenigsten (0)."],
  ["bars with a target", { kind: "bar", measure: rate, along: "Site", target: 0.8, rows: [{ x: "A", y: 0.9 }, { x: "B", y: 0.5 }] }, "Pass rate: A 90%, B 50%; 1 of 2 reach the target of 80%.", "Pass rate: A 90 %, B 50 %; 1 von 2 erreicht das Ziel von 80 %."],
  ["pairs of bars", { kind: "bar", measure: rate, along: "Answer", rows: [["Ask first", 0.4, 0.9], ["Sell them", 0.1, 0.05]].flatMap(([x, low, top]) => [{ x: String(x), y: Number(low), series: "Lowest third" }, { x: String(x), y: Number(top), series: "Top third" }]) }, "Pass rate: Lowest third and Top third differ most for Ask first, 40% and 90%.", "Pass rate: Lowest third und Top third unterscheiden sich am stärksten bei Ask first, 40 % und 90 %."],
  ["stacked bars", { kind: "bar", measure: people, along: "Site", series: "stacked", rows: ["A", "B"].flatMap((x, i) => [{ x, y: 6 - i, series: "Passed" }, { x, y: 1, series: "Failed" }]) }, "People: A has the most, 7 of 13 (54%).", "People: am meisten bei A, 7 von 13 (54 %)."],
  ["a histogram", { kind: "histogram", measure: { name: "Score", format: "percent" }, counted: "Scores", pass: 0.5, median: 0.6, rows: [{ from: 0, to: 0.5, count: 1 }, { from: 0.5, to: 1, count: 3 }] }, "Scores: 4, half of them 60% or more; the most common are 50% to 100% (3 of 4); 75% reach the pass line of 50%.", "Scores: 4, die Hälfte davon 60 % oder höher; am häufigsten sind 50 % bis 100 % (3 von 4); 75 % erreichen die Bestehensgrenze von 50 %."],
  ["a matrix", { kind: "heat", measure: people, rowsAre: "Weekday", columnsAre: "Hour", rows: [{ row: "Monday", column: "9", value: 50 }, { row: "Friday", column: "9", value: 20 }, { row: "Sunday", column: "9", value: null, hidden: true }] }, "People: the most for Monday, 9 (50); the least for Friday, 9 (20); 1 cell is hidden because fewer than 5 people are in it.", "People: am meisten bei Monday, 9 (50); am wenigsten bei Friday, 9 (20); 1 Zelle ist verborgen, weil weniger als 5 Personen darin sind."],
  // 100 × 10 % and 50 × 4 %, with their weight: 8 %; a cohort that has not had the time does not count.
  ["cohorts", { kind: "heat", measure: rate, rowsAre: "First here", columnsAre: "Months after", cohorts: { unit: "month" }, rows: [...cell("Jan 2026", 100, 1, 0.1, 0.05, 0.02), ...cell("Feb 2026", 50, 1, 0.04, 0.03, null), ...cell("Mar 2026", 5, 1, 0.4, null, null), ...cell("Apr 2026", 70, 1, null, null, null)] }, "Of 155 people, 9% were here again one month after they began; 2% after 3 months; of those who began in Jan 2026 it was 10% after one month, the most of all.", "Von 155 Personen waren 9 % einen Monat nach ihrem Beginn wieder hier; nach 3 Monaten 2 %; von denen mit Beginn Jan 2026 waren es nach einem Monat 10 %, mehr als bei allen anderen."],
  ["cohorts that all just began", { kind: "heat", measure: rate, rowsAre: "First here", columnsAre: "Weeks after", cohorts: { unit: "week" }, rows: cell("Week of Nov 23", 12, 1) }, "Nobody has had the time to be here again yet: all 12 people began in the last week.", "Noch niemand hatte Zeit, wieder hier zu sein: Alle 12 Personen haben in der letzten Woche begonnen."],
  ["a funnel", { kind: "funnel", measure: people, rows: [{ step: 1, name: "Started", count: 10, overall: 1, stepRate: 1, dropOff: 0 }, { step: 2, name: "Finished", count: 6, overall: 0.6, stepRate: 0.6, dropOff: 0.4 }, { step: 3, name: "Passed", count: 3, overall: 0.3, stepRate: 0.5, dropOff: 0.5 }] }, "3 of 10 people reach “Passed” (30%); most are lost just before “Finished”: 4 people, 40% of those who had come so far.", "3 von 10 Personen erreichen „Passed“ (30 %); die meisten gehen kurz vor „Finished“ verloren: 4 Personen, 40 % von denen, die so weit kamen."],
  ["paths", { kind: "sankey", measure: people, rows: [flow("Quiz", 8, 0.8), flow("", 2, 0.2, "left")] }, "After Intro, 8 of 10 people went on to Quiz; 2 ended there.", "Nach Intro gingen 8 von 10 Personen weiter zu Quiz; 2 hörten dort auf."],
  ["paths of people who took several", { kind: "sankey", measure: people, rows: [flow("Why fires start", 274, 274 / 311), flow("", 311, 1, "left"), flow("", 290, 290 / 311, "other")] }, "After Intro, 274 of 311 people went on to Why fires start; 311 ended there at least once.", "Nach Intro gingen 274 von 311 Personen weiter zu Why fires start; 311 hörten dort mindestens einmal auf."],
  ["paths backwards", { kind: "sankey", backwards: true, measure: people, rows: [flow("Quiz", 8, 0.8), flow("", 2, 0.2, "left")] }, "Before Intro, 8 of 10 people came from Quiz; 2 began with it.", "Vor Intro kamen 8 von 10 Personen von Quiz; 2 begannen damit."],
  ["paths that only end", { kind: "sankey", measure: people, rows: [flow("", 2, 1, "left")] }, "2 of 2 people ended with Intro.", "2 von 2 Personen hörten nach Intro auf."],
  ["paths from everywhere", { kind: "sankey", measure: people, rows: [flow("Quiz", 8, 0.8), flow("Test", 1, 0.5, "node", "Video")] }, "Most often people went from Intro to Quiz (8 people).", "Am häufigsten gingen Personen von Intro zu Quiz (8)."],
  ["a curve", { kind: "survival", measure: { name: "Completed", format: "percent" }, along: "Since the start", xFormat: "duration", rises: true, rows: [{ x: 0, share: 1 }, { x: 1300, share: 0.5 }, { x: 21 * 86_400, share: 0.3 }] }, "Completed: half of all after 22 min; 70% after 21 days.", "Completed: bis zur Hälfte dauert es 22 Min.; bis 70 % dauert es 21 Tage."],
  ["a curve below half", { kind: "survival", measure: { name: "Completed", format: "percent" }, along: "Days", xFormat: "number", rises: true, rows: [{ x: 0, share: 1 }, { x: 5, share: 0.75 }] }, "Completed: 25% after 5 (Days); so far fewer than half.", "Completed: 25 %, Zeit bis dahin 5 (Days); bisher weniger als die Hälfte."],
  ["two curves", { kind: "survival", measure: { name: "Completed", format: "percent" }, along: "Days", xFormat: "number", rises: true, rows: [{ x: 5, share: 0.2, series: "With a mentor" }, { x: 5, share: 0.5, series: "Alone" }] }, "Completed, at the end: With a mentor 80%, Alone 50%.", "Completed, am Ende: With a mentor 80 %, Alone 50 %."],
  ["dots", { kind: "dot", x: { name: "Simulation", format: "percent" }, y: { name: "Test", format: "percent" }, rho: -0.4, rows: [dot(0.1, 0.2), dot(0.5, 0.2), dot(null, 1)] }, "2 points: Simulation from 10% to 50%, Test 20%; where Simulation is higher, Test tends to be lower (ρ = -0.4).", "2 Punkte: Simulation von 10 % bis 50 %, Test 20 %; wo Simulation höher ist, ist Test eher niedriger (ρ = -0,4)."],
  ["dots and a line", { kind: "dot", x: { name: "Facility", format: "percent" }, y: { name: "Discrimination", format: "number" }, yLine: 0.15, counted: "Questions", rows: [dot(0.4, 0.1), dot(0.9, 0.5)] }, "Questions: 2, Facility from 40% to 90%, Discrimination from 0.1 to 0.5; 1 with Discrimination below 0.15.", "Questions: 2, Facility von 40 % bis 90 %, Discrimination von 0,1 bis 0,5; 1 mit Discrimination unter 0,15."],
  ["a timeline", { kind: "lanes", zone: "UTC", lanes: ["f"], rows: [{ lane: "f", name: "Fire safety", start: "2026-04-01T00:00:00Z", end: "2026-04-03T00:00:00Z" }, { lane: "f", name: "Fire warden", start: "2026-05-01T00:00:00Z", outcome: "Awarded" }] }, "1 stretch of learning and 1 milestone, Apr 1, 2026 to May 1, 2026; the last one: Fire warden (Awarded).", "1 Lernabschnitt und 1 Meilenstein, 1. Apr. 2026 bis 1. Mai 2026; zuletzt: Fire warden (Awarded)."],
  ["a timeline with more before it", { kind: "lanes", zone: "UTC", lanes: ["f"], earlier: true, rows: [1, 2].map((day) => ({ lane: "f", name: "Fire safety", start: `2026-04-0${day}T00:00:00Z`, end: "2026-04-03T00:00:00Z" })) }, "The latest 2 stretches of learning, Apr 1, 2026 to Apr 2, 2026; the last one: Fire safety.", "Die letzten 2 Lernabschnitte, 1. Apr. 2026 bis 2. Apr. 2026; zuletzt: Fire safety."],
  ["nothing", { kind: "bar", measure: people, along: "Course", rows: [] }, "There is nothing to show for this time and filter.", "Für diese Zeit und diesen Filter gibt es nichts zu zeigen."],
];

for (const [name, spec, english, german] of told) {
  test(`The sentence of ${name}`, () => {
    assert.equal(said(spec, "en"), english);
    assert.equal(said(spec, "de"), german);
  });
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
  assert.deepEqual(keyFigures(told.find(([name]) => name === "several lines")![1], say), [{ name: "a", text: "9" }, { name: "b", text: "4" }]);
  assert.deepEqual(keyFigures(weeks, say).map((figure) => figure.text), ["48", "48", "24"]);
});
