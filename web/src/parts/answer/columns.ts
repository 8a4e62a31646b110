// How the columns of an answer are written, what is hidden in them, and whose
// people a cell opens.
import type { Answer, Query } from "../../lib/query.ts";
import type { Cell } from "../Behind.tsx";
import type { Format } from "../chart/index.ts";
import { formulaOf } from "./names.ts";

/** A column of an answer. */
export type Column = Answer["columns"][number];

const shares = new Set(["score_mean", "score_median", "score_p10", "score_p90", "late_share", "share", "overall", "step_rate", "drop_off", "facility", "facility_corrected", "share_at_least", "best_score"]);
const spread = new Set(["mean", "sd", "min", "p10", "p25", "median", "p75", "p90", "max", "iqr"]);

/** How a metric's numbers are written. */
export function metricFormat(metric: unknown): Format {
  if (typeof metric === "number") return "number";
  if (typeof metric === "string") {
    if (/^time_|^lag_/.test(metric)) return "duration";
    return shares.has(metric) ? "percent" : "count";
  }
  const formula = formulaOf(metric);
  if (!formula) return "number";
  if (formula.operation === "rate") return "percent";
  const [a, b] = formula.of.map(metricFormat) as [Format, Format];
  if (formula.operation === "add" || formula.operation === "subtract") return a === b ? a : "number";
  if (formula.operation === "divide") return a === "duration" && b !== "duration" ? a : "number";
  return a === "duration" || b === "duration" ? "duration" : "number";
}

/** How a column's numbers are written; undefined for what is no number. */
export function formatOf(column: Column, query: Query): Format | undefined {
  const name = column.name.replace(/@previous$/, "");
  const metric = query.metrics?.find((one) => one === name || formulaOf(one)?.as === name);
  if (metric !== undefined) return metricFormat(metric);
  switch (column.type) {
    case "rate":
      return "percent";
    case "seconds":
      return "duration";
    case "count":
      return "count";
    case "number": {
      if (query.kind === "distribution" && spread.has(name)) {
        const of = query.of ?? "score";
        if (of === "score" || of === "score.scaled") return "percent";
        return of === "duration" || of === "lag" || of === "video.length" ? "duration" : "number";
      }
      return shares.has(name) ? "percent" : "number";
    }
    default:
      return undefined;
  }
}

/** The columns that say what a row is of, not how much. */
export function isName(column: Column, query: Query): boolean {
  if (query.dimensions?.includes(column.name)) return true;
  return ["bucket", "previous_bucket", "cohort", "k", "step", "name", "from", "to", "layer", "from_kind", "to_kind", "assessment", "item", "person", "start", "end", "subject", "group", "flag", "outcome"].includes(column.name);
}

const counted = new Set(["count", "people", "n", "size", "active", "new", "returning", "resurrected", "dormant"]);

/** Whether a cell is empty because the group is too small, not because nothing was measured. */
export function isHidden(column: Column, value: unknown, row: Record<string, unknown>, answer: Answer, query: Query): boolean {
  const { min_group: k, suppressed_cells: hidden } = answer.meta;
  if (k <= 1 || hidden === 0) return false;
  if (column.type === "rate") return value === null || (value as { value?: unknown; denominator?: unknown }).value === null && (value as { denominator?: unknown }).denominator !== 0;
  if (value !== null) return false;
  if (query.kind === "retention") return column.name === "size" || isOver(row, query, answer);
  if (column.name.endsWith("@previous")) return column.type === "count" && row.previous_bucket !== null;
  if (column.type === "count") return true;
  if (query.kind === "table" || query.kind === "trend") {
    return answer.columns.every((one) => isName(one, query) || one.name.endsWith("@previous") || row[one.name] === null);
  }
  return answer.columns.some((one) => counted.has(one.name) && row[one.name] === null);
}

/** Whether a period of a cohort is over: what is not is blank, never small. */
function isOver(row: Record<string, unknown>, query: Query, answer: Answer): boolean {
  if (typeof row.cohort !== "string") return true;
  const end = new Date(row.cohort);
  const after = Number(row.k) + 1;
  if (query.period === "month") end.setUTCMonth(end.getUTCMonth() + after);
  else end.setUTCDate(end.getUTCDate() + after * (query.period === "day" ? 1 : 7));
  return end.getTime() <= Date.parse(answer.meta.fresh_to);
}

/** The cell whose people a number is about; undefined where the query language has none. */
export function cellOf(column: Column, row: Record<string, unknown>, query: Query): Cell | undefined {
  const dimensions = query.dimensions?.length ? { dimensions: Object.fromEntries(query.dimensions.map((name) => [name, row[name]])) } : {};
  switch (query.kind) {
    case "table":
      return isName(column, query) || column.name.endsWith("@previous") ? undefined : { ...dimensions, metric: column.name };
    case "trend":
      return isName(column, query) || column.name.endsWith("@previous") ? undefined : { ...dimensions, bucket: String(row.bucket), metric: column.name };
    case "distribution":
      return column.name === "people" || column.name === "n" ? dimensions : undefined;
    case "funnel":
      return column.name === "count" ? { ...dimensions, step: Number(row.step) } : undefined;
    case "retention":
      if (typeof row.cohort !== "string") return undefined;
      return column.name === "size" ? { cohort: row.cohort } : column.name === "people" ? { cohort: row.cohort, k: Number(row.k) } : undefined;
    case "lifecycle":
      return counted.has(column.name) ? { bucket: String(row.bucket), column: column.name } : undefined;
    default:
      return undefined;
  }
}
