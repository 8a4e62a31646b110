// The question as the address has it, and what changes when another kind of
// question is chosen.
import type { Filter, Query } from "../../../lib/query.ts";

/** The kinds that there are a form for, in the order in which they are offered. */
export const kinds = ["table", "trend", "distribution", "funnel", "paths", "retention", "lifecycle", "items", "correlation", "episodes", "statements"] as const;
export type Kind = (typeof kinds)[number];

/** A text of the address or the editor as a query. */
export interface Parsed {
  query?: Query;
  /** What is wrong with the text as JSON: the parser's words, and where. */
  wrong?: { said: string; line: number; column: number };
}

/** Reads a text; "" is no query and not wrong. */
export function parse(text: string): Parsed {
  if (text.trim() === "") return {};
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return { wrong: { said: "{…}", line: 1, column: 1 } };
    return { query: value as Query };
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const before = text.slice(0, placeOf(text)).split("\n");
    return { wrong: { said: said.replace(/^JSON\.parse: /, ""), line: before.length, column: before[before.length - 1]!.length + 1 } };
  }
}

/** Where a text stops being JSON: browsers say it in different words, or not at all. */
function placeOf(text: string): number {
  let at = 0;
  const space = () => { while (/\s/.test(text[at] ?? "")) at++; };
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at += found[0].length;
    return found !== null;
  };
  const string = () => take(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
  const list = (end: string, member: () => boolean): boolean => {
    at++;
    space();
    if (text[at] === end) return at++ >= 0;
    for (;;) {
      space();
      if (!member()) return false;
      space();
      if (text[at] === end) return at++ >= 0;
      if (text[at] !== ",") return false;
      at++;
    }
  };
  const value = (): boolean => {
    space();
    if (text[at] === "[") return list("]", value);
    if (text[at] === "{") {
      return list("}", () => {
        if (!string()) return false;
        space();
        if (text[at] !== ":") return false;
        at++;
        return value();
      });
    }
    return string() || take(/true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
  };
  value();
  space();
  return Math.min(at, text.length);
}

const order = ["kind", "of", "metrics", "dimensions", "unit", "match", "steps", "within", "in", "from", "to", "depth", "top", "period", "periods", "unbounded", "assessment", "x", "y", "given", "by", "lag_days", "fields", "milestones", "bins", "pass", "attempts", "time", "filter", "order", "limit", "offset", "min_group", "session_gap", "as_of_seq", "actors"];

/** The query with its keys in the usual order, and without those that say nothing. */
export function tidy(query: Query): Query {
  const next: Record<string, unknown> = {};
  const keys = [...order.filter((key) => key in query), ...Object.keys(query).filter((key) => !order.includes(key))];
  for (const key of keys) {
    const value = query[key];
    if (value === undefined) continue;
    if ((key === "dimensions" || key === "order") && Array.isArray(value) && value.length === 0) continue;
    if (key === "time" && typeof value === "object" && value !== null) {
      const time = Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
      if (Object.keys(time).length > 0) next[key] = time;
      continue;
    }
    next[key] = value;
  }
  return next as Query;
}

/** The query as the address has it. */
export function written(query: Query): string {
  return JSON.stringify(tidy(query));
}

/** The query as the editor shows it: what fits into a line is in one. */
export function pretty(value: unknown, indent = ""): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const line = spaced(value);
  if (indent !== "" && line.length + indent.length <= 64) return line;
  const deeper = indent + "  ";
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[\n${value.map((one) => deeper + pretty(one, deeper)).join(",\n")}\n${indent}]`;
  const entries = Object.entries(value);
  return entries.length === 0 ? "{}" : `{\n${entries.map(([key, one]) => `${deeper}${JSON.stringify(key)}: ${pretty(one, deeper)}`).join(",\n")}\n${indent}}`;
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value === "object" && value !== null) return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${spaced(one)}`).join(", ")}}`;
  return JSON.stringify(value) ?? "null";
}

/** What each kind takes beside kind, filter, time, min_group, as_of_seq and session_gap, and how many dimensions. */
const takes: Record<Kind, { keys: readonly string[]; dimensions: number }> = {
  table: { keys: ["metrics", "order", "limit", "offset", "attempts", "actors"], dimensions: 6 },
  trend: { keys: ["metrics", "order", "limit", "attempts", "actors"], dimensions: 3 },
  distribution: { keys: ["of", "bins", "pass", "attempts", "limit"], dimensions: 2 },
  funnel: { keys: ["steps", "within", "match", "unit"], dimensions: 1 },
  paths: { keys: ["of", "in", "from", "to", "depth", "top", "limit"], dimensions: 0 },
  retention: { keys: ["period", "periods", "unbounded"], dimensions: 0 },
  lifecycle: { keys: [], dimensions: 0 },
  items: { keys: ["assessment", "limit"], dimensions: 0 },
  correlation: { keys: ["x", "y", "given", "lag_days", "by"], dimensions: 0 },
  episodes: { keys: ["limit", "milestones"], dimensions: 0 },
  statements: { keys: ["fields", "limit"], dimensions: 0 },
};

/** How many dimensions a kind takes. */
export function dimensionsOf(kind: string): number {
  return takes[kind as Kind]?.dimensions ?? 0;
}

/** Whether the answer of a kind is in buckets of time. */
export const hasBuckets = (kind: string) => kind === "trend" || kind === "lifecycle";
/** Whether a kind compares with the period before. */
export const compares = (kind: string) => kind === "table" || kind === "trend";

const begins: Record<Kind, Partial<Query>> = {
  table: { metrics: ["people"] },
  trend: { metrics: ["people"] },
  distribution: {},
  funnel: { steps: [{ name: "Started", filter: ["in_class", "verb", ["start"]] }, { name: "Completed", filter: ["in_class", "verb", ["complete"]] }] },
  paths: {},
  retention: { period: "month", periods: 6 },
  lifecycle: {},
  items: {},
  correlation: { x: { filter: ["exists", "score"] }, y: { filter: ["exists", "score"] } },
  episodes: { limit: 50 },
  statements: { limit: 100 },
};

/** The same question in another kind: what both take stays. */
export function asKind(query: Query, kind: Kind): Query {
  if (query.kind === kind) return tidy(query);
  const { keys, dimensions } = takes[kind];
  const next: Record<string, unknown> = { ...begins[kind], kind };
  for (const key of ["filter", "min_group", "as_of_seq", "session_gap"]) if (query[key] !== undefined) next[key] = query[key];
  for (const key of keys) if (query[key] !== undefined && !["of", "order", "limit", "actors", "offset"].includes(key)) next[key] = query[key];
  if (kind !== "trend" && Array.isArray(next.metrics)) {
    next.metrics = next.metrics.filter((metric) => !(typeof metric === "string" && /_\d+d$/.test(metric)));
    if ((next.metrics as unknown[]).length === 0) next.metrics = ["people"];
  }
  if (dimensions > 0 && query.dimensions?.length) next.dimensions = query.dimensions.slice(0, dimensions);
  const { bucket, compare, ...time } = query.time ?? {};
  next.time = { ...time, ...(hasBuckets(kind) && { bucket: bucket && !(kind === "lifecycle" && bucket === "hour") ? bucket : "week" }), ...(compares(kind) && compare && { compare }) };
  return tidy(next as Query);
}

/** Whether nothing in the question still waits for a value, so that it can be asked. */
export function isComplete(query: Query): boolean {
  const filters: unknown[] = [query.filter, ...(Array.isArray(query.steps) ? query.steps.map((step) => (step as { filter?: unknown }).filter) : []), ...["x", "y", "given"].map((key) => (query[key] as { filter?: unknown } | undefined)?.filter)];
  return filters.every((filter) => filter === undefined || isWhole(filter as Filter)) && query.from !== "" && query.to !== "";
}

/** Whether a filter waits for no value. */
export function isWhole(filter: Filter): boolean {
  if (!Array.isArray(filter)) return true;
  const [operator, ...rest] = filter as unknown[];
  switch (operator) {
    case "and":
    case "or":
    case "not":
      return rest.length > 0 && rest.every((one) => isWhole(one as Filter));
    case "has_done":
    case "has_not_done":
      return isWhole((rest[0] as { filter?: Filter } | undefined)?.filter ?? []);
    case "in_segment":
      return rest[0] !== "";
    default:
      return !rest.some((one) => one === "" || one === null || (Array.isArray(one) && (one.length === 0 || one.some((value) => value === "" || value === null))));
  }
}
