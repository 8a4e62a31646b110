import { observeWindowOffset, observeWindowRect, Virtualizer, windowScroll } from "@tanstack/virtual-core";
import { Paperclip } from "lucide";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { clock, date, dateTime, duration, zone } from "../../lib/format.ts";
import { has, t } from "../../lib/i18n.ts";
import { activityName } from "../../lib/names.ts";
import { href, place } from "../../lib/router.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Name } from "../../parts/Name.tsx";
import { secondsOf, type Line } from "./line.ts";
import { Part, Sentence } from "./Sentence.tsx";

type Item = { key: string; day: string } | { key: string; line: Line; place: number };

/** The time of a statement that the list goes by. */
export type On = "timestamp" | "stored";

function itemsOf(lines: readonly Line[], on: On): Item[] {
  const days = new Intl.DateTimeFormat("en-CA", { timeZone: zone.value });
  const items: Item[] = [];
  let last = "";
  lines.forEach((line, i) => {
    const day = days.format(new Date(line[on]));
    if (day !== last) items.push({ key: `day ${day} ${line.id}`, day: line[on] });
    last = day;
    items.push({ key: line.id, line, place: i });
  });
  return items;
}

interface ListProps {
  lines: readonly Line[];
  on: On;
  voided: ReadonlySet<string>;
  fresh: ReadonlySet<string>;
  /** The last rows are in sight. */
  near: () => void;
}

/** The statements, a day at a time; only what is in sight is in the document. */
export function List({ lines, on, voided, fresh, near }: ListProps) {
  const items = useMemo(() => itemsOf(lines, on), [lines, on, zone.value]);
  const element = useRef<HTMLOListElement>(null);
  const [, redraw] = useState(0);
  const options = {
    count: items.length,
    getScrollElement: () => window,
    estimateSize: (i: number) => ("line" in items[i]! ? 58 : 44),
    getItemKey: (i: number) => items[i]!.key,
    overscan: 10,
    scrollMargin: element.current ? element.current.getBoundingClientRect().top + window.scrollY : 0,
    initialOffset: () => window.scrollY,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    onChange: () => redraw((x) => x + 1),
  };
  const [virtual] = useState(() => new Virtualizer<Window, HTMLElement>(options));
  virtual.setOptions(options);
  useEffect(() => virtual._didMount(), []);
  useLayoutEffect(() => virtual._willUpdate());
  const shown = virtual.getVirtualItems();
  const end = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (items.length > 0 && end >= items.length - 20) near();
  }, [end, items.length]);
  return (
    <ol class="statements" ref={element} data-rows data-count={lines.length} style={{ height: `${virtual.getTotalSize()}px` }}>
      {shown.map((one) => {
        const item = items[one.index]!;
        const style = { transform: `translateY(${one.start - virtual.options.scrollMargin}px)` };
        const measure = (row: HTMLElement | null) => virtual.measureElement(row);
        return "line" in item ? (
          <li key={item.key} ref={measure} data-index={one.index} data-row data-id={item.line.id} style={style} class={`statement${fresh.has(item.line.id) ? " statement-fresh" : ""}`} aria-posinset={item.place + 1} aria-setsize={-1}>
            <Row line={item.line} on={on} voided={voided.has(item.line.id) || !!item.line.voided} />
          </li>
        ) : (
          <li key={item.key} ref={measure} data-index={one.index} style={style} class="statement-day"><h2>{date(item.day)}</h2></li>
        );
      })}
    </ol>
  );
}

/** The address that opens a statement on this screen. */
export function cardAddress(id: string): string {
  return href(place.value.path, { statement: id }, [...place.value.params.keys()]);
}

function Row({ line, on, voided }: { line: Line; on: On; voided: boolean }) {
  const lag = (Date.parse(line.stored) - Date.parse(line.timestamp)) / 1000;
  const { course, platform } = line.context ?? {};
  const seconds = line.result?.duration ? secondsOf(line.result.duration) : null;
  return (
    <>
      <a class="statement-time figures" href={cardAddress(line.id)} title={dateTime(line[on])}>
        {clock(line[on])}<span class="hidden-text"> {t("explore.open_statement")}</span>
      </a>
      <div class="statement-what">
        <p class={voided ? "said-voided" : undefined}><Sentence line={line} /></p>
        <p class="statement-where">
          {course && course !== line.object.id && <Part field="course" value={course} soft><Name>{activityName(course)}</Name></Part>}
          {platform && <Part field="platform" value={platform} soft><Name>{platform}</Name></Part>}
          {seconds !== null && <span class="figures">{duration(seconds)}</span>}
          {line.attachments > 0 && <span class="statement-clip"><Icon of={Paperclip} size={13} /> {t("explore.attachments_n", { n: line.attachments })}</span>}
        </p>
      </div>
      <div class="statement-marks">
        {voided && <Badge tone="warn">{t("explore.voided")}</Badge>}
        {lag > 3600 && <Badge tone="note">{t("explore.late", { lag: duration(lag) })}</Badge>}
        {lag < -300 && <Badge tone="warn">{t("explore.early")}</Badge>}
        {line.verb.class && has("live.class_" + line.verb.class) && <Part field="class" value={line.verb.class} soft><span class="statement-class">{t("live.class_" + line.verb.class)}</span></Part>}
      </div>
    </>
  );
}
