// How an answer can be drawn.
import type { Query } from "../../lib/query.ts";

/** A way to show an answer, as views save it (docs/openapi.yaml, Display). */
export type Shape = "table" | "line" | "bar" | "area" | "number" | "heat" | "funnel" | "sankey" | "histogram";

/** The ways that suit the answer of a query, the usual one first. */
export function shapesOf(query: Query): Shape[] {
  const dimensions = query.dimensions?.length ?? 0;
  switch (query.kind) {
    case "table":
      if (dimensions === 0) return ["number", "table", "bar"];
      return dimensions === 1 ? ["bar", "table"] : ["table", "heat", "bar"];
    case "trend":
      return dimensions === 0 ? ["area", "line", "bar", "number", "table"] : ["line", "area", "bar", "heat", "table"];
    case "distribution":
      return ["histogram", "table", ...(dimensions > 0 ? (["bar"] as const) : [])];
    case "funnel":
      return ["funnel", "table", "bar"];
    case "paths":
      return ["sankey", "table", "bar"];
    case "retention":
      return ["heat", "line", "table"];
    case "lifecycle":
      return ["bar", "line", "table"];
    case "items":
      return ["table", "bar"];
    case "correlation":
      return ["line", "bar", "table"];
    default:
      return ["table"];
  }
}

/** The way that is asked for where it suits, else the usual one. */
export function suitable(query: Query, wanted: string | undefined): Shape {
  const shapes = shapesOf(query);
  return shapes.find((shape) => shape === wanted) ?? shapes[0]!;
}
