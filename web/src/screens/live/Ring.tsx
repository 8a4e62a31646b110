import { useState } from "preact/hooks";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";

const width = 600;
const height = 84;
const step = width / 60;

/** Statements per second over the last minute; the newest at the end. */
export function Ring({ perSecond }: { perSecond: readonly number[] }) {
  const [open, setOpen] = useState(false);
  const sum = perSecond.reduce((all, one) => all + one, 0);
  const most = Math.max(0, ...perSecond);
  const scale = (height - 4) / Math.max(most, 4);
  const text = t("live.ring", { n: sum, most: number(most) });
  return (
    <figure class="ring">
      <p class="small soft">{text}</p>
      <svg role="img" aria-label={text} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none">
        <line class="ring-base" x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} />
        {perSecond.map((count, i) => count > 0 && <rect key={i} class={i === perSecond.length - 1 ? "ring-now" : "ring-bar"} x={i * step + 1} width={step - 2} y={height - 1 - count * scale} height={count * scale} rx="1.5" />)}
      </svg>
      <p class="ring-axis small soft" aria-hidden="true"><span>{t("live.ring_from")}</span><span>{t("live.ring_to")}</span></p>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary class="small">{t("live.ring_data")}</summary>
        {open && (
          <div class="table-scroll ring-data" tabIndex={0} role="region" aria-label={t("live.ring_data")}>
            <table class="table">
              <thead><tr><th scope="col">{t("live.ring_second")}</th><th scope="col" class="numeric">{t("common.statements")}</th></tr></thead>
              <tbody>{perSecond.map((count, i) => <tr key={i}><th scope="row" class="figures">{perSecond.length - i}</th><td class="numeric figures">{number(count)}</td></tr>).reverse()}</tbody>
            </table>
          </div>
        )}
      </details>
    </figure>
  );
}
