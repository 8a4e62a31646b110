import type { ComponentChildren } from "preact";
import { duration, number, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import type { Answer, Query, Rate } from "../../lib/query.ts";
import { may, store } from "../../lib/session.ts";
import { openBehind, type Cell } from "../../parts/Behind.tsx";

/** The smallest group that is told to this role; 1 tells of everybody. */
export function minGroup(answer?: Answer): number {
  return Math.max(answer?.meta.min_group ?? 1, store.value?.min_group ?? 1);
}

/** «< 5», with words for those who ask what it means. */
export function Hidden({ k }: { k: number }) {
  return <span class="act-small" data-value="" data-hidden title={t("activity.hidden_text", { k })}>{t("activity.hidden", { k })}</span>;
}

/** The line that explains hidden cells; nothing when nothing was hidden. */
export function HiddenNote({ answers }: { answers: (Answer | undefined)[] }) {
  const hidden = answers.reduce((sum, answer) => sum + (answer?.meta.suppressed_cells ?? 0), 0);
  const k = Math.max(...answers.map((answer) => minGroup(answer)));
  return hidden > 0 && k > 1 ? <p class="soft small act-note">{t("activity.hidden_note", { n: hidden, k })}</p> : null;
}

interface NumProps {
  value: number | null | undefined;
  text?: string;
  /** null means a group that is too small, not a missing value. */
  counted?: boolean;
  /** What the number is of, for screen readers and the panel of people. */
  label?: string;
  query?: Query;
  cell?: Cell;
  k?: number;
}

/** A number in a table: data-value for whoever compares it, a button where people are behind it. */
export function Num({ value, text, counted, label, query, cell, k = 1 }: NumProps) {
  if (value === null || value === undefined) return counted && k > 1 ? <Hidden k={k} /> : <span class="soft" data-value="">–</span>;
  const said = text ?? number(value);
  if (!query || !cell || !label || value === 0 || !may("see_people")) return <span data-value={value}>{said}</span>;
  return (
    <button type="button" class="number-link" data-value={value} onClick={() => openBehind({ query, cell, label })}>
      {said}<span class="hidden-text"> {t("common.open_people")}</span>
    </button>
  );
}

/** A rate with what it is a part of. */
export function Share({ rate, k = 1, children }: { rate: Rate | null | undefined; k?: number; children?: ComponentChildren }) {
  if (!rate || rate.value === null) return rate && (rate.numerator === null || rate.denominator === null) && k > 1 ? <Hidden k={k} /> : <span class="soft" data-value="">–</span>;
  return (
    <span class="act-share">
      <span data-value={rate.value}>{percent(rate.value)}</span>
      <span class="act-share-of soft">{children ?? t("activity.of", { n: number(rate.numerator), of: number(rate.denominator) })}</span>
    </span>
  );
}

/** Seconds, or nothing where none were reported. */
export function Time({ seconds }: { seconds: number | null | undefined }) {
  return seconds ? <span data-value={seconds}>{duration(seconds)}</span> : <span class="soft" data-value="">–</span>;
}

/** The 95 % interval of a rate in words; nothing when the server gave none. */
export function interval(rate: Rate | null | undefined): string | undefined {
  if (!rate || rate.low === undefined || rate.low === null || rate.high === undefined || rate.high === null) return undefined;
  return t("activity.interval", { low: percent(rate.low), high: percent(rate.high) });
}
