import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import type { Summary, Top } from "../../lib/live.ts";
import { setParams } from "../../lib/router.ts";
import { Card } from "../../parts/Card.tsx";
import { Name } from "../../parts/Name.tsx";
import type { FieldName, Narrowed } from "./filters.ts";

/** What the last five minutes were made of; an entry narrows the feed to it. */
export function Breakdown({ summary, now }: { summary: Summary; now: Narrowed }) {
  return (
    <Card title={t("live.breakdown")}>
      <div class="breakdown">
        <List title={t("live.verbs")} of={summary.verbs} field="verb" now={now} />
        <List title={t("live.activities")} of={summary.activities} field="activity" now={now} />
        <List title={t("live.sources")} of={summary.sources} field="source" now={now} />
      </div>
    </Card>
  );
}

function List({ title, of, field, now }: { title: string; of: Top; field: FieldName; now: Narrowed }) {
  const shown = of.top.slice(0, 6);
  const rest = of.other + of.top.slice(6).reduce((sum, one) => sum + one.count, 0);
  const most = Math.max(1, ...shown.map((one) => one.count));
  return (
    <div>
      <h3 class="small soft">{title}</h3>
      {shown.length === 0 ? <p class="small">{t("live.breakdown_none")}</p> : (
        <ul data-breakdown={field}>
          {shown.map((one) => {
            const name = one.name || one.id;
            return (
              <li key={one.id}>
                <button type="button" class="share" aria-pressed={now.values[field] === one.id} onClick={() => setParams({ [field]: now.values[field] === one.id ? "" : one.id })}>
                  <span class="share-name"><Name id={one.id}>{name}</Name></span>
                  <span class="figures" data-value={one.count}>{number(one.count)}</span>
                  <span class="share-bar" aria-hidden="true"><span style={{ inlineSize: `${(100 * one.count) / most}%` }} /></span>
                </button>
              </li>
            );
          })}
          {rest > 0 && <li class="share share-rest"><span class="share-name soft">{t("live.breakdown_other")}</span><span class="figures soft" data-value={rest}>{number(rest)}</span></li>}
        </ul>
      )}
    </div>
  );
}
