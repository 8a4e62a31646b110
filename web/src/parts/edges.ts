import { useLayoutEffect } from "preact/hooks";

/**
 * Says on a strip that scrolls to the side where it goes on, as data-more="start end", so that styles can show it.
 * `anew` changes when what is inside does.
 */
export function useEdges(strip: { readonly current: HTMLElement | null }, anew?: unknown): void {
  useLayoutEffect(() => {
    const element = strip.current;
    if (!element) return;
    const look = () => {
      // From right to left scrollLeft is negative.
      const from = Math.abs(element.scrollLeft);
      const more = [from > 1 && "start", from + element.clientWidth < element.scrollWidth - 1 && "end"].filter(Boolean).join(" ");
      if (more) element.dataset.more = more;
      else delete element.dataset.more;
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    for (const child of element.children) sizes.observe(child);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [anew]);
}
