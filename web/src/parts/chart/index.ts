// The charts' door: screens import from here.
export { Chart, type ChartProps } from "./Chart.tsx";
export { Sparkline } from "./Sparkline.tsx";
export type * from "./spec.ts";
