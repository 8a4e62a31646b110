import { duration } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Badge, type Tone } from "../../parts/Badge.tsx";
import type { Arrival, Figures } from "./report.ts";

const tones: Record<Arrival, Tone> = { sending: "good", quiet: "note", silent: "bad", rare: "plain", never: "plain" };

/** Whether a source sends, in a word. */
export function ArrivalBadge({ of }: { of: Figures }) {
  return <span title={of.quiet_s !== null && of.usual_gap_s !== null ? t("data.arrival_title", { quiet: duration(of.quiet_s), usual: duration(of.usual_gap_s) }) : undefined}><Badge tone={tones[of.arrival]}>{t("data.arrival_" + of.arrival)}</Badge></span>;
}
