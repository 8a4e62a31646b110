import { zone } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { numberOf, rowsOf, type Query } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { param, setParams } from "../../lib/router.ts";
import { bucketOf, filterOf, scope, timeOf } from "../../lib/scope.ts";
import { may } from "../../lib/session.ts";
import { openBehind } from "../../parts/Behind.tsx";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Chart, type AreaSpec, type PointRow } from "../../parts/chart/index.ts";

const shows = ["people", "statements"] as const;
const metrics = { people: "active_people", statements: "statements" } as const;

/** How much was going on, bucket by bucket. */
export function Activity() {
  const wanted = param("show").value;
  const show = shows.find((one) => one === wanted) ?? "people";
  const metric = metrics[show];
  const bucket = bucketOf(scope.value);
  const filter = filterOf(scope.value);
  const query: Query = { kind: "trend", metrics: [metric], time: timeOf(scope.value, { bucket }), ...(filter && { filter }) };
  const answer = useQuery(query, { live: true });
  const label = t("home.show_" + show);
  return (
    <Card title={t("home.activity")}
      aside={
        <span class="cluster">
          <span class="segmented" role="group" aria-label={t("home.show")}>
            {shows.map((one) => <button key={one} type="button" aria-pressed={one === show} onClick={() => setParams({ show: one === "people" ? "" : one })}>{t("home.show_" + one)}</button>)}
          </span>
          <Counted query={query} answer={answer.data} label={label} />
        </span>
      }>
      <Loaded of={answer} lines={5}>
        {(data) => {
          const partial = new Set(data.meta.partial_buckets ?? []);
          const rows: PointRow[] = rowsOf(data).map((row) => ({
            x: String(row.bucket), y: numberOf(row[metric]), partial: partial.has(String(row.bucket)), of: String(row.bucket),
            ...(metric + "@previous" in row && { compare: numberOf(row[metric + "@previous"]) }),
          }));
          const spec: AreaSpec = { kind: "area", measure: { name: label, format: "count" }, rows, time: { bucket, zone: zone.value } };
          return <Chart spec={spec} onOpen={may("see_people") ? (row) => openBehind({ query, cell: { bucket: String(row.of), metric }, label }) : undefined} />;
        }}
      </Loaded>
    </Card>
  );
}
