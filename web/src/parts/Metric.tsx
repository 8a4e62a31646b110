import { ArrowDownRight, ArrowRight, ArrowUpRight } from "lucide";
import type { ComponentChildren } from "preact";
import type { Answer, Query } from "../lib/query.ts";
import { change, percent } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { may } from "../lib/session.ts";
import { Counted } from "./Counted.tsx";
import { Icon } from "./Icon.tsx";
import { openBehind, type Cell } from "./Behind.tsx";

interface MetricProps {
  label: string;
  /** The value as it is shown. */
  value: string;
  /** The value as a number, for tests and for whoever copies it. */
  raw?: number | null | undefined;
  /** The same of the period before; shown as a change when it is there. */
  before?: number | null | undefined;
  /** Shown as a difference in points instead of a share. */
  points?: boolean;
  note?: ComponentChildren;
  /** What the number was asked with, for «how is this counted?». */
  query?: Query;
  answer?: Answer | undefined;
  /** The cell of the query whose people the number opens. */
  cell?: Cell;
  /** What the number opens where that is no cell: its statements, a screen. */
  open?: () => void;
  children?: ComponentChildren;
}

/** A number that can be opened: down to its definition, and to the people behind it. */
export function Metric({ label, value, raw, before, points, note, query, answer, cell, open, children }: MetricProps) {
  const behind = cell && query && may("see_people") && raw !== null ? () => openBehind({ query, cell, label }) : undefined;
  const opens = raw === 0 ? undefined : (open ?? behind);
  return (
    <div class="metric">
      <div class="metric-label"><span>{label}</span>{query && <Counted query={query} answer={answer} label={label} />}</div>
      <div class="metric-value figures">
        {opens ? (
          <button type="button" class="number-link" data-value={raw ?? ""} onClick={opens}>
            {value}<span class="hidden-text"> {open ? t("common.open_statements") : t("common.open_people")}</span>
          </button>
        ) : (
          <span data-value={raw ?? ""}>{value}</span>
        )}
        {before !== undefined && before !== null && raw !== undefined && raw !== null && <Change now={raw} before={before} points={points ?? false} />}
      </div>
      {note && <div class="metric-note">{note}</div>}
      {children}
    </div>
  );
}

/** How a number changed, in words for those who do not see the arrow. */
export function Change({ now, before, points }: { now: number; before: number; points: boolean }) {
  const difference = now - before;
  const icon = difference > 0 ? ArrowUpRight : difference < 0 ? ArrowDownRight : ArrowRight;
  const text = points ? t("common.points", { n: change(difference * 100) }) : before === 0 ? change(difference) : (difference >= 0 ? "+" : "") + percent(difference / before);
  return (
    <span class="change">
      <Icon of={icon} size={15} />
      <span>{text}</span>
      <span class="hidden-text">{t("common.against_before")}</span>
    </span>
  );
}
