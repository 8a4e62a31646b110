// The numbers that stand beside the small form of a chart.
import type { Format, Spec } from "../parts/chart/spec.ts";
import type { Words } from "../parts/chart/words.ts";

/** A number that stands beside a small chart. */
export interface KeyFigure {
  name: string;
  text: string;
}

/** Up to three numbers that stand beside the small form of a chart. */
export function keyFigures(spec: Spec, words: Words): KeyFigure[] {
  const { say } = words;
  const several = severalFigures(spec, words);
  if (several.length > 0) return several;
  const figure = (key: string, value: number | null | undefined, format: Format): KeyFigure => ({ name: say(key), text: words.value(value ?? null, format) });
  switch (spec.kind) {
    case "line":
    case "area":
    case "sparkline":
    case "bar": {
      const rows = spec.rows.filter((row) => row.y !== null);
      const whole = rows.filter((row) => !row.partial);
      const told = whole.length > 0 ? whole : rows;
      if (told.length === 0) return [];
      const { format } = spec.measure;
      const values = told.map((row) => row.y!);
      // Few bars are all told; where nothing is a time, nothing is the latest.
      if (spec.kind === "bar" && !spec.time && told.length <= 3) return told.map((row) => ({ name: String(row.x), text: words.value(row.y, format) }));
      return [
        ...(spec.time ? [figure("chart.latestFigure", values[values.length - 1], format)] : []),
        figure("chart.highestFigure", Math.max(...values), format),
        figure("chart.lowestFigure", Math.min(...values), format),
      ];
    }
    case "histogram": {
      const n = spec.rows.reduce((sum, row) => sum + (row.count ?? 0), 0);
      const figures = [{ name: spec.counted, text: words.value(n, "count") }];
      if (spec.median != null) figures.push(figure("chart.medianFigure", spec.median, spec.measure.format));
      if (spec.pass !== undefined && n > 0 && spec.rows.some((row) => Math.abs(row.from - spec.pass!) < 1e-9)) {
        const over = spec.rows.filter((row) => row.from >= spec.pass! - 1e-9).reduce((sum, row) => sum + (row.count ?? 0), 0);
        figures.push({ name: say("chart.passedFigure"), text: words.value(over / n, "percent") });
      }
      return figures;
    }
    case "survival": {
      const told = spec.rows.filter((row) => row.share !== null);
      const last = told[told.length - 1];
      if (!last) return [];
      const half = told.find((row) => row.share! <= 0.5);
      const figures = [
        { name: spec.measure.name, text: words.value(spec.rises ? 1 - last.share! : last.share!, "percent") },
        { name: say("chart.halfFigure"), text: half ? words.value(half.x, spec.xFormat) : "–" },
      ];
      if (told[0]!.atRisk != null) figures.push(figure("chart.beganFigure", told[0]!.atRisk, "count"));
      return figures;
    }
    case "dot": {
      const n = spec.rows.filter((row) => row.x !== null && row.y !== null).length;
      const figures = [figure("chart.pointsFigure", n, "count")];
      if (spec.rho != null) figures.push({ name: "ρ", text: words.value(spec.rho, "number") });
      return figures;
    }
    default:
      return [];
  }
}

/** Of several lines where the first three ended: one number would mix them. */
function severalFigures(spec: Spec, words: Words): KeyFigure[] {
  if (spec.kind !== "line" && spec.kind !== "area" && spec.kind !== "sparkline" && spec.kind !== "bar" && spec.kind !== "survival") return [];
  const ends = new Map<string, string>();
  for (const row of spec.rows) {
    if (row.series === undefined) return [];
    if ("share" in row) {
      if (row.share !== null) ends.set(row.series, words.value(spec.kind === "survival" && spec.rises ? 1 - row.share : row.share, "percent"));
    } else if (spec.kind !== "survival" && row.y !== null && !row.partial) ends.set(row.series, words.value(row.y, spec.measure.format));
  }
  return ends.size < 2 ? [] : [...ends].slice(0, 3).map(([name, text]) => ({ name, text }));
}
