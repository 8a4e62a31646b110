import { Keyboard, LogOut, Menu, PanelLeftClose, PanelLeftOpen, Search, UserRound } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../lib/i18n.ts";
import { arrived, href, screen, screenPath, storeName } from "../lib/router.ts";
import { may, me, signOut, store, type StoreAccess } from "../lib/session.ts";
import { offlineSince } from "../lib/online.ts";
import { recent } from "../lib/format.ts";
import { screens } from "../screens.ts";
import { Announcements } from "../parts/announce.tsx";
import { BehindDialog } from "../parts/Behind.tsx";
import { Button } from "../parts/Button.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Palette } from "./Palette.tsx";
import { Shortcuts } from "./Shortcuts.tsx";
import { helpOpen, paletteOpen } from "./keyboard.ts";

/** The frame around every screen: the rail, on phones the bar at the bottom. */
export function Shell({ children }: { children: ComponentChildren }) {
  const tight = useTight();
  const [rail, setRail] = useState(() => recall("rail"));
  const narrow = rail === "narrow" || (tight && rail !== "wide");
  const turnRail = () => {
    const next = narrow ? (tight ? "wide" : "") : tight ? "" : "narrow";
    remember("rail", next);
    setRail(next);
  };
  const [more, setMore] = useState(false);
  const shown = screens.filter((one) => one.rail && may(one.needs));
  const here = (path: string) => screenPath.value === path || screenPath.value.startsWith(path + "/");
  const phone = shown.filter((one) => one.rail!.phone).slice(0, 4);
  const current = store.value;
  useEffect(() => setMore(false), [arrived.value]);
  return (
    <div class={`shell${narrow ? " shell-narrow" : ""}`}>
      <a class="skip" href="#content" onClick={(event) => { event.preventDefault(); document.getElementById("content")?.focus(); }}>{t("common.skip")}</a>
      <nav class="rail" aria-label={t("nav.main")}>
        <div class="rail-top">
          <a class="brand" href={href("/")}><Mark /><span class="brand-word">{me.value?.organisation || "Lore"}</span></a>
        </div>
        <StoreChoice />
        <ul class="rail-list">
          {shown.map((one) => (
            <li key={one.path}>
              <a href={screen(one.path)} aria-current={here(one.path) ? "page" : undefined} title={narrow ? t(one.label) : undefined}>
                <Icon of={one.rail!.icon} size={19} /><span>{t(one.label)}</span>
              </a>
            </li>
          ))}
        </ul>
        <div class="rail-foot">
          <Button kind="quiet" icon={Search} iconOnly={narrow} onClick={() => { paletteOpen.value = true; }}>{t("nav.find")}</Button>
          <a class="button button-quiet" href={href("/account")}><Icon of={UserRound} /><span class="rail-word">{me.value?.user?.name ?? t("nav.account")}</span></a>
          <div class="rail-small">
            <Button kind="quiet" icon={LogOut} iconOnly onClick={() => void signOut()}>{t("nav.sign_out")}</Button>
            <Button kind="quiet" icon={Keyboard} iconOnly onClick={() => { helpOpen.value = true; }}>{t("nav.keyboard")}</Button>
            <Button kind="quiet" icon={narrow ? PanelLeftOpen : PanelLeftClose} iconOnly aria-expanded={!narrow} onClick={turnRail}>{narrow ? t("nav.widen") : t("nav.narrow")}</Button>
          </div>
        </div>
      </nav>
      <div class="stage">
        {offlineSince.value > 0 && <p class="banner banner-warn" role="status">{t("common.offline_from", { time: recent(offlineSince.value) })}</p>}
        {current?.sample && <aside class="banner banner-sample" aria-label={t("nav.store")}><span>{t("common.sample_store")}</span><span class="banner-more">{t("common.sample_store_more")}</span></aside>}
        <main id="content" tabIndex={-1}>{children}</main>
      </div>
      <nav class="bottombar" aria-label={t("nav.main")}>
        {phone.map((one) => (
          <a key={one.path} href={screen(one.path)} aria-current={here(one.path) ? "page" : undefined}><Icon of={one.rail!.icon} size={22} /><span>{t(one.label)}</span></a>
        ))}
        <button type="button" aria-haspopup="dialog" onClick={() => setMore(true)}><Icon of={Menu} size={22} /><span>{t("nav.more")}</span></button>
      </nav>
      {more && (
        <Dialog title={t("nav.more")} close={() => setMore(false)}>
          <StoreChoice />
          <ul class="menu-list">
            {shown.map((one) => <li key={one.path}><a href={screen(one.path)} aria-current={here(one.path) ? "page" : undefined}><Icon of={one.rail!.icon} /><span>{t(one.label)}</span></a></li>)}
            <li><a href={href("/account")}><Icon of={UserRound} /><span>{t("nav.account")}</span></a></li>
            <li><button type="button" onClick={() => { setMore(false); paletteOpen.value = true; }}><Icon of={Search} /><span>{t("nav.find")}</span></button></li>
            <li><button type="button" onClick={() => void signOut()}><Icon of={LogOut} /><span>{t("nav.sign_out")}</span></button></li>
          </ul>
        </Dialog>
      )}
      {paletteOpen.value && <Palette />}
      {helpOpen.value && <Shortcuts />}
      <Announcements />
      <BehindDialog />
    </div>
  );
}

/** The store one works in; a choice only where there are several. */
function StoreChoice() {
  const stores = me.value?.stores ?? [];
  if (stores.length < 2) return null;
  return (
    <label class="store-choice">
      <span class="hidden-text">{t("nav.store")}</span>
      <select value={storeName.value} title={titleOf(store.value)} onChange={(event) => window.location.assign(href(`/s/${event.currentTarget.value}`))}>
        {stores.map((one) => <option key={one.name} value={one.name}>{titleOf(one)}</option>)}
      </select>
    </label>
  );
}

/** A store's title; of the sample store without what the banner above its screens says anyway. */
function titleOf(of: StoreAccess | undefined): string {
  const title = of?.title || of?.name || "";
  return of?.sample ? title.replace(/ \([^()]*\)$/, "") : title;
}

/** The mark: an L whose end is a lamp. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect class="mark-ground" width="32" height="32" rx="8" />
      <path class="mark-stroke" d="M9 7.5h3.6v13.4H23v3.4H9z" />
      <circle class="mark-lamp" cx="21.5" cy="11.5" r="3.5" />
    </svg>
  );
}

/** Whether the window is so narrow that the rail begins as icons. */
function useTight(): boolean {
  const [asked] = useState(() => window.matchMedia("(width < 64rem)"));
  const [tight, setTight] = useState(asked.matches);
  useEffect(() => {
    const look = () => setTight(asked.matches);
    asked.addEventListener("change", look);
    return () => asked.removeEventListener("change", look);
  }, [asked]);
  return tight;
}

function recall(name: string): string {
  try {
    return localStorage.getItem("lore-" + name) ?? "";
  } catch {
    return "";
  }
}

function remember(name: string, value: string): void {
  try {
    localStorage.setItem("lore-" + name, value);
  } catch {
    // not remembered then
  }
}
