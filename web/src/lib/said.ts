// What the server says in English, in the language of the app: explanations, how
// numbers are counted, what settings mean, what was wrong with a request. A text is
// found by its English wording, in which {0}, {1} … stand for what differs from
// time to time (web/src/said); what is not found is shown in English.
import { signal } from "@preact/signals";
import { IntlMessageFormat } from "intl-messageformat";
import { language, load, locale, type Catalogue, type Language } from "./i18n.ts";

/** A wording with places: the texts between them, which argument each is, and how much of it is fixed. */
interface Wording {
  between: string[];
  places: number[];
  fixed: number;
  message: string;
}

interface Known {
  of: Language;
  exact: Catalogue;
  wordings: Wording[];
}

const known = signal<Known | undefined>(undefined);
const formats = new Map<string, IntlMessageFormat>();
let loading: { of: Language; done: Promise<void> } | undefined;

/** Waits until what the server says can be said in the language in force; English needs nothing. */
export function readyToSay(): Promise<void> {
  const of = language.peek();
  if (of === "en" || known.peek()?.of === of) return Promise.resolve();
  if (loading?.of !== of) {
    const done = load("said-" + of).then((texts) => {
      if (language.peek() === of) setSaid(of, texts);
    }, () => undefined).finally(() => { loading = undefined; });
    loading = { of, done };
  }
  return loading.done;
}

/** Puts texts in force; unit tests hand them in. */
export function setSaid(of: Language, texts: Catalogue): void {
  formats.clear();
  const wordings: Wording[] = [];
  for (const [english, message] of Object.entries(texts)) {
    const parts = english.split(/\{(\d+)\}/);
    if (parts.length === 1) continue;
    const between = parts.filter((_, i) => i % 2 === 0);
    wordings.push({ between, places: parts.filter((_, i) => i % 2 === 1).map(Number), fixed: between.join("").length, message });
  }
  known.value = { of, exact: texts, wordings };
}

/** An English text of the server in the language in force; undefined where nobody knows it. Reads signals. */
export function said(text: string): string | undefined {
  const of = language.value;
  if (of === "en") return text;
  const texts = known.value;
  if (texts?.of !== of) {
    void readyToSay();
    return undefined;
  }
  return translate(texts, text.trim(), 0)?.text;
}

/** The same, or the English text. */
export function saidOr(text: string): string {
  return said(text) ?? text;
}

/** How deep texts may stand in texts: «the query cannot be understood: at /x: …». */
const deepest = 4;

/** What something without a name of its own is called: «somebody», «a group of 3». Names are left as they are. */
export function called(name: string): string {
  return /^(somebody|a group|a group of \d+|a statement|a plan)$/.test(name) ? saidOr(name) : name;
}

/** A translation, and how much of the English text its wordings account for. */
interface Translation {
  text: string;
  known: number;
}

/** The translation that accounts for most of a text. */
function translate(texts: Known, text: string, depth: number): Translation | undefined {
  const exact = Object.hasOwn(texts.exact, text) ? texts.exact[text] : undefined;
  if (exact !== undefined) return { text: say(exact, {}), known: text.length };
  if (depth === deepest) return undefined;
  // Where it is, in a JSON pointer, then what.
  const [, pointer, what] = /^(\/[^\s:]*): ([^]+)$/.exec(text) ?? [];
  if (pointer !== undefined) {
    const rest = translate(texts, what!, depth + 1);
    return rest && { text: `${pointer}: ${rest.text}`, known: rest.known };
  }
  let best: Translation | undefined;
  let shortest = 0;
  for (const wording of texts.wordings) {
    const found = taken(wording, text);
    if (!found) continue;
    let known = wording.fixed;
    const values: Record<string, string | number> = {};
    found.forEach((value, i) => {
      const name = String(wording.places[i]);
      // What was sent is quoted and stays; numbers are counted with.
      if (/^("(\\.|[^"\\])*"|«[^»]*»)$/.test(value)) values[name] = value;
      else if (/^\d[\d,]*$/.test(value)) values[name] = Number(value.replaceAll(",", ""));
      else {
        const inner = translate(texts, value, depth + 1);
        values[name] = inner?.text ?? value;
        known += inner?.known ?? 0;
      }
    });
    // Of two that account for the same, the shorter one is around the other.
    if (!best || known > best.known || (known === best.known && wording.fixed < shortest)) {
      best = { text: say(wording.message, values), known };
      shortest = wording.fixed;
    }
  }
  return best;
}

/** What stands in the places of a wording, if the text is of this wording. */
function taken({ between, places }: Wording, text: string): string[] | undefined {
  const first = between[0]!;
  const last = between[between.length - 1]!;
  const end = text.length - last.length;
  if (!text.startsWith(first) || !text.endsWith(last) || end < first.length) return undefined;
  const values: string[] = [];
  let at = first.length;
  for (let i = 1; i < places.length; i++) {
    // Two that follow each other: what is quoted, or a word, and the rest.
    const next = between[i] === "" ? at + /^(?:"(?:\\.|[^"\\])*"|[^\s]*)/.exec(text.slice(at))![0].length : text.indexOf(between[i]!, at);
    if (next < 0 || next + between[i]!.length > end) return undefined;
    values.push(text.slice(at, next));
    at = next + between[i]!.length;
  }
  values.push(text.slice(at, end));
  return values;
}

function say(message: string, values: Record<string, string | number>): string {
  let format = formats.get(message);
  if (!format) {
    format = new IntlMessageFormat(message, locale.peek(), undefined, { ignoreTag: true });
    formats.set(message, format);
  }
  return String(format.format(values));
}
