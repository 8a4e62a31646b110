import type { IconNode } from "lucide";
import type { ComponentChildren, JSX } from "preact";
import { Icon } from "./Icon.tsx";

interface Look {
  /** primary: what one came for, once a screen; danger: takes something away. */
  kind?: "primary" | "plain" | "quiet" | "danger";
  icon?: IconNode;
  /** Only the icon is shown; children are the name for screen readers. */
  iconOnly?: boolean;
  small?: boolean;
  children: ComponentChildren;
}

function inside({ icon, iconOnly, children }: Look) {
  return (
    <>
      {icon && <Icon of={icon} />}
      {iconOnly ? <span class="hidden-text">{children}</span> : <span>{children}</span>}
    </>
  );
}

function classes({ kind = "plain", iconOnly, small }: Look): string {
  return `button button-${kind}${iconOnly ? " button-icon" : ""}${small ? " button-small" : ""}`;
}

type ButtonProps = Look & { busy?: boolean | undefined } & Omit<JSX.IntrinsicElements["button"], "icon" | "class" | "children">;

/** A button; busy keeps it from being pressed twice. */
export function Button({ kind, icon, iconOnly, small, busy, children, disabled, ...rest }: ButtonProps) {
  const look = { children, ...(kind && { kind }), ...(icon && { icon }), ...(iconOnly && { iconOnly }), ...(small && { small }) };
  return (
    <button type="button" {...rest} class={classes(look)} disabled={disabled} aria-busy={busy || undefined} aria-disabled={busy || undefined}
      {...(busy ? { onClick: (event: Event) => event.preventDefault() } : {})}>
      {inside(look)}
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink({ kind, icon, iconOnly, small, children, ...rest }: Look & { href: string; download?: boolean | string; target?: string; rel?: string; onClick?: () => void }) {
  const look = { children, ...(kind && { kind }), ...(icon && { icon }), ...(iconOnly && { iconOnly }), ...(small && { small }) };
  return (
    <a {...rest} class={classes(look)}>
      {inside(look)}
    </a>
  );
}
