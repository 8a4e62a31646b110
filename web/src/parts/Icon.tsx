import type { IconNode } from "lucide";
import { h } from "preact";

/** A line drawing beside a word; alone it needs a label on what holds it. */
export function Icon({ of, size = 18 }: { of: IconNode; size?: number }) {
  return (
    <svg class="icon" aria-hidden="true" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">
      {of.map(([name, attributes], i) => h(name, { key: i, ...attributes }))}
    </svg>
  );
}
