import type { ComponentChildren, VNode } from "preact";
import { isValidElement } from "preact";
import { t, type Values } from "../lib/i18n.ts";

/**
 * A message whose arguments may be elements: a link, a name in its own direction. Each language puts them where they
 * belong.
 */
export function Said({ message, with: values }: { message: string; with: Record<string, Values[string] | VNode> }) {
  const elements: ComponentChildren[] = [];
  const plain: Values = {};
  for (const [name, value] of Object.entries(values)) {
    if (isValidElement(value)) {
      plain[name] = `\ue000${elements.length}\ue001`;
      elements.push(value);
    } else {
      plain[name] = typeof value === "string" ? value.replace(/[\ue000\ue001]/g, "") : (value as Values[string]);
    }
  }
  const parts = t(message, plain).split(/\ue000(\d+)\ue001/);
  return <>{parts.map((part, i) => (i % 2 === 1 ? elements[Number(part)] : part))}</>;
}
