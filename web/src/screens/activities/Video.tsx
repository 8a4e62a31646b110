import { clockText } from "../../lib/duration.ts";
import { duration, number, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { activityName, visible } from "../../lib/names.ts";
import { numberOf, rowsOf, type Filter, type Query } from "../../lib/query.ts";
import { ask, useQuery, useResource, withZone } from "../../lib/resource.ts";
import { param, setParams, storeInAddress } from "../../lib/router.ts";
import { scope, timeOf } from "../../lib/scope.ts";
import { may } from "../../lib/session.ts";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { Metric } from "../../parts/Metric.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import { Chart } from "../../parts/chart/index.ts";
import { Lacking } from "./Lacking.tsx";
import { HiddenNote, minGroup } from "./Num.tsx";
import { firstRow, rateOf } from "./Overview.tsx";
import { lengthOf, viewings, watched } from "./segments.ts";
import { within, type Subject } from "./subject.ts";

/** How many sittings the curve is made of at most, and of how many statements they are looked for. */
const mostSittings = 1000;
const mostStatements = 4000;

/** Which parts of its videos are watched, watched again and left. */
export function Video({ of }: { of: Subject }) {
  const videos = of.parts.filter((part) => (part.time_video ?? 0) > 0 || (part.time_video === null && /video/.test(part.type)));
  const wanted = param("video").value;
  const chosen = videos.find((part) => part.activity === wanted)?.activity ?? videos.find((part) => part.activity === of.id)?.activity ?? videos[0]?.activity;
  if (!chosen) return <Card title={t("activity.video_figures")}><Lacking feature="video_time" title={t("activity.video_none")}>{t("activity.video_none_text")}</Lacking></Card>;
  return (
    <>
      {videos.length > 1 && (
        <div class="toolbar">
          <label class="control"><span class="hidden-text">{t("activity.video")}</span>
            <select value={chosen} onChange={(event) => setParams({ video: event.currentTarget.value })}>
              {videos.map((part) => <option key={part.activity} value={part.activity}>{visible(activityName(part.activity))}</option>)}
            </select>
          </label>
        </div>
      )}
      <Figures id={chosen} />
      <Curve id={chosen} key={chosen} />
    </>
  );
}

function Figures({ id }: { id: string }) {
  const filter: Filter = ["is", "activity", [id]];
  const query: Query = { kind: "table", filter: within(filter)!, time: timeOf({ ...scope.value, compare: false }), metrics: ["people", "started_people", "completed_people", "time_video", { divide: ["time_video", "people"], as: "each" }, { rate: ["completed_people", "started_people"], as: "rate" }, { rate: ["completed_people", "people"], as: "rate_people" }] };
  const lengths: Query = { kind: "distribution", of: "video.length", filter: within(filter)!, time: query.time!, bins: 1 };
  const answer = useQuery(query, { live: true });
  const length = useQuery(lengths);
  return (
    <Card title={t("activity.video_figures")}>
      <Loaded of={answer}>
        {(data) => {
          const row = firstRow(data);
          const k = minGroup(data);
          const long = numberOf(firstRow(length.data).max);
          const each = numberOf(row.each);
          const { rate, of } = rateOf(row);
          const people = numberOf(row.people);
          return (
            <>
              <div class="metrics">
                <Metric label={t("activity.video_people")} value={people === null && k > 1 ? t("activity.hidden", { k }) : number(people)} raw={people} query={query} answer={data} cell={{ metric: "people" }} />
                <Metric label={t("activity.video_each")} value={each ? duration(each) : "–"} raw={each} query={query} answer={data} note={t("activity.video_each_note")} />
                <Metric label={t("activity.video_coverage")} value={percent(each && long ? each / long : null)} raw={each && long ? each / long : null} query={query} answer={data} note={long ? t("activity.video_length", { length: duration(long) }) : t("activity.video_no_length")} />
                <Metric label={t("activity.video_completed")} value={percent(rate?.value)} raw={rate?.value} query={query} answer={data} note={rate && rate.value !== null ? t("activity.of_" + of, { n: number(rate.numerator), of: number(rate.denominator) }) : ""} />
              </div>
              <HiddenNote answers={[data]} />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

function Curve({ id }: { id: string }) {
  const base: Query = { kind: "statements", fields: ["timestamp", "person", "statement"], filter: within(["is", "activity", [id]], ["exists", "person"], ["in_class", "verb", ["exit", "complete", "progress", "abandon"]])!, order: [["timestamp", "desc"]], limit: 1000, time: timeOf({ ...scope.value, compare: false }) };
  const found = useResource(may("see_people") && may("read_statements") ? `${storeInAddress.value} viewings ${JSON.stringify(withZone(base))}` : null, async (signal) => {
    const rows: { person: string | null; timestamp: string; statement: unknown }[] = [];
    let cursor: string | undefined;
    let first;
    do {
      const answer = await ask({ ...base, ...(cursor && { cursor }) }, signal);
      first ??= answer;
      rows.push(...(rowsOf(answer) as unknown as typeof rows));
      cursor = answer.meta.next;
    } while (cursor && rows.length < mostStatements && viewings(rows).length < mostSittings);
    return { sittings: viewings(rows).slice(0, mostSittings), statements: rows.length, more: cursor !== undefined, answer: first };
  });
  if (!may("see_people") || !may("read_statements")) return <Card title={t("activity.video_curve")}><Empty title={t("activity.video_role")}><p>{t("activity.video_role_text")}</p></Empty></Card>;
  return (
    <Card title={t("activity.video_curve")} note={t("activity.video_curve_note")} aside={<Counted query={base} answer={found.data?.answer} label={t("activity.video_curve")} />}>
      <Loaded of={found} lines={6}>
        {({ sittings, statements, more }) => {
          const length = lengthOf(sittings);
          if (sittings.length === 0 || length <= 0) return <Lacking feature="video_time" title={t("activity.video_none")} figures={[{ label: t("activity.video_statements"), value: statements }]} />;
          const parts = watched(sittings, length);
          const most = parts.reduce((best, part) => (part.views > best.views ? part : best));
          const last = parts[parts.length - 1]!;
          const people = new Set(sittings.map((one) => one.person)).size;
          return (
            <>
              <Chart height={260}
                summary={t("activity.video_summary", { from: clockText(most.from), to: clockText(most.to), end: percent(people === 0 ? null : last.people / people) })}
                spec={{
                  kind: "line", measure: { name: t("activity.video_views"), format: "number" }, along: t("activity.video_position"), alongFormat: "clock",
                  rows: [
                    ...parts.map((part) => ({ x: Math.round(part.from), y: Math.round(part.views * 100) / 100, series: t("activity.video_views") })),
                    ...parts.map((part) => ({ x: Math.round(part.from), y: part.people, series: t("activity.people") })),
                  ],
                }} />
              <p class="soft small" data-sittings={sittings.length} data-watchers={people}>{t("activity.video_made_of", { sittings: sittings.length, people, statements: number(statements) })}{more && <> {t("activity.video_more", { n: number(mostSittings) })}</>}</p>
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}
