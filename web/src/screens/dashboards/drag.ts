// Dragging tiles by mouse, finger or pen: pointer events, as HTML's own dragging
// knows no fingers. What moves while it is held are styles alone, so that no chart
// is drawn anew; the buttons of a tile do the same without dragging (WCAG 2.5.7).

/** So far a pointer moves before it is a drag, in pixels. */
const threshold = 5;
/** So near to the window's edge the page scrolls, and so far each frame. */
const edge = 64;
const scrolls = 14;

/** Follows a pointer that went down on a tile's handle; `drop` is called with where it came from and where it is put. */
export function drag(down: PointerEvent, drop: (from: number, to: number) => void): void {
  const handle = down.currentTarget as HTMLElement;
  const tile = handle.closest<HTMLElement>("[data-tile]");
  if (!tile || down.button !== 0) return;
  // A mouse may take the whole bar, a finger only the grip: elsewhere it scrolls the page.
  const target = down.target as Element;
  if (target.closest("button, select, label") || (down.pointerType !== "mouse" && !target.closest("[data-grip]"))) return;
  down.preventDefault();
  const from = Number(tile.dataset.tile);
  const began = { x: down.clientX, y: down.clientY + window.scrollY };
  const at = { x: down.clientX, y: down.clientY };
  let over: HTMLElement | undefined;
  let frame = 0;

  const show = () => {
    tile.style.transform = `translate(${at.x - began.x}px, ${at.y + window.scrollY - began.y}px)`;
    const below = document.elementsFromPoint(at.x, at.y).map((one) => one.closest<HTMLElement>("[data-tile]")).find((one) => one && one !== tile) ?? undefined;
    if (below === over) return;
    delete over?.dataset.over;
    over = below;
    if (over) over.dataset.over = "";
  };
  const tick = () => {
    const way = at.y < edge ? -scrolls : at.y > window.innerHeight - edge ? scrolls : 0;
    if (way !== 0) {
      window.scrollBy({ top: way, behavior: "instant" });
      show();
    }
    frame = requestAnimationFrame(tick);
  };
  const move = (event: PointerEvent) => {
    Object.assign(at, { x: event.clientX, y: event.clientY });
    if (frame === 0) {
      if (Math.hypot(at.x - down.clientX, at.y - down.clientY) < threshold) return;
      tile.dataset.dragged = "";
      frame = requestAnimationFrame(tick);
    }
    show();
  };
  const end = () => {
    cancelAnimationFrame(frame);
    delete over?.dataset.over;
    delete tile.dataset.dragged;
    tile.style.transform = "";
    handle.removeEventListener("pointermove", move);
    handle.removeEventListener("pointerup", up);
    handle.removeEventListener("pointercancel", end);
    window.removeEventListener("keydown", key, true);
  };
  const up = () => {
    const to = over && Number(over.dataset.tile);
    end();
    if (to !== undefined) drop(from, to);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    end();
  };
  handle.setPointerCapture(down.pointerId);
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", up);
  handle.addEventListener("pointercancel", end);
  window.addEventListener("keydown", key, true);
}
