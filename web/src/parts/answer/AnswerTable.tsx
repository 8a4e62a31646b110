import { bucketLabel, dateTime, duration, number, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { rowsOf, type Answer, type Query, type Rate } from "../../lib/query.ts";
import { screen } from "../../lib/router.ts";
import { may } from "../../lib/session.ts";
import { openBehind } from "../Behind.tsx";
import { Name } from "../Name.tsx";
import { Table, type Column as TableColumn } from "../Table.tsx";
import type { Format } from "../chart/index.ts";
import { cellOf, formatOf, isHidden, isName, type Column } from "./columns.ts";
import { columnLabel, namesWhat, plain, valueText, type Namer } from "./names.ts";

interface AnswerTableProps {
  query: Query;
  answer: Answer;
  names: Namer;
  /** Outside of the app: nothing opens. */
  bare?: boolean | undefined;
  columns?: readonly string[] | undefined;
  label: string;
}

type Row = Record<string, unknown> & { "#": number };

/** An answer as it came, in rows. */
export function AnswerTable({ query, answer, names, bare, columns, label }: AnswerTableProps) {
  const rows = rowsOf(answer).map((row, i) => ({ ...row, "#": i })) as Row[];
  const wanted = columns?.length ? columns.flatMap((name) => answer.columns.filter((column) => column.name === name)) : answer.columns;
  const shown = (wanted.length > 0 ? wanted : answer.columns).filter((column) => !["bins", "points", "from_kind", "to_kind"].includes(column.name));
  const first = shown.filter((column) => isName(column, query)).slice(0, 2);
  const cards = new Set([...first, ...shown.filter((column) => !isName(column, query)).slice(0, 3)].map((column) => column.name));
  return (
    <Table caption={label} rows={rows} rowKey={(row) => String(row["#"])}
      columns={shown.map((column): TableColumn<Row> => {
        const format = formatOf(column, query);
        const numeric = format !== undefined && !(isName(column, query) && column.type !== "count");
        return {
          id: column.name, label: columnLabel(column.name, query), numeric, card: cards.has(column.name),
          cell: (row) => <AnswerCell column={column} row={row} query={query} answer={answer} names={names} bare={bare} />,
          by: (row) => sortOf(row[column.name], column, names),
        };
      })} />
  );
}

function sortOf(value: unknown, column: Column, names: Namer): string | number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return value;
  if (typeof value === "object" && "value" in value) return (value as Rate).value;
  return column.type === "time" ? String(value) : valueText(column.name, value, names);
}

/** A number as its column writes it. */
export function written(value: number, format: Format): string {
  switch (format) {
    case "percent":
      return percent(value, 1);
    case "duration":
      return duration(value);
    case "count":
      return number(value, 0);
    default:
      return number(value, 2);
  }
}

function AnswerCell({ column, row, query, answer, names, bare }: { column: Column; row: Row; query: Query; answer: Answer; names: Namer; bare: boolean | undefined }) {
  const value = row[column.name];
  const format = formatOf(column, query);
  if (isName(column, query) && !(format === "count" && column.name !== "k" && column.name !== "step" && column.name !== "layer")) return <NameCell column={column} row={row} query={query} names={names} bare={bare} />;
  if (isHidden(column, value, row, answer, query)) return <span class="soft" data-value="" title={t("answer.hidden_title", { k: answer.meta.min_group })}>{t("chart.hidden", { k: answer.meta.min_group })}</span>;
  if (format) {
    const rate = typeof value === "object" && value !== null && "value" in value ? (value as Rate) : undefined;
    const n = rate ? rate.value : (value as number | null);
    if (n === null || n === undefined) return <span class="soft" data-value="">–</span>;
    const text = written(n, format);
    const cell = bare || n === 0 || !may("see_people") ? undefined : cellOf(column, row, query);
    const label = [columnLabel(column.name, query), ...(query.dimensions ?? []).map((name) => plain(valueText(name, row[name], names))), typeof row.bucket === "string" ? bucketLabel(row.bucket, query.time?.bucket ?? "day") : ""].filter(Boolean).join(" · ");
    return (
      <>
        {cell ? <button type="button" class="number-link" data-value={n} onClick={() => openBehind({ query, cell, label })}>{text}<span class="hidden-text"> {t("common.open_people")}</span></button> : <span data-value={n}>{text}</span>}
        {rate && rate.denominator !== null && <span class="answer-of soft">{t("answer.of", { n: number(rate.numerator), of: number(rate.denominator) })}{rate.low !== null && rate.low !== undefined && <> · {t("answer.interval", { low: percent(rate.low), high: percent(rate.high) })}</>}</span>}
      </>
    );
  }
  if (value === null || value === undefined) return <span class="soft">–</span>;
  if (column.type === "time") return <span class="answer-when">{dateTime(String(value))}</span>;
  if (column.type === "json" && typeof value === "object" && !Array.isArray(value)) return <Name>{Object.entries(value as object).map(([key, n]) => `${valueText("verb_class", key, names)} ${String(n)}`).join(", ")}</Name>;
  if (Array.isArray(value) && value.some((one) => typeof one === "object")) return <Name>{value.slice(0, 4).map((one) => (one as { response?: string }).response ?? "").filter(Boolean).join(", ") || "–"}</Name>;
  if (Array.isArray(value) && value.every((one) => typeof one === "number" || one === null)) return <span class="figures">{value.map((one) => (one === null ? "–" : written(one as number, query.kind === "correlation" ? "percent" : "number"))).join(" · ")}</span>;
  return <NameCell column={column} row={row} query={query} names={names} bare={bare} />;
}

function NameCell({ column, row, query, names, bare }: { column: Column; row: Row; query: Query; names: Namer; bare: boolean | undefined }) {
  const value = row[column.name];
  if (column.name === "bucket" || column.name === "previous_bucket" || column.name === "cohort") {
    if (value === null) return <span class="soft">{t(column.name === "cohort" ? "answer.all_cohorts" : "answer.missing")}</span>;
    const bucket = column.name === "cohort" ? String(query.period ?? "week") : (query.time?.bucket ?? "day");
    return <span class="answer-when" data-at={String(value)}>{bucketLabel(String(value), bucket)}</span>;
  }
  if (column.type === "time") return value === null ? <span class="soft">–</span> : <span class="answer-when">{dateTime(String(value))}</span>;
  const of = (column.name === "from" || column.name === "to") && query.kind === "paths" ? String(query.of ?? "activity") : column.name === "group" ? String(query.by ?? "group") : column.name;
  const kind = column.name === "to" ? row.to_kind : column.name === "from" ? row.from_kind : undefined;
  if (kind === "left") return <span class="soft">{t(query.to !== undefined ? "chart.began" : "chart.left")}</span>;
  if (kind === "other") return <span class="soft">{t("chart.others")}</span>;
  if (column.name === "group" && value === null) return <span class="soft">{t("answer.all_groups")}</span>;
  if (value === null || value === undefined) return <span class="soft">{column.name === "flag" ? "–" : t("answer.missing")}</span>;
  const text = valueText(of, value, names);
  const name = <Name id={typeof value === "string" ? value : undefined}>{text}</Name>;
  const what = bare || typeof value !== "string" ? undefined : namesWhat(of);
  if (what === "person" && may("see_people")) return <a class="row-link" href={screen("/learners/journey", { person: value as string })}>{name}</a>;
  if (what === "activity" && may("see_dashboards")) return <a class="row-link" href={screen("/activities/activity", { activity: value as string })}>{name}</a>;
  return name;
}
