import { ChevronLeft, ChevronRight, ZoomOut } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { bucketLabel, compact, number } from "../../lib/format.ts";
import { direction, t } from "../../lib/i18n.ts";
import type { Answer, Query } from "../../lib/query.ts";
import { rowsOf } from "../../lib/query.ts";
import type { Resource } from "../../lib/resource.ts";
import { setParams } from "../../lib/router.ts";
import { bucketOf, scope } from "../../lib/scope.ts";
import { Button } from "../../parts/Button.tsx";
import { Counted } from "../../parts/Counted.tsx";

/** The bars of the range: a span is chosen by dragging, by arrow keys or by buttons, and becomes the range. */
export function Timeline({ of, query }: { of: Resource<Answer>; query: Query }) {
  const answer = of.data;
  if (!answer) return <div class="timeline timeline-wait" data-loading={of.error ? undefined : true} />;
  return <Bars key={JSON.stringify(query)} answer={answer} query={query} />;
}

/** A bound as the range of the address writes it: a day where it is midnight. */
function bound(at: string): string {
  return at.slice(11, 19) === "00:00:00" ? at.slice(0, 10) : new Date(at).toISOString();
}

function Bars({ answer, query }: { answer: Answer; query: Query }) {
  const rows = rowsOf(answer);
  const counts = rows.map((row) => Number(row.statements ?? 0));
  const begins = rows.map((row) => String(row.bucket));
  const n = counts.length;
  const bucket = bucketOf(scope.value);
  const most = Math.max(1, ...counts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const partial = new Set(answer.meta.partial_buckets ?? []);
  const [span, setSpan] = useState<[number, number]>([0, Math.max(0, n - 1)]);
  const area = useRef<HTMLDivElement>(null);
  const drag = useRef<number | undefined>(undefined);
  useEffect(() => setSpan([0, Math.max(0, n - 1)]), [n]);

  const [from, to] = span;
  const whole = from === 0 && to === n - 1;
  const inside = counts.slice(from, to + 1).reduce((sum, count) => sum + count, 0);
  const label = (i: number) => bucketLabel(begins[i]!, bucket);
  const set = (nextFrom: number, nextTo: number) => {
    const clamp = (value: number) => Math.max(0, Math.min(n - 1, value));
    const [a, b] = [clamp(nextFrom), clamp(nextTo)];
    setSpan([Math.min(a, b), Math.max(a, b)]);
  };
  const apply = ([a, b]: readonly [number, number] = span) => {
    const end = b + 1 < n ? begins[b + 1]! : answer.meta.range[1];
    setParams({ range: `${bound(a === 0 ? answer.meta.range[0] : begins[a]!)}..${bound(end)}` });
  };
  const wider = () => {
    const [begin, end] = answer.meta.range.map((at) => Date.parse(at)) as [number, number];
    const day = (at: number) => new Date(at).toISOString().slice(0, 10);
    setParams({ range: `${day(begin - (end - begin))}..${day(Math.max(Math.min(end + (end - begin), Date.now() + 86_400_000), end) + 86_399_000)}` });
  };
  const at = (event: PointerEvent) => {
    const box = area.current!.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    return Math.floor((direction.value === "rtl" ? 1 - share : share) * n);
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    area.current!.setPointerCapture(event.pointerId);
    drag.current = at(event);
    set(drag.current, drag.current);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current !== undefined) set(drag.current, at(event));
  };
  const onPointerUp = (event: PointerEvent) => {
    if (drag.current === undefined) return;
    const end = at(event);
    const begin = drag.current;
    drag.current = undefined;
    const clamp = (value: number) => Math.max(0, Math.min(n - 1, value));
    if (begin !== end) apply([clamp(Math.min(begin, end)), clamp(Math.max(begin, end))]);
  };
  if (n === 0) return null;
  const step = (which: "from" | "to", by: 1 | -1) => (which === "from" ? set(Math.min(from + by, to), to) : set(from, Math.max(to + by, from)));
  const summary = t("explore.timeline_sentence", { n: total, buckets: n, bucket, most, when: label(counts.indexOf(Math.max(...counts))) });
  return (
    <section class="timeline" aria-label={t("explore.timeline")} style={{ "--n": n }}>
      <div class="timeline-head">
        <p class="timeline-total"><span class="figures" data-value={total} data-of="statements">{number(total)}</span> <span>{t("explore.statements", { n: total })}</span>
          <Counted query={query} answer={answer} label={t("common.statements")} />
        </p>
        {answer.meta.clock_suspect > 0 && <p class="small soft">{t("explore.timeline_suspect", { n: answer.meta.clock_suspect })}</p>}
        <span class="timeline-most small soft figures" aria-hidden="true">{t("explore.timeline_most", { n: compact(most), bucket })}</span>
      </div>
      <div class="timeline-area" ref={area} onPointerDown={onPointerDown} onPointerMove={onPointerMove} onPointerUp={onPointerUp}>
        <svg class="timeline-bars" role="img" aria-label={summary} viewBox={`0 0 ${n} 100`} preserveAspectRatio="none">
          <defs>
            <pattern id="timeline-partial" width="0.25" height="8" patternUnits="userSpaceOnUse"><rect class="timeline-hatch" width="0.125" height="8" /></pattern>
          </defs>
          {counts.map((count, i) => {
            const tall = count === 0 ? 0 : Math.max(3, (count / most) * 100);
            return <rect key={i} class={`${i >= from && i <= to ? "bar-in" : "bar-out"}${partial.has(begins[i]!) ? " bar-partial" : ""}`} x={i + 0.12} width={0.76} y={100 - tall} height={tall} data-value={count} data-bucket={begins[i]} />;
          })}
        </svg>
      </div>
      <div class="timeline-handles no-print">
        <input type="range" min={0} max={n - 1} step={1} value={from} aria-label={t("explore.timeline_from")} aria-valuetext={label(from)}
          onInput={(event) => set(Math.min(event.currentTarget.valueAsNumber, to), to)} onKeyDown={(event) => { if (event.key === "Enter" && !whole) apply(); }} />
        <input type="range" min={0} max={n - 1} step={1} value={to} aria-label={t("explore.timeline_to")} aria-valuetext={label(to)}
          onInput={(event) => set(from, Math.max(event.currentTarget.valueAsNumber, from))} onKeyDown={(event) => { if (event.key === "Enter" && !whole) apply(); }} />
      </div>
      <div class="timeline-foot no-print">
        <Stepper name="from" value={label(from)} step={step} />
        <span class="timeline-do">
          {whole ? (
            scope.value.range !== "all" && <Button small kind="quiet" icon={ZoomOut} onClick={wider}>{t("explore.timeline_wider")}</Button>
          ) : (
            <>
              <Button small kind="primary" onClick={() => apply()}>{t("explore.timeline_apply", { n: number(inside) })}</Button>
              <Button small kind="quiet" onClick={() => setSpan([0, n - 1])}>{t("common.cancel")}</Button>
            </>
          )}
        </span>
        <Stepper name="to" value={label(to)} step={step} />
      </div>
    </section>
  );
}

function Stepper({ name, value, step }: { name: "from" | "to"; value: string; step: (which: "from" | "to", by: 1 | -1) => void }) {
  const [earlier, later] = direction.value === "rtl" ? [ChevronRight, ChevronLeft] : [ChevronLeft, ChevronRight];
  return (
    <span class="stepper" role="group" aria-label={t("explore.timeline_" + name)}>
      <Button small kind="quiet" icon={earlier} iconOnly onClick={() => step(name, -1)}>{t(`explore.timeline_${name}_earlier`)}</Button>
      <span class="stepper-value figures">{value}</span>
      <Button small kind="quiet" icon={later} iconOnly onClick={() => step(name, 1)}>{t(`explore.timeline_${name}_later`)}</Button>
    </span>
  );
}
