import { ChartArea, ChartBar, ChartLine, ChartSpline, Filter as FunnelIcon, Grid3x3, Hash, Table2, Waypoints } from "lucide";
import type { IconNode } from "lucide";
import { number, percent } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { numberOf, rowsOf, type Answer, type Query, type Rate } from "../lib/query.ts";
import { may } from "../lib/session.ts";
import { openBehind } from "./Behind.tsx";
import { Icon } from "./Icon.tsx";
import { Metric } from "./Metric.tsx";
import { Chart } from "./chart/index.ts";
import { AnswerTable, written } from "./answer/AnswerTable.tsx";
import { cellOf, formatOf, isHidden, isName } from "./answer/columns.ts";
import { columnLabel, storeNames, type Namer } from "./answer/names.ts";
import { drawn, type Opens } from "./answer/specs.ts";
import { shapesOf, suitable, type Shape } from "./answer/shapes.ts";
import "./answer/answer.css";

export type { Shape } from "./answer/shapes.ts";
export type { Namer } from "./answer/names.ts";

interface AnswerViewProps {
  query: Query;
  answer: Answer;
  /** How it is shown; the usual way of its kind where that does not suit. */
  as?: string | undefined;
  /** The columns of the table, in this order; without it, all. */
  columns?: readonly string[] | undefined;
  /** What it is of, for screen readers. */
  label: string;
  /** Who knows names; the store's when left out. */
  names?: Namer;
  /** Outside of the app: nothing opens. */
  bare?: boolean;
  height?: number;
}

/** Any answer of the query API, as a table, a number or a chart. */
export function AnswerView({ query, answer, as, columns, label, names = storeNames, bare, height = 260 }: AnswerViewProps) {
  const shape = suitable(query, as);
  const charts = shape === "table" || shape === "number" ? [] : drawn(query, answer, shape, names);
  const open = !bare && may("see_people") ? (row: { of?: unknown }) => { if (row.of) openBehind({ query, ...(row.of as Opens) }); } : undefined;
  const opens = charts.some((chart) => chart.spec.rows.some((row) => row.of !== undefined));
  return (
    <div class="answer" data-shape={shape}>
      {answer.rows.length === 0 ? <p class="answer-none soft">{t("answer.nothing")}</p>
        : shape === "number" ? <Numbers query={query} answer={answer} bare={bare} />
        : charts.length === 0 ? <AnswerTable query={query} answer={answer} names={names} bare={bare} columns={columns} label={label} />
        : charts.map((chart) => (
          <div key={chart.key}>
            <Chart spec={chart.spec} {...(charts.length > 1 && { title: chart.title })} height={chart.spec.kind === "sankey" ? height + 140 : height} onOpen={opens ? open : undefined} />
            {chart.note && <p class="soft small">{chart.note}</p>}
          </div>
        ))}
      <Notes answer={answer} />
    </div>
  );
}

/** What must be known to read an answer. */
function Notes({ answer }: { answer: Answer }) {
  const { meta } = answer;
  const open = meta.open;
  const stickiness = meta.stickiness?.value;
  const notes = [
    meta.truncated && meta.total !== undefined && t("answer.truncated", { n: answer.rows.length, of: meta.total }),
    meta.suppressed_cells > 0 && t("answer.hidden_note", { n: meta.suppressed_cells, k: meta.min_group }),
    !!meta.not_comparable && t("answer.not_comparable", { n: meta.not_comparable }),
    !!open && t("answer.open_note", { n: open }),
    typeof stickiness === "number" && t("answer.stickiness", { share: percent(stickiness) }),
    meta.kind === "correlation" && t("answer.not_cause"),
    ...(meta.warnings ?? []).map((warning) => t("answer.warning_" + warning)),
  ].filter((note) => typeof note === "string");
  return notes.length > 0 ? <ul class="answer-notes soft small">{notes.map((note) => <li key={note}>{note}</li>)}</ul> : null;
}

function Numbers({ query, answer, bare }: { query: Query; answer: Answer; bare: boolean | undefined }) {
  const rows = rowsOf(answer);
  const row = rows[rows.length - 1]!;
  const { min_group: k } = answer.meta;
  return (
    <div class="metrics">
      {answer.columns.filter((column) => !isName(column, query) && !column.name.endsWith("@previous")).map((column) => {
        const format = formatOf(column, query);
        if (!format) return null;
        const value = numberOf(row[column.name]);
        const rate = column.type === "rate" ? (row[column.name] as Rate | null) : null;
        const hidden = isHidden(column, row[column.name], row, answer, query);
        const cell = bare ? undefined : cellOf(column, row, query);
        return (
          <Metric key={column.name} label={columnLabel(column.name, query)} value={hidden ? t("chart.hidden", { k }) : value === null ? "–" : written(value, format)} raw={value}
            before={numberOf(row[column.name + "@previous"]) ?? undefined} points={format === "percent"}
            {...(!bare && { query, answer })} {...(cell && { cell })}
            note={rate?.denominator ? t("answer.of", { n: number(rate.numerator), of: number(rate.denominator) }) : undefined} />
        );
      })}
    </div>
  );
}

const icons: Record<Shape, IconNode> = { table: Table2, line: ChartLine, area: ChartArea, bar: ChartBar, number: Hash, heat: Grid3x3, funnel: FunnelIcon, sankey: Waypoints, histogram: ChartSpline };

/** The ways in which the answer of a query can be shown, to choose from. */
export function ShapeChoice({ query, as, choose }: { query: Query; as: string | undefined; choose: (shape: Shape) => void }) {
  const shapes = shapesOf(query);
  const now = suitable(query, as);
  if (shapes.length < 2) return null;
  return (
    <div class="segmented shape-choice" role="group" aria-label={t("answer.shown_as")}>
      {shapes.map((shape) => (
        <button key={shape} type="button" aria-pressed={shape === now} onClick={() => choose(shape)}>
          <Icon of={icons[shape]} size={16} /><span>{t(query.kind === "correlation" && shape === "line" ? "answer.as_dots" : "answer.as_" + shape)}</span>
        </button>
      ))}
    </div>
  );
}
