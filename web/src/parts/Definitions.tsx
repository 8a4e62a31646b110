import { has, t } from "../lib/i18n.ts";
import { said } from "../lib/said.ts";
import { fieldLabel, metricLabel } from "./answer/names.ts";

/** How numbers are counted, a line for each thing there is to say: «Passed: persons with …». */
export function Definitions({ lines }: { lines: readonly string[] }) {
  return <ul class="prose-list">{lines.map((line) => <li key={line}><Definition line={line} /></li>)}</ul>;
}

/** What begins lines that have a colon and name no metric. */
const sentences = new Set(["rows", "time"]);

function Definition({ line }: { line: string }) {
  const [, name, rest] = /^([A-Za-z0-9_]+): ([^]+)$/.exec(line) ?? [];
  if (name === undefined || sentences.has(name)) return <Words text={line} />;
  return <><strong>{metricLabel(name)}:</strong> <Words text={rest!} /></>;
}

function Words({ text }: { text: string }) {
  // A formula: names of metrics between signs.
  if (/^\(.*\)$/.test(text)) return <bdi>{text.replace(/[a-z][a-z0-9_]*/g, metricLabel)}</bdi>;
  const words = said(text);
  if (words === undefined) return <bdi lang="en">{text}</bdi>;
  return <>{words.replace(/«([a-z0-9_.]+)»/g, (_, name: string) => `«${has("answer.metric_" + name) ? t("answer.metric_" + name) : fieldLabel(name)}»`)}</>;
}
