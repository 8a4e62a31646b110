// What Plot draws: one chunk, loaded on demand.
export { drawColumns, drawHistogram } from "./bars.ts";
export { drawDots, drawSurvival } from "./curves.ts";
export { drawLines } from "./lines.ts";
