import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { all, numberOf, rowsOf, type Query } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { screen } from "../../lib/router.ts";
import { filterOf, scope, timeOf } from "../../lib/scope.ts";
import { may } from "../../lib/session.ts";
import { openBehind } from "../../parts/Behind.tsx";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { ActivityName } from "../../parts/Name.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";

/** What most people worked with; questions of tests are left to their test. */
export function Top() {
  const filter = all(["exists", "activity"], ["missing", "interaction"], filterOf(scope.value))!;
  const query: Query = { kind: "table", metrics: ["active_people", "completed_people"], dimensions: ["activity"], filter, time: timeOf({ ...scope.value, compare: false }), order: [["active_people", "desc"]], limit: 8 };
  const answer = useQuery(query, { live: true });
  return (
    <Card title={t("home.top")} flush aside={<span class="cluster"><a class="card-link" href={screen("/activities")}>{t("home.top_all")}</a><Counted query={query} answer={answer.data} label={t("home.top")} /></span>}>
      <Loaded of={answer} lines={6}>
        {(data) => {
          const rows = rowsOf(data).map((row) => ({ activity: String(row.activity), people: numberOf(row.active_people), completed: numberOf(row.completed_people) }));
          const most = Math.max(1, ...rows.map((row) => row.people ?? 0));
          const cell = (row: { activity: string }, value: number | null, metric: string, label: string) =>
            value && may("see_people") ? (
              <button type="button" class="number-link" data-value={value} onClick={() => openBehind({ query, cell: { dimensions: { activity: row.activity }, metric }, label })}>
                {number(value)}<span class="hidden-text"> {t("common.open_people")}</span>
              </button>
            ) : <span data-value={value ?? ""}>{number(value)}</span>;
          return (
            <Table caption={t("home.top_caption")} rows={rows} rowKey={(row) => row.activity} open={(row) => screen("/activities/activity", { activity: row.activity })}
              columns={[
                { id: "activity", label: t("common.activity"), cell: (row) => <ActivityName id={row.activity} />, card: true },
                { id: "people", label: t("home.top_people"), numeric: true, card: true, cell: (row) => (
                  <span class="top-people"><span class="top-bar" aria-hidden="true" style={{ inlineSize: `${(100 * (row.people ?? 0)) / most}%` }} />{cell(row, row.people, "active_people", t("home.top_people"))}</span>
                ) },
                { id: "completed", label: t("home.top_completed"), numeric: true, cell: (row) => cell(row, row.completed, "completed_people", t("home.top_completed")) },
              ]} />
          );
        }}
      </Loaded>
    </Card>
  );
}
