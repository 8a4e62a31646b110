// Answers as charts: one for each number that is asked for.
import { bucketLabel, list, number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { numberOf, rowsOf, type Answer, type Query } from "../../lib/query.ts";
import type { Cell } from "../Behind.tsx";
import type { BarRow, Bucket, Format, HeatRow, PointRow, Spec } from "../chart/index.ts";
import { cellOf, formatOf, isHidden, isName, type Column } from "./columns.ts";
import { columnLabel, fieldLabel, plain, valueText, type Namer } from "./names.ts";
import type { Shape } from "./shapes.ts";

/** A chart of an answer. */
export interface Drawn {
  key: string;
  title: string;
  spec: Spec;
  /** What is not drawn, in words. */
  note?: string;
}

/** What a row of a chart opens. */
export interface Opens {
  cell: Cell;
  label: string;
}

/** How many lines, bars and small charts are drawn at most; the table has all. */
const most = { lines: 6, bars: 25, charts: 4, rows: 40 };

interface Read {
  query: Query;
  answer: Answer;
  names: Namer;
  rows: Record<string, unknown>[];
  bucket: Bucket;
}

/** The charts of an answer in a shape; none where there is nothing to draw. */
export function drawn(query: Query, answer: Answer, shape: Shape, names: Namer): Drawn[] {
  const read: Read = { query, answer, names, rows: rowsOf(answer), bucket: query.time?.bucket ?? "day" };
  switch (query.kind) {
    case "trend":
      return shape === "heat" ? heatOfTrend(read) : trend(read, shape);
    case "table":
      return shape === "heat" ? heatOfTable(read) : bars(read);
    case "distribution":
      return shape === "bar" ? one(medians(read)) : histograms(read);
    case "funnel":
      return funnels(read, shape);
    case "paths":
      return one(paths(read, shape));
    case "retention":
      return one(shape === "line" ? retentionLine(read) : retentionHeat(read));
    case "lifecycle":
      return one(lifecycle(read, shape));
    case "items":
      return one(items(read));
    case "correlation":
      return one(shape === "bar" ? bands(read) : dots(read));
    default:
      return [];
  }
}

const one = (drawn: Drawn | undefined): Drawn[] => (drawn ? [drawn] : []);

function numbersOf({ query, answer }: Read): { column: Column; format: Format }[] {
  return answer.columns.flatMap((column) => {
    const format = isName(column, query) || column.name.endsWith("@previous") ? undefined : formatOf(column, query);
    return format ? [{ column, format }] : [];
  });
}

/** What stands for a row: the values of its dimensions. */
function called({ query, names }: Read, row: Record<string, unknown>, dimensions = query.dimensions ?? []): string {
  return dimensions.map((name) => plain(valueText(name, row[name], names))).join(" · ");
}

/** Names that two different things share get a number, so that they stay two. */
function distinct(names: Map<string, string>): Map<string, string> {
  const seen = new Map<string, number>();
  return new Map([...names].map(([key, name]) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return [key, times === 1 ? name : `${name} (${times})`];
  }));
}

const keyOf = (row: Record<string, unknown>, dimensions: readonly string[]) => JSON.stringify(dimensions.map((name) => row[name]));

function groupsOf(read: Read, dimensions = read.query.dimensions ?? []): Map<string, string> {
  return distinct(new Map(read.rows.map((row) => [keyOf(row, dimensions), called(read, row, dimensions)])));
}

function opens(read: Read, column: Column, row: Record<string, unknown>): Opens | undefined {
  const cell = cellOf(column, row, read.query);
  if (!cell || !numberOf(row[column.name])) return undefined;
  const parts = [columnLabel(column.name, read.query), called(read, row), typeof row.bucket === "string" ? bucketLabel(row.bucket, read.bucket) : ""];
  return { cell, label: parts.filter(Boolean).join(" · ") };
}

function trend(read: Read, shape: Shape): Drawn[] {
  const { query, answer, rows, bucket } = read;
  const dimensions = query.dimensions ?? [];
  const time = { bucket, zone: answer.meta.zone };
  const partial = new Set(answer.meta.partial_buckets ?? []);
  const kind = shape === "bar" ? "bar" : shape === "area" ? "area" : "line";
  const groups = groupsOf(read);
  const kept = new Set([...groups.keys()].slice(0, most.lines));
  const note = groups.size > most.lines ? t("answer.first_lines", { n: most.lines, of: groups.size }) : undefined;
  const all = numbersOf(read);
  const sets = dimensions.length > 0 ? all.map((one) => [one]) : byFormat(all);
  return sets.slice(0, most.charts).map((set) => {
    const several = dimensions.length > 0 ? groups.size > 1 : set.length > 1;
    const points: PointRow[] = set.flatMap(({ column }) => rows.filter((row) => dimensions.length === 0 || kept.has(keyOf(row, dimensions))).map((row) => {
      const previous = column.name + "@previous";
      return {
        x: String(row.bucket), y: numberOf(row[column.name]), partial: partial.has(String(row.bucket)), of: opens(read, column, row),
        ...(several && { series: dimensions.length > 0 ? groups.get(keyOf(row, dimensions))! : columnLabel(column.name, query) }),
        ...(!several && previous in row && { compare: numberOf(row[previous]) }),
      };
    }));
    const title = list(set.map(({ column }) => columnLabel(column.name, query)));
    const measure = { name: title, format: set[0]!.format };
    // Shares and means of several groups do not add up: their bars stand side by side, their lines are not filled.
    const adds = set[0]!.format === "count" && dimensions.length > 0 && query.metrics?.every((metric) => metric === "statements" || metric === "attempts" || metric === "sessions") === true;
    const spec: Spec = kind === "bar"
      ? { kind, measure, rows: points as BarRow[], time, along: t("chart.column." + bucket), series: adds ? "stacked" : "grouped" }
      : { kind: kind === "area" && several && !adds ? "line" : kind, measure, rows: points, time };
    return { key: title, title, spec, ...(note && { note }) };
  });
}

function byFormat<T extends { format: Format }>(all: T[]): T[][] {
  const sets = new Map<Format, T[]>();
  for (const one of all) sets.set(one.format, [...(sets.get(one.format) ?? []), one]);
  return [...sets.values()];
}

function bars(read: Read): Drawn[] {
  const { query, rows } = read;
  const dimensions = query.dimensions ?? [];
  const all = numbersOf(read);
  if (dimensions.length === 0) {
    return byFormat(all).map((set) => ({
      key: set[0]!.format, title: list(set.map(({ column }) => columnLabel(column.name, query))),
      spec: { kind: "bar", measure: { name: t("answer.values"), format: set[0]!.format }, along: t("answer.metric"), rows: set.map(({ column }) => ({ x: columnLabel(column.name, query), y: numberOf(rows[0]?.[column.name]), of: rows[0] && opens(read, column, rows[0]) })) },
    }));
  }
  const [first, ...rest] = dimensions as [string, ...string[]];
  const categories = groupsOf(read, [first]);
  const kept = new Set([...categories.keys()].slice(0, rest.length > 0 ? most.bars / 2 : most.bars));
  const series = groupsOf(read, rest);
  const lines = new Set([...series.keys()].slice(0, most.lines));
  const note = kept.size < categories.size ? t("answer.first_bars", { n: kept.size, of: categories.size }) : lines.size < series.size ? t("answer.first_lines", { n: lines.size, of: series.size }) : undefined;
  return all.slice(0, most.charts).map(({ column, format }) => {
    const title = columnLabel(column.name, query);
    const own = rows.filter((row) => kept.has(keyOf(row, [first])) && (rest.length === 0 || lines.has(keyOf(row, rest))));
    return {
      key: column.name, title, ...(note && { note }),
      spec: {
        kind: "bar", measure: { name: title, format }, along: fieldLabel(first),
        rows: own.map((row) => ({ x: categories.get(keyOf(row, [first]))!, y: numberOf(row[column.name]), of: opens(read, column, row), ...(rest.length > 0 && { series: series.get(keyOf(row, rest))! }) })),
      },
    };
  });
}

function heatOfTable(read: Read): Drawn[] {
  const { query, answer } = read;
  const [first, ...rest] = query.dimensions!;
  const down = groupsOf(read, [first!]);
  const across = groupsOf(read, rest);
  // Hours and weekdays stand in their own order, whichever has most: rows and columns are drawn as they first come.
  const cells = heats(read, fieldLabel(first!), list(rest.map(fieldLabel)), (row) => [down.get(keyOf(row, [first!]))!, across.get(keyOf(row, rest))!], answer);
  const inOrder = (names: Map<string, string>) => ([...names.keys()].every((key) => typeof (JSON.parse(key) as unknown[])[0] === "number") ? [...names].sort(([a], [b]) => Number((JSON.parse(a) as unknown[])[0]) - Number((JSON.parse(b) as unknown[])[0])).map(([, name]) => name) : [...names.values()]);
  const [rows, columns] = [inOrder(down), inOrder(across)];
  return cells.map((one) => (one.spec.kind === "heat" ? { ...one, spec: { ...one.spec, rows: inGrid(one.spec.rows, rows, columns) } } : one));
}

/** Cells row by row in the order of rows and columns; the first row has every column, so that these come in order, too. */
function inGrid(cells: HeatRow[], rows: readonly string[], columns: readonly string[]): HeatRow[] {
  const at = new Map(cells.map((cell) => [JSON.stringify([cell.row, cell.column]), cell]));
  return rows.filter((row) => cells.some((cell) => cell.row === row)).flatMap((row, i) => columns.flatMap((column): HeatRow | HeatRow[] => at.get(JSON.stringify([row, column])) ?? (i === 0 ? [{ row, column, value: null }] : [])));
}

function heatOfTrend(read: Read): Drawn[] {
  const groups = groupsOf(read);
  const dimensions = read.query.dimensions ?? [];
  return heats(read, list(dimensions.map(fieldLabel)), t("chart.column." + read.bucket), (row) => [groups.get(keyOf(row, dimensions))!, bucketLabel(String(row.bucket), read.bucket)], read.answer);
}

function heats(read: Read, rowsAre: string, columnsAre: string, place: (row: Record<string, unknown>) => [string, string], answer: Answer): Drawn[] {
  const { query, rows } = read;
  return numbersOf(read).slice(0, most.charts).map(({ column, format }) => {
    const title = columnLabel(column.name, query);
    const seen = new Set<string>();
    const cells = rows.flatMap((row) => {
      const [down, across] = place(row);
      seen.add(down);
      if (seen.size > most.rows && [...seen].indexOf(down) >= most.rows) return [];
      return [{ row: down, column: across, value: numberOf(row[column.name]), hidden: isHidden(column, row[column.name], row, answer, query), of: opens(read, column, row) }];
    });
    return {
      key: column.name, title, ...(seen.size > most.rows && { note: t("answer.first_bars", { n: most.rows, of: seen.size }) }),
      spec: { kind: "heat", measure: { name: title, format }, rowsAre, columnsAre, minGroup: answer.meta.min_group, rows: cells },
    };
  });
}

function ofDistribution({ query }: Read): { name: string; format: Format } {
  const of = String(query.of ?? "score");
  return { name: fieldLabel(of), format: of === "score" || of === "score.scaled" ? "percent" : of === "duration" || of === "lag" || of === "video.length" ? "duration" : "number" };
}

function histograms(read: Read): Drawn[] {
  const { query, answer, rows } = read;
  const edges = answer.meta.bins ?? [];
  if (edges.length < 2) return [];
  return rows.filter((row) => Array.isArray(row.bins)).slice(0, most.charts).map((row, i) => {
    const title = called(read, row) || ofDistribution(read).name;
    return {
      key: String(i), title, ...(rows.length > most.charts && i === most.charts - 1 && { note: t("answer.first_charts", { n: most.charts, of: rows.length }) }),
      spec: {
        kind: "histogram", measure: ofDistribution(read), counted: t("answer.col_n"),
        rows: (row.bins as (number | null)[]).map((count, bin) => ({ from: edges[bin]!, to: edges[bin + 1]!, count })),
        ...(typeof query.pass === "number" && { pass: query.pass }), median: numberOf(row.median),
      },
    };
  });
}

function medians(read: Read): Drawn {
  const groups = groupsOf(read);
  const measure = { ...ofDistribution(read), name: t("answer.col_median") };
  return {
    key: "median", title: measure.name,
    spec: { kind: "bar", measure, along: list((read.query.dimensions ?? []).map(fieldLabel)), rows: read.rows.slice(0, most.bars).map((row) => ({ x: groups.get(keyOf(row, read.query.dimensions ?? []))!, y: numberOf(row.median) })) },
    ...(read.rows.length > most.bars && { note: t("answer.first_bars", { n: most.bars, of: read.rows.length }) }),
  };
}

function funnels(read: Read, shape: Shape): Drawn[] {
  const { query, answer, rows } = read;
  const column = answer.columns.find((one) => one.name === "count")!;
  const measure = { name: columnLabel("count", query), format: "count" as const };
  const sets = new Map<string, Record<string, unknown>[]>();
  for (const row of rows) sets.set(keyOf(row, query.dimensions ?? []), [...(sets.get(keyOf(row, query.dimensions ?? [])) ?? []), row]);
  return [...sets].slice(0, most.charts).map(([key, steps], i) => {
    const title = called(read, steps[0]!) || measure.name;
    const spec: Spec = shape === "bar"
      ? { kind: "bar", measure, along: t("answer.col_step"), rows: steps.map((row) => ({ x: plain(String(row.name)), y: numberOf(row.count), of: opens(read, column, row) })) }
      : {
          kind: "funnel", measure, minGroup: answer.meta.min_group,
          rows: steps.map((row) => ({ step: Number(row.step), name: plain(String(row.name)), count: numberOf(row.count), overall: numberOf(row.overall), stepRate: numberOf(row.step_rate), dropOff: numberOf(row.drop_off), median: numberOf(row.median_s), of: opens(read, column, row) })),
        };
    return { key, title, spec, ...(sets.size > most.charts && i === most.charts - 1 && { note: t("answer.first_charts", { n: most.charts, of: sets.size }) }) };
  });
}

function paths(read: Read, shape: Shape): Drawn | undefined {
  const { query, names } = read;
  const of = String(query.of ?? "activity");
  const backwards = query.to !== undefined;
  const title = t(backwards ? "answer.paths_back" : "answer.paths");
  const measure = { name: t("answer.metric_people"), format: "count" as const };
  const name = (value: unknown, kind: unknown, layer: number) =>
    kind === "left" ? t(backwards ? "chart.began" : "chart.left") : kind === "other" ? t("answer.other_in", { layer: layer + 1 }) : plain(valueText(of, value, names));
  const rows = read.rows.filter((row) => numberOf(row.people) !== null);
  if (shape === "bar") {
    const first = rows.filter((row) => row.to_kind !== "left").slice(0, most.bars);
    return { key: "paths", title, spec: { kind: "bar", measure, along: title, rows: first.map((row) => ({ x: `${name(row.from, row.from_kind, Number(row.layer ?? 0))} → ${name(row.to, row.to_kind, Number(row.layer ?? 0) + 1)}`, y: numberOf(row.people) })) } };
  }
  const flows = query.from === undefined && query.to === undefined ? rows.slice(0, most.bars) : rows;
  return {
    key: "paths", title,
    spec: {
      kind: "sankey", measure, backwards,
      ...(read.answer.meta.nodes && { nodePeople: read.answer.meta.nodes.map((node) => ({ layer: node.layer, name: name(node.value, node.kind, node.layer), kind: node.kind, people: node.people })) }),
      rows: flows.map((row) => {
        const layer = Number(row.layer ?? 0);
        return {
          layer, from: name(row.from, row.from_kind, layer), to: name(row.to, row.to_kind, layer + 1), people: numberOf(row.people), share: numberOf(row.share),
          ...(row.from_kind !== undefined && { fromKind: row.from_kind as "node" | "other" }), ...(row.to_kind !== undefined && { toKind: row.to_kind as "node" | "other" | "left" }),
        };
      }),
    },
  };
}

function retentionHeat(read: Read): Drawn {
  const { query, answer, rows } = read;
  const period = String(query.period ?? "week");
  const share = answer.columns.find((column) => column.name === "share")!;
  const people = answer.columns.find((column) => column.name === "people")!;
  return {
    key: "retention", title: t("answer.came_back"),
    spec: {
      kind: "heat", measure: { name: t("answer.came_back"), format: "percent", good: "up" }, rowsAre: t("answer.col_cohort"), columnsAre: t("answer.periods_after_" + period), minGroup: answer.meta.min_group, domain: [0, 1],
      cohorts: { unit: period as "day" | "week" | "month", orLater: query.unbounded === true },
      rows: rows.filter((row) => row.cohort !== null).map((row) => ({
        row: t("answer.cohort", { when: bucketLabel(String(row.cohort), period), n: numberOf(row.size) === null ? t("chart.hidden", { k: answer.meta.min_group }) : number(numberOf(row.size)) }),
        column: String(row.k), size: numberOf(row.size), value: numberOf(row.share), hidden: isHidden(share, row.share, row, answer, query), of: opens(read, people, row),
      })),
    },
  };
}

/** All cohorts together, from the first period after the first: that everybody was here at first says nothing. */
function retentionLine(read: Read): Drawn {
  const period = String(read.query.period ?? "week");
  return {
    key: "retention", title: t("answer.came_back_all"),
    spec: { kind: "line", measure: { name: t("answer.came_back_all"), format: "percent", good: "up" }, along: t("answer.periods_after_" + period), rows: read.rows.filter((row) => row.cohort === null && Number(row.k) > 0 && numberOf(row.share) !== null).map((row) => ({ x: Number(row.k), y: numberOf(row.share) })) },
  };
}

function lifecycle(read: Read, shape: Shape): Drawn {
  const { query, answer, rows, bucket } = read;
  const time = { bucket, zone: answer.meta.zone };
  const measure = { name: t("answer.col_active"), format: "count" as const };
  const partial = new Set(answer.meta.partial_buckets ?? []);
  const column = (name: string) => answer.columns.find((one) => one.name === name)!;
  const points = (name: string, series?: string): BarRow[] => rows.map((row) => ({ x: String(row.bucket), y: numberOf(row[name]), partial: partial.has(String(row.bucket)), of: opens(read, column(name), row), ...(series && { series }) }));
  if (shape === "line") return { key: "active", title: measure.name, spec: { kind: "line", measure, rows: points("active"), time } };
  return {
    key: "lifecycle", title: measure.name,
    spec: { kind: "bar", measure, along: t("chart.column." + bucket), series: "stacked", time, rows: (["returning", "new", "resurrected"] as const).flatMap((name) => points(name, columnLabel(name, query))) },
  };
}

function items(read: Read): Drawn {
  const title = t("answer.col_facility");
  const names = distinct(new Map(read.rows.map((row) => [keyOf(row, ["assessment", "item"]), plain(valueText("item", row.item, read.names))])));
  return {
    key: "items", title,
    spec: { kind: "bar", measure: { name: title, format: "percent" }, along: t("answer.col_item"), rows: read.rows.slice(0, most.bars).map((row) => ({ x: names.get(keyOf(row, ["assessment", "item"]))!, y: numberOf(row.facility) })) },
    ...(read.rows.length > most.bars && { note: t("answer.first_bars", { n: most.bars, of: read.rows.length }) }),
  };
}

function dots(read: Read): Drawn | undefined {
  const all = read.rows.find((row) => row.group === null);
  if (!all || !Array.isArray(all.points)) return undefined;
  const share = (name: string) => ({ name, format: "percent" as const });
  return { key: "dots", title: t("answer.together"), spec: { kind: "dot", counted: t("answer.metric_people"), x: share(t("answer.x")), y: share(t("answer.y")), rho: numberOf(all.rho), rows: (all.points as [number, number][]).map(([x, y]) => ({ x, y })) } };
}

function bands(read: Read): Drawn | undefined {
  const all = read.rows.find((row) => row.group === null);
  if (!all || !Array.isArray(all.bands)) return undefined;
  const title = t("answer.bands");
  return { key: "bands", title, spec: { kind: "bar", orientation: "vertical", measure: { name: title, format: "percent" }, along: t("answer.bands_along"), rows: (all.bands as (number | null)[]).map((y, i) => ({ x: t("answer.band", { n: i + 1 }), y })) } };
}

