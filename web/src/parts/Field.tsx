import { cloneElement, type ComponentChildren, type VNode } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  label: ComponentChildren;
  hint?: ComponentChildren;
  /** What is wrong with it and what to do. */
  error?: string | undefined;
  /** The one control. */
  children: VNode<Record<string, unknown>>;
}

/** A control with its label, a hint and an error that are read with it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [hint && id + "h", error && id + "e"].filter(Boolean).join(" ") || undefined;
  return (
    <div class={`field${error ? " field-wrong" : ""}`}>
      <label for={id}>{label}</label>
      {cloneElement(children, { id, "aria-describedby": described, "aria-invalid": error ? "true" : undefined })}
      {hint && <p class="hint" id={id + "h"}>{hint}</p>}
      {error && <p class="wrong" id={id + "e"}>{error}</p>}
    </div>
  );
}

/** A box to tick with its label. */
export function Check({ label, hint, ...rest }: { label: ComponentChildren; hint?: ComponentChildren; name?: string; checked?: boolean; defaultChecked?: boolean; disabled?: boolean; onChange?: (event: Event & { currentTarget: HTMLInputElement }) => void }) {
  return (
    <label class="check">
      <input type="checkbox" {...rest} />
      <span>{label}{hint && <span class="hint">{hint}</span>}</span>
    </label>
  );
}
