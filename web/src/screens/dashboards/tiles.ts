// Tiles of a dashboard: how they move, and how their queries are asked in the
// scope of the screen.
import type { components } from "../../api/schema";
import { all, type Query } from "../../lib/query.ts";
import { bucketOf, filterOf, timeOf, type Scope } from "../../lib/scope.ts";

export type Dashboard = components["schemas"]["Dashboard"];
export type Tile = Dashboard["tiles"][number];

/** The tiles with one moved to another place. */
export function moved<T>(tiles: readonly T[], from: number, to: number): T[] {
  const next = [...tiles];
  if (from < 0 || from >= next.length) return next;
  const [tile] = next.splice(from, 1);
  next.splice(Math.max(0, Math.min(next.length, to)), 0, tile!);
  return next;
}

/** A tile's query in the scope of the screen: as it was saved, unless a range, a group, a course or a comparison is chosen. */
export function inScope(query: Query, scope: Scope, ranged: boolean): Query {
  const filter = all(query.filter, filterOf(scope));
  const next: Query = { ...query, ...(filter && { filter }) };
  const counts = query.kind === "table" || query.kind === "trend";
  if (ranged) {
    const { compare: _, ...time } = query.time ?? {};
    next.time = { ...time, ...timeOf({ ...scope, compare: false }), ...(query.time?.bucket && { bucket: query.kind === "lifecycle" && bucketOf(scope) === "hour" ? "day" : bucketOf(scope) }) };
  }
  if (scope.compare && counts && (next.time?.range ?? "all") !== "all") next.time = { ...next.time, compare: "previous" };
  return next;
}
