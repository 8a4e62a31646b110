// The rows of a spec as words: what the table shows, what the cursor reads out
// and what a copied CSV has. Entry i is row i of the spec, for every kind.
import type { BarRow, Format, PointRow, Spec } from "./spec.ts";
import type { Words } from "./words.ts";

/** A column of the table. */
export interface Column {
  title: string;
  numeric: boolean;
}

/** A cell: as it is read, and as it is sorted and copied. */
export interface Cell {
  text: string;
  value: string | number | null;
}

/** One row of the table and one stop of the cursor. */
export interface Entry {
  cells: Cell[];
}

/** The table of a chart. */
export interface Entries {
  columns: Column[];
  entries: Entry[];
}

/** The text of a hidden count: «< 5». */
export function hiddenText(words: Words, minGroup = 5): string {
  return words.say("chart.hidden", { k: words.value(minGroup, "count") });
}

/** The table of a spec. */
export function entriesOf(spec: Spec, words: Words): Entries {
  const { say } = words;
  const text = (value: string): Cell => ({ text: value, value });
  const num = (value: number | null | undefined, format: Format): Cell => ({
    text: words.value(value ?? null, format),
    value: value ?? null,
  });
  const column = (title: string, numeric = false): Column => ({ title, numeric });

  switch (spec.kind) {
    case "line":
    case "area":
    case "sparkline": {
      const { rows, measure, time } = spec;
      const several = rows.some((r) => r.series !== undefined);
      const compared = rows.some((r) => r.compare != null);
      const bounds = rows.some((r) => r.low != null && r.high != null);
      const partial = rows.some((r) => r.partial);
      const along = spec.kind === "sparkline" ? undefined : spec.along;
      const alongFormat = spec.kind === "sparkline" ? undefined : spec.alongFormat;
      const columns = [column(time ? say(`chart.column.${time.bucket}`) : (along ?? say("chart.column.x")), !time)];
      if (several) columns.push(column(say("chart.column.series")));
      columns.push(column(measure.name, true));
      if (compared) {
        const name = spec.kind === "sparkline" ? undefined : spec.compareName;
        columns.push(column(name ?? say("chart.before"), true));
      }
      if (bounds) columns.push(column(say("chart.column.low"), true), column(say("chart.column.high"), true));
      if (partial) columns.push(column(say("chart.column.state")));
      const entry = (r: PointRow): Entry => {
        const cells = [placeCell(r.x, time, words, alongFormat)];
        if (several) cells.push(text(r.series ?? ""));
        cells.push(num(r.y, measure.format));
        if (compared) cells.push(num(r.compare, measure.format));
        if (bounds) cells.push(num(r.low, measure.format), num(r.high, measure.format));
        if (partial) cells.push(text(r.partial ? say("chart.filling") : ""));
        return { cells };
      };
      return { columns, entries: rows.map(entry) };
    }
    case "bar": {
      const { rows, measure, time } = spec;
      const several = rows.some((r) => r.series !== undefined);
      const partial = rows.some((r) => r.partial);
      const columns = [column(time ? say(`chart.column.${time.bucket}`) : spec.along)];
      if (several) columns.push(column(say("chart.column.series")));
      columns.push(column(measure.name, true));
      if (partial) columns.push(column(say("chart.column.state")));
      const entry = (r: BarRow): Entry => {
        const cells = [placeCell(r.x, time, words)];
        if (several) cells.push(text(r.series ?? ""));
        cells.push(num(r.y, measure.format));
        if (partial) cells.push(text(r.partial ? say("chart.filling") : ""));
        return { cells };
      };
      return { columns, entries: rows.map(entry) };
    }
    case "histogram":
      return {
        columns: [
          column(say("chart.column.from", { name: spec.measure.name }), true),
          column(say("chart.column.to"), true),
          column(spec.counted, true),
        ],
        entries: spec.rows.map((r) => ({
          cells: [num(r.from, spec.measure.format), num(r.to, spec.measure.format), num(r.count, "count")],
        })),
      };
    case "heat":
      return {
        columns: [column(spec.rowsAre), column(spec.columnsAre), column(spec.measure.name, true)],
        entries: spec.rows.map((r) => ({
          cells: [
            text(r.row),
            text(r.column),
            r.hidden
              ? { text: hiddenText(words, spec.minGroup), value: null }
              : num(r.value, spec.measure.format),
          ],
        })),
      };
    case "funnel":
      return {
        columns: [
          column(say("chart.column.step")),
          column(spec.measure.name, true),
          column(say("chart.column.overall"), true),
          column(say("chart.column.stepRate"), true),
          column(say("chart.column.dropOff"), true),
          column(say("chart.column.median"), true),
        ],
        entries: spec.rows.map((r) => ({
          cells: [
            text(r.name),
            r.count === null ? { text: hiddenText(words, spec.minGroup), value: null } : num(r.count, "count"),
            num(r.overall, "percent"),
            num(r.stepRate, "percent"),
            num(r.dropOff, "percent"),
            num(r.median, "duration"),
          ],
        })),
      };
    case "sankey":
      return {
        columns: [
          column(say("chart.column.layer"), true),
          column(say("chart.column.source")),
          column(say("chart.column.target")),
          column(spec.measure.name, true),
          column(say("chart.column.share"), true),
        ],
        entries: spec.rows.map((r) => ({
          cells: [
            num(r.layer + 1, "count"),
            text(r.fromKind === "other" ? say("chart.others") : r.from),
            text(nodeName(r.to, r.toKind, spec.backwards, words)),
            r.people === null ? { text: hiddenText(words), value: null } : num(r.people, "count"),
            num(r.share, "percent"),
          ],
        })),
      };
    case "survival": {
      const several = spec.rows.some((r) => r.series !== undefined);
      const bounds = spec.rows.some((r) => r.low != null);
      const atRisk = spec.rows.some((r) => r.atRisk != null);
      const turn = (share: number | null | undefined) => (share == null || !spec.rises ? share : 1 - share);
      const columns = [column(spec.along, true)];
      if (several) columns.push(column(say("chart.column.series")));
      columns.push(column(spec.measure.name, true));
      if (bounds) columns.push(column(say("chart.column.low"), true), column(say("chart.column.high"), true));
      if (atRisk) columns.push(column(say("chart.atRisk"), true));
      return {
        columns,
        entries: spec.rows.map((r) => {
          const cells = [num(r.x, spec.xFormat)];
          if (several) cells.push(text(r.series ?? ""));
          cells.push(num(turn(r.share), "percent"));
          if (bounds) cells.push(num(turn(spec.rises ? r.high : r.low), "percent"), num(turn(spec.rises ? r.low : r.high), "percent"));
          if (atRisk) cells.push(num(r.atRisk, "count"));
          return { cells };
        }),
      };
    }
    case "dot": {
      const named = spec.rows.some((r) => r.name !== undefined);
      const several = spec.rows.some((r) => r.series !== undefined);
      const columns = [];
      if (named) columns.push(column(say("chart.column.name")));
      if (several) columns.push(column(say("chart.column.series")));
      columns.push(column(spec.x.name, true), column(spec.y.name, true));
      return {
        columns,
        entries: spec.rows.map((r) => {
          const cells = [];
          if (named) cells.push(text(r.name ?? ""));
          if (several) cells.push(text(r.series ?? ""));
          cells.push(num(r.x, spec.x.format), num(r.y, spec.y.format));
          return { cells };
        }),
      };
    }
    case "lanes":
      return {
        columns: [
          column(say("chart.column.name")),
          column(say("chart.column.lane")),
          column(say("chart.column.start")),
          column(say("chart.column.end")),
          column(say("chart.column.outcome")),
        ],
        entries: spec.rows.map((r) => ({
          cells: [
            text(r.name),
            text(r.lane),
            { text: words.moment(r.start, spec.zone), value: r.start },
            { text: r.end ? words.moment(r.end, spec.zone) : "", value: r.end ?? "" },
            text([r.outcome, r.detail].filter(Boolean).join(" · ")),
          ],
        })),
      };
  }
}

/** The name of a node of paths. */
export function nodeName(name: string, kind: string | undefined, backwards: boolean | undefined, words: Words): string {
  if (kind === "left") return words.say(backwards ? "chart.began" : "chart.left");
  return kind === "other" ? words.say("chart.others") : name;
}

function placeCell(x: string | number, time: { bucket: "hour" | "day" | "week" | "month" | "quarter" | "year"; zone: string } | undefined, words: Words, format: Format = "number"): Cell {
  if (typeof x === "number") return { text: words.value(x, format), value: x };
  return { text: time ? words.bucket(x, time.bucket, time.zone) : x, value: x };
}

/** An entry as one line: "week 32, 2026 · Completions: 48". */
export function entryText({ columns }: Entries, entry: Entry): string {
  const texts: string[] = [];
  entry.cells.forEach((cell, i) => {
    if (cell.text === "" || (cell.value === null && cell.text === "–" && i > 1)) return;
    texts.push(!columns[i]!.numeric ? cell.text : `${columns[i]!.title}: ${cell.text}`);
  });
  return texts.join(" · ");
}

/** The table as CSV (RFC 4180), values as numbers and instants. A text that a
 *  spreadsheet would take for a formula is marked as text. */
export function entriesCSV({ columns, entries }: Entries): string {
  const field = (value: string | number | null): string => {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    const text = /^[=+\-@\t\r]/.test(value) ? "'" + value : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [columns.map((c) => field(c.title)), ...entries.map((e) => e.cells.map((c) => field(c.value)))];
  return lines.map((line) => line.join(",")).join("\r\n") + "\r\n";
}

/** The entries' places sorted by a column; what is missing comes last. */
export function sortedBy(entries: Entry[], column: number, descending: boolean, language: string): number[] {
  const compare = new Intl.Collator(language, { numeric: true }).compare;
  return entries
    .map((_, i) => i)
    .sort((a, b) => {
      const x = entries[a]!.cells[column]!.value;
      const y = entries[b]!.cells[column]!.value;
      if (x === null || y === null) return x === y ? a - b : x === null ? 1 : -1;
      const by = typeof x === "number" && typeof y === "number" ? x - y : compare(String(x), String(y));
      return (descending ? -by : by) || a - b;
    });
}
