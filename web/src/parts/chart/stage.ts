// The room a chart has: its width, its direction and how wide texts are in it.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

const systemColours = typeof window === "undefined" ? undefined : window.matchMedia("(forced-colors: active)");

/** Whether the system's colours are forced, also when that changes. */
export function useForced(): boolean {
  const [forced, setForced] = useState(systemColours?.matches ?? false);
  useEffect(() => {
    const changed = () => setForced(systemColours?.matches ?? false);
    systemColours?.addEventListener("change", changed);
    return () => systemColours?.removeEventListener("change", changed);
  }, []);
  return forced;
}

/** What is known of the element that a chart is drawn into. */
export interface Room {
  width: number;
  /** The browser's own measure of a text in the type of the labels. */
  measure(text: string): number;
}

let canvas: CanvasRenderingContext2D | null | undefined;

function measureIn(font: string): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    // Digits are drawn equally wide (tabular), as wide as the widest one.
    text = text.replace(/[0-9]/g, "0");
    let width = known.get(text);
    if (width !== undefined) return width;
    canvas ??= document.createElement("canvas").getContext("2d");
    if (!canvas) return text.length * 7;
    canvas.font = font;
    known.set(text, (width = canvas.measureText(text).width));
    return width;
  };
}

/** Follows the room of an element, also when its fonts have come. */
export function useRoom<E extends HTMLElement>() {
  const element = useRef<E>(null);
  const [room, setRoom] = useState<Room | null>(null);
  const look = () => {
    if (!element.current) return;
    const style = getComputedStyle(element.current);
    const width = Math.floor(element.current.clientWidth);
    const measure = measureIn(`${style.fontWeight} ${style.fontSize} ${style.fontFamily}`);
    if (width > 0) setRoom({ width, measure });
  };
  useLayoutEffect(look, []);
  useEffect(() => {
    let last = element.current?.clientWidth ?? 0;
    const observer = new ResizeObserver(() => {
      const width = element.current?.clientWidth ?? 0;
      if (width === last) return;
      last = width;
      look();
    });
    if (element.current) observer.observe(element.current);
    if (document.fonts.status !== "loaded") void document.fonts.ready.then(look);
    return () => observer.disconnect();
  }, []);
  return { element, room };
}
