import { X } from "lucide";
import { get } from "../../lib/api.ts";
import { duration, number, percent, zone } from "../../lib/format.ts";
import { locale, t } from "../../lib/i18n.ts";
import { activityName, visible } from "../../lib/names.ts";
import { numberOf, rowsOf, type Filter, type Query } from "../../lib/query.ts";
import { ask, useQuery, useResource } from "../../lib/resource.ts";
import { param, setParams, storeInAddress } from "../../lib/router.ts";
import { bucketOf, ranges, scope, timeOf } from "../../lib/scope.ts";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { Name } from "../../parts/Name.tsx";
import { Empty, Loaded, Skeleton } from "../../parts/State.tsx";
import { Chart } from "../../parts/chart/index.ts";
import { before } from "./before.ts";
import { HiddenNote, minGroup, Num } from "./Num.tsx";
import { firstRow, keyQueries, rateOf } from "./Overview.tsx";
import { useSubject, within, type Subject } from "./subject.ts";

/** One of those that are compared. */
interface Side { key: string; name: string; note?: string; id: string; time: Query["time"]; also?: Filter }

/** The same numbers of several activities, times or groups, side by side. */
export function Compare({ of }: { of: Subject }) {
  const now = scope.value;
  const time = timeOf({ ...now, compare: false });
  const others = param("with").value.split(" ").filter(Boolean).slice(0, 4);
  const groups = param("groups").value.split(" ").filter(Boolean).map((name) => name.slice(0, 100)).slice(0, 4);
  // Nothing chosen means the time before; that nothing is wanted is said so in the address.
  const wanted = param("ranges").value;
  const times = wanted === "" && others.length + groups.length === 0 ? (now.range === "all" ? [] : [earlier]) : wanted.split(" ").filter((one) => one !== "" && one !== none).slice(0, 3);
  const here = useQuery(times.includes(earlier) ? keyQueries(of, time).here : null);
  const range = here.data && before(now.range, here.data.meta.range as [string, string]);
  const sides: Side[] = [
    { key: "self", name: activityName(of.id), id: of.id, time },
    ...others.map((id) => ({ key: "a" + id, name: activityName(id), id, time })),
    ...times.flatMap((one): Side[] => {
      if (one !== earlier) return [{ key: "t" + one, name: rangeName(one), id: of.id, time: timeOf({ ...now, range: one, compare: false }) }];
      return range ? [{ key: "t" + one, name: rangeName(one), note: spanName(range), id: of.id, time: timeOf({ ...now, range: range.join(".."), compare: false }) }] : [];
    }),
    ...groups.map((name) => ({ key: "g" + name, name, id: of.id, time, also: ["in_segment", name] as Filter })),
  ];
  return (
    <>
      <Card title={t("activity.compare_with")}>
        <Choose of={of} others={others} times={times} groups={groups} />
      </Card>
      {sides.length === 1 && times.includes(earlier) && !here.error ? <Card><Skeleton lines={6} /></Card>
        : sides.length === 1
        ? <Card><Empty title={t("activity.compare_none")}><p>{t("activity.compare_none_text")}</p></Empty></Card>
        : (
          <div class="act-compare" role="list" aria-label={t("activity.tab_compare")}>
            {sides.map((side) => <div role="listitem" key={side.key} data-side={side.key}><OneSide side={side} base={sides[0]!} /></div>)}
          </div>
        )}
    </>
  );
}

/** The time before, and no time, as the address has them. */
const earlier = "before";
const none = "none";

const rangeName = (range: string) => (range === earlier ? t("activity.compare_before") : (ranges as readonly string[]).includes(range) ? t("common.range_" + range) : range);

/** The days of a range, the last one included: «Oct 5 – Nov 1, 2026». */
function spanName([from, to]: [string, string]): string {
  const format = new Intl.DateTimeFormat(locale.value, { dateStyle: "medium", timeZone: "UTC" });
  return format.formatRange(Date.parse(from), Date.parse(to) - 86_400_000);
}

function Choose({ of, others, times, groups }: { of: Subject; others: string[]; times: string[]; groups: string[] }) {
  const candidates = useResource(`${storeInAddress.value} comparable ${of.course}`, async (signal) => {
    const dimension = of.course ? "course" : "activity";
    const filter: Filter = of.course ? ["exists", "course"] : ["and", ["exists", "activity"], ...(of.type ? [["is", "activity.type", [of.type]]] : [["missing", "interaction"]])];
    const answer = await ask({ kind: "table", dimensions: [dimension], metrics: ["people"], filter, time: { range: "all" }, limit: 200 }, signal);
    return rowsOf(answer).map((row) => String(row[dimension])).filter((id) => id !== of.id);
  });
  const segments = useResource(storeInAddress.value + " segments", (signal) => get("/schema", { query: { of: "types", limit: 1 }, signal }) as Promise<unknown> as Promise<{ segments?: string[] }>);
  const now = { with: others, ranges: times, groups };
  // All three are written: what stands there by itself is kept when more is chosen, and stays away when it is dropped.
  const set = (name: keyof typeof now, list: string[]) => {
    const next = { ...now, [name]: list };
    setParams({ with: next.with.join(" "), ranges: next.ranges.join(" ") || none, groups: next.groups.join(" ") });
  };
  const add = (name: keyof typeof now, value: string) => set(name, [...now[name].filter((one) => one !== value), value]);
  const drop = (name: keyof typeof now, value: string) => set(name, now[name].filter((one) => one !== value));
  const chips = [
    ...others.map((id) => ({ name: activityName(id), off: () => drop("with", id), key: id })),
    ...times.map((range) => ({ name: rangeName(range), off: () => drop("ranges", range), key: range })),
    ...groups.map((name) => ({ name, off: () => drop("groups", name), key: name })),
  ];
  const named = (segments.data?.segments ?? []).filter((name) => !/\s/.test(name));
  return (
    <>
      <div class="toolbar act-tools">
        <label class="control"><span class="hidden-text">{t("activity.compare_activity")}</span>
          <select value="" disabled={others.length >= 4} onChange={(event) => { if (event.currentTarget.value) add("with", event.currentTarget.value); }}>
            <option value="">{t(of.course ? "activity.compare_course" : "activity.compare_activity")}</option>
            {(candidates.data ?? []).filter((id) => !others.includes(id)).map((id) => <option key={id} value={id}>{visible(activityName(id))}</option>)}
          </select>
        </label>
        <label class="control"><span class="hidden-text">{t("activity.compare_time")}</span>
          <select value="" disabled={times.length >= 3} onChange={(event) => { if (event.currentTarget.value) add("ranges", event.currentTarget.value); }}>
            <option value="">{t("activity.compare_time")}</option>
            {scope.value.range !== "all" && !times.includes(earlier) && <option value={earlier}>{rangeName(earlier)}</option>}
            {ranges.filter((range) => range !== scope.value.range && !times.includes(range)).map((range) => <option key={range} value={range}>{rangeName(range)}</option>)}
          </select>
        </label>
        {named.length > 0 && (
          <label class="control"><span class="hidden-text">{t("activity.compare_group")}</span>
            <select value="" disabled={groups.length >= 4} onChange={(event) => { if (event.currentTarget.value) add("groups", event.currentTarget.value); }}>
              <option value="">{t("activity.compare_group")}</option>
              {named.filter((name) => !groups.includes(name)).map((name) => <option key={name} value={name}>{name}</option>)}
            </select>
          </label>
        )}
      </div>
      {chips.length > 0 && (
        <div class="chips">
          {chips.map((chip) => <span class="chip act-chip" key={chip.key}><Name>{chip.name}</Name><Button small kind="quiet" icon={X} iconOnly onClick={chip.off}>{t("activity.compare_drop", { name: chip.name })}</Button></span>)}
        </div>
      )}
    </>
  );
}

function OneSide({ side, base }: { side: Side; base: Side }) {
  const subject = useSubject(side.id);
  return <Card title={<Name>{side.name}</Name>} {...(side !== base && { note: side.note ?? (side.id === base.id ? activityName(base.id) : "") })}>{subject.data ? <Numbers of={subject.data} side={side} /> : <Skeleton lines={6} />}</Card>;
}

function Numbers({ of, side }: { of: Subject; side: Side }) {
  const queries = keyQueries(of, side.time, side.also);
  const here = useQuery(queries.here);
  const done = useQuery(queries.done);
  const pass = useQuery(queries.pass);
  const score = useQuery(queries.score);
  const bucket = bucketOf({ ...scope.value, range: Array.isArray(side.time!.range) ? side.time!.range.join("..") : (side.time!.range ?? "28d") });
  const trend = useQuery({ kind: "trend", metrics: ["active_people"], filter: within(of.whole, side.also)!, time: { ...side.time!, bucket } });
  return (
    <Loaded of={here} lines={6}>
      {(answer) => {
        const k = minGroup(answer);
        const [h, d, p, s] = [firstRow(answer), firstRow(done.data), firstRow(pass.data), firstRow(score.data)];
        const completion = rateOf(d).rate;
        const passing = rateOf(p).rate;
        const line = (id: string, value: number | null | undefined, text: string, query: Query, data: Parameters<typeof minGroup>[0], metric?: string) => (
          <div class="act-compare-line" data-metric={id}>
            <dt>{t("activity." + id)} <Counted query={query} answer={data} label={t("activity." + id)} /></dt>
            <dd><Num value={value} counted={metric !== undefined} k={k} text={text} {...(metric && { query, cell: { metric }, label: t("activity." + id) })} /></dd>
          </div>
        );
        return (
          <>
            <dl class="act-compare-list">
              {line("people", numberOf(h.people), number(numberOf(h.people)), queries.here, answer, "people")}
              {line("started", numberOf(h.started_people), number(numberOf(h.started_people)), queries.here, answer, "started_people")}
              {line("completed", numberOf(d.completed_people), number(numberOf(d.completed_people)), queries.done, done.data, "completed_people")}
              {line("completion", completion?.value, percent(completion?.value), queries.done, done.data)}
              {line("passed", numberOf(p.passed_people), number(numberOf(p.passed_people)), queries.pass, pass.data, "passed_people")}
              {line("pass_rate", passing?.value, percent(passing?.value), queries.pass, pass.data)}
              {line("score", numberOf(s.score_median), percent(numberOf(s.score_median)), queries.score, score.data)}
              {line("time", numberOf(h.time) || null, duration(numberOf(h.time)), queries.here, answer)}
            </dl>
            <Loaded of={trend} lines={2}>
              {(data) => (
                <Chart title={t("activity.trend_active")} height={120} spec={{
                  kind: "line", measure: { name: t("activity.active"), format: "count" }, time: { bucket, zone: zone.value },
                  rows: rowsOf(data).map((row) => ({ x: String(row.bucket), y: row.active_people as number | null, partial: data.meta.partial_buckets?.includes(String(row.bucket)) ?? false })),
                }} />
              )}
            </Loaded>
            <HiddenNote answers={[answer, done.data, pass.data, score.data]} />
          </>
        );
      }}
    </Loaded>
  );
}
