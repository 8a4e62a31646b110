import { post } from "../../lib/api.ts";
import { duration, number, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { rowsOf, type Answer, type Query } from "../../lib/query.ts";
import { useQuery, useResource, withZone } from "../../lib/resource.ts";
import { storeInAddress } from "../../lib/router.ts";
import { scope, timeOf } from "../../lib/scope.ts";
import { may } from "../../lib/session.ts";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import { Chart } from "../../parts/chart/index.ts";
import { HiddenNote } from "./Num.tsx";
import { survival, thinned } from "./survival.ts";
import { within, type Subject } from "./subject.ts";

/** How many people a curve is made of at most: a page of the API has 5,000. */
const most = 50_000;

/** When each person first did what a metric counts, over all time. */
async function firsts(query: Query, metric: string, signal: AbortSignal): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  let cursor: string | undefined;
  do {
    const body = { query: withZone(query), cell: { metric }, of: "people", limit: 5000, ...(cursor && { cursor }) };
    const answer = (await post("/query/actors", { body: body as never, signal })) as Answer;
    for (const row of rowsOf(answer)) found.set(String(row.person), Date.parse(String(row.first)));
    cursor = answer.meta.next;
  } while (cursor && found.size < most);
  return found;
}

/** How long it takes to complete: Kaplan–Meier, who has not finished being watched until now. */
export function CompletionCurve({ of }: { of: Subject }) {
  return may("see_people") ? <Exact of={of} /> : <Windows of={of} />;
}

function Exact({ of }: { of: Subject }) {
  const ever: Query = { kind: "table", metrics: ["started_people", "completed_people"], filter: within(of.completing)!, time: { range: "all" } };
  const inRange: Query = { ...ever, time: timeOf({ ...scope.value, compare: false }) };
  const range = useQuery(inRange);
  const times = useResource(`${storeInAddress.value} firsts ${JSON.stringify(ever)}`, async (signal) => {
    const [starts, ends] = await Promise.all([firsts(ever, "started_people", signal), firsts(ever, "completed_people", signal)]);
    return { starts, ends };
  });
  return (
    <Card title={t("activity.curve")} note={t("activity.curve_note")} aside={<Counted query={ever} answer={range.data} label={t("activity.curve")} />}>
      <Loaded of={times}>
        {({ starts, ends }) => {
          if (!range.data) return null;
          const [from, to] = range.data.meta.range.map((at) => Date.parse(at)) as [number, number];
          const curve = survival(starts, ends, from, to, Date.parse(range.data.meta.fresh_to) || Date.now());
          if (curve.people === 0 || curve.finished === 0) {
            return (
              <Empty title={t("activity.curve_none")} figures={[{ label: t("activity.curve_started"), value: curve.people }, { label: t("activity.curve_finished"), value: curve.finished }, { label: t("activity.curve_before"), value: curve.before }]}>
                <p>{t("activity.curve_none_text")}</p>
              </Empty>
            );
          }
          return (
            <>
              <dl class="act-figures">
                <div><dt>{t("activity.curve_started")}</dt><dd data-value={curve.people}>{number(curve.people)}</dd></div>
                <div><dt>{t("activity.curve_half")}</dt><dd data-value={curve.median ?? ""}>{curve.median === null ? t("activity.not_reached") : duration(curve.median)}</dd></div>
                <div><dt>{t("activity.curve_80")}</dt><dd data-value={curve.p80 ?? ""}>{curve.p80 === null ? t("activity.not_reached") : duration(curve.p80)}</dd></div>
                <div><dt>{t("activity.curve_open")}</dt><dd data-value={curve.people - curve.finished}>{number(curve.people - curve.finished)}</dd></div>
              </dl>
              <Chart height={200} spec={{
                kind: "survival", measure: { name: t("activity.completed"), format: "percent", good: "up" }, along: t("activity.since_start"), xFormat: "duration", rises: true, rows: thinned(curve.steps),
              }} />
              {curve.before > 0 && <p class="soft small">{t("activity.curve_left_out", { n: curve.before })}</p>}
              {starts.size >= most && <p class="soft small">{t("activity.curve_most", { n: number(most) })}</p>}
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

const windows = [1, 3, 7, 14, 21, 28, 42, 56, 84, 112, 182, 364];

/** For roles that see no single people: who completed within so many days of being enrolled, of those who have had so long. */
function Windows({ of }: { of: Subject }) {
  const query = (days: number): Query => ({
    kind: "funnel", within: `${days}d`, filter: within(of.whole)!, time: timeOf({ ...scope.value, compare: false }),
    steps: [{ name: "enrolled", filter: ["in_class", "verb", ["enrol"]] }, { name: "completed", filter: ["and", of.completing, ["or", ["in_class", "verb", ["complete"]], ["is", "completion", [true]]]] }],
  });
  // The hooks are always as many and in the same order: the windows are fixed.
  const answers = windows.map((days) => useQuery(query(days)));
  const points = answers.map((answer, i) => {
    const [first, second] = answer.data ? rowsOf(answer.data) : [];
    return { days: windows[i]!, of: (first?.count as number | null | undefined) ?? null, done: (second?.count as number | null | undefined) ?? null };
  });
  const some = points.filter((point) => point.of && point.done !== null);
  return (
    <Card title={t("activity.curve")} note={t("activity.windows_note")} aside={<Counted query={query(28)} answer={answers[5]!.data} label={t("activity.curve")} />}>
      <Loaded of={answers[0]!}>
        {() => (some.length === 0
          ? <Empty title={t("activity.curve_none")}><p>{t("activity.windows_none")}</p></Empty>
          : <Chart height={200} spec={{
              kind: "line", measure: { name: t("activity.completed"), format: "percent" }, along: t("activity.days_since_enrolment"),
              rows: points.map((point) => ({ x: point.days, y: point.of && point.done !== null ? point.done / point.of : null })),
            }} summary={t("activity.windows_summary", { share: percent(some[some.length - 1]!.done! / some[some.length - 1]!.of!), days: some[some.length - 1]!.days, of: some[some.length - 1]!.of! })} />)}
      </Loaded>
      <HiddenNote answers={answers.map((answer) => answer.data)} />
    </Card>
  );
}
