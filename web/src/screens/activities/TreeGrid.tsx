import { ChevronDown, ChevronLeft, ChevronRight } from "lucide";
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { direction, t } from "../../lib/i18n.ts";
import { go } from "../../lib/router.ts";
import { useEdges } from "../../parts/edges.ts";
import { Heading } from "../../parts/Heading.tsx";
import { Icon } from "../../parts/Icon.tsx";
import type { Node, Shown, SortBy } from "./tree.ts";

/** A column after the name. */
export interface TreeColumn {
  id: SortBy | "last";
  label: string;
  help?: ComponentChildren;
  sorts: boolean;
  cell: (node: Node) => ComponentChildren;
  /** Shown on a phone's card. */
  card?: boolean;
}

interface TreeGridProps {
  caption: string;
  name: { label: string; cell: (node: Node) => ComponentChildren; href: (node: Node) => string | undefined };
  columns: TreeColumn[];
  rows: Shown[];
  sort: { by: SortBy; down: boolean };
  onSort: (by: SortBy) => void;
  onToggle: (key: string, open: boolean) => void;
}

/** A treegrid of the WAI-ARIA practices: arrows move among rows and open them, Enter goes. */
export function TreeGrid({ caption, name, columns, rows, sort, onSort, onToggle }: TreeGridProps) {
  const [current, setCurrent] = useState("");
  const body = useRef<HTMLTableSectionElement>(null);
  const active = rows.some((row) => row.node.key === current) ? current : (rows[0]?.node.key ?? "");
  const rtl = direction.value === "rtl";

  const focus = (key: string | undefined) => {
    if (key === undefined) return;
    setCurrent(key);
    const row = [...(body.current?.rows ?? [])].find((one) => one.dataset.key === key);
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent, row: Shown, place: number) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const [opens, closes] = rtl ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    switch (event.key) {
      case "ArrowDown": focus(rows[place + 1]?.node.key); break;
      case "ArrowUp": focus(rows[place - 1]?.node.key); break;
      case "Home": focus(rows[0]?.node.key); break;
      case "End": focus(rows[rows.length - 1]?.node.key); break;
      case opens:
        if (row.node.children.length > 0 && !row.open) onToggle(row.node.key, true);
        else if (row.open) focus(rows[place + 1]?.node.key);
        break;
      case closes:
        if (row.open) onToggle(row.node.key, false);
        else if (row.parent) focus(row.parent);
        break;
      case "Enter": {
        const to = name.href(row.node);
        if (to) go(to);
        else if (row.node.children.length > 0) onToggle(row.node.key, !row.open);
        break;
      }
      default: return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const scroll = useRef<HTMLDivElement>(null);
  useEdges(scroll, rows);
  const heading = (id: SortBy, label: string, help?: ComponentChildren) =>
    <Heading label={label} help={help} sort={() => onSort(id)} sorted={sort.by === id ? (sort.down ? "down" : "up") : undefined} />;
  const sortOf = (id: string) => (sort.by === id ? (sort.down ? "descending" : "ascending") : undefined);

  return (
    <div class="table-scroll" ref={scroll}>
      <table class="table act-tree" role="treegrid" aria-label={caption} data-rows>
        <thead>
          <tr>
            <th scope="col" role="columnheader" aria-sort={sortOf("name")}>{heading("name", name.label)}</th>
            {columns.map((column) => (
              <th key={column.id} scope="col" role="columnheader" class="numeric" aria-sort={sortOf(column.id)}>
                {column.sorts ? heading(column.id as SortBy, column.label, column.help) : <Heading label={column.label} help={column.help} />}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, place) => {
            const { node } = row;
            return (
              <tr key={node.key} role="row" data-key={node.key} data-id={node.id} aria-level={row.level} aria-posinset={row.place} aria-setsize={row.of}
                aria-expanded={node.children.length > 0 ? row.open : undefined} tabIndex={node.key === active ? 0 : -1} class={`act-tree-${node.kind}`}
                onFocus={() => setCurrent(node.key)} onKeyDown={(event) => onKeyDown(event, row, place)}>
                <th scope="row" role="rowheader" class={`act-tree-name act-tree-level-${row.level}`}>
                  <span class="act-tree-cell">
                    {node.children.length > 0 ? (
                      <button type="button" class="act-tree-toggle" tabIndex={-1} aria-expanded={row.open} onClick={() => onToggle(node.key, !row.open)}>
                        <Icon of={row.open ? ChevronDown : rtl ? ChevronLeft : ChevronRight} size={16} />
                        <span class="hidden-text">{t(row.open ? "activities.shut" : "activities.unfold", { n: node.children.length })}</span>
                      </button>
                    ) : <span class="act-tree-toggle" />}
                    {name.cell(node)}
                  </span>
                </th>
                {columns.map((column) => (
                  <td key={column.id} role="gridcell" class={`numeric figures${column.card ? "" : " wide-only"}`} data-label={column.label} data-column={column.id}>{column.cell(node)}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {rows.length === 0 && <p class="soft table-none">{t("activities.no_match")}</p>}
    </div>
  );
}
