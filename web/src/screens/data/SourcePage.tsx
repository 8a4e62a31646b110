import { del, get, put } from "../../lib/api.ts";
import { ago, dateTime, duration, number, percent, zone } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { verbName } from "../../lib/names.ts";
import { useResource } from "../../lib/resource.ts";
import { screen, storeName } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button, ButtonLink } from "../../parts/Button.tsx";
import { Card } from "../../parts/Card.tsx";
import { Chart } from "../../parts/chart/Chart.tsx";
import { Fresh } from "../../parts/Fresh.tsx";
import { Metric } from "../../parts/Metric.tsx";
import { Name } from "../../parts/Name.tsx";
import { Page } from "../../parts/Page.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { Rejected } from "../explore/Rejections.tsx";
import { ArrivalBadge } from "./ArrivalBadge.tsx";
import { ClassSelect } from "./ClassSelect.tsx";
import { DataTabs } from "./DataTabs.tsx";
import { Count, ShareBar, ShareCell } from "./Part.tsx";
import type { Source } from "./report.ts";
import { decide, UndoBar } from "./Undo.tsx";
import "../explore/explore.css";

/** One source: what it sends, how well, and what to decide about it. */
export function SourcePage({ source }: { source: string }) {
  const found = useResource(`${storeName.value} source ${source} ${zone.value}`, (signal) => get("/sources/{source}", { path: { source }, query: { zone: zone.value }, signal }) as unknown as Promise<Source>, { live: true });
  const name = found.data?.name || source;
  return (
    <Page title={<Name>{name}</Name>} name={name} question={t("data.source_question")} tabs={<DataTabs />} crumbs={<a href={screen("/data")}>{t("data.sources")}</a>} fresh={<Fresh live at={found.at || undefined} />}
      actions={may("see_people") && <ButtonLink href={screen("/explore", { filter: JSON.stringify(["is", "source", [source]]) })}>{t("data.to_statements")}</ButtonLink>}>
      <UndoBar />
      <Loaded of={found} lines={10}>{(one) => <Shown of={one} reload={found.reload} />}</Loaded>
    </Page>
  );
}

type Mark = "formal" | "trusted-clock";

function mark(source: string, which: Mark, on: boolean) {
  const path = { source, mark: which };
  return on ? put("/meaning/sources/{source}/{mark}", { path }) : del("/meaning/sources/{source}/{mark}", { path });
}

function Shown({ of, reload }: { of: Source; reload: () => void }) {
  // The report is given again for two seconds: decisions are asked for where they are kept.
  const marks = useResource(may("see_meaning") ? `${storeName.value} marks` : null, (signal) => get("/meaning/sources", { signal }));
  const marked = marks.data?.sources.find((one) => one.source === of.source)?.marks;
  const formal = marks.data ? !!marked?.includes("formal") : of.formal;
  const trusted = marks.data ? !!marked?.includes("trusted-clock") : of.trusted_clock;
  const later = () => {
    reload();
    setTimeout(reload, 2500);
  };
  const set = (which: Mark, on: boolean) => decide(t(`data.mark_${which}_${on ? "on" : "off"}`), () => mark(of.source, which, on), () => mark(of.source, which, !on), () => { marks.reload(); later(); });
  const drift = of.drift.filter((one) => one.before.of > 0 || one.now.of > 0);
  return (
    <>
      <Card title={t("data.arrival")} aside={<ArrivalBadge of={of} />} note={of.quiet_s !== null && of.usual_gap_s !== null ? t("data.arrival_title", { quiet: duration(of.quiet_s), usual: duration(of.usual_gap_s) }) : undefined}>
        <div class="metrics" data-figures>
          <Metric label={t("data.last")} value={ago(of.last_stored)} note={dateTime(of.last_stored)} />
          <Metric label={t("data.statements")} value={number(of.statements)} raw={of.statements} note={t("data.last_28_days_note", { n: of.last_28_days })} />
          <Metric label={t("data.rate")} value={number(of.per_hour)} raw={of.per_hour} note={t("data.rate_usual", { n: number(of.usual_per_hour) })} />
          <Metric label={t("data.lag")} value={duration(of.lag_p95_s)} raw={of.lag_p95_s} note={of.loaded > 0 ? t("data.lag_loaded", { n: of.loaded }) : t("data.lag_note", { median: duration(of.lag_median_s) })} />
          <Metric label={t("data.rejected")} value={number(of.rejected.requests)} raw={of.rejected.requests} note={t("data.rejected_note")} />
          <Metric label={t("data.resent")} value={number(of.resent)} raw={of.resent} note={t("data.resent_note")} />
          <Metric label={t("data.offline")} value={number(of.offline_batches)} raw={of.offline_batches} note={t("data.offline_title", { n: number(of.offline_statements) })} />
        </div>
      </Card>
      <Card title={t("data.days")}>
        <Chart height={180} spec={{ kind: "bar", measure: { name: t("data.statements"), format: "count" }, along: t("data.day"), time: { bucket: "day", zone: "UTC" }, rows: of.days.map((day) => ({ x: day.day + "T00:00:00Z", y: day.statements })) }} />
      </Card>
      <div class="grid">
        <Card title={t("data.faults")} note={t("data.days_28")}>
          <div class="shares">
            <ShareBar label={t("data.late_long")} of={of.late} />
            <ShareBar label={t("data.clock")} of={of.clock_suspect} />
            <ShareBar label={t("data.duplicates_long")} of={of.likely_duplicates} />
            <ShareBar label={t("data.unknown_verbs")} of={of.unknown_verbs} />
            <ShareBar label={t("data.voided")} of={of.voided} />
            <ShareBar label={t("data.without_person")} of={of.without_person} />
            <ShareBar label={t("data.empty_groups")} of={of.groups_without_members} />
          </div>
        </Card>
        <Card title={t("data.drift_title")} note={t("data.drift_note")}>
          {drift.length === 0 ? <p class="soft">{t("data.drift_none")}</p> : (
            <ul class="drift">
              {drift.map((one) => (
                <li key={one.part}>
                  <span>{t("data.part_" + one.part)}</span>
                  <span class="figures"><span data-value={one.before.share ?? ""}>{percent(one.before.share)}</span> → <strong data-value={one.now.share ?? ""}>{percent(one.now.share)}</strong></span>
                  {one.changed ? <Badge tone="warn">{t("data.changed")}</Badge> : <Badge tone="good">{t("data.same")}</Badge>}
                </li>
              ))}
            </ul>
          )}
        </Card>
      </div>
      {of.verbs.length > 0 && (
        <Card title={t("data.unknown_title")} note={t("data.unknown_note")} flush>
          <Table caption={t("data.unknown_title")} rows={of.verbs} rowKey={(row) => row.name}
            columns={[
              { id: "verb", label: t("data.verb"), cell: (row) => <span class="source-name"><Name>{verbName(row.name)}</Name><code class="soft" dir="ltr"><Name>{row.name}</Name></code></span>, by: (row) => row.name },
              { id: "class", label: t("data.class"), cell: (row) => <ClassSelect verb={row.name} now="other" after={later} /> },
              { id: "statements", label: t("data.statements"), numeric: true, cell: (row) => <Count value={row.statements} />, by: (row) => row.statements },
            ]} />
        </Card>
      )}
      {may("edit_meaning") && (
        <Card title={t("data.decide")}>
          <dl class="decisions">
            <div>
              <dt>{t("data.trust")} <Badge tone={trusted ? "good" : "plain"}>{t(trusted ? "data.yes" : "data.no")}</Badge></dt>
              <dd class="small soft">{t("data.trust_text")}</dd>
              <dd><Button onClick={() => void set("trusted-clock", !trusted)}>{t(trusted ? "data.distrust_do" : "data.trust_do")}</Button></dd>
            </div>
            <div>
              <dt>{t("data.formal")} <Badge tone={formal ? "good" : "plain"}>{t(formal ? "data.yes" : "data.no")}</Badge></dt>
              <dd class="small soft">{t("data.formal_text")}</dd>
              <dd><Button onClick={() => void set("formal", !formal)}>{t(formal ? "data.informal_do" : "data.formal_do")}</Button></dd>
            </div>
          </dl>
        </Card>
      )}
      <Card title={t("data.platforms")} note={t("data.platforms_note")} flush>
        <Table caption={t("data.platforms")} rows={of.platforms} rowKey={(row) => row.platform} sorted={{ id: "statements", down: true }}
          columns={[
            { id: "platform", label: t("data.platform"), card: true, by: (row) => row.platform, cell: (row) => (row.platform ? <Name>{row.platform}</Name> : <span class="soft">{t("data.platform_none")}</span>) },
            { id: "arrival", label: t("data.arrival"), card: true, by: (row) => row.arrival, cell: (row) => <ArrivalBadge of={row} /> },
            { id: "last", label: t("data.last"), card: true, by: (row) => row.last_stored ?? null, cell: (row) => ago(row.last_stored) },
            { id: "statements", label: t("data.statements"), numeric: true, by: (row) => row.statements, cell: (row) => <Count value={row.statements} /> },
            { id: "lag", label: t("data.lag_short"), numeric: true, by: (row) => row.lag_p95_s, cell: (row) => duration(row.lag_p95_s) },
            { id: "late", label: t("data.late"), numeric: true, by: (row) => row.late.share, cell: (row) => <ShareCell of={row.late} /> },
            { id: "clock", label: t("data.clock_short"), numeric: true, by: (row) => row.clock_suspect.count, cell: (row) => <ShareCell of={row.clock_suspect} /> },
            { id: "offline", label: t("data.offline"), numeric: true, by: (row) => row.offline_batches, cell: (row) => <Count value={row.offline_batches} /> },
          ]} />
      </Card>
      {of.kind === "key" && <Rejected key_={of.source} title={t("data.rejected_title")} />}
    </>
  );
}
