import { bucketLabel, list, number, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { rowsOf, type Query } from "../../lib/query.ts";
import { useQuery } from "../../lib/resource.ts";
import { param, setParams } from "../../lib/router.ts";
import { scope, timeOf } from "../../lib/scope.ts";
import { may } from "../../lib/session.ts";
import { Card } from "../../parts/Card.tsx";
import { Counted } from "../../parts/Counted.tsx";
import { Check } from "../../parts/Field.tsx";
import { Loaded } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { Chart } from "../../parts/chart/index.ts";
import { Lacking } from "./Lacking.tsx";
import { HiddenNote, minGroup, Num } from "./Num.tsx";
import { opener } from "./Overview.tsx";
import { within, type Subject } from "./subject.ts";

interface Cell { cohort: string | null; size: number | null; k: number; people: number | null; share: number | null }

/** Whether a period of a cohort is over: what is not is blank, what is and is null was hidden. */
function over(cohort: string, k: number, period: string, now: number): boolean {
  // Half a day on, so that the UTC date is the one of the zone.
  const end = new Date(Date.parse(cohort) + 12 * 3_600_000);
  if (period === "month") end.setUTCMonth(end.getUTCMonth() + k + 1);
  else end.setUTCDate(end.getUTCDate() + 7 * (k + 1));
  return end.getTime() - 10 * 3_600_000 <= now;
}

/** Who comes back: cohorts by when people first were here, period by period. */
export function Cohorts({ of }: { of: Subject }) {
  const period = param("period").value === "week" ? "week" : "month";
  const unbounded = param("later").value === "1";
  const query: Query = { kind: "retention", period, unbounded, periods: 12, filter: within(of.whole)!, time: timeOf({ ...scope.value, compare: false }) };
  const answer = useQuery(query);
  return (
    <>
      <Card title={t("activity.cohorts")} note={t("activity.cohorts_note")} aside={<Counted query={query} answer={answer.data} label={t("activity.cohorts")} />}>
        <div class="toolbar act-tools">
          <div class="segmented" role="group" aria-label={t("activity.period")}>
            {["week", "month"].map((one) => <button key={one} type="button" aria-pressed={period === one} onClick={() => setParams({ period: one })}>{t("activity.period_" + one)}</button>)}
          </div>
          <Check label={t("activity.unbounded")} checked={unbounded} onChange={(event) => setParams({ later: event.currentTarget.checked })} />
        </div>
        <Loaded of={answer} lines={8}>
          {(data) => {
            const k = minGroup(data);
            const cells = rowsOf(data) as unknown as Cell[];
            const rows = cells.filter((cell): cell is Cell & { cohort: string } => cell.cohort !== null);
            if (rows.length === 0) return <Lacking feature="retention" title={t("activity.cohorts_none")}>{t("activity.cohorts_none_text")}</Lacking>;
            const now = Date.parse(data.meta.fresh_to) || Date.now();
            const labelOf = (cell: Cell & { cohort: string }) => t("activity.cohort", { when: bucketLabel(cell.cohort, period), n: cell.size === null ? t("activity.hidden", { k }) : number(cell.size) });
            const cohorts = [...new Map(rows.map((cell) => [cell.cohort, cell])).values()];
            return (
              <>
                <Chart {...(may("see_people") && { onOpen: opener })} spec={{
                  kind: "heat", measure: { name: t("activity.came_back"), format: "percent", good: "up" }, rowsAre: t("activity.cohort_word"), columnsAre: t("activity.periods_after_" + period), minGroup: k, domain: [0, 1], cohorts: { unit: period, orLater: unbounded },
                  rows: rows.map((cell) => ({
                    row: labelOf(cell), column: String(cell.k), size: cell.size, value: cell.share,
                    hidden: cell.share === null && k > 1 && over(cell.cohort, cell.k, period, now),
                    of: { query, cell: { cohort: cell.cohort, k: cell.k }, label: t("activity.cohort_cell", { when: bucketLabel(cell.cohort, period), k: cell.k }) },
                  })),
                }} />
                <Table caption={t("activity.cohort_sizes")} rows={cohorts} rowKey={(cell) => cell.cohort} columns={[
                  { id: "cohort", label: t("activity.cohort_word"), cell: (cell) => <span class="act-nowrap">{bucketLabel(cell.cohort, period)}</span>, by: (cell) => cell.cohort },
                  { id: "size", label: t("activity.cohort_size"), numeric: true, by: (cell) => cell.size, cell: (cell) => <Num value={cell.size} counted k={k} query={query} cell={{ cohort: cell.cohort, k: 0 }} label={t("activity.cohort_cell", { when: bucketLabel(cell.cohort, period), k: 0 })} /> },
                  ...[1, 2, 3].map((n) => ({
                    id: "k" + n, label: t("activity.after_n_" + period, { n }), numeric: true,
                    cell: (cell: Cell & { cohort: string }) => {
                      const one = rows.find((other) => other.cohort === cell.cohort && other.k === n);
                      return one && over(one.cohort, n, period, now) ? <Num value={one.people} counted k={k} query={query} cell={{ cohort: cell.cohort, k: n }} label={t("activity.cohort_cell", { when: bucketLabel(cell.cohort, period), k: n })} /> : <span class="soft">–</span>;
                    },
                  })),
                ]} />
                <p class="soft small">{t("activity.cohorts_blank")}</p>
                <HiddenNote answers={[data]} />
              </>
            );
          }}
        </Loaded>
      </Card>
      {answer.data && <Together cells={rowsOf(answer.data) as unknown as Cell[]} period={period} />}
    </>
  );
}

/** All cohorts that have come so far, added. */
function Together({ cells, period }: { cells: Cell[]; period: "week" | "month" }) {
  // That everybody was here at first says nothing, and would press the rest to the ground.
  const known = cells.filter((cell) => cell.cohort === null && cell.size && cell.k > 0 && cell.share !== null);
  if (known.length === 0) return null;
  return (
    <Card title={t("activity.cohorts_all")}>
      <Chart height={200}
        summary={t("activity.cohorts_summary", { list: list(known.slice(0, 3).map((row) => t("activity.cohorts_after_" + period, { share: percent(row.share, 1), k: row.k }))) })}
        spec={{ kind: "line", measure: { name: t("activity.came_back"), format: "percent" }, along: t("activity.periods_after_" + period), rows: known.map((row) => ({ x: row.k, y: row.share })) }} />
    </Card>
  );
}
