// Draws a spec: what has axes by Plot, which is loaded when it is first needed.
import type { Spec } from "../spec.ts";
import type { Drawing, Frame } from "./frame.ts";
import { drawHeat } from "./heat.tsx";
import { drawLanes } from "./lanes.tsx";
import { drawBars, drawFunnel } from "./rows.tsx";
import { drawSankey } from "./sankey.tsx";
import { drawSpark } from "./spark.tsx";

/** Draws a spec into a frame. */
export async function draw(spec: Spec, frame: Frame): Promise<Drawing> {
  switch (spec.kind) {
    case "heat":
      return drawHeat(spec, frame);
    case "funnel":
      return drawFunnel(spec, frame);
    case "sankey":
      return drawSankey(spec, frame);
    case "lanes":
      return drawLanes(spec, frame);
    case "bar":
      if (!vertical(spec)) return drawBars(spec, frame);
      return (await import("./plotted.ts")).drawColumns(spec, frame);
    case "histogram":
      return (await import("./plotted.ts")).drawHistogram(spec, frame);
    case "survival":
      return (await import("./plotted.ts")).drawSurvival(spec, frame);
    case "dot":
      return (await import("./plotted.ts")).drawDots(spec, frame);
    case "line":
    case "area":
      return (await import("./plotted.ts")).drawLines(spec, frame);
    case "sparkline":
      return drawSpark(spec, frame);
  }
}

/** Whether a bar chart has upright bars. */
export function vertical(spec: { time?: unknown; orientation?: "horizontal" | "vertical" }): boolean {
  return (spec.orientation ?? (spec.time ? "vertical" : "horizontal")) === "vertical";
}
