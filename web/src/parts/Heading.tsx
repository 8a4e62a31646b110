import { ArrowDown, ArrowUp } from "lucide";
import type { ComponentChildren } from "preact";
import { Icon } from "./Icon.tsx";

interface HeadingProps {
  label: ComponentChildren;
  /** Beside the label: «how is this counted?». */
  help?: ComponentChildren;
  /** Sorts by the column; without it the column does not sort. */
  sort?: (() => void) | undefined;
  /** How the rows are sorted by it now. */
  sorted?: "up" | "down" | undefined;
}

/** What stands over a column: its label with its help, at the column's edge; the arrow of the order stands outside of both. */
export function Heading({ label, help, sort, sorted }: HeadingProps) {
  return (
    <span class="heading">
      {sort ? (
        <button type="button" class="sort" onClick={sort}>
          <span>{label}</span>
          {sorted && <Icon of={sorted === "down" ? ArrowDown : ArrowUp} size={12} />}
        </button>
      ) : (
        <span>{label}</span>
      )}
      {help}
    </span>
  );
}
