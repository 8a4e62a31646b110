// A sparkline: the course of a number without axes, drawn without Plot, so that
// a page of numbers needs nothing to be loaded.
import type { SparklineSpec } from "../spec.ts";
import type { Drawing, Stop } from "./frame.ts";

/** Draws a sparkline. Its floor is zero when the values are near to it. */
export function drawSpark(spec: SparklineSpec, frame: { width: number; height: number; rtl: boolean }): Drawing {
  const { width, height, rtl } = frame;
  const pad = 4;
  const places = spec.rows.map((row, entry) => ({ row, entry, at: typeof row.x === "number" ? row.x : Date.parse(row.x) }));
  const ats = places.map((place) => place.at);
  const values = spec.rows.flatMap((row) => [row.y, row.compare ?? null]).filter((v): v is number => v !== null);
  const [first, last] = [Math.min(...ats), Math.max(...ats)];
  const most = Math.max(...values);
  let least = Math.min(...values);
  if (least > 0 && least < most * 0.6) least = 0;
  const x = (at: number) => {
    const share = last > first ? (at - first) / (last - first) : 0.5;
    return pad + (rtl ? 1 - share : share) * (width - 2 * pad);
  };
  const y = (value: number) => height - pad - (most > least ? (value - least) / (most - least) : 0.5) * (height - 2 * pad);
  const path = (of: (place: (typeof places)[number]) => number | null | undefined) => {
    let gap = true;
    return places
      .map((place) => {
        const value = of(place);
        const command = value == null ? "" : `${gap ? "M" : "L"}${x(place.at).toFixed(1)},${y(value).toFixed(1)}`;
        gap = value == null;
        return command;
      })
      .join("");
  };
  const stops: Stop[] = places.flatMap(({ row, entry, at }) => (row.y === null ? [] : [{ x: x(at), y: y(row.y), entry, line: "" }]));
  const whole = places.filter(({ row }) => !row.partial && row.y !== null);
  const end = whole[whole.length - 1] ?? places[places.length - 1];
  const line = path(({ row }) => (row.partial ? null : row.y));
  const tail = places.some(({ row }) => row.partial) ? path((place) => (place.row.partial || place === end ? place.row.y : null)) : "";
  const ends = stops.filter((stop) => whole.some(({ entry }) => entry === stop.entry));
  const content = values.length === 0 ? null : (
    <>
      {ends.length > 1 && <path class="spark-fill" d={`${line.replace(/(?!^)M/g, "L")}L${ends[ends.length - 1]!.x},${height}L${ends[0]!.x},${height}Z`} />}
      {spec.rows.some((row) => row.compare != null) && <path class="spark-compare" d={path(({ row }) => row.compare)} />}
      <path class="spark-line" d={line} />
      {tail && <path class="spark-tail" d={tail} />}
      {end && end.row.y !== null && <circle class="spark-end" cx={x(end.at)} cy={y(end.row.y)} r={2.75} />}
    </>
  );
  return { width, height, stops, keys: [], content };
}
