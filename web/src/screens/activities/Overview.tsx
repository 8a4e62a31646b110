import type { Answer, Filter, Query, Rate } from "../../lib/query.ts";
import { numberOf, rowsOf } from "../../lib/query.ts";
import { duration, number, percent, zone } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { activityName } from "../../lib/names.ts";
import { useQuery } from "../../lib/resource.ts";
import { screen } from "../../lib/router.ts";
import { bucketOf, scope, timeOf } from "../../lib/scope.ts";
import { openBehind } from "../../parts/Behind.tsx";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { Metric } from "../../parts/Metric.tsx";
import { ActivityName } from "../../parts/Name.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { Chart } from "../../parts/chart/index.ts";
import { CompletionCurve } from "./CompletionCurve.tsx";
import { typeName } from "./index.tsx";
import { Lacking } from "./Lacking.tsx";
import { HiddenNote, interval, minGroup, Num, Share, Time } from "./Num.tsx";
import { scored, within, type Subject } from "./subject.ts";

/** The queries of a subject's key numbers in a time; Compare asks the same. */
export function keyQueries(of: Subject, time: Query["time"], also?: Filter): Record<"here" | "done" | "pass" | "score", Query> {
  const table = (metrics: unknown[], filter: Filter): Query => ({ kind: "table", metrics, filter: within(filter, also)!, time: time! });
  return {
    here: table(["people", "started_people", "statements", { divide: ["time_reported", "people"], as: "time" }], of.whole),
    done: table(["completed_people", "started_people", { rate: ["completed_people", "started_people"], as: "rate" }, { rate: ["completed_people", "people"], as: "rate_people" }], of.completing),
    pass: table(["passed_people", "failed_people", { rate: ["passed_people", "started_people"], as: "rate" }, { rate: ["passed_people", "people"], as: "rate_people" }], of.passing),
    score: table(["score_median", "score_mean", "people"], scored(of)),
  };
}

/** The first row of an answer. */
export const firstRow = (answer: Answer | undefined): Record<string, unknown> => (answer ? (rowsOf(answer)[0] ?? {}) : {});

/** The rate to show: of those who started, or of everybody where starts are not sent. */
export function rateOf(row: Record<string, unknown>, suffix = ""): { rate: Rate | undefined; of: "started" | "people" } {
  const started = row["rate" + suffix] as Rate | undefined;
  const people = row["rate_people" + suffix] as Rate | undefined;
  return started && started.denominator !== 0 ? { rate: started, of: "started" } : { rate: people, of: "people" };
}

/** The course or activity at a glance. */
export function Overview({ of }: { of: Subject }) {
  const now = scope.value;
  const time = timeOf(now);
  const queries = keyQueries(of, time);
  const here = useQuery(queries.here, { live: true });
  const done = useQuery(queries.done, { live: true });
  const pass = useQuery(queries.pass, { live: true });
  const score = useQuery(queries.score, { live: true });
  return (
    <>
      <Loaded of={here} lines={6}>
        {(answer) => (numberOf(firstRow(answer).statements) === 0
          ? <Card title={t("activity.tab_overview")}><Empty title={t("activity.nothing_in_range")} figures={[{ label: t("activity.statements_ever"), value: of.parts.reduce((sum, part) => sum + (part.statements ?? 0), 0) }]}><p>{t("activity.nothing_in_range_text")}</p></Empty></Card>
          : (
            <>
              <Figures of={of} here={answer} done={done.data} pass={pass.data} score={score.data} queries={queries} />
              <Trend of={of} />
              <div class="grid">
                <CompletionCurve of={of} />
                <Scores of={of} />
              </div>
              {of.parts.length > 1 && <Parts of={of} />}
            </>
          ))}
      </Loaded>
    </>
  );
}

function Figures({ of, here, done, pass, score, queries }: { of: Subject; here: Answer; done: Answer | undefined; pass: Answer | undefined; score: Answer | undefined; queries: ReturnType<typeof keyQueries> }) {
  const k = minGroup(here);
  const [h, d, p, s] = [firstRow(here), firstRow(done), firstRow(pass), firstRow(score)];
  const people = (row: Record<string, unknown>, metric: string, label: string, query: Query, answer: Answer | undefined, note?: string) => {
    const value = numberOf(row[metric]);
    return (
      <Metric label={label} value={value === null && answer && k > 1 ? t("activity.hidden", { k }) : number(value)} raw={value} before={numberOf(row[metric + "@previous"])}
        query={query} answer={answer} cell={{ metric }} note={note} />
    );
  };
  const share = (row: Record<string, unknown>, label: string, query: Query, answer: Answer | undefined, note: string) => {
    const { rate, of: base } = rateOf(row);
    const hidden = rate && rate.value === null && rate.denominator !== 0 && k > 1;
    return (
      <Metric label={label} value={hidden ? t("activity.hidden", { k }) : percent(rate?.value)} raw={rate?.value} points before={rateOf(row, "@previous").rate?.value}
        query={query} answer={answer}
        note={rate && rate.value !== null ? <>{t("activity.of_" + base, { n: number(rate.numerator), of: number(rate.denominator) })}{interval(rate) && <><br />{interval(rate)}</>}<br />{note}</> : note} />
    );
  };
  const median = numberOf(s.score_median);
  const seconds = numberOf(h.time);
  return (
    <Card>
      <div class="metrics act-metrics">
        {people(h, "people", t("activity.people"), queries.here, here)}
        {people(h, "started_people", t("activity.started"), queries.here, here, h.started_people === 0 ? t("activity.no_starts") : undefined)}
        {people(d, "completed_people", t("activity.completed"), queries.done, done, t(of.ownCompletion || !of.course ? "activity.itself" : "activity.something_in"))}
        {share(d, t("activity.completion"), queries.done, done, t(of.ownCompletion || !of.course ? "activity.itself" : "activity.something_in"))}
        {people(p, "passed_people", t("activity.passed"), queries.pass, pass, t(of.ownPass || !of.course ? "activity.itself" : "activity.test_in"))}
        {p.passed_people === 0 && p.failed_people === 0
          ? <Metric label={t("activity.pass_rate")} value="–" raw={null} query={queries.pass} answer={pass} note={t("activity.no_passes")} />
          : share(p, t("activity.pass_rate"), queries.pass, pass, t(of.ownPass || !of.course ? "activity.itself" : "activity.test_in"))}
        <Metric label={t("activity.score")} value={percent(median)} raw={median} before={numberOf(s["score_median@previous"])} points query={queries.score} answer={score}
          note={median !== null ? t("activity.score_mean", { mean: percent(numberOf(s.score_mean)) }) : t("activity.no_scores")} />
        <Metric label={t("activity.time")} value={seconds ? duration(seconds) : "–"} raw={seconds} before={seconds ? numberOf(h["time@previous"]) : null} query={queries.here} answer={here}
          note={seconds ? t("activity.time_note") : t("activity.no_time")} />
      </div>
      <HiddenNote answers={[here, done, pass, score]} />
    </Card>
  );
}

function Trend({ of }: { of: Subject }) {
  const now = scope.value;
  // Where small groups are hidden, longer buckets tell more.
  const usual = bucketOf(now);
  const bucket = minGroup() > 1 ? (({ hour: "day", day: "week", week: "month" } as const)[usual as "hour" | "day" | "week"] ?? usual) : usual;
  const time = timeOf({ ...now, compare: false }, { bucket });
  const starts: Query = { kind: "trend", metrics: ["active_people", "started_people"], filter: within(of.whole)!, time };
  const ends: Query = { kind: "trend", metrics: ["completed_people"], filter: within(of.completing)!, time };
  const passes: Query = { kind: "trend", metrics: ["passed_people"], filter: within(of.passing)!, time };
  const asked = [useQuery(starts, { live: true }), useQuery(ends, { live: true }), useQuery(passes, { live: true })];
  const lines = [
    { metric: "started_people", label: t("activity.started"), query: starts, answer: asked[0]! },
    { metric: "completed_people", label: t("activity.completed"), query: ends, answer: asked[1]! },
    { metric: "passed_people", label: t("activity.passed"), query: passes, answer: asked[2]! },
  ].map((line) => ({ ...line, rows: rowsOf(line.answer.data ?? ({ rows: [], columns: [] } as unknown as Answer)) }))
    .filter((line, i) => i === 0 || line.rows.some((row) => row[line.metric] !== 0));
  if (lines[0] && lines[0].rows.every((row) => row.started_people === 0)) lines[0] = { ...lines[0], metric: "active_people", label: t("activity.people") };
  return (
    <Card title={t("activity.trend")} aside={<Counted query={starts} answer={asked[0]!.data} label={t("activity.trend")} />}>
      <Loaded of={asked[0]!}>
        {(answer) => (
          <Chart spec={{
            kind: "line", measure: { name: t("activity.people"), format: "count" }, time: { bucket, zone: zone.value },
            rows: lines.flatMap((line) => line.rows.map((row) => ({
              x: String(row.bucket), y: row[line.metric] as number | null, series: line.label, partial: answer.meta.partial_buckets?.includes(String(row.bucket)) ?? false,
              of: { query: line.query, cell: { bucket: String(row.bucket), metric: line.metric }, label: line.label },
            }))),
          }} onOpen={opener} />
        )}
      </Loaded>
      <HiddenNote answers={asked.map((one) => one.data)} />
    </Card>
  );
}

/** Opens the people behind a row of a chart that says what it is of. */
export const opener = (row: { of?: unknown }) => { if (row.of) openBehind(row.of as Parameters<typeof openBehind>[0]); };

function Scores({ of }: { of: Subject }) {
  const time = timeOf({ ...scope.value, compare: false });
  const lowest: Query = { kind: "distribution", filter: within(scored(of), ["in_class", "verb", ["pass"]])!, time, bins: 1 };
  const passed = useQuery(lowest);
  const line = numberOf(firstRow(passed.data).min) ?? undefined;
  const query: Query = { kind: "distribution", filter: within(scored(of))!, time, bins: 20, ...(line !== undefined && { pass: line }) };
  const answer = useQuery(passed.data || passed.error ? query : null);
  return (
    <Card title={t("activity.scores")} note={t("activity.scores_note")} aside={<Counted query={query} answer={answer.data} label={t("activity.scores")} />}>
      <Loaded of={answer}>
        {(data) => {
          const row = firstRow(data);
          const edges = (data.meta as unknown as { bins?: number[] }).bins ?? [];
          const bins = row.bins as (number | null)[] | null | undefined;
          if (!row.n && row.n !== null) return <Lacking brief feature="scores" title={t("activity.no_scores_here")} />;
          return (
            <>
              <dl class="act-figures">
                <div><dt>{t("activity.n_scores")}</dt><dd><Num value={row.n as number | null} counted k={minGroup(data)} /></dd></div>
                <div><dt>{t("activity.people")}</dt><dd><Num value={row.people as number | null} counted k={minGroup(data)} query={query} cell={{}} label={t("activity.scores")} /></dd></div>
                <div><dt>{t("activity.median")}</dt><dd><Num value={row.median as number | null} text={percent(row.median as number)} /></dd></div>
                <div><dt>{t("activity.quartiles")}</dt><dd><span data-value={`${row.p25 as number} ${row.p75 as number}`}>{percent(row.p25 as number | null)} – {percent(row.p75 as number | null)}</span></dd></div>
                {line !== undefined && <div><dt>{t("activity.at_least", { line: percent(line) })}</dt><dd><Num value={row.share_at_least as number | null} text={percent(row.share_at_least as number)} /></dd></div>}
              </dl>
              {bins && (
                <Chart height={200} spec={{
                  kind: "histogram", measure: { name: t("activity.score_word"), format: "percent" }, counted: t("activity.scores_counted"), median: row.median as number | null, ...(line !== undefined && { pass: line }),
                  rows: bins.map((count, i) => ({ from: edges[i] ?? 0, to: edges[i + 1] ?? 1, count })),
                }} />
              )}
              {line !== undefined && <p class="soft small">{t("activity.pass_line", { line: percent(line) })}</p>}
              <HiddenNote answers={[data]} />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

/** What belongs to it, each with its own numbers. */
function Parts({ of }: { of: Subject }) {
  const query: Query = {
    kind: "table", dimensions: ["activity", "activity.type"], limit: 1000, time: timeOf({ ...scope.value, compare: false }),
    metrics: ["people", "completed_people", { rate: ["completed_people", "started_people"], as: "completion" }, "passed_people", "score_median", { divide: ["time_reported", "people"], as: "time" }],
    filter: within(of.whole, ["missing", "interaction"])!,
  };
  const answer = useQuery(query);
  return (
    <Card title={t("activity.parts")} flush aside={<Counted query={query} answer={answer.data} label={t("activity.parts")} />}>
      <Loaded of={answer}>
        {(data) => {
          const k = minGroup(data);
          const rows = rowsOf(data).filter((row) => row.activity !== null && row.activity !== of.id);
          return (
            <Table caption={t("activity.table_of", { title: t("activity.parts") })} rows={rows} rowKey={(row) => String(row.activity)} open={(row) => screen("/activities/activity", { activity: String(row.activity) })}
              columns={[
                { id: "name", label: t("common.activity"), card: true, cell: (row) => <ActivityName id={String(row.activity)} />, by: (row) => activityName(String(row.activity)) },
                { id: "type", label: t("activities.type"), cell: (row) => typeName(String(row["activity.type"] ?? "")), by: (row) => String(row["activity.type"]) },
                { id: "people", label: t("activity.people"), numeric: true, card: true, by: (row) => row.people as number | null, cell: (row) => <Num value={row.people as number | null} counted k={k} query={query} label={activityName(String(row.activity))} cell={{ metric: "people", dimensions: { activity: row.activity, "activity.type": row["activity.type"] } }} /> },
                { id: "completion", label: t("activity.completion"), numeric: true, by: (row) => (row.completion as Rate | null)?.value ?? null, cell: (row) => <Share rate={row.completion as Rate | null} k={k} /> },
                { id: "score", label: t("activity.score"), numeric: true, by: (row) => row.score_median as number | null, cell: (row) => <Num value={row.score_median as number | null} text={percent(row.score_median as number | null)} /> },
                { id: "time", label: t("activity.time"), numeric: true, by: (row) => row.time as number | null, cell: (row) => <Time seconds={row.time as number | null} /> },
              ]} />
          );
        }}
      </Loaded>
    </Card>
  );
}
