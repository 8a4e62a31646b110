import { number, percent } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import type { Share } from "./report.ts";

/** A share as a bar with its figures. */
export function ShareBar({ label, of, low }: { label: string; of: Share; low?: boolean }) {
  return (
    <div class={`quality-share${low ? " quality-share-low" : ""}`}>
      <span class="quality-share-label">{label}</span>
      <span class="quality-share-track" aria-hidden="true"><span class="quality-share-fill" style={{ inlineSize: `${(of.share ?? 0) * 100}%` }} /></span>
      <span class="quality-share-figures figures"><strong data-value={of.share ?? ""}>{percent(of.share)}</strong> <span class="soft"><span data-value={of.count}>{t("data.of", { n: number(of.count), of: number(of.of) })}</span></span></span>
    </div>
  );
}

/** A number in a table; nothing is grey. */
export function Count({ value, title }: { value: number; title?: string }) {
  return <span class={value === 0 ? "soft" : undefined} data-value={value} title={title}>{number(value)}</span>;
}

/** A share in a table: the percentage, with the count for who looks closer. */
export function ShareCell({ of }: { of: Share }) {
  if (of.count === 0) return <span class="soft" data-value={0}>0</span>;
  return <span data-value={of.count} title={t("data.of", { n: number(of.count), of: number(of.of) })}>{percent(of.share, (of.share ?? 0) < 0.1 ? 1 : 0)}</span>;
}
