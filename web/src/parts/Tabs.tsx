import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { base } from "../lib/base.ts";
import { href, param, place, setParams } from "../lib/router.ts";
import { useEdges } from "./edges.ts";

interface TabsProps {
  label: string;
  /** The parameter of the address that holds the tab. */
  name?: string;
  tabs: readonly { id: string; label: string }[];
}

/** The tab that the address names, else the first. */
export function tabOf(tabs: readonly { id: string }[], name = "tab"): string {
  const wanted = param(name).value;
  return tabs.some((tab) => tab.id === wanted) ? wanted : (tabs[0]?.id ?? "");
}

/** A row of tabs that scrolls by itself where there is no room: the one that is shown is in view. `current` changes with it. */
export function TabStrip({ label, current, children }: { label: string; current: string; children: ComponentChildren }) {
  const strip = useRef<HTMLElement>(null);
  useEdges(strip, current);
  useLayoutEffect(() => {
    const shown = strip.current?.querySelector("[aria-current]");
    if (!strip.current || !shown) return;
    // The strip is scrolled and not the page, which scrollIntoView would move too.
    const [room, tab] = [strip.current.getBoundingClientRect(), shown.getBoundingClientRect()];
    if (tab.left < room.left || tab.right > room.right) strip.current.scrollLeft += tab.left + tab.width / 2 - room.left - room.width / 2;
  }, [current]);
  return <nav class="tabs" aria-label={label} ref={strip}>{children}</nav>;
}

/** Tabs are links: each has an address. */
export function Tabs({ label, name = "tab", tabs }: TabsProps) {
  const current = tabOf(tabs, name);
  return (
    <TabStrip label={label} current={current}>
      {tabs.map((tab) => (
        <a key={tab.id} href={href(place.value.path, { [name]: tab.id === tabs[0]?.id ? "" : tab.id }, [...place.value.params.keys()])}
          aria-current={tab.id === current ? "page" : undefined}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            setParams({ [name]: tab.id === tabs[0]?.id ? "" : tab.id });
          }}>
          {tab.label}
        </a>
      ))}
    </TabStrip>
  );
}

/** Tabs that are screens of their own. */
export function LinkTabs({ label, tabs, current }: { label: string; tabs: readonly { address: string; label: string }[]; current: string }) {
  const pathOf = (address: string) => address.split("?")[0] ?? "";
  return (
    <TabStrip label={label} current={current}>
      {tabs.map((tab) => (
        <a key={tab.address} href={tab.address} aria-current={pathOf(tab.address) === base.slice(0, -1) + current ? "page" : undefined}>{tab.label}</a>
      ))}
    </TabStrip>
  );
}
