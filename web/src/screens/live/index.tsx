import { CircleHelp, Pause, Play } from "lucide";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { get } from "../../lib/api.ts";
import { clock, number } from "../../lib/format.ts";
import { language, t } from "../../lib/i18n.ts";
import { connection, type Line } from "../../lib/live.ts";
import { useResource, withZone } from "../../lib/resource.ts";
import { screen, storeInAddress } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import { Button, ButtonLink } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Snippet } from "../../parts/Copy.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Check } from "../../parts/Field.tsx";
import { Fresh } from "../../parts/Fresh.tsx";
import { Page } from "../../parts/Page.tsx";
import { Empty, Failure, Loaded } from "../../parts/State.tsx";
import { Tabs, tabOf } from "../../parts/Tabs.tsx";
import { Breakdown } from "./Breakdown.tsx";
import { Feed, mostRows, type State } from "./feed.ts";
import { Filters } from "./Filters.tsx";
import { isNarrowed, narrowed, queryFilterOf, wantedOf, type Narrowed } from "./filters.ts";
import { Rejected } from "./Rejected.tsx";
import { Ring } from "./Ring.tsx";
import { Row, Statement } from "./Rows.tsx";
import "./live.css";

/** Live: what is happening right now? */
export default function Live() {
  const now = narrowed();
  const key = storeInAddress.value + JSON.stringify(wantedOf(now));
  const feed = useMemo(() => new Feed(wantedOf(now)), [key]);
  useEffect(() => () => feed.close(), [feed]);
  const state = feed.state.value;
  const tabs = [{ id: "feed", label: t("live.tab_feed") }, ...(may("see_quality") ? [{ id: "rejected", label: t("live.tab_rejected") }] : [])];
  const tab = tabOf(tabs);
  return (
    <Page title={t("nav.live")} question={t("live.question")} fresh={<Fresh live at={state.paused} />}
      actions={<PauseButton feed={feed} state={state} />}
      tabs={tabs.length > 1 && <Tabs label={t("live.tabs")} tabs={tabs} />}>
      {state.paused !== undefined && <p class="live-paused small">{t("live.paused_at", { time: clock(state.paused) })} <strong data-waiting data-value={state.waiting}>{t("live.waiting", { n: state.waiting })}</strong></p>}
      <Numbers state={state} />
      {tab === "rejected" ? <Rejected came={state.rejected} /> : (
        <>
          <Filters now={now} />
          <div class="live-pair">
            {state.problem ? <Card><Failure problem={state.problem} retry={() => feed.retry()} /></Card> : <FeedCard key={key} feed={feed} state={state} now={now} />}
            {state.summary && <Breakdown summary={state.summary} now={now} />}
          </div>
        </>
      )}
      <Spoken state={state} />
    </Page>
  );
}

function PauseButton({ feed, state }: { feed: Feed; state: State }) {
  const paused = state.paused !== undefined;
  return <Button kind={paused ? "primary" : "plain"} icon={paused ? Play : Pause} data-shortcut="." aria-keyshortcuts="." onClick={() => feed.pause(!paused)}>{paused ? t("live.resume") : t("live.pause")}</Button>;
}

/** The numbers of now; what they count is told on demand. */
function Numbers({ state }: { state: State }) {
  const [asked, setAsked] = useState(false);
  const { summary } = state;
  const minute = summary?.per_second ?? [];
  const sum = minute.reduce((all, one) => all + one, 0);
  const since = clock(state.since);
  const one = (id: "now" | "active" | "received" | "rejected", value: number | undefined, shown: string, note: string) => (
    <div class="live-number" data-number={id}>
      <dt>{t("live." + id)}</dt>
      <dd class="figures" data-value={value ?? ""}>{shown}</dd>
      <dd class="small soft">{note}</dd>
    </div>
  );
  const active = summary && (summary.active_at_least ? t("live.active_least", { n: number(summary.active) }) : number(summary.active));
  return (
    <Card>
      <div class="live-now">
        <dl class="live-numbers">
          {one("now", summary && sum, number(summary ? sum : null), t("live.per_minute"))}
          {one("active", summary?.active, active ?? number(null), summary && Date.parse(summary.at) - Date.parse(summary.counted_from) < 290_000 ? t("live.counted_from", { time: clock(summary.counted_from) }) : t("live.active_note"))}
          {one("received", state.received, number(state.received), t("live.received_note", { time: since }))}
          {may("see_quality") && one("rejected", state.rejected, number(state.rejected), t("live.rejected_note", { time: since }))}
        </dl>
        <div class="live-ring">
          <Ring perSecond={minute.length > 0 ? minute : Array.from({ length: 60 }, () => 0)} />
          <Button kind="quiet" small icon={CircleHelp} iconOnly onClick={() => setAsked(true)}>{t("common.counted")}</Button>
        </div>
      </div>
      {asked && (
        <Dialog title={t("common.counted")} close={() => setAsked(false)}>
          <dl class="live-told">
            {["now", "active", "received", ...(may("see_quality") ? ["rejected"] : []), "breakdown"].map((id) => <div key={id}><dt>{t("live." + id)}</dt><dd>{t(`live.counted_${id}`)}</dd></div>)}
          </dl>
        </Dialog>
      )}
    </Card>
  );
}

const sample = JSON.stringify({
  actor: { name: "Ada", mbox: "mailto:ada@example.org" },
  verb: { id: "http://adlnet.gov/expapi/verbs/passed", display: { en: "passed" } },
  object: { id: "https://example.org/courses/fire-safety", definition: { name: { en: "Fire safety" } } },
  result: { score: { scaled: 0.92 }, success: true },
}, null, 2);

/** What came since the page was opened, and below it some of what was there before. */
function FeedCard({ feed, state, now }: { feed: Feed; state: State; now: Narrowed }) {
  const filter = queryFilterOf(now);
  const query = withZone({ kind: "statements", order: [["stored", "desc"]], limit: 30, time: { range: "all", on: "stored" }, ...(filter && { filter }) });
  const before = useResource(`${storeInAddress.value} before ${language.value} ${feed.anew.value} ${JSON.stringify(query)}`, (signal) => get("/statements", { query: { q: JSON.stringify(query), language: language.value }, signal }));
  const lines = state.entries;
  return (
    <Card title={t("live.feed")} flush aside={<a class="live-link small" href={screen("/explore", { tab: "statements", ...(filter && { filter: JSON.stringify(filter) }) })}>{t("live.browser")}</a>}>
      <div class="feed" data-rows role="region" aria-label={t("live.feed_label")} tabIndex={0}>
        <ol class="feed-list" data-feed>{lines.map((entry) => <Row key={entry.key} entry={entry} />)}</ol>
        {lines.length >= mostRows ? <p class="feed-end small soft">{t("live.most", { n: mostRows })}</p> : (
          <Loaded of={before} lines={6}>
            {({ statements }) => {
              const there = new Set(lines.map((entry) => entry.key));
              const earlier = (statements as unknown as Line[]).filter((line) => !there.has(line.id) && Date.parse(line.stored) < state.since + 60_000);
              if (lines.length === 0 && earlier.length === 0) return isNarrowed(now) ? <p class="feed-end soft">{t("live.feed_none_filtered")}</p> : <Nothing />;
              return (
                <>
                  {lines.length === 0 && connection.value === "live" && <p class="feed-wait"><strong>{t("live.feed_wait")}</strong> <span class="soft">{t("live.feed_wait_text")}</span></p>}
                  {earlier.length > 0 && (
                    <>
                      <h3 class="feed-before small soft">{t("live.before")}</h3>
                      <ol class="feed-list">{earlier.slice(0, mostRows - lines.length).map((line) => <Statement key={line.id} line={line} day />)}</ol>
                    </>
                  )}
                </>
              );
            }}
          </Loaded>
        )}
      </div>
    </Card>
  );
}

function Nothing() {
  return (
    <Empty title={t("live.empty")} figures={[{ label: t("live.empty_figure"), value: 0 }]}
      actions={
        <>
          <Snippet label={t("live.empty_statement")} text={sample} />
          {may("manage_keys") && <ButtonLink kind="primary" href={screen("/data/connect")}>{t("live.connect")}</ButtonLink>}
        </>
      }>
      {t("live.empty_text")}
    </Empty>
  );
}

/** A summary every ten seconds for those who cannot see the feed; off until they turn it on. */
function Spoken({ state }: { state: State }) {
  const [on, setOn] = useState(false);
  const [text, setText] = useState("");
  const latest = useRef(state.received);
  latest.current = state.received;
  useEffect(() => {
    if (!on) return;
    let told = latest.current;
    const timer = setInterval(() => {
      const n = latest.current - told;
      told = latest.current;
      if (n > 0) setText(t("live.announced", { n }));
    }, 10_000);
    return () => {
      clearInterval(timer);
      setText("");
    };
  }, [on]);
  return (
    <div class="no-print">
      <Check label={t("live.announce")} checked={on} onChange={(event) => setOn(event.currentTarget.checked)} />
      <p class="hidden-text" role="status" data-spoken>{text}</p>
    </div>
  );
}
