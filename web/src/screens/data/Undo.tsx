import { signal } from "@preact/signals";
import { Undo2 } from "lucide";
import type { Problem } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { announce } from "../../parts/announce.tsx";
import { Button } from "../../parts/Button.tsx";

interface Done {
  text: string;
  undo: () => Promise<unknown>;
  after: () => void;
}

const last = signal<Done | undefined>(undefined);

/** Does something that can be taken back: says so, and offers it until something else is done. */
export async function decide(text: string, act: () => Promise<unknown>, undo: () => Promise<unknown>, after: () => void): Promise<boolean> {
  try {
    await act();
  } catch (cause) {
    announce((cause as Problem).message, "bad");
    return false;
  }
  last.value = { text, undo, after };
  announce(text);
  after();
  return true;
}

/** The last decision, with the button that takes it back. */
export function UndoBar() {
  const done = last.value;
  if (!done) return null;
  const take = async () => {
    last.value = undefined;
    try {
      await done.undo();
      announce(t("data.undone"));
    } catch (cause) {
      announce((cause as Problem).message, "bad");
    }
    done.after();
  };
  return (
    <div class="undo no-print">
      <span>{done.text}</span>
      <Button small icon={Undo2} onClick={() => void take()}>{t("data.undo")}</Button>
    </div>
  );
}
