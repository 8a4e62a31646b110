import { Download } from "lucide";
import { useRef } from "preact/hooks";
import { apiURL } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import type { Query } from "../../lib/query.ts";
import { Icon } from "../../parts/Icon.tsx";

const formats = ["csv", "ndjson", "parquet"] as const;

/** Files with exactly the statements of a query, in its order. */
export function ExportMenu({ query }: { query: Query }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = (focus: boolean) => {
    if (!menu.current?.open) return;
    menu.current.open = false;
    if (focus) menu.current.querySelector("summary")?.focus();
  };
  return (
    <details class="menu" ref={menu}
      onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); close(true); } }}
      onFocusOut={(event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) close(false); }}>
      <summary class="button button-plain" data-shortcut="e"><Icon of={Download} /><span>{t("common.export")}</span></summary>
      <div class="menu-body">
        <p class="small soft">{t("explore.export_text")}</p>
        <ul>
          {formats.map((format) => (
            <li key={format}>
              <a download data-format={format} href={apiURL("/export/statements", { format, q: JSON.stringify(query) })} onClick={() => close(true)}>
                <strong>{t("explore.export_" + format)}</strong><span class="small soft">{t("explore.export_" + format + "_text")}</span>
              </a>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}
