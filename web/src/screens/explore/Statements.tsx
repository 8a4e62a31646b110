import { ArrowUp, Pause, Play } from "lucide";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { connection, stored } from "../../lib/live.ts";
import { rowsOf } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { param, place, screen, setParams } from "../../lib/router.ts";
import { scope } from "../../lib/scope.ts";
import { may } from "../../lib/session.ts";
import { Button, ButtonLink } from "../../parts/Button.tsx";
import { Snippet } from "../../parts/Copy.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Empty, Failure, Skeleton } from "../../parts/State.tsx";
import { Chips } from "./Chips.tsx";
import { ExportMenu } from "./ExportMenu.tsx";
import { streamed } from "./filters.ts";
import { Find } from "./Find.tsx";
import { List } from "./List.tsx";
import { usePages } from "./pages.ts";
import { StatementDialog } from "./StatementDialog.tsx";
import { byArrival, counted, filterBy, filters, listed, order, orders } from "./state.ts";
import { useTail } from "./tail.ts";
import { Timeline } from "./Timeline.tsx";

const statementParam = param("statement");

/** The statement browser. */
export function Statements() {
  const query = listed.value;
  const pages = usePages(query);
  const [paused, setPaused] = useState(false);
  const trend = useQuery(counted.value, { live: !paused });
  const newestFirst = !order.value.startsWith("-");
  const { group, course } = scope.value;
  const current = pages.meta !== undefined && Date.parse(pages.meta.range[1]) > Date.now();
  const follows = newestFirst && may("watch_live") && pages.meta !== undefined && (current || scope.value.range === "all");
  const tail = useTail({
    query: follows ? query : null,
    stream: group || course ? undefined : streamed(filters.value.conditions),
    meta: pages.meta,
    lost: pages.reload,
  });

  // New ones go on top at once while the top is looked at, else when they are asked for.
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  const top = useRef<HTMLDivElement>(null);
  const held = tail.lines.filter((line) => !taken.has(line.id) && !pages.lines.some((one) => one.id === line.id));
  const take = () => setTaken(new Set([...taken, ...tail.lines.map((line) => line.id)]));
  const atTop = () => (top.current?.getBoundingClientRect().top ?? 0) > -40;
  useEffect(() => {
    if (held.length > 0 && !paused && !statementParam.value && atTop()) take();
  }, [held.length, paused, statementParam.value]);
  const toTop = () => {
    take();
    window.scrollTo({ top: 0 });
  };

  const { lines, fresh } = useMemo(() => {
    const paged = new Set(pages.lines.map((line) => line.id));
    const added = tail.lines.filter((line) => taken.has(line.id) && !paged.has(line.id));
    return { lines: [...added, ...pages.lines], fresh: new Set(added.map((line) => line.id)) };
  }, [tail.lines, taken, pages.lines]);
  const nothing = pages.meta !== undefined && lines.length === 0 && !pages.loading && !pages.error;

  return (
    <>
      <div class="browser-bar no-print">
        <Find label={t("explore.find")} hint={t("explore.find_hint")} shortcut="/" pick={(found) => filterBy(found.field, found.value)} />
        <div class="toolbar browser-tools">
          <label class="control">
            <span class="hidden-text">{t("explore.order")}</span>
            <select value={order.value} onChange={(event) => setParams({ order: event.currentTarget.value === orders[0] ? "" : event.currentTarget.value })}>
              {orders.map((one) => <option key={one} value={one}>{t("explore.order_" + one)}</option>)}
            </select>
          </label>
          {follows && (
            <Button icon={paused ? Play : Pause} data-shortcut="." aria-pressed={paused} onClick={() => { if (paused) take(); setPaused(!paused); }}>
              {paused ? t("explore.resume", { n: held.length }) : t("explore.pause")}
            </Button>
          )}
          {may("export_statements") && <ExportMenu query={tail.lines.length > 0 || !pages.meta ? query : { ...query, as_of_seq: pages.meta.as_of_seq }} />}
        </div>
      </div>
      <Chips />
      <div class="card browser-card">
        <Timeline of={trend} query={counted.value} />
        <div class="browser-top" ref={top}>
          {held.length > 0 && (
            <button type="button" class="new-lines" onClick={toTop}><Icon of={ArrowUp} size={14} /> {t("explore.new_lines", { n: held.length })}</button>
          )}
          {follows && held.length === 0 && !paused && connection.value === "live" && <span class="dot dot-live small soft">{t("explore.following")}</span>}
          {paused && held.length === 0 && <span class="small soft">{t("explore.paused")}</span>}
        </div>
        {pages.error && lines.length === 0 && <Failure problem={pages.error} retry={pages.reload} />}
        {pages.loading && lines.length === 0 && <div class="card-body"><Skeleton lines={10} /></div>}
        {nothing && <Nothing />}
        {lines.length > 0 && <List lines={lines} on={byArrival.value ? "stored" : "timestamp"} voided={tail.voided} fresh={fresh} near={pages.more} />}
        {lines.length > 0 && (
          <p class="browser-end small soft" role="status">
            {pages.error ? <>{t("common.failed")} <Button small onClick={pages.reload}>{t("common.retry")}</Button></> : pages.open ? t("explore.loading_more", { n: number(lines.length) }) : t("explore.end", { n: lines.length })}
          </p>
        )}
      </div>
      {statementParam.value && <StatementDialog key={statementParam.value} id={statementParam.value} lines={lines} />}
    </>
  );
}

const sample = JSON.stringify({
  actor: { name: "Ada", mbox: "mailto:ada@example.org" },
  verb: { id: "http://adlnet.gov/expapi/verbs/completed", display: { en: "completed" } },
  object: { id: "https://example.org/courses/fire-safety", definition: { name: { en: "Fire safety" }, type: "http://adlnet.gov/expapi/activities/course" } },
}, null, 2);

/** No statement matches: how many there are without filters, and in all time. */
function Nothing() {
  void stored.value;
  const ever = useQuery({ kind: "table", metrics: ["statements"], time: { range: "all" } }, { live: true });
  const total = ever.data ? Number(rowsOf(ever.data)[0]?.statements ?? 0) : undefined;
  if (total === undefined) return <div class="card-body"><Skeleton lines={3} /></div>;
  const figures = [{ label: t("explore.empty_here"), value: 0 }, { label: t("explore.empty_ever"), value: total }];
  const filtered = filters.value.conditions.length > 0 || scope.value.group !== "" || scope.value.course !== "";
  return total === 0 ? (
    <Empty title={t("explore.empty")} figures={figures} actions={<><Snippet label={t("explore.empty_statement")} text={sample} />{may("manage_keys") && <ButtonLink kind="primary" href={screen("/data/connect")}>{t("explore.connect")}</ButtonLink>}</>}>
      {t("explore.empty_text")}
    </Empty>
  ) : (
    <Empty title={t("explore.none")} figures={figures}
      actions={
        <>
          {filtered && <Button onClick={() => setParams({ filter: "", scope: "", course: "" })}>{t("explore.filter_clear")}</Button>}
          {scope.value.range !== "all" && <Button onClick={() => setParams({ range: "all" })}>{t("common.range_all")}</Button>}
          <ButtonLink href={missingAddress()}>{t("explore.missing")}</ButtonLink>
        </>
      }>
      {t("explore.none_text")}
    </Empty>
  );
}

/** The address of «why is my statement not here?» for what is filtered by. */
function missingAddress(): string {
  const one = (field: string) => {
    const found = filters.value.conditions.find(([operator, name]) => operator === "is" && name === field) as [string, string, string[]] | undefined;
    return found?.[2][0];
  };
  return screen(place.value.path.replace(/^\/s\/[^/]+/, ""), { tab: "missing", actor: one("person"), verb: one("verb"), activity: one("activity") });
}
