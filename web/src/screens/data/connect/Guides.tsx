import { has, t } from "../../../lib/i18n.ts";
import { Badge } from "../../../parts/Badge.tsx";
import { CopyButton, Snippet } from "../../../parts/Copy.tsx";
import { Tabs, tabOf } from "../../../parts/Tabs.tsx";
import type { Connection } from "./connection.ts";
import { guides, type Guide } from "./guides.ts";
import { WaitingLine } from "./Waiting.tsx";
import type { Line } from "../../../lib/live.ts";
import type { Heard } from "./check.ts";

/** How each tool is connected, with the key filled in and the check beside it. */
export function Guides({ of, known, waiting }: { of: Connection; known: boolean; waiting: { heard: Heard; before: Line | undefined } }) {
  const tabs = guides.map((guide) => ({ id: guide.id, label: guide.name || t("connect.other") }));
  const guide = guides.find((one) => one.id === tabOf(tabs, "tool"))!;
  return (
    <section class="connect-guides card" aria-labelledby="guides">
      <header class="connect-guides-head">
        <h2 id="guides">{t("connect.guides")}</h2>
        <WaitingLine {...waiting} />
      </header>
      <Tabs label={t("connect.guides")} name="tool" tabs={tabs} />
      {!known && <p class="connect-hint small">{t("connect.placeholders")}</p>}
      <One guide={guide} of={of} />
    </section>
  );
}

function One({ guide, of }: { guide: Guide; of: Connection }) {
  const lines = guide.lines(of);
  const label = (text: string) => (has(text) ? t(text) : text);
  const numbers = Array.from({ length: guide.steps }, (_, i) => `connect.${guide.id}_${i + 1}`);
  const mistakes = (
    <>
      <h3>{t("connect.mistakes")}</h3>
      <ul class="prose-list">{guide.mistakes.map((one) => <li key={one} dir="auto">{t("connect.mistake_" + one)}</li>)}</ul>
    </>
  );
  return (
    <div class="connect-guide">
      <div class="connect-how">
        {guide.needsMore && <p class="connect-needs"><Badge tone="warn">{t("connect.needs_more")}</Badge> <bdi>{t(`connect.${guide.id}_why`)}</bdi></p>}
        <h3>{t("connect.how", { tool: guide.name || t("connect.other") })}</h3>
        <ol class="connect-numbered">{numbers.map((key) => <li key={key} dir="auto">{t(key)}</li>)}</ol>
        <h3>{t("connect.scopes")}</h3>
        <p class="cluster">{guide.scopes.map((scope) => <code key={scope}>{scope}</code>)}</p>
        {lines.length > 0 && mistakes}
      </div>
      <div class="connect-what">
        <h3>{t("connect.fields")}</h3>
        <dl class="connect-fields">
          {guide.fields(of).map(([field, value]) => (
            <div key={field}>
              <dt lang="en">{field}</dt>
              <dd><code dir="ltr">{value}</code><CopyButton text={value} name={field} /></dd>
            </div>
          ))}
        </dl>
        {lines.map((one) => <Snippet key={one.label + guide.id} label={label(one.label)} text={one.text} />)}
        {lines.length === 0 && mistakes}
      </div>
    </div>
  );
}
