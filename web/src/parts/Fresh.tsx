import { clock, recent } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { connection } from "../lib/live.ts";
import { offlineSince } from "../lib/online.ts";

/** How fresh what is shown is (ui.md §1.5): live, or up to when. */
export function Fresh({ at, live }: { at?: string | number | undefined; live?: boolean }) {
  if (offlineSince.value) return <span class="dot dot-off">{t("common.offline_from", { time: recent(at || offlineSince.value) })}</span>;
  if (live && connection.value === "live") return <span class="dot dot-live">{t("common.live")}</span>;
  if (live && connection.value === "lost") return <span class="dot dot-off">{t("common.reconnecting")}</span>;
  return at ? <span class="dot">{t("common.as_of", { time: clock(at) })}</span> : null;
}

