// Fixed data for the charts' page: every kind, and the states that are hard.
import type { Bucket, FlowRow, HeatRow, LaneRow, PointRow, Spec } from "../../parts/chart/spec.ts";

interface Sample {
  name: string;
  spec: Spec;
  opens?: boolean;
}

/** Numbers that look like chance and are always the same. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

const zone = "Europe/Berlin";
const day = 86_400_000;
const time = (bucket: Bucket) => ({ bucket, zone });

function weeks(n: number, base: number, rise: number, seed: number, series?: string): PointRow[] {
  const next = chance(seed);
  return Array.from({ length: n }, (_, i) => ({
    x: new Date(Date.UTC(2026, 5, 1) + i * 7 * day - 2 * 3_600_000).toISOString(),
    y: Math.round(base + rise * i + (next() - 0.5) * base * 0.4),
    ...(series === undefined ? {} : { series }),
  }));
}

const completions: PointRow[] = weeks(26, 31, 0.7, 7).map((row, i, all) => ({
  ...row,
  compare: Math.round(27 + i * 0.4 + (i % 5)),
  partial: i === all.length - 1,
  ...(i === all.length - 1 ? { y: 17 } : {}),
}));

const several = ["Fire safety", "Data protection", "Leadership basics", "Working at height"].flatMap((name, i) => weeks(14, 18 + 9 * i, i - 1.2, 11 + i, name));

const days = (n: number): PointRow[] => {
  const next = chance(3);
  return Array.from({ length: n }, (_, i) => ({ x: new Date(Date.UTC(2026, 8, 3, -2) + i * day).toISOString(), y: i === 20 || i === 21 ? null : 0.62 + 0.002 * i + (next() - 0.5) * 0.08 }));
};

const hours: PointRow[] = Array.from({ length: 26 }, (_, i) => ({ x: new Date(Date.UTC(2026, 9, 24, 12) + i * 3_600_000).toISOString(), y: Math.round(900 + 800 * Math.sin(i / 4)) }));

const scores = [0, 1, 1, 2, 2, 4, 5, 9, 12, 17, 22, 28, 31, 37, 41, 38, 29, 22, 14, 8];

const retention: HeatRow[] = Array.from({ length: 8 }, (_, c) =>
  Array.from({ length: 8 - c }, (_, k) => ({
    row: new Intl.DateTimeFormat("en-CA", { timeZone: "UTC" }).format(new Date(Date.UTC(2026, 8, 7) + c * 7 * day)),
    column: String(k),
    value: c === 5 && k === 2 ? null : k === 0 ? 1 : Math.max(0.05, 0.62 - k * 0.07 + c * 0.015),
    hidden: c === 5 && k === 2,
    size: 60 - 5 * c,
  })),
).flat();

const hoursOfWeek: HeatRow[] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"].flatMap((row, r) =>
  Array.from({ length: 10 }, (_, h) => ({ row, column: `${8 + h}:00`, value: Math.round(90_000 * Math.exp(-(((h - 3 - r) / 4) ** 2))) })),
);

const flows: FlowRow[] = [
  { layer: 0, from: "Introduction", to: "Video: the fire triangle", people: 120, share: 0.6 },
  { layer: 0, from: "Introduction", to: "Quiz 1", people: 44, share: 0.22 },
  { layer: 0, from: "Introduction", to: "", toKind: "other", people: 16, share: 0.08 },
  { layer: 0, from: "Introduction", to: "", toKind: "left", people: 20, share: 0.1 },
  { layer: 1, from: "Video: the fire triangle", to: "Quiz 1", people: 92, share: 0.77 },
  { layer: 1, from: "Video: the fire triangle", to: "", toKind: "left", people: 28, share: 0.23 },
  { layer: 1, from: "Quiz 1", to: "Simulation", people: 30, share: 0.68 },
  { layer: 1, from: "Quiz 1", to: "", toKind: "left", people: 14, share: 0.32 },
  { layer: 1, from: "", fromKind: "other", to: "Simulation", people: 12, share: 0.75 },
  { layer: 2, from: "Quiz 1", to: "Simulation", people: 70, share: 0.76 },
  { layer: 2, from: "Quiz 1", to: "", toKind: "left", people: 22, share: 0.24 },
  { layer: 2, from: "Simulation", to: "Final test", people: 36, share: 0.86 },
  { layer: 2, from: "Simulation", to: "", toKind: "left", people: 6, share: 0.14 },
];

const small: FlowRow[] = ["Why fires start", "Escape routes", "How to use an extinguisher", "Calling for help", "Fire drill", "Final test"].flatMap((name, i) => [
  { layer: 0, from: "Fire safety", to: name, people: i === 0 ? 274 : 9 - i, share: (i === 0 ? 274 : 9 - i) / 311 },
  { layer: 1, from: name, to: "Final test and its questions", people: i === 0 ? 100 : 3, share: 0.4 },
  { layer: 1, from: name, to: `More on ${name.toLowerCase()}`, people: i === 0 ? 6 : 2, share: 0.1 },
  { layer: 1, from: name, to: "", toKind: "left" as const, people: i === 0 ? 160 : 4, share: 0.5 },
]).concat([{ layer: 0, from: "Fire safety", to: "", toKind: "left", people: 311, share: 1 }]);

const survivors = (series: string | undefined, rate: number) =>
  Array.from({ length: 18 }, (_, i) => {
    const share = Math.exp(-rate * i);
    const wide = 0.02 + 0.004 * i;
    return { x: i * 3 * 86_400, share, low: Math.max(0, share - wide), high: Math.min(1, share + wide), atRisk: Math.round(180 * share), ...(series === undefined ? {} : { series }) };
  });

const dots = () => {
  const next = chance(21);
  return Array.from({ length: 90 }, (_, i) => {
    const x = 0.25 + next() * 0.7;
    return { x, y: Math.max(0.05, Math.min(1, x * 0.7 + 0.2 + (next() - 0.5) * 0.35)), series: i % 3 === 0 ? "Night shift" : "Day shift" };
  });
};

const lane = (name: string, lane: string, start: string, end: string | undefined, state: LaneRow["state"], outcome?: string): LaneRow => ({
  name, lane, start, state, ...(end === undefined ? {} : { end }), ...(outcome === undefined ? {} : { outcome }),
});

const journey: LaneRow[] = [
  lane("Induction", "Formal", "2026-03-02T08:00:00Z", "2026-03-20T15:00:00Z", "good", "Completed"),
  lane("Fire safety", "Formal", "2026-04-14T09:00:00Z", "2026-04-29T10:20:00Z", "good", "Passed"),
  lane("Leadership basics", "Formal", "2026-04-20T09:00:00Z", "2026-07-12T10:20:00Z", "plain", "In progress"),
  lane("Articles on coaching", "Informal", "2026-05-03T18:00:00Z", "2026-05-24T19:00:00Z", "plain", "Viewed"),
  lane("Mentoring with Ana", "Informal", "2026-06-01T12:00:00Z", "2026-08-20T13:00:00Z", "plain", "In progress"),
  lane("Quiz: extinguishers", "Assessment", "2026-04-29T10:00:00Z", undefined, "bad", "Failed"),
  lane("Quiz: extinguishers", "Assessment", "2026-05-06T10:00:00Z", undefined, "good", "Passed"),
  lane("Fire warden", "Credentials", "2026-05-07T10:00:00Z", undefined, "good", "Awarded"),
  lane("First aid refresher", "Credentials", "2026-08-30T10:00:00Z", undefined, "due", "Due"),
];

const people = { name: "People", format: "count", good: "up" } as const;
const done = { name: "Completions", format: "count", good: "up" } as const;
const rate = { name: "Pass rate", format: "percent", good: "up" } as const;

/** What the page shows. */
export const samples: Sample[] = [
  { name: "line: compared, target, still filling", opens: true, spec: { kind: "line", measure: done, rows: completions, time: time("week"), target: 45 } },
  { name: "line: several", opens: true, spec: { kind: "line", measure: people, rows: several, time: time("week") } },
  { name: "line: percent, a gap", spec: { kind: "line", measure: rate, rows: days(60), time: time("day"), target: 0.7 } },
  { name: "line: hours over the end of summer time", spec: { kind: "line", measure: { name: "Statements", format: "count" }, rows: hours, time: time("hour") } },
  { name: "line: one point", spec: { kind: "line", measure: done, rows: completions.slice(0, 1), time: time("week") } },
  { name: "line: nothing", spec: { kind: "line", measure: done, rows: [], time: time("week") } },
  { name: "area", spec: { kind: "area", measure: { name: "Statements", format: "count" }, rows: weeks(40, 13_400, 160, 5), time: time("week") } },
  { name: "line: over places in a video", spec: { kind: "line", measure: { name: "Views", format: "number" }, along: "Place in the video", alongFormat: "clock", rows: Array.from({ length: 40 }, (_, i) => ({ x: i * 8, y: Math.round(400 - 5 * i + 60 * Math.sin(i / 3)) })) } },
  { name: "line: millions", spec: { kind: "line", measure: { name: "Statements", format: "count" }, rows: weeks(20, 1_340_000, 21_000, 8), time: time("week") } },
  { name: "area: stacked", opens: true, spec: { kind: "area", measure: people, rows: several, time: time("week") } },
  {
    name: "bar: categories", opens: true,
    spec: { kind: "bar", measure: people, along: "Course", rows: [["Fire safety for everybody who works on the upper floors", 148], ["Data protection", 121], ["Leadership basics", 64], ["<img onerror=alert(1)>", 31], ["سلامة العمل", 9]].map(([x, y]) => ({ x: String(x), y: Number(y) })) },
  },
  {
    name: "bar: grouped", spec: { kind: "bar", measure: rate, along: "Site", target: 0.8, rows: ["Berlin", "Lyon", "Porto"].flatMap((x, i) => [{ x, y: 0.74 + i * 0.07, series: "First attempt" }, { x, y: 0.83 + i * 0.05, series: "Last attempt" }]) },
  },
  {
    name: "bar: stacked", spec: { kind: "bar", measure: people, along: "Site", series: "stacked", rows: ["Berlin", "Lyon", "Porto"].flatMap((x, i) => [{ x, y: 70 - i * 18, series: "Passed" }, { x, y: 22 - i * 4, series: "In progress" }, { x, y: 9 + i, series: "Failed" }]) },
  },
  { name: "bar: time, still filling", opens: true, spec: { kind: "bar", measure: done, along: "Week", rows: completions.map(({ x, y, partial }) => ({ x: String(x), y, ...(partial ? { partial } : {}) })), time: time("week") } },
  { name: "bar: time, stacked", spec: { kind: "bar", measure: people, along: "Week", series: "stacked", rows: several.map((row) => ({ ...row, x: String(row.x) })), time: time("week") } },
  {
    name: "histogram", opens: true,
    spec: { kind: "histogram", measure: { name: "Score", format: "percent" }, counted: "People", rows: scores.map((count, i) => ({ from: i / 20, to: (i + 1) / 20, count })), pass: 0.6, median: 0.68 },
  },
  { name: "histogram: one value", spec: { kind: "histogram", measure: { name: "Score", format: "percent" }, counted: "Scores", rows: [{ from: 0.8, to: 0.85, count: 1 }], median: 0.82 } },
  { name: "bar: one", spec: { kind: "bar", measure: people, along: "Course", rows: [{ x: "Fire safety", y: 1_204_311 }] } },
  { name: "bar: thirds", spec: { kind: "bar", orientation: "vertical", measure: { name: "Right", format: "percent" }, along: "Third", rows: [{ x: "Lowest third", y: 0.66 }, { x: "Middle third", y: 0.84 }, { x: "Top third", y: 0.93 }] } },
  { name: "sparkline", spec: { kind: "sparkline", measure: done, rows: completions, time: time("week") } },
  { name: "heat: retention with a small group", opens: true, spec: { kind: "heat", measure: { name: "Came back", format: "percent" }, rows: retention, rowsAre: "Began in the week of", columnsAre: "Weeks later", minGroup: 5, domain: [0, 1], cohorts: { unit: "week" } } },
  { name: "heat: weekdays and hours", spec: { kind: "heat", measure: { name: "Statements", format: "count" }, rows: hoursOfWeek, rowsAre: "Weekday", columnsAre: "Hour" } },
  {
    name: "funnel", opens: true,
    spec: {
      kind: "funnel", measure: people,
      rows: [["Enrolled", 240], ["Started", 198], ["Watched half of the video", 161], ["Took the test", 95], ["Passed", 81]].map(([name, count], i, all) => {
        const before = i === 0 ? null : Number(all[i - 1]![1]);
        const n = Number(count);
        return { step: i + 1, name: String(name), count: n, overall: n / 240, stepRate: before ? n / before : 1, dropOff: before ? 1 - n / before : 0, median: i === 0 ? null : 86_400 * i };
      }),
    },
  },
  { name: "sankey", opens: true, spec: { kind: "sankey", measure: people, rows: flows } },
  { name: "survival", spec: { kind: "survival", measure: { name: "Completed", format: "percent" }, rows: survivors(undefined, 0.06), along: "Since the start", xFormat: "duration", rises: true } },
  { name: "sankey: many small ways", spec: { kind: "sankey", measure: people, rows: small } },
  { name: "survival: two groups", spec: { kind: "survival", measure: { name: "Completed", format: "percent" }, rows: [...survivors("With a mentor", 0.09), ...survivors("Alone", 0.05)], along: "Since the start", xFormat: "duration", rises: true } },
  { name: "dot", opens: true, spec: { kind: "dot", x: { name: "Simulation", format: "percent" }, y: { name: "Final test", format: "percent" }, rows: dots(), rho: 0.62, yLine: 0.6 } },
  { name: "lanes", opens: true, spec: { kind: "lanes", rows: journey, lanes: ["Formal", "Informal", "Assessment", "Credentials", "Support"], zone } },
];
