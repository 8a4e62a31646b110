import { useState } from "preact/hooks";
import { date, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { activityName, visible } from "../../lib/names.ts";
import { rowsOf, type Query } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Card } from "../../parts/Card.tsx";
import { ActivityName } from "../../parts/Name.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Statements, type Shown } from "../learners/Statements.tsx";

/** The latest results of tests and other things as a whole. */
export const results: Query = {
  kind: "statements", limit: 6, fields: ["statement_id", "timestamp", "activity", "score", "success"], time: { range: "all" },
  filter: ["and", ["or", ["exists", "score"], ["exists", "success"]], ["missing", "interaction"], ["exists", "activity"]],
};

interface Result {
  statement_id: string;
  timestamp: string;
  activity: string;
  score: number | null;
  success: boolean | null;
}

/** My recent results; each opens its statement. */
export function Results() {
  const answer = useQuery(results, { live: true });
  const [open, setOpen] = useState<Shown | undefined>(undefined);
  return (
    <Card title={t("my.results")}>
      <Loaded of={answer} lines={4}>
        {(data) => {
          const rows = rowsOf(data) as unknown as Result[];
          if (rows.length === 0) return <p class="soft">{t("my.no_results")}</p>;
          return (
            <ul class="my-rows">
              {rows.map((row) => (
                <li key={row.statement_id}>
                  <div>
                    <button type="button" class="link" onClick={() => setOpen({ title: visible(activityName(row.activity)), filter: ["is", "statement_id", [row.statement_id]] })}>
                      <ActivityName id={row.activity} />
                    </button>
                    <p class="soft small figures"><time dateTime={row.timestamp}>{date(row.timestamp)}</time></p>
                  </div>
                  <div class="cluster">
                    {row.score !== null && <span class="figures my-score" data-value={row.score}>{percent(row.score)}</span>}
                    {row.success !== null && <Badge tone={row.success ? "good" : "bad"}>{row.success ? t("learners.outcome_passed") : t("learners.outcome_failed")}</Badge>}
                  </div>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
      {open && <Statements {...open} close={() => setOpen(undefined)} />}
    </Card>
  );
}
