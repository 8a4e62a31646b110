// The only way a chart gets on a screen: a sentence that says what it shows, the
// picture named by it, a cursor for keyboard and pointer, and the data as a table.
import { ChartColumn, ChevronLeft, ChevronRight, Maximize2, Table2, ZoomIn, ZoomOut } from "lucide";
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { direction, locale, t } from "../../lib/i18n.ts";
import { keyFigures } from "../../lib/figures.ts";
import { sentence } from "../../lib/sentence.ts";
import { Button } from "../Button.tsx";
import { CopyButton } from "../Copy.tsx";
import { Data } from "./Data.tsx";
import { isMove, moved, nearest } from "./cursor.ts";
import type { Drawing } from "./draw/frame.ts";
import { entriesCSV, entriesOf, entryText } from "./entries.ts";
import { Keys, KeyFigures } from "./Keys.tsx";
import { Patterns } from "./Patterns.tsx";
import { Picture } from "./Picture.tsx";
import type { RowOf, Spec } from "./spec.ts";
import { useForced, useRoom } from "./stage.ts";
import { panned, zoomed, type Span } from "./zoom.ts";
import { words } from "./words.ts";
import "./chart.css";

export interface ChartProps<S extends Spec> {
  spec: S;
  /** A heading above; left out where the card has one. */
  title?: string;
  /** The height of a plot with axes, in pixels. */
  height?: number;
  /** Instead of the sentence made from the data. */
  summary?: string;
  /** Opens the people behind a row: Enter, a second tap, a click. */
  onOpen?: ((row: RowOf<S>) => void) | undefined;
}

/** Up to this width a chart with axes is a sparkline with three numbers. */
const small = 360;

/** A chart. */
export function Chart<S extends Spec>({ spec, title, height = 240, summary, onOpen }: ChartProps<S>) {
  const id = useId();
  const { element, room } = useRoom<HTMLDivElement>();
  const rtl = direction.value === "rtl";
  const forced = useForced();
  const say = useMemo(() => words(locale.value, t), [locale.value]);
  const same = useSame(spec);
  const entries = useMemo(() => entriesOf(same, say), [same, say]);
  const text = useMemo(() => summary ?? sentence(same, say), [summary, same, say]);
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  const [failed, setFailed] = useState(false);
  const [table, setTable] = useState(false);
  const [cursor, setCursor] = useState(-1);
  const [spoken, setSpoken] = useState("");
  const [view, setView] = useState<Span | undefined>(undefined);
  const tapped = useRef(-1);
  const plot = useRef<HTMLDivElement>(null);

  const empty = spec.rows.length === 0;
  const compact = room !== null && room.width <= small && hasSmallForm(spec);
  const tall = compact ? 72 : spec.kind === "sparkline" ? 56 : height;

  useEffect(() => {
    if (!room || empty) return;
    let stale = false;
    const frame = { id, width: room.width, height: tall, rtl, compact, forced, words: say, measure: room.measure, ...(view && { view }) };
    import("./draw/index.ts")
      .then(({ draw }) => draw(same, frame))
      .then(
        (drawn) => {
          if (stale) return;
          setDrawing(drawn);
          setFailed(false);
          setCursor(-1);
          tapped.current = -1;
        },
        () => {
          if (!stale) setFailed(true);
        },
      );
    return () => {
      stale = true;
    };
  }, [same, room, rtl, forced, say, compact, tall, view, empty]);

  const stops = drawing?.stops ?? [];
  const stop = stops[cursor];
  const entry = stop ? entries.entries[stop.entry] : undefined;
  const readout = entry ? entryText(entries, entry) : "";
  const open = onOpen && ((place: number) => onOpen(spec.rows[place] as RowOf<S>));

  const go = (to: number) => {
    setCursor(to);
    const there = stops[to] && entries.entries[stops[to].entry];
    if (there) setSpoken(entryText(entries, there));
    const box = plot.current?.parentElement;
    if (box && stops[to] && box.scrollWidth > box.clientWidth) {
      const x = stops[to].x - (rtl ? drawing!.width - box.clientWidth : 0);
      box.scrollTo({ left: x - box.clientWidth / 2 });
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (isMove(event.key)) {
      event.preventDefault();
      go(moved(stops, cursor, event.key, rtl));
    } else if ((event.key === "Enter" || event.key === " ") && stop && open) {
      event.preventDefault();
      open(stop.entry);
    } else if (event.key === "Escape" && cursor >= 0) {
      event.stopPropagation();
      setCursor(-1);
    } else if (spec.kind === "lanes" && (event.key === "+" || event.key === "-")) {
      event.preventDefault();
      setView(zoomed(spec, view, event.key === "+" ? 0.5 : 2, stop && drawing ? stop.x / drawing.width : 0.5, rtl));
    } else return;
    event.stopPropagation();
  };

  const at = (event: PointerEvent | MouseEvent) => {
    const box = plot.current!.getBoundingClientRect();
    return nearest(stops, event.clientX - box.left, event.clientY - box.top);
  };
  const drag = useRef<{ x: number; view: Span | undefined; moved: boolean } | null>(null);
  const onPointerDown = (event: PointerEvent) => {
    if (spec.kind === "lanes") drag.current = { x: event.clientX, view, moved: false };
  };
  const onPointerMove = (event: PointerEvent) => {
    const begun = drag.current;
    if (begun && spec.kind === "lanes" && (begun.moved || Math.abs(event.clientX - begun.x) > 5)) {
      begun.moved = true;
      plot.current?.setPointerCapture(event.pointerId);
      setView(panned(spec, begun.view, ((begun.x - event.clientX) / (drawing?.width ?? 1)) * (rtl ? -1 : 1)));
      return;
    }
    if (event.pointerType === "mouse") setCursor(at(event));
  };
  const onClick = (event: MouseEvent) => {
    const dragged = drag.current?.moved;
    drag.current = null;
    if (dragged) return;
    const hit = at(event);
    const mouse = (event as PointerEvent).pointerType === "mouse";
    setCursor(hit);
    if (hit >= 0 && open && (mouse || tapped.current === hit)) open(stops[hit]!.entry);
    tapped.current = hit;
  };

  return (
    <figure class={`chart chart-${spec.kind}`} data-ready={drawing !== null || empty ? "" : undefined}>
      {title && <figcaption class="chart-title">{title}</figcaption>}
      <p class="chart-summary" id={`${id}-summary`}>{text}</p>
      <Patterns id={id} forced={forced} />
      {drawing && <Keys keys={drawing.keys} id={id} forced={forced} />}
      <div class="chart-stage" ref={element}>
        {!empty && !failed && (
          <div class="chart-scroll">
            <div
              class="chart-plot"
              ref={plot}
              tabIndex={0}
              role="application"
              aria-roledescription={t("chart.plot")}
              aria-label={title ?? t("chart.plot")}
              aria-describedby={`${id}-hint`}
              data-opens={open ? "" : undefined}
              onKeyDown={onKeyDown}
              onPointerDown={onPointerDown}
              onPointerMove={onPointerMove}
              onPointerUp={() => { if (!drag.current?.moved) drag.current = null; }}
              onPointerLeave={(event: PointerEvent) => { if (event.pointerType === "mouse" && !plot.current?.matches(":focus-visible")) setCursor(-1); }}
              onClick={onClick}
            >
              <Picture id={id} drawing={drawing} height={tall} stop={stop} rows={stop !== undefined && stop.width === undefined} />
            </div>
          </div>
        )}
        {failed && <p class="chart-failed">{t("chart.failed")}</p>}
      </div>
      {(compact || spec.kind === "sparkline") && <KeyFigures figures={keyFigures(same, say)} />}
      {!empty && (
        <div class="chart-foot">
          <p class="chart-readout">
            {readout && <bdi>{readout}</bdi>}
            {stop && open && <Button small kind="quiet" onClick={() => open(stop.entry)}>{t("chart.open")}</Button>}
          </p>
          <div class="chart-tools no-print">
            {spec.kind === "lanes" && (
              <>
                <Button small kind="quiet" iconOnly icon={rtl ? ChevronRight : ChevronLeft} onClick={() => setView(panned(spec, view, -0.5))}>{t("chart.earlier")}</Button>
                <Button small kind="quiet" iconOnly icon={rtl ? ChevronLeft : ChevronRight} onClick={() => setView(panned(spec, view, 0.5))}>{t("chart.later")}</Button>
                <Button small kind="quiet" iconOnly icon={ZoomIn} onClick={() => setView(zoomed(spec, view, 0.5, 0.5, rtl))}>{t("chart.zoomIn")}</Button>
                <Button small kind="quiet" iconOnly icon={ZoomOut} onClick={() => setView(zoomed(spec, view, 2, 0.5, rtl))}>{t("chart.zoomOut")}</Button>
                <Button small kind="quiet" iconOnly icon={Maximize2} disabled={!view} onClick={() => setView(undefined)}>{t("chart.zoomAll")}</Button>
              </>
            )}
            <Button small kind="quiet" icon={table ? ChartColumn : Table2} aria-expanded={table} aria-controls={`${id}-data`} onClick={() => setTable(!table)}>
              {t(table ? "chart.hideData" : "chart.showData")}
            </Button>
          </div>
        </div>
      )}
      <p class="hidden-text" id={`${id}-hint`}>{t("chart.hint", { open: open ? "yes" : "no" })}</p>
      <p class="hidden-text" aria-live="polite">{spoken}</p>
      <div id={`${id}-data`} hidden={!table && !failed}>
        {(table || failed) && (
          <>
            <Data entries={entries} name={title ?? text} onOpen={open} />
            <CopyButton text={entriesCSV(entries)} label={t("chart.copy")} />
          </>
        )}
      </div>
    </figure>
  );
}

function hasSmallForm(spec: Spec): boolean {
  switch (spec.kind) {
    case "line":
    case "area":
    case "histogram":
    case "survival":
    case "dot":
      return true;
    case "bar":
      return (spec.orientation ?? (spec.time ? "vertical" : "horizontal")) === "vertical";
    default:
      return false;
  }
}

/** The same object as long as what it says is the same, so that a parent that
 *  makes its spec anew on every render does not have it drawn anew. */
function useSame<S extends Spec>(spec: S): S {
  const kept = useRef<{ key: string; spec: S } | null>(null);
  const key = JSON.stringify(spec, (name, value: unknown) => (name === "of" ? undefined : value));
  if (kept.current?.key !== key) kept.current = { key, spec };
  return kept.current.spec;
}
