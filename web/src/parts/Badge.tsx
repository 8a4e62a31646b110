import { CircleAlert, CircleCheck, CircleDashed, Info, TriangleAlert } from "lucide";
import type { ComponentChildren } from "preact";
import { Icon } from "./Icon.tsx";

/** How something stands; always with an icon and a word (ui.md §6). */
export type Tone = "good" | "warn" | "bad" | "note" | "plain";

const icons = { good: CircleCheck, warn: TriangleAlert, bad: CircleAlert, note: Info, plain: CircleDashed };

/** A word about how something stands. */
export function Badge({ tone = "plain", bare, children }: { tone?: Tone; bare?: boolean; children: ComponentChildren }) {
  return (
    <span class={`badge badge-${tone}`}>
      {!bare && <Icon of={icons[tone]} size={14} />}
      <span>{children}</span>
    </span>
  );
}
