import type { ComponentChildren } from "preact";
import { get } from "../../lib/api.ts";
import { ago, dateTime, duration, number, zone } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useResource } from "../../lib/resource.ts";
import { param, screen, storeName } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import { ButtonLink } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Fresh } from "../../parts/Fresh.tsx";
import { Metric } from "../../parts/Metric.tsx";
import { Name, PersonName } from "../../parts/Name.tsx";
import { Page } from "../../parts/Page.tsx";
import { Empty, Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { ArrivalBadge } from "./ArrivalBadge.tsx";
import { DataTabs } from "./DataTabs.tsx";
import { Count, ShareCell } from "./Part.tsx";
import type { Source, SourcesReport } from "./report.ts";
import { SourcePage } from "./SourcePage.tsx";
import "./data.css";

const sourceParam = param("source");

/** Sources: is data arriving, and is it any good? */
export default function Sources() {
  const report = useResource(`${storeName.value} sources ${zone.value}`, (signal) => get("/sources", { query: { zone: zone.value }, signal }) as unknown as Promise<SourcesReport>, { live: true });
  if (sourceParam.value) return <SourcePage source={sourceParam.value} />;
  return (
    <Page title={t("nav.data")} question={t("data.sources_question")} tabs={<DataTabs />} fresh={<Fresh live at={report.at || undefined} />}>
      <Loaded of={report} lines={8}>{(found) => (found.sources.length === 0 ? <None found={found} /> : <Shown report={found} />)}</Loaded>
    </Page>
  );
}

function None({ found }: { found: SourcesReport }) {
  return (
    <Card>
      <Empty title={t("data.no_source")} figures={[{ label: t("data.statements"), value: found.totals.statements }, { label: t("data.rejected_7d"), value: found.rejected_requests }]}
        actions={may("manage_keys") && <ButtonLink kind="primary" href={screen("/data/connect")}>{t("data.connect")}</ButtonLink>}>{t("data.no_source_text")}</Empty>
    </Card>
  );
}

function Shown({ report }: { report: SourcesReport }) {
  const { totals } = report;
  return (
    <>
      <Card title={t("data.all")} note={t("data.all_note", { time: dateTime(report.fresh_to) })}>
        <div class="metrics" data-totals>
          <Metric label={t("data.last_day")} value={number(totals.last_day)} raw={totals.last_day} note={t("data.last_28_days_note", { n: totals.last_28_days })} />
          <Metric label={t("data.rate")} value={number(totals.per_hour)} raw={totals.per_hour} note={t("data.rate_usual", { n: number(totals.usual_per_hour) })} />
          <Metric label={t("data.lag")} value={duration(totals.lag_p95_s)} raw={totals.lag_p95_s} note={totals.loaded > 0 ? t("data.lag_loaded", { n: totals.loaded }) : t("data.lag_note", { median: duration(totals.lag_median_s) })} />
          <Metric label={t("data.rejected")} value={number(report.rejected_requests)} raw={report.rejected_requests} note={t("data.rejected_note")} />
          <Metric label={t("data.clock")} value={number(totals.clock_suspect.count)} raw={totals.clock_suspect.count} note={t("data.days_28")} />
          <Metric label={t("data.unknown_verbs")} value={number(totals.unknown_verbs.count)} raw={totals.unknown_verbs.count} note={t("data.days_28")} />
        </div>
      </Card>
      <Card title={t("data.sources")} note={t("data.sources_note")} flush>
        <div class="sources-table"><Table<Source> caption={t("data.sources")} rows={report.sources} rowKey={(row) => row.source} open={(row) => screen("/data", { source: row.source })} sorted={{ id: "statements", down: true }}
          columns={[
            { id: "name", label: t("data.source"), card: true, by: (row) => row.name ?? row.source, cell: (row) => <span class="source-name">{!row.name && row.kind !== "key" && may("see_people") ? <PersonName id={row.source} /> : <Name>{row.name || row.source}</Name>}<code class="soft" dir="ltr"><Name>{row.source}</Name></code></span> },
            { id: "arrival", label: t("data.arrival"), card: true, by: (row) => row.arrival, cell: (row) => <ArrivalBadge of={row} /> },
            { id: "last", label: t("data.last"), card: true, by: (row) => row.last_stored ?? null, cell: (row) => <Last of={row} /> },
            { id: "statements", label: t("data.statements"), numeric: true, by: (row) => row.statements, cell: (row) => <Count value={row.statements} /> },
            { id: "lag", label: t("data.lag_short"), numeric: true, by: (row) => row.lag_p95_s, cell: (row) => <span data-value={row.lag_p95_s ?? ""}>{duration(row.lag_p95_s)}</span> },
            { id: "rejected", label: t("data.rejected_short"), numeric: true, by: (row) => row.rejected.requests, cell: (row) => <Count value={row.rejected.requests} /> },
            { id: "faults", label: t("data.faults"), by: (row) => faultsOf(row).reduce((sum, one) => sum + (one.share ?? 0), 0), cell: (row) => <Faults of={row} /> },
          ]} /></div>
      </Card>
      {report.unidentified.requests > 0 && <p class="small soft">{t("data.unidentified", { n: report.unidentified.requests })}</p>}
    </>
  );
}

/** What is wrong with a source's statements of the last 28 days; its page says the rest. */
function faultsOf(row: Source): { label: string; share: number | null; cell: ComponentChildren }[] {
  const changed = row.drift.filter((one) => one.changed).length;
  return [
    ...([["data.late", row.late], ["data.clock", row.clock_suspect], ["data.unknown_verbs", row.unknown_verbs], ["data.duplicates", row.likely_duplicates]] as const)
      .filter(([, of]) => of.count > 0).map(([label, of]) => ({ label, share: of.share, cell: <ShareCell of={of} /> })),
    ...(changed > 0 ? [{ label: "data.drift", share: 0, cell: <Count value={changed} /> }] : []),
  ];
}

function Faults({ of }: { of: Source }) {
  const found = faultsOf(of);
  if (found.length === 0) return <span class="soft">–</span>;
  return <ul class="source-faults">{found.map((one) => <li key={one.label}><span class="soft">{t(one.label)}</span> {one.cell}</li>)}</ul>;
}

/** When the last statement came, and how many come an hour where there are any to speak of. */
function Last({ of }: { of: Source }) {
  return (
    <span class="source-name" title={dateTime(of.last_stored)}>
      <span>{ago(of.last_stored)}</span>
      {(of.per_hour >= 0.1 || of.usual_per_hour >= 0.1) && <span class="soft" data-value={of.per_hour}>{t("data.rate_both", { now: number(of.per_hour), usual: number(of.usual_per_hour) })}</span>}
    </span>
  );
}
