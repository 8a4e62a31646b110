import { post } from "../../../lib/api.ts";
import { date, number } from "../../../lib/format.ts";
import { t } from "../../../lib/i18n.ts";
import type { Query } from "../../../lib/query.ts";
import { useResource, withZone } from "../../../lib/resource.ts";
import { storeName } from "../../../lib/router.ts";
import { Badge } from "../../../parts/Badge.tsx";
import { Definitions } from "../../../parts/Definitions.tsx";
import { Loaded } from "../../../parts/State.tsx";

/** What a query means in words, what the role adds to it, and what it would take. */
export function Explain({ query }: { query: Query }) {
  const body = withZone(query);
  const explained = useResource(storeName.value + " explain " + JSON.stringify(body), (signal) => post("/query/explain", { body: body as never, signal }));
  return (
    <Loaded of={explained} lines={3}>
      {(told) => (
        <div class="explain">
          <Definitions lines={[...told.counted_by, ...told.scope.words]} />
          <dl class="facts">
            <div><dt>{t("common.counted_range")}</dt><dd>{date(told.range[0]!)} – {date(new Date(Date.parse(told.range[1]!) - 1))} · {told.zone}</dd></div>
            {told.buckets > 0 && <div><dt>{t("query.buckets")}</dt><dd class="figures">{number(told.buckets)}</dd></div>}
            <div><dt>{t("query.estimate")}</dt><dd class="figures" data-value={told.estimate.rows}>{number(told.estimate.rows)}</dd></div>
            {told.estimate.statements > 0 && <div><dt>{t("query.reads_statements")}</dt><dd class="figures">{number(told.estimate.statements)}</dd></div>}
            <div><dt>{t("query.takes")}</dt><dd>{told.estimate.job ? <Badge tone="warn">{t("query.as_job")}</Badge> : <Badge tone="good">{t("query.at_once")}</Badge>}</dd></div>
          </dl>
        </div>
      )}
    </Loaded>
  );
}
