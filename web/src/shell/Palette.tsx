import { useEffect, useMemo, useState } from "preact/hooks";
import { get } from "../lib/api.ts";
import { t } from "../lib/i18n.ts";
import { shortId } from "../lib/names.ts";
import { useResource } from "../lib/resource.ts";
import { go, href, screen, storeName } from "../lib/router.ts";
import { may } from "../lib/session.ts";
import { screens } from "../screens.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Name } from "../parts/Name.tsx";
import { paletteOpen } from "./keyboard.ts";

interface Choice {
  id: string;
  label: string;
  kind: string;
  address: string;
}

interface Words {
  seen?: { activities?: { id: string; name?: string }[] };
}

/** Go to a screen or an activity by typing a part of its name. */
export function Palette() {
  const [text, setText] = useState("");
  // What the arrows went to, by its id: what the server finds later does not move it.
  const [picked, setPicked] = useState("");
  // The server is asked when the typing pauses, so that one is not refused for asking too often.
  const [wanted, setWanted] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setWanted(text.trim()), 150);
    return () => clearTimeout(timer);
  }, [text]);
  const close = () => { paletteOpen.value = false; };
  const words = useResource(may("query_answers") && wanted.length >= 2 ? storeName.value + " find " + wanted : null, (signal) => get("/schema", { query: { of: "activities", prefix: wanted, limit: 8 }, signal }) as Promise<Words>);
  const choices = useMemo<Choice[]>(() => {
    const lower = text.toLowerCase();
    const places = screens.filter((one) => may(one.needs) && one.rail).map((one) => ({ id: one.path, label: t(one.label), kind: t("nav.screen"), address: screen(one.path) }));
    places.push({ id: "account", label: t("nav.account"), kind: t("nav.screen"), address: href("/account") });
    return [
      ...places.filter((one) => one.label.toLowerCase().includes(lower)),
      ...(words.data?.seen?.activities ?? []).map((one) => ({ id: one.id, label: one.name || shortId(one.id), kind: t("nav.activity"), address: screen("/activities/activity", { activity: one.id }) })),
      ...(text.length >= 2 && may("see_people") ? [{ id: "people", label: t("nav.find_people", { text }), kind: t("nav.learners"), address: screen("/learners", { find: text }) }] : []),
    ];
  }, [text, words.data]);
  const chosen = Math.max(0, choices.findIndex((one) => one.id === picked));
  const open = (choice: Choice | undefined) => {
    if (!choice) return;
    close();
    go(choice.address);
  };
  return (
    <Dialog title={t("nav.find")} close={close}>
      <form onSubmit={(event) => { event.preventDefault(); open(choices[chosen]); }}>
        <input class="palette-input" type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant={choices[chosen] ? `palette-${chosen}` : undefined}
          aria-label={t("nav.find")} autoComplete="off" placeholder={t("nav.find_hint")} value={text}
          onInput={(event) => { setText(event.currentTarget.value); setPicked(""); }}
          onKeyDown={(event) => {
            const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (by === undefined) return;
            event.preventDefault();
            setPicked(choices[Math.min(choices.length - 1, Math.max(0, chosen + by))]?.id ?? "");
          }} />
      </form>
      <ul id="palette-list" class="palette-list" role="listbox" aria-label={t("nav.find")}>
        {choices.map((choice, i) => (
          <li key={choice.id} id={`palette-${i}`} role="option" aria-selected={i === chosen} onClick={() => open(choice)}>
            <Name>{choice.label}</Name><span class="soft small">{choice.kind}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
