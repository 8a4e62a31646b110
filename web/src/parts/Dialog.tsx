import { X } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../lib/i18n.ts";
import { Button } from "./Button.tsx";

interface DialogProps {
  title: ComponentChildren;
  /** Called when it is closed by whatever way; the focus goes back by itself. */
  close: () => void;
  /** At the side, for what is read beside the page. */
  side?: boolean;
  /** Wide enough for tables. */
  wide?: boolean;
  children: ComponentChildren;
  actions?: ComponentChildren;
}

/** Where the focus begins in a dialog that is filled in; in others it is on what closes them. */
const firstField = ".dialog-body form :is(input:not([type=checkbox], [type=radio], [type=hidden]), select, textarea)";

/** A native modal dialog: it keeps the focus and Escape closes it. */
export function Dialog({ title, close, side, wide, children, actions }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const label = useId();
  // A press that begins inside, to mark a text, and ends outside does not close it.
  const pressed = useRef(false);
  useEffect(() => {
    const dialog = element.current!;
    const before = document.activeElement;
    if (!dialog.open) dialog.showModal();
    dialog.querySelector<HTMLElement>(firstField)?.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={element} class={`dialog${side ? " dialog-side" : ""}${wide ? " dialog-wide" : ""}`} aria-labelledby={label}
      onCancel={(event) => { event.preventDefault(); close(); }}
      onPointerDown={(event) => { pressed.current = event.target === element.current; }}
      onClick={(event) => { if (pressed.current && event.target === element.current) close(); }}>
      <div class="dialog-frame">
        <header class="dialog-head">
          <h2 id={label}>{title}</h2>
          <Button kind="quiet" icon={X} iconOnly onClick={close}>{t("common.close")}</Button>
        </header>
        <div class="dialog-body">{children}</div>
        {actions && <footer class="dialog-actions">{actions}</footer>}
      </div>
    </dialog>
  );
}
