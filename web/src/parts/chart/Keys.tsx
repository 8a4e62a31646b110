import type { KeyFigure } from "../../lib/figures.ts";
import { colour, dash, fill, type Key } from "./draw/frame.ts";

/** The legend of series that are not labelled where they end. */
export function Keys({ keys, id, forced }: { keys: Key[]; id: string; forced: boolean }) {
  if (keys.length === 0) return null;
  return (
    <ul class="chart-keys">
      {keys.map((key) => (
        <li key={key.name + key.shape}>
          <Swatch {...key} box={fill({ id, forced }, key.series)} />
          <bdi>{key.name}</bdi>
        </li>
      ))}
    </ul>
  );
}

/** The shapes of points, as Plot draws them, about the middle. */
const shapes = [
  <circle r={3.5} />,
  <rect x={-3} y={-3} width={6} height={6} />,
  <path d="M0,-4.2L3.9,3.2H-3.9Z" />,
  <path d="M0,-5L3.2,0L0,5L-3.2,0Z" />,
  <path d="M0,-5L1.2,-1.6L4.8,-1.5L1.9,0.6L2.9,4L0,2L-2.9,4L-1.9,0.6L-4.8,-1.5L-1.2,-1.6Z" />,
  <path d="M-1.3,-4H1.3V-1.3H4V1.3H1.3V4H-1.3V1.3H-4V-1.3H-1.3Z" />,
  <path d="M-1.2,0.6V4.4H1.2V0.6L4.4,-1.2L3.2,-3.2L0,-1.4L-3.2,-3.2L-4.4,-1.2Z" />,
  <path d="M-3.5,-3.5L3.5,3.5M-3.5,3.5L3.5,-3.5" stroke-width={2} />,
];

function Swatch({ series, shape, box }: Key & { box: string }) {
  const ink = colour(series);
  if (shape === "box") return <svg class="chart-swatch" width={12} height={12} aria-hidden="true"><rect class="chart-box" width={12} height={12} rx={3} fill={box} /></svg>;
  if (shape === "dashed") {
    return <svg class="chart-swatch" width={24} height={12} aria-hidden="true"><line x1={0} x2={24} y1={6} y2={6} stroke="var(--chart-compare)" stroke-width={1.5} stroke-dasharray="4 4" /></svg>;
  }
  const dot = <g transform={shape === "dot" ? "translate(6,6)" : "translate(12,6)"} fill={ink} stroke={ink} stroke-width={0.5}>{shapes[series % shapes.length]}</g>;
  if (shape === "dot") return <svg class="chart-swatch" width={12} height={12} aria-hidden="true">{dot}</svg>;
  return (
    <svg class="chart-swatch" width={24} height={12} aria-hidden="true">
      <line x1={0} x2={24} y1={6} y2={6} stroke={ink} stroke-width={2} {...(dash(series) && { "stroke-dasharray": dash(series)! })} />
      {dot}
    </svg>
  );
}

/** Numbers beside a small chart. */
export function KeyFigures({ figures }: { figures: KeyFigure[] }) {
  if (figures.length === 0) return null;
  return (
    <dl class="chart-figures">
      {figures.map((figure) => (
        <div key={figure.name}>
          <dt><bdi>{figure.name}</bdi></dt>
          <dd class="figures">{figure.text}</dd>
        </div>
      ))}
    </dl>
  );
}
