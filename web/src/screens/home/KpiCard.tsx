import { useEffect } from "preact/hooks";
import { Badge, type Tone } from "../../parts/Badge.tsx";
import { Card } from "../../parts/Card.tsx";
import { Button } from "../../parts/Button.tsx";
import { Metric } from "../../parts/Metric.tsx";
import { Name } from "../../parts/Name.tsx";
import { Sparkline, type PointRow } from "../../parts/chart/index.ts";
import { zone } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { asked, inFormat, standing, valueOf, type KPI, type Standing } from "../../lib/kpi.ts";
import { numberOf, rowsOf, type Answer } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { bucketOf, scope } from "../../lib/scope.ts";

const tones: Record<Standing, Tone> = { good: "good", watch: "warn", act: "bad" };

/** What a card shows: a KPI, or a number without a target that is offered as one. */
export type Shown = Pick<KPI, "title" | "query" | "format" | "direction"> & Partial<Pick<KPI, "target" | "warn" | "owner" | "action">>;

/** One number with its line, its change, and how it stands. `told` is called with the number, undefined where it failed. */
export function KpiCard({ of, told }: { of: Shown; told?: (value: number | null | undefined) => void }) {
  const bucket = bucketOf(scope.value);
  const { value, trend, column } = asked(of.query as Record<string, unknown>, scope.value, bucket);
  const answer = useQuery(value, { live: true });
  const line = useQuery(trend);
  const found = answer.data && valueOf(answer.data, column);
  const known = found !== undefined || answer.error !== undefined;
  useEffect(() => {
    if (known) told?.(found?.now);
  }, [known, found?.now]);
  if (!answer.data || !found) {
    return (
      <Card>
        <div class="kpi">
          <div class="metric-label"><Name>{of.title}</Name></div>
          {answer.error ? <p class="small">{t("common.failed")} <Button small onClick={answer.reload}>{t("common.retry")}</Button></p> : <div class="skeleton kpi-wait" role="status"><span class="hidden-text">{t("common.loading")}</span><span class="skeleton-line" /></div>}
        </div>
      </Card>
    );
  }
  const { now, before, bucket: last } = found;
  const stands = of.target === undefined || of.warn === undefined ? undefined : standing({ direction: of.direction, target: of.target, warn: of.warn }, now);
  return (
    <Card>
      <div class="kpi">
        <Metric label={of.title} value={inFormat(now, of.format)} raw={now} before={before} points={of.format === "percent"}
          query={value} answer={answer.data} cell={{ metric: column, ...(last && { bucket: last }) }}
          note={of.target !== undefined && (
            <span class="kpi-stand">
              {stands && <Badge tone={tones[stands]}>{t("home.stands_" + stands)}</Badge>}
              <span>{t(of.direction === "up" ? "home.target_up" : "home.target_down", { target: inFormat(of.target, of.format) })}</span>
            </span>
          )} />
        <div class="kpi-line">{line.data && <Sparkline spec={{ kind: "sparkline", measure: { name: of.title, format: of.format, good: of.direction }, rows: points(line.data, column), time: { bucket, zone: zone.value } }} width={100} />}</div>
      </div>
      {of.owner !== undefined && (
        <dl class="kpi-who small">
          {stands === "act" && of.action
            ? <div class="kpi-act" title={of.action}><dt>{t("home.act")}</dt><dd dir="auto"><Name>{of.action}</Name></dd></div>
            : <div><dt class="soft">{t("home.owner")}</dt><dd><Name>{of.owner}</Name></dd></div>}
        </dl>
      )}
    </Card>
  );
}

function points(answer: Answer, column: string): PointRow[] {
  const partial = new Set(answer.meta.partial_buckets ?? []);
  return rowsOf(answer).map((row) => ({ x: String(row.bucket), y: numberOf(row[column]), partial: partial.has(String(row.bucket)) }));
}
