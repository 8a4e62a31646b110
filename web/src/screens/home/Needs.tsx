import { ChevronRight, CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide";
import { useState } from "preact/hooks";
import { get } from "../../lib/api.ts";
import { duration, percent } from "../../lib/format.ts";
import { has, t } from "../../lib/i18n.ts";
import type { KPI } from "../../lib/kpi.ts";
import { useQuery, useResource, type Resource } from "../../lib/resource.ts";
import { screen, storeInAddress } from "../../lib/router.ts";
import { filterOf, scope } from "../../lib/scope.ts";
import { may } from "../../lib/session.ts";
import { Button } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { ActivityName, Name } from "../../parts/Name.tsx";
import { Said } from "../../parts/Said.tsx";
import { Failure, Skeleton } from "../../parts/State.tsx";
import { Told } from "../../parts/Told.tsx";
import { dropQuery, inOrder, itemQuery, ofDropOff, ofFollowers, ofItems, ofKpis, ofPassRates, ofRejections, ofSources, passQuery, type FollowerReport, type Need, type RejectionReport, type SourceReport } from "./needs.ts";

const icons = { bad: CircleAlert, warn: TriangleAlert, note: Info };
/** So many lines are shown at first. */
const few = 6;

interface NeedsProps {
  /** The KPIs on Home, and where each stands as far as it is known. */
  kpis: readonly KPI[];
  values: ReadonlyMap<number, number | null | undefined>;
}

/** What needs somebody today: red KPIs first. What a role may not know of is not asked. */
export function Needs({ kpis, values }: NeedsProps) {
  const [every, setEvery] = useState(false);
  const here = storeInAddress.value;
  const filter = filterOf(scope.value);
  const quality = may("see_quality");
  const sources = useResource(quality ? here + " sources" : null, (signal) => get("/sources", { signal }) as Promise<unknown> as Promise<SourceReport>);
  const rejections = useResource(quality ? here + " rejections 24h" : null, (signal) => get("/rejections", { query: { since: new Date(Date.now() - 86_400_000).toISOString(), limit: 1 }, signal }) as Promise<RejectionReport>);
  const followers = useResource(may("see_followers") ? here + " followers" : null, (signal) => get("/followers", { signal }) as Promise<unknown> as Promise<FollowerReport>);
  const passes = useQuery(passQuery(filter));
  const drops = useQuery(dropQuery(filter));
  const items = useQuery(itemQuery(filter));

  const asked: Resource<unknown>[] = [sources, rejections, followers, passes, drops, items];
  const waits = kpis.some((kpi) => !values.has(kpi.id)) || asked.some((one) => one.loading && one.data === undefined && !one.error);
  const failed = asked.filter((one) => one.error && one.data === undefined);
  const of = <T,>(one: Resource<T>, work: (data: T) => Need[]) => (one.data === undefined ? [] : work(one.data));
  const needs = inOrder([
    ...ofKpis(kpis, values),
    ...of(sources, ofSources), ...of(rejections, ofRejections), ...of(followers, ofFollowers),
    ...of(passes, ofPassRates), ...of(drops, ofDropOff), ...of(items, ofItems),
  ]);
  const shown = every ? needs : needs.slice(0, few);
  return (
    <Card title={t("home.needs")} note={t("home.needs_note")}>
      {failed.length > 0 && <Failure problem={failed[0]!.error!} retry={() => failed.forEach((one) => one.reload())} />}
      {shown.length > 0 && <ul class="needs" data-value={needs.length}>{shown.map((need) => <Line key={need.id} need={need} />)}</ul>}
      {needs.length > few && !every && <Button small kind="quiet" onClick={() => setEvery(true)}>{t("home.needs_all", { n: needs.length })}</Button>}
      {waits && <Skeleton lines={needs.length > 0 ? 1 : 4} />}
      {!waits && failed.length === 0 && needs.length === 0 && (
        <p class="needs-none" data-value="0"><Icon of={CircleCheck} size={22} /><span><strong>{t("home.needs_none")}</strong><br /><span class="soft small">{t(quality ? "home.needs_none_text" : "home.needs_none_some")}</span></span></p>
      )}
    </Card>
  );
}

function Line({ need }: { need: Need }) {
  const { code, rule, explanation, ...values } = need.values;
  const shares = Object.fromEntries(Object.entries(need.shares ?? {}).map(([name, share]) => [name, percent(share)]));
  const seconds = Object.fromEntries(Object.entries(need.seconds ?? {}).map(([name, time]) => [name, duration(time)]));
  const names: Record<string, preact.VNode> = {};
  for (const name of ["source", "name"]) if (name in values) names[name] = <strong><Name>{String(values[name])}</Name></strong>;
  for (const name of ["action", "owner"]) if (name in values) names[name] = <Name>{String(values[name])}</Name>;
  if (need.activity !== undefined) names.activity = <strong><ActivityName id={need.activity} /></strong>;
  if (code !== undefined) names.reason = has("live.code_" + String(code)) ? <span>{t("live.code_" + String(code))}{rule ? ` (${String(rule)})` : ""}</span> : <Told text={String(explanation)} />;
  return (
    <li>
      <a class={`need need-${need.tone}`} href={screen(need.path, need.params)} data-need={need.kind} data-value={need.count}>
        <Icon of={icons[need.tone]} />
        <span class="need-text"><span class="hidden-text">{t("home.tone_" + need.tone)} </span><Said message={"home.need_" + need.kind} with={{ ...values, ...shares, ...seconds, ...names }} /></span>
        <span class="need-go"><Icon of={ChevronRight} size={16} /></span>
      </a>
    </li>
  );
}
