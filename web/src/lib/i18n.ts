// Messages by ICU MessageFormat, a catalogue for each language, loaded when it is
// wanted. English is complete; what another language lacks is shown in English.
import { computed, signal } from "@preact/signals";
import { IntlMessageFormat } from "intl-messageformat";
import { base } from "./base.ts";

/** The languages that there are catalogues of, in their own words. */
export const languages = { en: "English", de: "Deutsch", ar: "العربية" } as const;
export type Language = keyof typeof languages;

/** Values of a message's {arguments}. */
export type Values = Record<string, string | number | boolean | Date | null | undefined>;

/** Texts by their keys. */
export type Catalogue = Record<string, string>;

/** The language in force. «en-XA» is the pseudo-locale of tests: ?pseudo in the address. */
export const language = signal<Language>("en");
const catalogue = signal<Catalogue>({});
const english = signal<Catalogue>({});
const pseudo = signal(false);

/** The direction of the text. */
export const direction = computed<"ltr" | "rtl">(() => (language.value === "ar" ? "rtl" : "ltr"));

/** The tag that Intl is asked with. */
export const locale = computed<string>(() => (language.value === "ar" ? "ar-EG-u-nu-latn" : language.value));

const formats = new Map<string, IntlMessageFormat>();

/** Keys that there was no message of; each is told once. */
const unknown = new Set<string>();

/** The message of a key in the language in force; a key that there is no message of is a fault of the app, which tests see in the console. */
export function t(key: string, values?: Values): string {
  const text = catalogue.value[key] ?? english.value[key];
  if (text === undefined) {
    report(key);
    return key;
  }
  const name = language.value + "\n" + key;
  let format = formats.get(name);
  if (!format) {
    const of = catalogue.value[key] === undefined ? "en" : locale.value;
    format = new IntlMessageFormat(text, of, undefined, { ignoreTag: true });
    formats.set(name, format);
  }
  const said = String(format.format(values as Record<string, string>));
  return pseudo.value ? stretch(said) : said;
}

function report(key: string): void {
  // Without any catalogue there is nothing that could lack a key: that it did not load is told elsewhere.
  if (unknown.has(key) || (Object.keys(catalogue.value).length === 0 && Object.keys(english.value).length === 0)) return;
  unknown.add(key);
  console.error(`There is no message ${key}.`);
}

/** Whether there is a message of a key. */
export function has(key: string): boolean {
  return key in catalogue.value || key in english.value;
}

/** What the pseudo-locale makes of a text: longer, with accents, in brackets. */
export function stretch(text: string): string {
  const accents: Record<string, string> = { a: "á", e: "ë", i: "ï", o: "ö", u: "ü", n: "ñ", c: "ç", A: "Å", E: "É", O: "Ø" };
  return "⟦" + text.replace(/[aeiouncAEO]/g, (letter) => accents[letter] ?? letter) + " " + "~".repeat(Math.ceil(text.length * 0.3)) + "⟧";
}

/** The language for a person: the chosen one, else the first known one of the browser, else the organisation's. */
export function preferred(chosen: string | undefined, organisation = ""): Language {
  for (const tag of [chosen ?? "", ...(typeof navigator === "undefined" ? [] : navigator.languages ?? []), organisation]) {
    const short = tag.toLowerCase().split("-")[0] ?? "";
    if (short in languages) return short as Language;
  }
  return "en";
}

/** Loads a file of texts by its name in the page; one that is not there has none. */
export async function load(name: string): Promise<Catalogue> {
  const list = JSON.parse(document.querySelector<HTMLMetaElement>('meta[name="lore-messages"]')?.content ?? "{}") as Record<string, string>;
  if (!list[name]) return {};
  const response = await fetch(base + list[name]);
  return response.ok ? ((await response.json()) as Catalogue) : {};
}

/** Loads a language and puts it in force. */
export async function useLanguage(next: Language): Promise<void> {
  const wanted = Object.keys(english.value).length === 0 ? load("en") : Promise.resolve(english.value);
  const [fallback, chosen] = await Promise.all([wanted, next === "en" ? wanted : load(next)]);
  english.value = fallback;
  setCatalogue(next, chosen);
}

/** Puts a catalogue in force; unit tests hand one in. */
export function setCatalogue(next: Language, messages: Catalogue): void {
  formats.clear();
  catalogue.value = messages;
  language.value = next;
  if (typeof document !== "undefined") {
    pseudo.value = new URLSearchParams(window.location.search).has("pseudo");
    document.documentElement.lang = next;
    document.documentElement.dir = next === "ar" ? "rtl" : "ltr";
  }
}
