import { Check } from "lucide";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { t } from "../../../lib/i18n.ts";
import { Icon } from "../../../parts/Icon.tsx";

interface StepProps {
  number: number;
  title: ComponentChildren;
  /** By what the server says; undefined where nothing says so. */
  done: boolean | undefined;
  children?: ComponentChildren;
}

/** A step of the first run, with whether it is done. */
export function Step({ number, title, done, children }: StepProps) {
  const id = useId();
  return (
    <li class={`connect-step${done ? " connect-done" : ""}`} aria-labelledby={id} data-done={done}>
      <span class="connect-mark figures" aria-hidden="true">{done ? <Icon of={Check} size={16} /> : number}</span>
      <div class="connect-step-body">
        <h2 id={id}>{title}<span class="hidden-text"> – {t(done ? "connect.done" : "connect.to_do")}</span></h2>
        {children}
      </div>
    </li>
  );
}
