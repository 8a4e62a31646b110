import assert from "node:assert/strict";
import { test } from "node:test";
import { moved, nearest } from "./cursor.ts";
import { flowLayout } from "./draw/flow.ts";
import { apart, cut, type Stop } from "./draw/frame.ts";
import { entriesCSV, entriesOf, entryText, sortedBy } from "./entries.ts";
import type { LanesSpec, SankeySpec, Spec } from "./spec.ts";
import { numberTicks, timeTicks } from "./ticks.ts";
import { civil, instant, isoWeek, words } from "./words.ts";
import { lanesSpan, panned, zoomed } from "./zoom.ts";

const english = words("en", (key, values) => [key, ...Object.values(values ?? {})].join(" "));

test("Ticks of numbers are round, whole for counts, and reach over the values", () => {
  assert.deepEqual(numberTicks(0, 52, 4, "count"), [0, 20, 40, 60]);
  assert.deepEqual(numberTicks(0, 2, 5, "count"), [0, 1, 2]);
  assert.deepEqual(numberTicks(0, 0.83, 4, "percent"), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(numberTicks(0.8, 0.85, 10, "percent"), [0.8, 0.81, 0.82, 0.83, 0.84, 0.85]);
  assert.deepEqual(numberTicks(0, 310, 8, "clock"), [0, 60, 120, 180, 240, 300, 360]);
  assert.deepEqual(numberTicks(0, 7000, 4, "duration"), [0, 1800, 3600, 5400, 7200]);
});

test("An instant of a zone is found through changes of the clock", () => {
  assert.equal(instant("Europe/Berlin", 2026, 3, 29).toISOString(), "2026-03-28T23:00:00.000Z");
  assert.equal(instant("Europe/Berlin", 2026, 3, 30).toISOString(), "2026-03-29T22:00:00.000Z");
  assert.equal(instant("Asia/Kathmandu", 2026, 1, 1).toISOString(), "2025-12-31T18:15:00.000Z");
  assert.equal(civil(new Date("2026-10-25T22:30:00Z"), "Europe/Berlin").hour, 23);
  assert.deepEqual(isoWeek(new Date("2027-01-03T12:00:00Z"), "UTC"), { week: 53, year: 2026 });
});

test("Labels of time never overlap and lie at the calendar's beginnings", () => {
  for (const width of [200, 400, 900]) {
    for (const days of [1, 3, 14, 60, 200, 800, 4000]) {
      const from = new Date("2026-03-20T23:00:00Z");
      const to = new Date(from.getTime() + days * 86_400_000);
      const measure = (text: string) => text.length * 7;
      const ticks = timeTicks({ from, to, zone: "Europe/Berlin", width, measure }, english);
      assert.ok(ticks.length > 0, `${width} px, ${days} days: no tick`);
      let end = -Infinity;
      for (const tick of ticks) {
        const x = ((tick.at.getTime() - from.getTime()) / (to.getTime() - from.getTime())) * width;
        assert.ok(x - measure(tick.label) / 2 > end, `${width} px, ${days} days: ${tick.label} overlaps`);
        end = x + measure(tick.label) / 2;
        if (days > 14) assert.equal(civil(tick.at, "Europe/Berlin").hour, 0);
      }
    }
  }
});

test("Ticks are not finer than the buckets", () => {
  const axis = { from: new Date("2026-01-01T00:00:00Z"), to: new Date("2026-04-01T00:00:00Z"), zone: "UTC", width: 4000, measure: () => 5 };
  const ticks = timeTicks({ ...axis, bucket: "month" }, english);
  assert.deepEqual(ticks.map((tick) => tick.label), ["Jan", "Feb", "Mar", "Apr"]);
  assert.equal(ticks[0]!.context, "2026");
});

const line: Spec = {
  kind: "line",
  measure: { name: "Completions", format: "count" },
  time: { bucket: "day", zone: "UTC" },
  rows: [
    { x: "2026-10-01T00:00:00Z", y: 1204, series: "=A1, \"x\"", compare: 3 },
    { x: "2026-10-02T00:00:00Z", y: null, series: "b", compare: null },
    { x: "2026-10-03T00:00:00Z", y: 7, series: "b", partial: true },
  ],
};

test("The table, the cursor's words and the CSV say the same rows", () => {
  const entries = entriesOf(line, english);
  assert.deepEqual(entries.columns.map((column) => column.numeric), [false, false, true, true, false]);
  assert.equal(entryText(entries, entries.entries[0]!), 'Oct 1, 2026 · =A1, "x" · Completions: 1,204 · chart.before: 3');
  assert.deepEqual(entriesCSV(entries).split("\r\n"), [
    "chart.column.day,chart.column.series,Completions,chart.before,chart.column.state",
    `2026-10-01T00:00:00Z,"'=A1, ""x""",1204,3,`,
    "2026-10-02T00:00:00Z,b,,,",
    "2026-10-03T00:00:00Z,b,7,,chart.filling",
    "",
  ]);
  assert.deepEqual(sortedBy(entries.entries, 2, true, "en"), [0, 2, 1]);
  assert.deepEqual(sortedBy(entries.entries, 2, false, "en"), [2, 0, 1]);
});

test("A hidden cell has no value, not even in the CSV", () => {
  const heat: Spec = { kind: "heat", measure: { name: "n", format: "count" }, rowsAre: "r", columnsAre: "c", minGroup: 5, rows: [{ row: "a", column: "b", value: 3, hidden: true }] };
  const entries = entriesOf(heat, english);
  assert.equal(entries.entries[0]!.cells[2]!.text, "chart.hidden 5");
  assert.equal(entriesCSV(entries).split("\r\n")[1], "a,b,");
});

test("The table of a rising curve says the share that is done, as the picture does", () => {
  const spec: Spec = { kind: "survival", measure: { name: "Done", format: "percent" }, along: "Days", xFormat: "number", rises: true, rows: [{ x: 3, share: 0.75, low: 0.5, high: 1 }] };
  const entries = entriesOf(spec, english);
  assert.equal(entryText(entries, entries.entries[0]!), "Days: 3 · Done: 25% · chart.column.low: 0% · chart.column.high: 50%");
});

test("Arrow keys go along a line and between lines", () => {
  const stops: Stop[] = ["a", "b"].flatMap((name, n) => [0, 1, 2].map((i) => ({ x: i * 10, y: n * 20 + i, entry: n * 3 + i, line: name })));
  assert.equal(moved(stops, 0, "ArrowRight", false), 1);
  assert.equal(moved(stops, 2, "ArrowRight", false), 2);
  assert.equal(moved(stops, 1, "ArrowDown", false), 4);
  assert.equal(moved(stops, 4, "ArrowUp", false), 1);
  assert.equal(moved(stops, 4, "Home", false), 3);
  assert.equal(moved(stops, 4, "End", false), 5);
  assert.equal(moved(stops, -1, "ArrowLeft", false), 2);
  assert.equal(moved(stops, -1, "ArrowLeft", true), 0);
  assert.equal(nearest(stops, 9, 19), 4);
});

test("Every stop is reached by arrow keys", () => {
  const stops: Stop[] = Array.from({ length: 12 }, (_, i) => ({ x: 30 + i * 7, y: 10 + i * 24, width: 60 + i * 14, height: 18, entry: i, line: "" }));
  let at = 0;
  for (let i = 1; i < stops.length; i++) assert.equal((at = moved(stops, at, "ArrowDown", false)), i);
});

test("Labels are cut and kept apart", () => {
  assert.equal(cut("Fire safety", 35, (text) => text.length * 5), "Fire s…");
  const placed = apart([10, 11, 12, 90], 15, 0, 100);
  const sorted = [...placed].sort((a, b) => a - b);
  for (let i = 1; i < sorted.length; i++) assert.ok(sorted[i]! - sorted[i - 1]! >= 15 - 1e-9);
});

test("Ribbons fill their nodes and nodes do not overlap", () => {
  const spec: SankeySpec = {
    kind: "sankey",
    measure: { name: "People", format: "count" },
    rows: [
      { layer: 0, from: "a", to: "b", people: 60 },
      { layer: 0, from: "a", to: "c", people: 30 },
      { layer: 0, from: "a", to: "", toKind: "left", people: 10 },
      { layer: 1, from: "b", to: "c", people: 55 },
      { layer: 1, from: "c", to: "", toKind: "left", people: null },
    ],
  };
  const { nodes, links, layers } = flowLayout(spec, { width: 500, height: 200, nodeWidth: 10, gap: 10, end: 100 });
  assert.equal(layers, 3);
  const a = nodes.find((node) => node.name === "a")!;
  assert.equal(a.people, 100);
  const out = links.filter((link) => link.from === a).reduce((sum, link) => sum + link.thick, 0);
  assert.ok(Math.abs(out - a.height) < 1e-6);
  for (let layer = 0; layer < layers; layer++) {
    const list = nodes.filter((node) => node.layer === layer).sort((x, y) => x.y - y.y);
    for (let i = 1; i < list.length; i++) assert.ok(list[i]!.y >= list[i - 1]!.y + list[i - 1]!.height);
    for (const node of list) assert.ok(node.y + node.height <= 200 + 1e-6);
  }
  assert.equal(links.length, 4);
});

test("A node of paths says its people, not its ways", () => {
  const rows: SankeySpec["rows"] = [
    { layer: 0, from: "a", to: "b", people: 274, share: 274 / 311 },
    { layer: 0, from: "a", to: "", toKind: "left", people: 311, share: 1 },
    { layer: 1, from: "b", to: "a", people: 200, share: 200 / 274 },
    { layer: 1, from: "b", to: "c", people: 90, share: 90 / 274 },
    { layer: 2, from: "a", to: "d", people: 150, share: 0.75 },
    { layer: 2, from: "c", to: "d", people: 40, share: 40 / 90 },
    { layer: 2, from: "c", to: "e", people: 60, share: 60 / 90 },
  ];
  const { nodes } = flowLayout({ kind: "sankey", measure: { name: "People", format: "count" }, rows }, { width: 500, height: 400, nodeWidth: 10, gap: 10, end: 100 });
  const persons = Object.fromEntries(nodes.map((node) => [`${node.layer}${node.name}`, node.persons]));
  // d has two ways of people who may be the same; e has one.
  assert.deepEqual(persons, { "0a": 311, "1b": 274, "1": 311, "2a": 200, "2c": 90, "3d": null, "3e": 60 });
});

test("A timeline is zoomed and moved within its span", () => {
  const spec: LanesSpec = { kind: "lanes", zone: "UTC", lanes: ["a"], rows: [{ lane: "a", name: "x", start: "2026-01-01T00:00:00Z", end: "2026-03-01T00:00:00Z" }] };
  const all = lanesSpan(spec);
  const half = zoomed(spec, undefined, 0.5, 0.5, false)!;
  assert.ok(Math.abs(half[1] - half[0] - (all[1] - all[0]) / 2) < 1);
  assert.equal(panned(spec, half, 5)![1], all[1]);
  assert.equal(zoomed(spec, half, 2, 0.5, false), undefined);
  assert.equal(panned(spec, undefined, 1), undefined);
});

test("A node of paths has the people that are told, however many ways lead to it", () => {
  const rows = [{ layer: 0, from: "a", to: "b", people: 4, share: 1 }, { layer: 0, from: "a", to: "c", people: 3, share: 0.75 }, { layer: 1, from: "b", to: "d", people: 4, share: 1 }, { layer: 1, from: "c", to: "d", people: 3, share: 1 }];
  const nodePeople = [{ layer: 2, name: "d", kind: "node" as const, people: 4 }, { layer: 0, name: "a", kind: "node" as const, people: 4 }, { layer: 1, name: "b", kind: "node" as const, people: null }];
  const { nodes } = flowLayout({ kind: "sankey", measure: { name: "People", format: "count" }, rows, nodePeople }, { width: 500, height: 400, nodeWidth: 10, gap: 10, end: 100 });
  assert.deepEqual(Object.fromEntries(nodes.map((node) => [node.name, node.persons])), { a: 4, b: null, c: null, d: 4 });
});
