// A matrix of cells. It is never squeezed: where there is no room for a cell's
// text the picture becomes wider than its frame, which scrolls.
import type { HeatSpec } from "../spec.ts";
import { hiddenText } from "../entries.ts";
import { cut, isolate, type Drawing, type Frame, type Stop } from "./frame.ts";

/** The steps of the sequential palette. */
export const heatSteps = 7;

/** The step of a value between two bounds, from 0. */
export function heatStep(value: number, [low, high]: [number, number]): number {
  if (!(high > low)) return heatSteps - 1;
  const share = (value - low) / (high - low);
  return Math.max(0, Math.min(heatSteps - 1, Math.floor(share * heatSteps)));
}

/** Bounds for the values of a matrix: shares and counts begin at zero. */
export function heatDomain(spec: HeatSpec): [number, number] {
  if (spec.domain) return spec.domain;
  const values = spec.rows.flatMap((row) => (row.value === null ? [] : [row.value]));
  if (values.length === 0) return [0, 1];
  return [Math.min(0, ...values), Math.max(...values)];
}

/** Draws a matrix. */
export function drawHeat(spec: HeatSpec, frame: Frame): Drawing {
  const { rtl, words, measure } = frame;
  const rows = [...new Set(spec.rows.map((row) => row.row))];
  const columns = [...new Set(spec.rows.map((row) => row.column))];
  const domain = heatDomain(spec);
  const texts = spec.rows.map((row) =>
    row.hidden ? hiddenText(words, spec.minGroup) : row.value === null ? "" : words.short(row.value, spec.measure.format),
  );
  const nameWidth = Math.min(Math.max(...rows.map(measure), measure(spec.rowsAre)), frame.width * (frame.width < 480 ? 0.42 : 0.34), 200) + 12;
  const least = Math.max(28, ...texts.map((text) => measure(text) + 10));
  const heads = columns.map((name) => cut(name, Math.max(least, 72), measure));
  const cell = Math.max(least, Math.min(84, (frame.width - nameWidth) / Math.max(1, columns.length)));
  const width = Math.max(frame.width, nameWidth + cell * columns.length);
  const tall = 30;
  // Heads are slanted when they are longer than a cell.
  const slanted = Math.max(...heads.map(measure)) + 6 > cell;
  const head = 22 + (slanted ? Math.max(...heads.map(measure)) * 0.6 : 14);
  const at = (x: number, w = 0) => (rtl ? width - x - w : x);
  const stops: Stop[] = [];
  const cells = spec.rows.map((row, entry) => {
    const x = nameWidth + columns.indexOf(row.column) * cell;
    const y = head + rows.indexOf(row.row) * tall;
    stops.push({ x: at(x + cell / 2), y: y + tall / 2, width: cell - 2, height: tall - 2, entry, line: row.row });
    const step = row.value === null ? null : heatStep(row.value, domain);
    const text = texts[entry]!;
    return (
      <g class={row.hidden ? "chart-cell chart-cell-hidden" : step === null ? "chart-cell chart-cell-empty" : `chart-cell chart-heat-${step}`}>
        <rect x={at(x + 1, cell - 2)} y={y + 1} width={cell - 2} height={tall - 2} rx={3} />
        {row.hidden && <rect class="chart-hatch" x={at(x + 1, cell - 2)} y={y + 1} width={cell - 2} height={tall - 2} rx={3} fill={`url(#${frame.id}-hatch)`} />}
        <text x={at(x + cell / 2)} y={y + tall / 2} dy="0.34em" text-anchor="middle">
          {text}
        </text>
      </g>
    );
  });
  return {
    width,
    height: head + rows.length * tall + 2,
    stops,
    keys: [],
    content: (
      <>
        <text class="chart-note" x={at(nameWidth)} y={11} text-anchor={rtl ? "end" : "start"}>
          {spec.columnsAre}
        </text>
        <text class="chart-note" x={at(0)} y={head - 8} text-anchor={rtl ? "end" : "start"}>
          {cut(spec.rowsAre, nameWidth - 12, measure)}
        </text>
        {heads.map((name, i) => {
          const x = at(nameWidth + (i + 0.5) * cell);
          if (!slanted) return <text class="chart-label" x={x} y={head - 8} text-anchor="middle">{isolate(name)}</text>;
          return (
            <text class="chart-label" transform={`translate(${x},${head - 6}) rotate(${rtl ? 38 : -38})`} text-anchor={rtl ? "end" : "start"}>
              {isolate(name)}
            </text>
          );
        })}
        {rows.map((name, i) => (
          <text class="chart-name" x={at(0)} y={head + (i + 0.5) * tall} dy="0.34em" text-anchor={rtl ? "end" : "start"}>
            {isolate(cut(name, nameWidth - 10, measure))}
          </text>
        ))}
        {cells}
      </>
    ),
  };
}
