import { ChartGantt, List as ListIcon } from "lucide";
import { useState } from "preact/hooks";
import { post } from "../../lib/api.ts";
import { zone } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { activityName, visible } from "../../lib/names.ts";
import type { Answer, Filter, Query } from "../../lib/query.ts";
import { useQuery, withZone } from "../../lib/resource.ts";
import { param, setParams, storeInAddress } from "../../lib/router.ts";
import { scope, timeOf } from "../../lib/scope.ts";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Empty, Failure, Loaded } from "../../parts/State.tsx";
import { Chart } from "../../parts/chart/Chart.tsx";
import type { LaneRow } from "../../parts/chart/spec.ts";
import { EpisodeList } from "./EpisodeList.tsx";
import { episodesOf, laneOf, laneOfMilestone, lanes, milestonesOf, within, type Episode, type Milestone } from "./episodes.ts";
import { Statements, type Shown } from "./Statements.tsx";
import "./learners.css";

/** Where the list is what one wants at first. */
const narrow = typeof window !== "undefined" && window.matchMedia("(width < 48rem)");

const firstRows = 20;
const moreRows = 40;

/** What a journey is asked with; everything that the role may see without a filter. */
export function journey(filter: Filter | undefined, cursor?: string): Query {
  const { compare: _, ...time } = timeOf(scope.value);
  return { kind: "episodes", milestones: true, limit: 100, time, ...(filter && { filter }), ...(cursor && { cursor }) };
}

/** A journey: what somebody did, one thing after the other, as a list or on a timeline. */
export function Story({ filter, empty }: { filter: Filter | undefined; empty: preact.ComponentChildren }) {
  const query = journey(filter);
  const key = storeInAddress.value + JSON.stringify(query);
  const first = useQuery(query, { live: true });
  const [more, setMore] = useState<{ key: string; pages: Answer[] }>({ key, pages: [] });
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Error | undefined>(undefined);
  const [open, setOpen] = useState<Shown | undefined>(undefined);
  const chosen = param("view").value;
  const view = chosen === "list" || chosen === "timeline" ? chosen : narrow && narrow.matches ? "list" : "timeline";
  const pages = first.data ? [first.data, ...(more.key === key ? more.pages : [])] : [];
  // A list grows by what one can read; a timeline by what was loaded.
  const [length, setLength] = useState(firstRows);
  const next = pages[pages.length - 1]?.meta.next;
  const episodes = pages.flatMap(episodesOf);
  const milestones = pages.flatMap(milestonesOf).filter((one, i, all) => all.findIndex((other) => other.statement_id === one.statement_id && other.what === one.what) === i);

  const shown = view === "list" ? episodes.slice(0, length) : episodes;
  const load = async () => {
    if (view === "list") setLength(length + moreRows);
    if (view === "list" && episodes.length >= length + moreRows) return;
    if (!next) return;
    setBusy(true);
    setFailed(undefined);
    try {
      const page = (await post("/query", { body: withZone(journey(filter, next)) as never })) as Answer;
      setMore({ key, pages: [...(more.key === key ? more.pages : []), page] });
    } catch (cause) {
      setFailed(cause as Error);
    } finally {
      setBusy(false);
    }
  };
  const openEpisode = (one: Episode) => setOpen({ title: one.subject ? visible(activityName(one.subject)) : t("learners.no_subject"), filter: within(one) });
  const openMilestone = (one: Milestone) => setOpen({ title: visible(activityName(one.activity)), filter: ["is", "statement_id", [one.statement_id]] });

  return (
    <Card title={t("learners.journey")} note={t("learners.journey_note")}
      aside={
        <>
          <Counted query={query} answer={first.data} label={t("learners.journey")} />
          <div class="segmented" role="group" aria-label={t("learners.view")}>
            {(["timeline", "list"] as const).map((one) => (
              <button key={one} type="button" aria-pressed={view === one} onClick={() => setParams({ view: one }, { replace: true })}>
                <Icon of={one === "list" ? ListIcon : ChartGantt} size={16} /> {t("learners.view_" + one)}
              </button>
            ))}
          </div>
        </>
      }>
      <Loaded of={first} lines={8}>
        {() => episodes.length === 0 ? <>{empty}</> : (
          <>
            {view === "list"
              ? <EpisodeList episodes={shown} milestones={milestones} open={openEpisode} openMilestone={openMilestone} />
              : <Timeline episodes={episodes} milestones={milestones} earlier={next !== undefined} open={openEpisode} openMilestone={openMilestone} />}
            {failed && <Failure problem={failed as never} />}
            <div class="story-foot">
              <p class="soft small figures" data-episodes={shown.length}>{t("learners.episodes_shown", { n: shown.length, total: first.data?.meta.total ?? episodes.length })}</p>
              {(next || shown.length < episodes.length) && <Button busy={busy} onClick={() => void load()}>{t("learners.earlier")}</Button>}
            </div>
          </>
        )}
      </Loaded>
      {open && <Statements {...open} close={() => setOpen(undefined)} />}
    </Card>
  );
}

interface Drawn {
  episodes: Episode[];
  milestones: Milestone[];
  /** There is more before them, which was not loaded. */
  earlier: boolean;
  open: (episode: Episode) => void;
  openMilestone: (milestone: Milestone) => void;
}

const states = { passed: "good", completed: "good", failed: "bad", worked: "plain", viewed: "plain" } as const;

function Timeline({ episodes, milestones, earlier, open, openMilestone }: Drawn) {
  const said = (lane: string) => t("learners.lane_" + lane);
  const earliest = episodes[episodes.length - 1]!.start;
  const rows: LaneRow[] = [
    ...episodes.map((one): LaneRow => ({
      lane: said(laneOf(one)), start: one.start, end: one.end, name: one.subject ? visible(activityName(one.subject)) : t("learners.no_subject"),
      outcome: t("learners.outcome_" + one.outcome), state: states[one.outcome], of: { episode: one },
    })),
    // Earlier marks belong to episodes that were not loaded yet.
    ...milestones.filter((one) => one.at >= earliest).map((one): LaneRow => ({
      lane: said(laneOfMilestone(one, episodes)), start: one.at, name: visible(activityName(one.activity)),
      outcome: t("learners.what_" + one.what), state: "good", of: { milestone: one },
    })),
  ];
  const opened = (row: LaneRow) => {
    const of = row.of as { episode?: Episode; milestone?: Milestone };
    if (of.episode) open(of.episode);
    else if (of.milestone) openMilestone(of.milestone);
  };
  return <Chart spec={{ kind: "lanes", rows, lanes: lanes.map(said), zone: zone.value, earlier }} onOpen={opened} />;
}

/** Nothing to tell, and why. */
export function NoJourney() {
  return (
    <Empty title={t("learners.no_journey")} figures={[{ label: t("common.statements"), value: 0 }]} actions={scope.value.range !== "all" && <Button onClick={() => setParams({ range: "all" })}>{t("common.range_all")}</Button>}>
      <p>{t("learners.no_journey_text")}</p>
    </Empty>
  );
}
