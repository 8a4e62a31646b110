import { useState } from "preact/hooks";
import { locale, t } from "../../lib/i18n.ts";
import { sortedBy, type Entries } from "./entries.ts";

interface DataProps {
  entries: Entries;
  name: string;
  /** Opens who is behind a row, by its place. */
  onOpen?: ((entry: number) => void) | undefined;
}

/** The rows of a chart as a table that can be sorted. */
export function Data({ entries, name, onOpen }: DataProps) {
  const [sort, setSort] = useState<{ column: number; descending: boolean } | null>(null);
  const { columns, entries: rows } = entries;
  const order = sort ? sortedBy(rows, sort.column, sort.descending, locale.value) : rows.map((_, i) => i);
  const next = (column: number) =>
    setSort((now) => (now?.column === column ? { column, descending: !now.descending } : { column, descending: columns[column]!.numeric }));
  const state = (i: number) => (sort?.column === i ? (sort.descending ? "descending" : "ascending") : "none");
  return (
    <div class="chart-data" tabIndex={0} role="region" aria-label={name}>
      <table>
        <thead>
          <tr>
            {columns.map((column, i) => (
              <th key={i} scope="col" aria-sort={state(i)} class={column.numeric ? "chart-number" : undefined}>
                <button type="button" class="chart-sort" onClick={() => next(i)}>
                  <span>{column.title}</span>
                  <span class="chart-sort-mark" aria-hidden="true" data-state={state(i)} />
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {order.map((entry) => (
            <tr key={entry}>
              {rows[entry]!.cells.map((cell, i) => {
                const text = columns[i]!.numeric ? cell.text : <bdi>{cell.text}</bdi>;
                const shown = i === 0 && onOpen ? (
                  <button type="button" class="number-link" onClick={() => onOpen(entry)}>
                    {text}
                    <span class="hidden-text"> {t("chart.open")}</span>
                  </button>
                ) : (
                  text
                );
                const cls = columns[i]!.numeric ? "chart-number figures" : undefined;
                return i === 0 ? <th key={i} scope="row" class={cls}>{shown}</th> : <td key={i} class={cls} data-value={cell.value ?? ""}>{shown}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
