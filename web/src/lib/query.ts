// Queries of the query API (docs/query-api.md), and how their answers are read.
import type { components } from "../api/schema";

/** An answer of the query API. */
export type Answer = components["schemas"]["answer-schema"];

/** A filter, as arrays: ["is", "course", ["…"]]. */
export type Filter = readonly unknown[];

/** The time of a query. */
export interface Time {
  range?: string | [string, string];
  bucket?: "hour" | "day" | "week" | "month" | "quarter" | "year";
  zone?: string;
  compare?: "previous";
  on?: "timestamp" | "stored";
}

/** A query. What each kind takes is in docs/query-api.md; the server checks it. */
export interface Query {
  kind: Answer["meta"]["kind"];
  metrics?: unknown[];
  dimensions?: string[];
  filter?: Filter;
  time?: Time;
  limit?: number;
  offset?: number;
  order?: [string, "asc" | "desc"][];
  [more: string]: unknown;
}

/** A rate's cell. */
export interface Rate {
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  low?: number | null;
  high?: number | null;
}

/** The rows of an answer as objects by their columns' names. */
export function rowsOf(answer: Answer): Record<string, unknown>[] {
  return (answer.rows as unknown[][]).map((row) => Object.fromEntries(answer.columns.map((column, i) => [column.name, row[i]])));
}

/** A number of a cell: a rate's value; null for what is suppressed or missing. */
export function numberOf(cell: unknown): number | null {
  if (typeof cell === "number") return cell;
  if (typeof cell === "object" && cell !== null && "value" in cell) return (cell as Rate).value;
  return null;
}

/** All of the filters that are there. */
export function all(...filters: (Filter | undefined)[]): Filter | undefined {
  const some = filters.filter((filter) => filter !== undefined);
  return some.length > 1 ? ["and", ...some] : some[0];
}
