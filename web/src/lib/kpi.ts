// KPIs: how their number is asked for in the present scope, and how it stands.
import type { components } from "../api/schema";
import { duration, number, percent } from "./format.ts";
import { filterOf, timeOf, type Scope } from "./scope.ts";
import { all, numberOf, rowsOf, type Answer, type Filter, type Query, type Time } from "./query.ts";

/** A KPI of the store. */
export type KPI = components["schemas"]["KPI"];
/** A KPI as it is saved. */
export type KPIDraft = components["schemas"]["KPIDraft"];

/** How a number stands: at the target, between the warning and the target, beyond the warning. */
export type Standing = "good" | "watch" | "act";

/** How a number stands against its target and warning; undefined where there is no number. */
export function standing({ direction, target, warn }: Pick<KPI, "direction" | "target" | "warn">, value: number | null | undefined): Standing | undefined {
  if (value === null || value === undefined) return undefined;
  const reaches = (bound: number) => (direction === "up" ? value >= bound : value <= bound);
  return reaches(target) ? "good" : reaches(warn) ? "watch" : "act";
}

/** A number as the KPI writes it. */
export function inFormat(value: number | null | undefined, format: KPI["format"]): string {
  switch (format) {
    case "percent":
      return percent(value, value !== null && value !== undefined && Math.abs(value) < 0.1 ? 1 : 0);
    case "duration":
      return duration(value);
    case "count":
      return number(value, 0);
    default:
      return number(value, 2);
  }
}

/** Metrics that look back from each bucket: only a trend has them. */
function looksBack(metric: unknown): boolean {
  return typeof metric === "string" && /^active_people_\d+d$/.test(metric);
}

/** What a metric is called in an answer. */
export function metricName(metric: unknown): string {
  if (typeof metric === "string") return metric;
  return String((metric as { as?: string }).as ?? "");
}

/** The queries of a KPI in a scope: the number, and the line beside it. */
export interface Asked {
  value: Query;
  trend: Query;
  /** The column of the number. */
  column: string;
}

/**
 * What to ask for a KPI's query in a scope: its own filter with the scope's, and the scope's time. A metric that looks
 * back from each bucket is what its last bucket says.
 */
export function asked(query: Record<string, unknown>, scope: Scope, bucket: NonNullable<Time["bucket"]>): Asked {
  const { kind: _, time: __, limit: ___, order: ____, offset: _____, filter: own, ...rest } = query;
  const filter = all(own as Filter | undefined, filterOf(scope));
  const metrics = rest.metrics as unknown[];
  const bare = { ...rest, ...(filter && { filter }) };
  const trend: Query = { ...bare, kind: "trend", time: { ...timeOf({ ...scope, compare: false }), bucket } };
  const compared = scope.range === "all" ? {} : { compare: "previous" as const };
  const value: Query = looksBack(metrics[0])
    ? { ...trend, time: { ...trend.time, ...compared, bucket: "day" } }
    : { ...bare, kind: "table", time: { ...timeOf({ ...scope, compare: false }), ...compared } };
  return { value, trend, column: metricName(metrics[0]) };
}

/** The number of an answer to `value`, the one of the period before, and the bucket that it is of (trends only). */
export function valueOf(answer: Answer, column: string): { now: number | null; before: number | null | undefined; bucket?: string } {
  const rows = rowsOf(answer);
  const row = rows[rows.length - 1] ?? {};
  const before = column + "@previous" in row ? numberOf(row[column + "@previous"]) : undefined;
  return { now: numberOf(row[column]), before, ...(typeof row.bucket === "string" && { bucket: row.bucket }) };
}
