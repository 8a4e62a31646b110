import { useState } from "preact/hooks";
import { get } from "../../lib/api.ts";
import { date, duration, number, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { all, type Filter, type Query } from "../../lib/query.ts";
import { useQuery, useResource } from "../../lib/resource.ts";
import { storeInAddress } from "../../lib/router.ts";
import { scope, timeOf } from "../../lib/scope.ts";
import { may, store } from "../../lib/session.ts";
import { Metric } from "../../parts/Metric.tsx";
import { Name } from "../../parts/Name.tsx";
import { askPeople, counting } from "./people.ts";
import { Statements, type Shown } from "./Statements.tsx";

/** What a person did in figures: how much, how formal, since when. */
export function Summary({ filter, person }: { filter: Filter | undefined; person: string }) {
  const [open, setOpen] = useState<Shown | undefined>(undefined);
  const { compare: _, ...time } = timeOf(scope.value);
  const query: Query = { kind: "table", dimensions: ["formal"], metrics: ["statements", "time_reported"], time, ...(filter && { filter }) };
  const answer = useQuery(query, { live: true });
  const ever = counting(filter, { range: "all" });
  const span = useResource(`${storeInAddress.value} span ${JSON.stringify(ever)}`, (signal) => askPeople(ever, signal), { live: true });
  const rows = (answer.data?.rows ?? []) as [boolean, number, number | null][];
  const of = (formal: boolean) => rows.find((row) => row[0] === formal)?.[1] ?? 0;
  const [formal, informal] = [of(true), of(false)];
  const seconds = rows.reduce((sum, row) => sum + (row[2] ?? 0), 0);
  const total = formal + informal;
  const share = total > 0 ? formal / total : null;
  const show = (title: string, more?: Filter) => () => setOpen({ title, filter: all(filter, more), time });
  const seen = span.data?.people[0];
  return (
    <section class="card summary" aria-label={t("learners.in_figures")}>
      <div class="card-body">
        <div class="metrics" {...(answer.loading && !answer.data ? { "data-loading": true } : {})}>
          <Metric label={t("common.statements")} value={answer.data ? number(total) : "–"} raw={answer.data ? total : null} query={query} answer={answer.data} open={show(t("common.statements"))} />
          <Metric label={t("learners.formal_share")} value={percent(share)} raw={share} query={query} answer={answer.data} open={show(t("learners.lane_formal"), ["is", "formal", [true]])}
            note={total > 0 && (
              <>
                <span class="split" aria-hidden="true"><span style={{ inlineSize: `${(share ?? 0) * 100}%` }} /></span>
                <span>{t("learners.formal_informal", { formal, informal })}</span>
              </>
            )} />
          <Metric label={t("learners.time")} value={seconds > 0 ? duration(seconds) : "–"} raw={answer.data ? seconds : null} query={query} answer={answer.data} open={show(t("learners.time"), ["exists", "duration"])} />
          <Metric label={t("learners.seen")} value={seen ? date(seen.last) : "–"} note={seen && t("learners.since", { date: date(seen.first) })} />
        </div>
        <Identities person={person} />
      </div>
      {open && <Statements {...open} close={() => setOpen(undefined)} />}
    </section>
  );
}

/** By what else a person is known here: identities that were merged. */
function Identities({ person }: { person: string }) {
  const asks = may("see_people") && !store.value?.persons;
  const merges = useResource(asks ? `${storeInAddress.value} merges` : null, (signal) => get("/meaning/persons", { signal }));
  const merged = (merges.data?.merges ?? []).filter((one) => one.undone === undefined && (one.target === person || one.identity === person)).map((one) => (one.target === person ? one.identity : one.target));
  return (
    <dl class="facts identities">
      <div>
        <dt>{t("learners.identities", { n: merged.length + 1 })}</dt>
        <dd>{[person, ...merged].map((one) => <div key={one}><Name>{one}</Name></div>)}</dd>
      </div>
    </dl>
  );
}
