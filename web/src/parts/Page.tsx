import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { arrived } from "../lib/router.ts";
import { ScopeBar, type ScopeControl } from "./ScopeBar.tsx";

interface PageProps {
  title: ComponentChildren;
  /** The title for the window, where title is more than a text. */
  name?: string;
  /** The one question that the screen answers (ui.md §1.1). */
  question: string;
  /** Where one came from. */
  crumbs?: ComponentChildren;
  actions?: ComponentChildren;
  /** The global controls that matter on this screen; none leaves the bar out. */
  controls?: readonly ScopeControl[];
  /** What no time range means, where it has a meaning of its own. */
  unset?: string;
  /** How fresh what is shown is. */
  fresh?: ComponentChildren;
  /** Below the title, above the content: tabs. */
  tabs?: ComponentChildren;
  children: ComponentChildren;
}

/** The frame of every screen. */
export function Page({ title, name, question, crumbs, actions, controls, unset, fresh, tabs, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const label = name ?? (typeof title === "string" ? title : "");
  useEffect(() => {
    document.title = label ? `${label} · Lore` : "Lore";
  }, [label]);
  useEffect(() => {
    if (arrived.value > 0) heading.current?.focus({ preventScroll: true });
  }, [arrived.value]);
  return (
    <>
      <header class="page-head">
        {crumbs && <div class="crumbs">{crumbs}</div>}
        <div class="page-title">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {actions && <div class="page-actions no-print">{actions}</div>}
        </div>
        <p class="question">{question}</p>
        {(controls || fresh) && <ScopeBar controls={controls ?? []} fresh={fresh} unset={unset} />}
        {tabs}
      </header>
      <div class="page-body">{children}</div>
    </>
  );
}
