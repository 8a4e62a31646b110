// A timeline: a lane for each kind of learning, bars of episodes, marks of
// milestones. Episodes that would lie upon one another get rows of their own.
import type { LaneRow, LanesSpec } from "../spec.ts";
import { lanesSpan } from "../zoom.ts";
import { timeTicks } from "../ticks.ts";
import { cut, isolate, type Drawing, type Frame, type Stop } from "./frame.ts";

const bar = 18;

/** Draws the seen span of a timeline. */
export function drawLanes(spec: LanesSpec, frame: Frame): Drawing {
  const { rtl, words, measure, width } = frame;
  const [low, high] = frame.view ?? lanesSpan(spec);
  const above = width < 560;
  const start = above ? 0 : Math.min(150, Math.max(...spec.lanes.map(measure)) + 16);
  const inner = width - start - 8;
  const at = (x: number, w = 0) => (rtl ? width - x - w : x);
  const x = (time: number) => start + ((time - low) / (high - low)) * inner;
  const stops: Stop[] = [];
  let top = 4;
  const lanes = spec.lanes.map((lane, n) => {
    const rows = spec.rows
      .map((row, entry) => ({ row, entry, from: Date.parse(row.start), to: Date.parse(row.end ?? row.start) }))
      .filter(({ row, from, to }) => row.lane === lane && to >= low && from <= high)
      .sort((a, b) => a.from - b.from || a.entry - b.entry);
    const ends: number[] = [];
    const begin = top + (above ? 22 : 8);
    const items = rows.map(({ row, entry, from, to }) => {
      const x1 = Math.max(start, x(from));
      const x2 = Math.min(start + inner, Math.max(x(to), x(from) + (row.end ? 5 : 0)));
      const mark = row.end === undefined;
      const reach = mark ? x1 + 9 : x2;
      const left = mark ? x1 - 9 : x1;
      let level = ends.findIndex((end) => end <= left - 2);
      if (level < 0) level = ends.length;
      ends[level] = reach;
      const y = begin + level * (bar + 4);
      const wide = mark ? 18 : Math.max(5, x2 - x1);
      stops.push({ x: at(mark ? x1 : x1 + wide / 2), y: y + bar / 2, width: Math.max(12, wide), height: bar, entry, line: lane });
      return mark ? milestone(row, at(x1), y + bar / 2) : episode(row, x1, wide, y);
    });
    const height = Math.max(1, ends.length) * (bar + 4) - 4;
    const laneTop = top;
    top = begin + height + 10;
    return (
      <g>
        <line class="chart-gridline" x1={at(0)} x2={at(width)} y1={laneTop} y2={laneTop} visibility={n === 0 ? "hidden" : undefined} />
        <text class="chart-name chart-strong" x={at(0)} y={above ? laneTop + 15 : begin + bar / 2} dy={above ? 0 : "0.34em"} text-anchor={rtl ? "end" : "start"}>
          {isolate(cut(lane, above ? width : start - 10, measure))}
        </text>
        {items}
      </g>
    );
  });

  function episode(row: LaneRow, from: number, wide: number, y: number) {
    const room = wide - 12;
    // A thin one is filled: of its outline alone there is not enough to be seen.
    const thin = wide < 8 ? " chart-episode-thin" : "";
    return (
      <g class={`chart-episode chart-state-${row.state ?? "plain"}${thin}`}>
        <rect x={at(from, wide)} y={y} width={wide} height={bar} rx={Math.min(4, wide / 2)} />
        {room > 36 && (
          <text x={at(from + 6)} y={y + bar / 2} dy="0.34em" text-anchor={rtl ? "end" : "start"}>
            {isolate(cut(row.name, room, measure))}
          </text>
        )}
      </g>
    );
  }

  function milestone(row: LaneRow, cx: number, cy: number) {
    const state = row.state ?? "plain";
    const shapes = {
      good: "M-6,0 L-2,4.5 L6,-4.5",
      warn: "M0,-7 L7,6 L-7,6 Z",
      bad: "M-5,-5 L5,5 M5,-5 L-5,5",
      due: "M0,-7 V7 M0,-7 H8 V-1 H0",
      plain: "M0,-6 L6,0 L0,6 L-6,0 Z",
    };
    return <path class={`chart-milestone chart-state-${state}`} transform={`translate(${cx},${cy})`} d={shapes[state]} />;
  }

  const axis = { from: new Date(low), to: new Date(high), zone: spec.zone, width: inner, measure };
  const ticks = timeTicks(axis, words).map((tick) => {
    const tx = at(x(tick.at.getTime()));
    return (
      <g>
        <line class="chart-gridline" x1={tx} x2={tx} y1={4} y2={top} />
        <text class="chart-label" x={tx} y={top + 16} text-anchor="middle">
          {isolate(tick.label)}
        </text>
        {tick.context && (
          <text class="chart-label" x={tx} y={top + 31} text-anchor="middle">
            {isolate(tick.context)}
          </text>
        )}
      </g>
    );
  });
  stops.sort((a, b) => a.x - b.x);
  return { width, height: top + 38, stops, keys: [], content: <>{ticks}{lanes}</> };
}
