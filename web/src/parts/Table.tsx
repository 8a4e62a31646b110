import type { ComponentChildren } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { compareText } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { useEdges } from "./edges.ts";
import { Heading } from "./Heading.tsx";

/** A column of a table of T. */
export interface Column<T> {
  /** «do» is what can be done with a row: it stands at the end, on a phone's card without a label. */
  id: string;
  label: ComponentChildren;
  /** Beside the label: «how is this counted?». */
  help?: ComponentChildren;
  cell: (row: T) => ComponentChildren;
  /** What to sort by; without it the column does not sort. null is last. */
  by?: (row: T) => string | number | null | undefined;
  /** Numbers stand at the end of their cell. */
  numeric?: boolean;
  /** Shown on a phone's card beside the first column, which always is; by default the second is. */
  card?: boolean;
}

interface TableProps<T> {
  /** What the table is of, for screen readers. */
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** The address that a row opens: its first cell becomes a link. */
  open?: (row: T) => string;
  /** Sorted so at first; without it rows stand as they come. */
  sorted?: { id: string; down?: boolean };
}

/** A table whose columns sort; on phones a list of cards. j and k move, Enter opens. */
export function Table<T>({ caption, columns, rows, rowKey, open, sorted }: TableProps<T>) {
  const [order, setOrder] = useState(sorted);
  const shown = useMemo(() => {
    const by = columns.find((column) => column.id === order?.id)?.by;
    if (!by) return rows;
    const factor = order?.down ? -1 : 1;
    return [...rows].sort((a, b) => {
      const [x, y] = [by(a), by(b)];
      if (x === null || x === undefined) return y === null || y === undefined ? 0 : 1;
      if (y === null || y === undefined) return -1;
      return factor * (typeof x === "number" && typeof y === "number" ? x - y : compareText(String(x), String(y)));
    });
  }, [rows, columns, order]);
  const cards = columns.some((column) => column.card);
  const onCard = (column: Column<T>, i: number) => i === 0 || (cards ? !!column.card : i === 1);
  const scroll = useRef<HTMLDivElement>(null);
  useEdges(scroll, shown);
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label={caption} ref={scroll}>
      <table class={`table table-cards${columns.filter(onCard).length < 3 ? " table-short" : ""}`} data-rows>
        <caption class="hidden-text">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => {
              const sorts = order?.id === column.id ? (order.down ? "down" : "up") : undefined;
              return (
                <th key={column.id} scope="col" class={column.numeric ? "numeric" : column.id === "do" ? "do" : undefined} aria-sort={sorts && (sorts === "down" ? "descending" : "ascending")}>
                  <Heading label={column.label} help={column.help} sorted={sorts} sort={column.by && (() => setOrder({ id: column.id, down: sorts ? sorts !== "down" : !!column.numeric }))} />
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column, i) => {
                const content = column.cell(row);
                const classes = [column.numeric && "numeric figures", column.id === "do" && "do", !onCard(column, i) && "wide-only"].filter(Boolean).join(" ") || undefined;
                const label = typeof column.label === "string" && column.id !== "do" ? column.label : undefined;
                return i === 0 ? (
                  <th key={column.id} scope="row" class={classes} data-label={label}>
                    {open ? <a class="row-link" href={open(row)}>{content}</a> : content}
                  </th>
                ) : (
                  <td key={column.id} class={classes} data-label={label}>{content}</td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p class="soft table-none">{t("common.none")}</p>}
    </div>
  );
}
