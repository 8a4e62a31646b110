import { signal } from "@preact/signals";

const said = signal<{ id: number; text: string; tone: "note" | "bad" }[]>([]);
let next = 0;

/** Says something in passing: shown for six seconds, read out politely. */
export function announce(text: string, tone: "note" | "bad" = "note"): void {
  const id = next++;
  said.value = [...said.value.slice(-2), { id, text, tone }];
  setTimeout(() => { said.value = said.value.filter((one) => one.id !== id); }, 6000);
}

/** Where what is said in passing shows; once a page. */
export function Announcements() {
  return (
    <div class="toasts no-print" role="status" aria-live="polite">
      {said.value.map((one) => <p key={one.id} class={`toast toast-${one.tone}`}>{one.text}</p>)}
    </div>
  );
}
