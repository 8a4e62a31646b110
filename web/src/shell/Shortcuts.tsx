import { t } from "../lib/i18n.ts";
import { may } from "../lib/session.ts";
import { screens } from "../screens.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { helpOpen, shortcuts, singleKeys } from "./keyboard.ts";

/** The list of what the keyboard does. */
export function Shortcuts() {
  const places = screens.filter((one) => one.rail && may(one.needs));
  return (
    <Dialog title={t("nav.keyboard")} close={() => { helpOpen.value = false; }}>
      {!singleKeys() && <p class="soft">{t("keys.off")}</p>}
      <dl class="keys">
        {shortcuts.map((one) => <div key={one.keys}><dt>{one.keys.split(" ").map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd>{t(one.label)}</dd></div>)}
        {places.map((one) => <div key={one.path}><dt><kbd>g</kbd><kbd>{one.rail!.key}</kbd></dt><dd>{t("keys.go", { place: t(one.label) })}</dd></div>)}
      </dl>
    </Dialog>
  );
}
