import { direction, locale, t } from "../../lib/i18n.ts";
import { sentence } from "../../lib/sentence.ts";
import { drawSpark } from "./draw/spark.tsx";
import type { SparklineSpec } from "./spec.ts";
import { words } from "./words.ts";
import "./chart.css";

/** A sparkline beside a number that is told and opened elsewhere (a Metric). */
export function Sparkline({ spec, width = 132, height = 36 }: { spec: SparklineSpec; width?: number; height?: number }) {
  const { content } = drawSpark(spec, { width, height, rtl: direction.value === "rtl" });
  const name = sentence(spec, words(locale.value, t));
  return (
    <svg class="sparkline" role="img" aria-label={name} viewBox={`0 0 ${width} ${height}`} width={width} height={height}>
      {content}
    </svg>
  );
}
