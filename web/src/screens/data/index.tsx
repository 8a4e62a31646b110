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
            { id: "last", label: t("data.last"), card: true, by: (row) => row.last_stored ?? null, cell: (row) => <span title={dateTime(row.last_stored)}>{ago(row.last_stored)}</span> },
            { id: "rejected", label: t("data.rejected_short"), numeric: true, by: (row) => row.rejected.requests, cell: (row) => <Count value={row.rejected.requests} /> },
            { id: "statements", label: t("data.statements"), numeric: true, by: (row) => row.statements, cell: (row) => <Count value={row.statements} /> },
            { id: "rate", label: t("data.rate_short"), numeric: true, by: (row) => row.per_hour, cell: (row) => <span data-value={row.per_hour} title={t("data.rate_usual", { n: number(row.usual_per_hour) })}>{number(row.per_hour)}<span class="soft"> / {number(row.usual_per_hour)}</span></span> },
            { id: "lag", label: t("data.lag_short"), numeric: true, by: (row) => row.lag_p95_s, cell: (row) => <span data-value={row.lag_p95_s ?? ""}>{duration(row.lag_p95_s)}</span> },
            { id: "late", label: t("data.late"), numeric: true, by: (row) => row.late.share, cell: (row) => <ShareCell of={row.late} /> },
            { id: "clock", label: t("data.clock_short"), numeric: true, by: (row) => row.clock_suspect.count, cell: (row) => <ShareCell of={row.clock_suspect} /> },
            { id: "verbs", label: t("data.verbs_short"), numeric: true, by: (row) => row.unknown_verbs.count, cell: (row) => <ShareCell of={row.unknown_verbs} /> },
            { id: "drift", label: t("data.drift"), numeric: true, by: (row) => row.drift.filter((one) => one.changed).length, cell: (row) => <Count value={row.drift.filter((one) => one.changed).length} /> },
            { id: "duplicates", label: t("data.duplicates"), numeric: true, by: (row) => row.likely_duplicates.count, cell: (row) => <ShareCell of={row.likely_duplicates} /> },
            { id: "resent", label: t("data.resent"), numeric: true, by: (row) => row.resent, cell: (row) => <Count value={row.resent} /> },
            { id: "offline", label: t("data.offline"), numeric: true, by: (row) => row.offline_batches, cell: (row) => <Count value={row.offline_batches} title={t("data.offline_title", { n: number(row.offline_statements) })} /> },
          ]} /></div>
      </Card>
      {report.unidentified.requests > 0 && <p class="small soft">{t("data.unidentified", { n: report.unidentified.requests })}</p>}
    </>
  );
}
