import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface CardProps {
  title?: ComponentChildren;
  /** Beside the title: a link, a button. */
  aside?: ComponentChildren;
  note?: ComponentChildren;
  /** Without padding, for tables that reach to the edge. */
  flush?: boolean;
  children: ComponentChildren;
}

/** A surface for one thing. */
export function Card({ title, aside, note, flush, children }: CardProps) {
  const id = useId();
  return (
    <section class={`card${flush ? " card-flush" : ""}`} aria-labelledby={title ? id : undefined}>
      {(title || aside) && (
        <header class="card-head">
          <div>
            {title && <h2 id={id}>{title}</h2>}
            {note && <p class="soft small">{note}</p>}
          </div>
          {aside && <div class="card-aside">{aside}</div>}
        </header>
      )}
      <div class="card-body">{children}</div>
    </section>
  );
}
